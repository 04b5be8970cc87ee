"""What people and warehouse systems say is there, each as the stock event it is.

::

    cnt:{wh}:{doc}:{sku}                 count
    snap:{wh}:{as_of}:{sku}              snapshot
    adjust:{wh}:{doc}:{sku}              adjust, damage, hold, unhold, write_off

The kind is part of the last key, because one document may hold goods and later
free them.
"""

from __future__ import annotations

from datetime import datetime

from crossdock.errors import DataRefusedError
from crossdock.inventory.entries import counted
from crossdock.inventory.events import DECIDED, EventKind, SnapshotSemantics, StockEvent
from crossdock.inventory.keys import joined, moment
from crossdock.validators import MOST_UNITS


def count(
    document: str, sku: str, level: int, warehouse: str, at: datetime, *, note: str = ""
) -> StockEvent:
    """Return that people counted *level* units at *warehouse*."""
    counted("level", level)
    return StockEvent(
        key=joined("cnt", warehouse, document, sku),
        kind=EventKind.COUNT,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        level=level,
        reference=document,
        note=note,
    )


def snapshot(
    sku: str,
    level: int,
    warehouse: str,
    as_of: datetime,
    *,
    semantics: SnapshotSemantics,
    source: str,
    counts_ties: bool = True,
) -> StockEvent:
    """Return that the system of *warehouse* reported *level* units as of *as_of*.

    Args:

        semantics: required: guessed wrong, it subtracts every open order twice.

        counts_ties: what *source* reports of that very moment is in *level*.
    """
    net = semantics is SnapshotSemantics.NET_OF_RESERVED
    counted("level", level, -MOST_UNITS if net else 0)
    return StockEvent(
        key=joined("snap", warehouse, moment(as_of), sku),
        kind=EventKind.SNAPSHOT,
        sku=sku,
        effective_at=as_of,
        warehouse=warehouse,
        level=level,
        semantics=semantics,
        counts_ties=counts_ties,
        source=source,
    )


def decide(
    kind: EventKind,
    document: str,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    reason: str,
    unavailable: int = 0,
    source: str = "",
    cause: str = "",
) -> StockEvent:
    """Return that somebody adjusted, damaged, held, freed or wrote off units, and why.

    Args:

        quantity: units; of an adjustment, with its sign.

        unavailable: how many of the units written off were unavailable already.
    """
    if kind not in DECIDED:
        raise DataRefusedError(f"kind is {kind}, and must be one of {', '.join(sorted(DECIDED))}.")
    counted("quantity", quantity, -MOST_UNITS if kind is EventKind.ADJUST else 1)
    counted("unavailable", unavailable, 0, quantity if kind is EventKind.WRITE_OFF else 0)
    on_hand, withheld = {
        EventKind.ADJUST: (quantity, 0),
        EventKind.DAMAGE: (0, quantity),
        EventKind.HOLD: (0, quantity),
        EventKind.UNHOLD: (0, -quantity),
        EventKind.WRITE_OFF: (-quantity, -unavailable),
    }[kind]
    return StockEvent(
        key=joined(kind, warehouse, document, sku),
        kind=kind,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        on_hand=on_hand,
        unavailable=withheld,
        reference=document,
        note=reason,
        source=source,
        cause=cause,
    )
