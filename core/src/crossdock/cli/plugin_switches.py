"""`crossdock plugin enable` and `disable`: what a workspace does without."""

from __future__ import annotations

import os

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import NotFoundError


@click.command("disable", epilog=examples("crossdock plugin disable audit"))
@click.argument("name")
@presented
def disable(desk: Desk, name: str) -> Result:
    """Do without a plugin in this workspace: it is listed, and never imported."""
    if not any(info.name == name for info in desk.plugins.infos()):
        raise NotFoundError(
            f"There is no plugin {name!r}.", next_step="See: crossdock plugin list"
        )
    return _switched(desk, name, off=True)


@click.command("enable", epilog=examples("crossdock plugin enable audit"))
@click.argument("name")
@presented
def enable(desk: Desk, name: str) -> Result:
    """Use a plugin again in this workspace."""
    return _switched(desk, name, off=False)


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
