"""`crossdock plugin new`: a connector to begin with."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import InputRefusedError

KINDS = ("channel", "fulfilment", "both")
AUTHS = ("none", "key", "oauth2", "signed")
#: How else a kind is spelt.
SPELT = {"fulfillment": "fulfilment"}


class _Kind(click.Choice[str]):
    """A kind; both spellings of fulfilment are one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the kind as we spell it."""
        return super().convert(SPELT.get(value, value), param, ctx)


@click.command(
    "new",
    epilog=examples(
        "crossdock plugin new corner_shop --kind channel --auth key",
        "crossdock plugin new shopee --kind both --auth signed --one-file",
    ),
)
@click.argument("name")
@click.option("--kind", type=_Kind(KINDS), required=True, help="What the platform does.")
@click.option(
    "--auth",
    type=click.Choice(AUTHS),
    default="key",
    show_default=True,
    help="How a request says whose it is.",
)
@click.option("--one-file", is_flag=True, help="A single module, to be used by its path.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Write it into this folder.  [default: this one]",
)
@presented
def new(desk: Desk, name: str, kind: str, auth: str, one_file: bool, into: Path) -> Result:
    """Write a new connector, with a sandbox and tests that are green at once.

    It speaks to its own sandbox an interface made up for the purpose. The lines
    to change, so that both speak the platform's, are marked EDIT.
    """
    from crossdock.scaffold import Blueprint, files_of, line_count, write

    _refuse_taken(desk, name)
    blueprint = Blueprint(name, kind, auth, datetime.now(UTC).date(), one_file)
    made = files_of(blueprint)
    write(blueprint, into)
    rows = [
        {"file": str(into / file), "lines": len(text.splitlines()), "to_edit": line_count(text)}
        for file, text in sorted(made.items())
    ]
    edits = sum(map(line_count, made.values()))
    return Result(
        rows,
        summary=[
            f"Wrote {counted(len(rows), 'file')}; {counted(edits, 'line')} to change, marked EDIT."
        ],
        next_step=f"crossdock --plugin {into / name}.py conform run {name} --level silver"
        if one_file
        else f"cd {into / blueprint.distribution} && {_installer()} install -e . pytest hatchling"
        " && pytest",
        whole=("file",),
    )


def _refuse_taken(desk: Desk, name: str) -> None:
    for info in desk.plugins.infos():
        if info.name == name:
            raise InputRefusedError(
                f"{name} is the name of a {info.kind} that is there already ({info.origin}).",
                next_step="Choose another name; two plugins of one name cannot be used.",
            )


def _installer() -> str:
    """Return what installs here: an environment that uv made has no pip."""
    return "pip" if find_spec("pip") else "uv pip"
