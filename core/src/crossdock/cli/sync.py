"""`crossdock sync`: one full cycle over all connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.flows.cycle import Cycle

COLUMNS = ("connection", "stage", "counts", "seconds", "trouble")


@click.command(
    "sync",
    epilog=examples("crossdock sync", "crossdock sync --only shop --only warehouse"),
)
@click.option("--only", multiple=True, metavar="NAME", help="Only these connections.")
@presented
def command(desk: Desk, only: tuple[str, ...]) -> Result:
    """Run one full cycle: orders in and sent, news of them in, stock out.

    Each connection is on its own: one that fails, or whose plugin cannot be used, is
    named with exit code 6, and the others go on. One that another sync is at is left
    to it.
    """
    from crossdock.flows.sync import run_cycle

    for name in only:
        desk.workspace.store.connections.get(name)
    return presented_cycle(run_cycle(desk.workspace, only))


def presented_cycle(cycle: Cycle) -> Result:
    """Return *cycle* as a command's result."""
    from crossdock.flows.cycle import all_busy

    busy = all_busy(cycle)
    if busy is not None:
        raise busy
    rows = [
        {
            "connection": stage.connection or "(all)",
            "stage": stage.stage.value,
            "counts": dict(stage.counts),
            "seconds": round(stage.seconds, 1),
            "trouble": stage.trouble.message if stage.trouble else "",
        }
        for stage in cycle.stages
    ]
    exit_code, reason, step = Exit.DONE, "done", "crossdock status"
    if cycle.troubles:
        exit_code, reason = Exit.PARTLY, "partly-done"
        first = cycle.troubles[0].trouble
        step = first.next_step if first else ""
    return Result(
        rows,
        data={"stages": rows, "busy": list(cycle.busy)},
        columns=COLUMNS,
        whole=("trouble",),
        summary=[sentence_of(cycle)],
        exit_code=exit_code,
        reason=reason,
        next_step=step,
    )


def sentence_of(cycle: Cycle) -> str:
    """Return what *cycle* came to, in one sentence."""
    seconds = (cycle.ended_at - cycle.started_at).total_seconds()
    names = {stage.connection for stage in cycle.stages if stage.connection}
    told = f"{counted(len(names), 'connection')} in {seconds:.1f} seconds"
    if cycle.troubles:
        failed = sorted({stage.connection or "all" for stage in cycle.troubles})
        told += f"; trouble with {', '.join(failed)}"
    if cycle.unfinished:
        told += f"; {', '.join(cycle.unfinished)} is still at it"
    if cycle.busy:
        told += f"; {', '.join(cycle.busy)} is with another sync"
    return f"{told}."
