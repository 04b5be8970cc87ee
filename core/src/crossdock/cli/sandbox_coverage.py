"""`crossdock sandbox coverage`: what of a sandbox a connector calls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.conform import made
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.testing.conformance.coverage import Coverage


@click.command(
    "coverage",
    epilog=examples(
        "crossdock sandbox coverage tokopedia",
        "crossdock sandbox coverage tokopedia --level bronze --format json",
    ),
)
@click.argument("connector")
@click.option(
    "--level",
    type=click.Choice(("bronze", "silver", "gold", "platinum")),
    default="silver",
    show_default=True,
    help="Up to which the checks are run.",
)
@click.option(
    "--only", "only", multiple=True, metavar="ID", help="This check only. Can be repeated."
)
@presented
def coverage_(desk: Desk, connector: str, level: str, only: tuple[str, ...]) -> Result:
    """Run the checks of a connector, and tell which endpoints of its sandbox it called.

    Exit code 7 if it called something that the sandbox does not model. How the checks
    ended is what 'conform run' tells.
    """
    from crossdock.testing.conformance.coverage import CallLog, CountedSubject

    log = CallLog()
    watch, done = desk.watcher("checks"), [0]

    def show(_result: Any) -> None:
        done[0] += 1
        watch({"made": done[0]})

    subject_of = partial(CountedSubject, log=log)
    report = made(
        desk, connector, level=level, only=only, seed=1, watch=show, subject_of=subject_of
    )
    found = log.coverage()
    if not found.called:
        raise InputRefusedError(
            f"The sandbox of {connector} does not say which endpoints it models.",
            next_step="Give them to its Sandbox; see docs/writing-a-sandbox.md.",
        )
    called = len(found.called) - len(found.never)
    beyond = sum(found.unmodelled.values())
    summary = (
        f"{called} of {len(found.called)} endpoints were called by {len(report.results)} checks;"
        f" {beyond:,} calls were for what the sandbox does not model."
    )
    return Result(
        list(_rows(found)),
        data={
            "connector": connector,
            "checks": len(report.results),
            "called": {name: count for name, count in found.called.items() if count},
            "never_called": list(found.never),
            "not_modelled": dict(found.unmodelled),
        },
        summary=[summary],
        columns=("endpoint", "calls", "became"),
        whole=("endpoint",),
        exit_code=Exit.CHECK_FAILED if found.unmodelled else Exit.DONE,
        reason="not-modelled" if found.unmodelled else "done",
        next_step=f"crossdock conform run {connector} --only SBX-01" if found.unmodelled else "",
    )


def _rows(found: Coverage) -> Iterator[dict[str, Any]]:
    for name, count in found.unmodelled.items():
        yield {"endpoint": name, "calls": count, "became": "nobody models it"}
    for name, count in found.called.items():
        yield {"endpoint": name, "calls": count, "became": "called" if count else "never called"}
