"""`crossdock init`."""

from __future__ import annotations

from pathlib import Path

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record


@click.command(
    "init",
    epilog=examples("crossdock init", "crossdock init ~/shops && crossdock -C ~/shops doctor"),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@presented
def command(desk: Desk, folder: Path | None) -> Result:
    """Make a workspace in a folder.

    The workspace is the folder .crossdock inside FOLDER (this folder, if none is
    named): a database, and the key that seals the secrets in it. Running it again
    changes nothing.
    """
    from crossdock.workspace import create

    root = (folder or desk.start).absolute()
    made = create(root)
    workspace = desk.enter(root)
    return record(
        {
            "workspace": str(root),
            "created": made,
            "database": str(workspace.store.db.path),
            "migrations": len(workspace.store.applied),
        },
        summary=[f"{'Made' if made else 'There already was'} a workspace in {root}."],
        next_step="crossdock conn add NAME --plugin CONNECTOR (see: crossdock plugin list), or"
        " crossdock demo",
    )
