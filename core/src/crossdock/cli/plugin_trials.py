"""`crossdock plugin check` and `trace`: what is wrong with a plugin, and what it was asked."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import CrossdockError, Exit

if TYPE_CHECKING:
    from crossdock.plugins.witness import Call

#: The checks of the conformance kit that need no sandbox to be played.
STATIC = ("PKG-01", "PKG-02", "PKG-03", "PKG-04", "PKG-05", "DOC-01", "DOC-02")


@click.command("check", epilog=examples("crossdock plugin check tokopedia"))
@click.argument("name")
@presented
def check(desk: Desk, name: str) -> Result:
    """Look for mistakes in a plugin without calling anything: exit code 7 if there are any.

    Its entry point, manifest, signatures, annotations, what importing it does, and
    its README. Whether it does its work is what `crossdock conform run` finds out.
    """
    rows = [{"check": one, "finding": finding} for one, finding in _findings(desk, name)]
    if not rows:
        return Result(summary=[f"Nothing is wrong with {name}."], columns=("check", "finding"))
    return Result(
        rows,
        summary=[f"{len(rows)} findings."],
        exit_code=Exit.CHECK_FAILED,
        reason="check-failed",
        next_step="crossdock conform explain ID",
        whole=("finding",),
    )


def _findings(desk: Desk, name: str) -> list[tuple[str, str]]:
    if sentence := desk.plugins.check(name):
        # What cannot be loaded cannot be looked at any further.
        return [("loading", sentence)]
    info = next(one for one in desk.plugins.infos() if one.name == name)
    if info.kind != "connector" or not info.enabled:
        return []
    from crossdock.testing.conformance import Outcome, find, run_check

    module = desk.plugins.module(name)
    results = [run_check(find(one), module) for one in STATIC]
    return [(one.check.id, one.reason) for one in results if one.outcome is Outcome.FAILED]


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
    code, said, step = _run(desk, command, calls)
    groups = Counter(
        (one.hook, one.answered, ", ".join(one.passed), ", ".join(one.saw), one.error)
        for one in calls
        if one.connector == name
    )
    columns = ("hook", "answered", "passed", "saw", "error")
    rows = [{**dict(zip(columns, key, strict=True)), "calls": n} for key, n in groups.items()]
    summary = [f"{sum(groups.values())} calls of hooks of {name}."]
    return Result(
        rows,
        columns=(*columns, "calls"),
        summary=[*summary, *([said] if said else [])],
        exit_code=code,
        reason="failed" if code else "done",
        next_step=step,
    )


def _run(desk: Desk, words: tuple[str, ...], calls: list[Call]) -> tuple[Exit, str, str]:
    """Run the command in this process; return its exit code, what was wrong, and what to do."""
    from crossdock.cli.entry import SEE, root

    given = ["-C", str(desk.start), *(f"--plugin={path}" for path in desk.files), *words]
    with root.make_context("crossdock", given) as nested, contextlib.redirect_stdout(sys.stderr):
        nested.meta[SEE] = calls.append
        code = Exit.DONE
        try:
            root.invoke(nested)
        except click.exceptions.Exit as way_out:
            code = Exit(way_out.exit_code)
        except CrossdockError as error:
            code = error.exit_code
            return code, error.message, error.next_step
        finally:
            if isinstance(nested.obj, Desk):
                nested.obj.close(code)
        return code, "", ""
