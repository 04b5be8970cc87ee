"""`crossdock plugin enable` and `disable`: what a workspace does without, and files it uses."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import NotFoundError


@click.command(
    "disable",
    epilog=examples("crossdock plugin disable audit", "crossdock plugin disable ./shopee.py"),
)
@click.argument("name", metavar="NAME|FILE.py")
@presented
def disable(desk: Desk, name: str) -> Result:
    """Do without a plugin in this workspace: it is listed, and never imported.

    A file that was enabled is forgotten.
    """
    if _is_file(name):
        return _forgotten(desk, Path(name).absolute())
    if not any(info.name == name for info in desk.plugins.infos()):
        raise NotFoundError(
            f"There is no plugin {name!r}.", next_step="See: crossdock plugin list"
        )
    return _switched(desk, name, off=True)


@click.command(
    "enable",
    epilog=examples("crossdock plugin enable audit", "crossdock plugin enable ./shopee.py"),
)
@click.argument("name", metavar="NAME|FILE.py")
@presented
def enable(desk: Desk, name: str) -> Result:
    """Use a plugin again in this workspace, or the connector in a file from now on.

    A file is used as with --plugin, without naming it each time: from cron too.
    """
    if _is_file(name):
        return _kept(desk, Path(name).absolute())
    return _switched(desk, name, off=False)


def _is_file(name: str) -> bool:
    return name.endswith(".py")


def _kept(desk: Desk, path: Path) -> Result:
    from crossdock.plugins.paths import candidate_at
    from crossdock.plugins.switches import keep_files, kept_files

    name = candidate_at(path, enabled=True).info.name
    folder = desk.workspace.folder
    others = [one for one in kept_files(folder) if one.stem != name]
    keep_files(folder, [*others, path])
    return record(
        {"plugin": name, "file": str(path)},
        summary=[f"This workspace uses {name} from {path}."],
        next_step=f"crossdock plugin check {name}",
    )


def _forgotten(desk: Desk, path: Path) -> Result:
    from crossdock.plugins.switches import keep_files, kept_files

    folder = desk.workspace.folder
    kept = kept_files(folder)
    if path not in kept:
        raise NotFoundError(
            f"This workspace uses no plugin file {path}.", next_step="See: crossdock plugin list"
        )
    keep_files(folder, [one for one in kept if one != path])
    return record(
        {"plugin": path.stem, "file": str(path)},
        summary=[f"This workspace uses {path} no more."],
    )


def _switched(desk: Desk, name: str, *, off: bool) -> Result:
    from crossdock.plugins import DISABLED_VARIABLE
    from crossdock.plugins.switches import switch_off, switched_off

    folder = desk.workspace.folder
    before = switched_off(folder)
    after = before | {name} if off else before - {name}
    switch_off(folder, after)
    summary = [f"{name} {'was' if after == before else 'is now'} {'dis' if off else 'en'}abled."]
    named = os.environ.get(DISABLED_VARIABLE, "").replace(" ", "").split(",")
    if not off and name in named:
        summary.append(f"{DISABLED_VARIABLE} still names it, so it stays disabled here.")
    return record(
        {"plugin": name, "enabled": not off and name not in named, "disabled": sorted(after)},
        summary=summary,
    )
