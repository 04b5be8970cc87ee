"""Inbounds as commands show them: what became of our message, and what the service says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crossdock.cli.result import Result
from crossdock.cli.work_done import ended
from crossdock.errors import CrossdockError

if TYPE_CHECKING:
    from crossdock.cli.desk import Desk
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.inbound_order import InboundOrder
    from crossdock.workspace import Workspace

COLUMNS = (
    *("inbound", "warehouse", "state", "push", "remote", "announced", "good", "bad"),
    *("remote_id", "waits_for"),
)
#: Where an inbound is to be after it was sent.
SENT = ("accepted", "receiving", "done", "closed_short")

#: What became of our message, by state; of every other it has arrived.
_PUSH = {
    "draft": "not sent",
    "ready": "waits for its goods",
    "queued": "queued",
    "sending": "sending",
    "unknown": "in doubt",
    "rejected": "refused",
}


class InboundRows:
    """Makes rows of inbounds, asking once for each service how its news come."""

    def __init__(self, workspace: Workspace, turning: Turning) -> None:
        self._workspace = workspace
        self._turning = turning
        self._news: dict[str, str] = {}

    def row(self, doc: InboundOrder) -> dict[str, Any]:
        """Return one inbound, its units added up."""
        from crossdock.flows.fulfilment.inbound_news import remote_status

        news = self._workspace.store.inbound_news.of(doc.key)
        return {
            "inbound": doc.key,
            "warehouse": doc.warehouse,
            "state": doc.state.value,
            "push": push_status(doc),
            "remote": remote_status(news.remote if news else None),
            "announced": sum(line.quantity for line in doc.lines),
            "good": sum(line.good for line in doc.lines),
            "bad": sum(line.bad for line in doc.lines),
            "remote_id": doc.remote_id,
            "heard_at": news.heard_at.isoformat() if news else None,
            "waits_for": self._waits_for(doc),
        }

    def lines(self, doc: InboundOrder) -> list[dict[str, Any]]:
        """Return what was announced and received of each product, and what was wrong."""
        news = self._workspace.store.inbound_news.of(doc.key)
        # Before the end, what is still to come stands among what was wrong.
        told = {line.sku: line for line in news.remote.lines if line.final} if news else {}
        return [
            {
                "sku": line.sku,
                "announced": line.quantity,
                "good": line.good,
                "bad": line.bad,
                "missing": max(0, line.quantity - line.received),
                "over": max(0, line.received - line.quantity),
                "discrepancies": ", ".join(
                    f"{name} {units:,}" for name, units in told[line.sku].discrepancies.items()
                )
                if line.sku in told
                else "",
            }
            for line in doc.lines
        ]

    def _waits_for(self, doc: InboundOrder) -> str:
        """Return what a silent inbound waits for, or one whose fate is in doubt."""
        from crossdock.flows.fulfilment.inbound_news import is_silent

        store = self._workspace.store
        if any(store.asks.each(subject=doc.key)) or doc.state.value == "review":
            return f"a person: crossdock inbound show {doc.key}"
        if doc.state.value == "unknown":
            return _look_up(self._due(doc))
        if not is_silent(self._workspace, self._turning, doc):
            return ""
        connection = store.warehouses.get(doc.warehouse).connection
        if connection not in self._news:
            from crossdock.flows.fulfilment.account import news_come_by

            self._news[connection] = news_come_by(self._workspace, connection)
        by_hand = f"crossdock inbound refresh {doc.key}"
        if self._news[connection] == "push":
            return f"push: a message of {connection}, or {by_hand}"
        return f"refresh: {by_hand}"

    def _due(self, doc: InboundOrder) -> datetime | None:
        jobs = self._workspace.store.outbox.each(subject=doc.key)
        return min((kept.job.next_at for kept in jobs if kept.job.in_doubt), default=None)


def push_status(doc: InboundOrder) -> str:
    """Return what became of our message to the service."""
    if doc.remote_id:
        return "pushed"
    if doc.state.value in _PUSH:
        return _PUSH[doc.state.value]
    return "withdrawn" if doc.state.value == "cancelled" else "in doubt"


def _look_up(due: datetime | None) -> str:
    when = f" from {due:%Y-%m-%d %H:%M:%S} UTC on" if due else ""
    return f"a look at the service{when}: crossdock inbound refresh"


def worked(
    desk: Desk,
    turning: Turning,
    docs: Sequence[InboundOrder],
    *,
    good: Sequence[str],
    refresh: str,
) -> Result:
    """Do what is due for *docs*, and return how they came out.

    Args:

        good: the states in which they are to be.

        refresh: the command that looks again.
    """
    from crossdock.flows.fulfilment.inbound_news import by_connection
    from crossdock.flows.fulfilment.inbounds import carry_out

    trouble: CrossdockError | None = None
    for connection in by_connection(desk.workspace, docs):
        try:
            live = desk.workspace.live(connection)
            trouble = carry_out(desk.workspace, live, turning).trouble or trouble
        except CrossdockError as error:
            trouble = error
    rows = InboundRows(desk.workspace, turning)
    shown = [rows.row(desk.workspace.store.inbounds.get(doc.key)) for doc in docs]
    return ended(
        shown,
        good=good,
        states=[row["state"] for row in shown],
        noun="inbounds",
        trouble=trouble,
        next_step=refresh,
        columns=COLUMNS,
    )


def listed(
    desk: Desk,
    turning: Turning,
    docs: Sequence[InboundOrder],
    **more: Any,
) -> Result:
    """Return *docs* as rows, with what else a result has."""
    rows = InboundRows(desk.workspace, turning)
    return Result([rows.row(doc) for doc in docs], columns=COLUMNS, **more)
