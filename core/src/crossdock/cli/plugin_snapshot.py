"""`crossdock plugin snapshot`: what a release of a connector promises to the next one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError


@click.command(
    "snapshot",
    epilog=examples(
        "crossdock plugin snapshot shopee",
        "crossdock plugin snapshot shopee --into src/crossdock_shopee/released.json",
    ),
)
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there: released.json in the package, or NAME.released.json beside one file.",
)
@presented
def snapshot(desk: Desk, name: str, into: Path | None) -> Result:
    """Tell what connections write down of a connector: settings, hosts, answers, hooks.

    Ship it with a release, and the check PKG-09 holds the next one against it: what
    was there must still be taken.
    """
    from crossdock.testing.released import snapshot as taken

    desk.plugins.hooks(name)  # refused, if it is not fit to be used
    facts = taken(desk.plugins.module(name))
    if into is None:
        return record(dict(facts))
    try:
        into.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputRefusedError(
            f"{into} cannot be written ({error.strerror}).", next_step="Name another place."
        ) from None
    return record({"snapshot": str(into)}, next_step=f"crossdock conform run {name} --only PKG-09")
