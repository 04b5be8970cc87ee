"""How a command ends that queues work for a service and does it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock.cli.result import Result
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.errors import CrossdockError
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.workspace import Workspace


def turning_of(workspace: Workspace) -> Turning:
    """Return what steps the documents of *workspace*."""
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.flows.fulfilment.world import World

    return Turning(workspace, World(workspace))


def ended(
    rows: Sequence[Mapping[str, Any]],
    *,
    good: Collection[str],
    states: Sequence[str],
    noun: str,
    trouble: CrossdockError | None,
    next_step: str = "",
    columns: Sequence[str] = (),
) -> Result:
    """Return the rows, with an exit code that tells whether all of them came where they should.

    Args:

        good: the states in which a row has come there; *states* those of the rows.

        trouble: what stopped the work before all of it was done.
    """
    counts = Counter(states)
    told = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    summary = [f"{len(rows):,} {noun}: {told or 'none'}."]
    exit_code, reason = Exit.DONE, "done"
    if any(state not in good for state in states):
        exit_code, reason = Exit.PARTLY, "partly-done"
    if "unknown" in counts:
        exit_code, reason = Exit.IN_DOUBT, "outcome-unknown"
    if trouble is not None:
        summary.append(trouble.message)
        exit_code, reason = trouble.exit_code, trouble.reason
        next_step = trouble.next_step or next_step
    return Result(
        rows,
        data={"counts": dict(counts), "rows": list(rows)},
        columns=columns,
        whole=("reason",),
        summary=summary,
        exit_code=exit_code,
        reason=reason,
        next_step=next_step,
    )
