"""`crossdock version`."""

from __future__ import annotations

import platform
from importlib.metadata import version

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result


@click.command("version", epilog=examples("crossdock version", "crossdock version --format json"))
@presented
def command(desk: Desk) -> Result:
    """Show the versions of crossdock and its plugins."""
    rows = [
        {"what": "crossdock", "version": version("crossdock")},
        {"what": "python", "version": platform.python_version()},
        *({"what": info.name, "version": info.version} for info in desk.plugins.infos()),
    ]
    return Result(rows)
