"""`crossdock plugin check` and `trace`: what is wrong with a plugin, and what it was asked."""

from __future__ import annotations

from collections import Counter
from types import ModuleType
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.nested import SEE, run_nested
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import Exit
from crossdock.manifest import Role

if TYPE_CHECKING:
    from crossdock.plugins.witness import Call

#: The checks of the conformance kit that need no sandbox to be played.
STATIC = (
    "PKG-01",
    "PKG-02",
    "PKG-03",
    "PKG-04",
    "PKG-05",
    "PKG-07",
    "PKG-09",
    "DOC-01",
    "DOC-02",
)

#: What stands in the place of a check where a plugin cannot be loaded.
LOADING = "loading"


#: What stands in the place of a check for what is no reason to refuse a plugin.
WARNING = "warning"

#: What is lost with a channel whose connector says why it does without a hook.
LOST = {
    "get_order": "open orders stay as they were until its list brings them again, and one that"
    " is to be sent is looked for in that list, page by page",
    "read_stock": "nobody can see what a listing shows, so no push is verified",
}


@click.command(
    "check",
    epilog=examples("crossdock plugin check tokopedia", "crossdock plugin check jdid --strict"),
)
@click.argument("name")
@click.option("--strict", is_flag=True, help="Let warnings be failures too.")
@presented
def check(desk: Desk, name: str, strict: bool) -> Result:
    """Look for mistakes in a plugin without calling anything: exit code 7 if there are any.

    Its entry point, manifest, signatures, annotations, what importing it does, the
    releases it declares, and its README. Whether it does its work is what
    `crossdock conform run` finds out. Warnings are no failures, unless --strict.
    """
    rows = [{"check": one, "finding": finding} for one, finding in _findings(desk, name)]
    warnings = sum(row["check"] == WARNING for row in rows)
    if not rows:
        return Result(summary=[f"Nothing is wrong with {name}."], columns=("check", "finding"))
    failed = len(rows) > warnings or strict
    told = [
        counted(number, what)
        for number, what in ((len(rows) - warnings, "finding"), (warnings, WARNING))
        if number
    ]
    return Result(
        rows,
        summary=[f"{' and '.join(told)}."],
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
        next_step=_explained(rows),
        whole=("finding",),
    )


def _explained(rows: list[dict[str, str]]) -> str:
    """Return the command that explains the first finding of a check, if one is of any."""
    first = next((row["check"] for row in rows if row["check"] not in {LOADING, WARNING}), "")
    return f"crossdock conform explain {first}" if first else ""


def _findings(desk: Desk, name: str) -> list[tuple[str, str]]:
    if sentence := desk.plugins.check(name):
        # What cannot be loaded cannot be looked at any further.
        return [(LOADING, sentence)]
    info = next(one for one in desk.plugins.infos() if one.name == name)
    if info.kind != "connector" or not info.enabled:
        return []
    from crossdock.testing.conformance import Outcome, find, run_check

    module = desk.plugins.module(name)
    results = [run_check(find(one), module) for one in STATIC]
    failed = [(one.check.id, one.reason) for one in results if one.outcome is Outcome.FAILED]
    return [*failed, *((WARNING, sentence) for sentence in _doubts(name, module))]


def _doubts(name: str, module: ModuleType) -> list[str]:
    """Return what core says of a connector that it lets in for all that."""
    from crossdock.plugins import Plugins

    told: list[str] = []
    alone = Plugins([], warn=told.append)
    alone.add_module(name, module)
    manifest = alone.hooks(name).manifest()
    if Role.CHANNEL in manifest.roles:
        without = LOST.keys() & manifest.not_applicable.keys() - set(alone.implemented(name))
        told += [f"It does without {hook}: {LOST[hook]}." for hook in sorted(without)]
    return told


@click.command(
    "trace",
    epilog=examples("crossdock plugin trace tokopedia -- product pull shop"),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("name")
@click.argument("command", nargs=-1, required=True)
@presented
def trace(desk: Desk, name: str, command: tuple[str, ...]) -> Result:
    """Run a command, and tell who answered each hook of a connector and who saw it.

    The command really runs, with all that it changes; what it prints goes to
    standard error.
    """
    calls: list[Call] = []
    code, said, step = run_nested(desk, command, {SEE: calls.append})
    groups = Counter(
        (one.hook, one.answered, ", ".join(one.passed), ", ".join(one.saw), one.error)
        for one in calls
        if one.connector == name
    )
    columns = ("hook", "answered", "passed", "saw", "error")
    rows = [{**dict(zip(columns, key, strict=True)), "calls": n} for key, n in groups.items()]
    summary = [f"{counted(sum(groups.values()), 'call')} of hooks of {name}."]
    return Result(
        rows,
        columns=(*columns, "calls"),
        summary=[*summary, *([said] if said else [])],
        exit_code=code,
        reason="failed" if code else "done",
        next_step=step,
    )
