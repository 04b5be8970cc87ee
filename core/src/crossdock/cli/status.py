"""`crossdock status`: how everything stands, on one page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_span
from crossdock.cli.result import Result

if TYPE_CHECKING:
    from crossdock.workspace import Workspace


@click.command("status", epilog=examples("crossdock status", "crossdock status --watch"))
@click.option("--watch", is_flag=True, help="Show it again and again until Ctrl-C.")
@click.option("--every", default="5s", metavar="SPAN", help="How often, while watching.")
@presented
def command(desk: Desk, watch: bool, every: str) -> Result:
    """Show how fresh orders are, what waits, is in doubt or is stopped, and the limits left.

    A connection whose plugin cannot be used has its trouble named: no sync serves it.
    A limit is named where part of it is used: calls that could leave at once, of how
    many, and the seconds until the next may.
    """
    pause = parse_span(every, "--every").total_seconds()
    while watch:
        desk.say("\n".join(_sentences(desk.workspace)))
        for row in _rows(desk.workspace):
            told = [f"{name} {cell}" for name, cell in _shown(row).items() if cell]
            desk.say(f"  {', '.join(told)}")
        time.sleep(pause)
    rows = _rows(desk.workspace)
    return Result(
        [_shown(row) for row in rows],
        data={"connections": rows},
        summary=_sentences(desk.workspace),
        next_step=next((row["next_step"] for row in rows if row["trouble"]), ""),
    )


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    """Return a row for each connection."""
    from crossdock.flows.importing import imported_at
    from crossdock.flows.limits import limits_left
    from crossdock.fulfilment.jobs import JobState

    depths: dict[tuple[str, str], int] = {
        (row["connection"], row["state"]): row["jobs"] for row in workspace.store.outbox.depths()
    }
    now = workspace.clock()
    rows = []
    for kept in workspace.store.connections.all():
        fresh = imported_at(workspace, kept.name)
        active = workspace.store.interactions.of(kept.name).active
        trouble = workspace.plugins.trouble(kept.connector) if active else None
        rows.append(
            {
                "connection": kept.name,
                "connector": kept.connector,
                "active": active,
                "orders_age": _age((now - fresh).total_seconds()) if fresh else "",
                "waiting": depths.get((kept.name, JobState.PENDING.value), 0),
                "in_doubt": depths.get((kept.name, JobState.UNKNOWN.value), 0),
                "stopped": sum(
                    depths.get((kept.name, state.value), 0)
                    for state in (JobState.REJECTED, JobState.REVIEW, JobState.DEAD)
                ),
                "limits_left": [
                    {"limit": one.name, "left": one.left, "most": one.most, "in": one.opens_in}
                    for one in limits_left(workspace, kept)
                ],
                "trouble": trouble.message if trouble else "",
                "next_step": trouble.next_step if trouble else "",
            }
        )
    return rows


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return *row* as a table has room for it."""
    return {
        **{name: cell for name, cell in row.items() if name != "next_step"},
        "limits_left": in_words(row["limits_left"]),
    }


def _sentences(workspace: Workspace) -> list[str]:
    from collections import Counter

    store = workspace.store
    parcels = Counter(one.order.state.value for one in store.parcels.in_states())
    told = ", ".join(f"{number:,} {state}" for state, number in parcels.items()) or "none"
    asked = sum(1 for _ in store.asks.each()) + len(store.reviews.all())
    return [f"Parcels: {told}.", f"Waiting for a person: {asked:,}."]


def in_words(limits: list[dict[str, Any]]) -> str:
    """Return the limits of which part is used; *all* if none is."""
    used = [one for one in limits if one["left"] < one["most"]]
    if not used:
        return "all" if limits else ""
    return ", ".join(
        f"{one['limit']} {one['left']} of {one['most']}"
        + (f" (in {one['in']:,.1f} s)" if one["in"] > 0 else "")
        for one in used
    )


def _age(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{max(0, seconds):.0f}s"
