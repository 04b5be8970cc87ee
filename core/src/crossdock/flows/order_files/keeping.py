"""What a later file may say of an order that is kept: pure rules over the two readings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs

from crossdock.flows.order_files.statuses import goes_back
from crossdock.orders import Order, OrderLine

#: A channel writes these with stars once an order is under way.
MASKS = frozenset("*•●█")

#: Exports round moments and leave zones out; more than this is another order.
SAME_DAY = timedelta(days=1)

_SOMETIMES = ("number", "accept_by", "ship_by", "total", "courier", "waybill", "warehouse_id")


def contradiction(order: Order, before: Order) -> str:
    """Return why *order* cannot be the one kept under its id, if so."""
    if abs(order.placed_at - before.placed_at) > SAME_DAY:
        return (
            f"an order of this id was placed on {before.placed_at:%Y-%m-%d}, and this one on"
            f" {order.placed_at:%Y-%m-%d}: it is another one"
        )
    return ""


def is_behind(order: Order, before: Order) -> bool:
    """Return whether *order* must be an older reading, though nothing dates it.

    Only a later moment of change lets an order go back to where it was before.
    """
    if order.updated_at and before.updated_at and order.updated_at > before.updated_at:
        return False
    return goes_back(before.status, order.status)


def carried(order: Order, before: Order) -> Order:
    """Return *order* with what *before* told and a file leaves out or masks.

    Silence takes nothing back: a column that another export does not have, a waybill
    that it leaves empty, a phone that the channel has masked since.
    """
    told = {name: getattr(order, name) or getattr(before, name) for name in _SOMETIMES}
    kept = attrs.evolve(
        order,
        **told,
        placed_at=before.placed_at,
        buyer=_carried(order.buyer, before.buyer),
        recipient=_carried(order.recipient, before.recipient),
        address=_carried(order.address, before.address),
        lines=_with_notes(order, before),
    )
    if kept.updated_at is None:
        undated = attrs.evolve(kept, updated_at=before.updated_at)
        if same_news(undated, before):
            return undated
    return kept


def same_news(order: Order, before: Order) -> bool:
    """Return whether two readings of an order tell the same of it."""
    comparable: Callable[[Order], Order] = lambda one: attrs.evolve(  # noqa: E731
        one, paid_at=one.paid_at or before.paid_at, cancel_requested=bool(one.cancel_requested)
    )
    return comparable(order) == comparable(before)


def _with_notes(order: Order, before: Order) -> tuple[OrderLine, ...]:
    notes = {line.line_id: line.note for line in before.lines}
    return tuple(
        attrs.evolve(line, note=line.note or notes.get(line.line_id, "")) for line in order.lines
    )


def _carried(now: Any, before: Any) -> Any:
    """Return the person or address *now*, each part from *before* that says nothing now."""
    parts = attrs.asdict(now)
    return attrs.evolve(
        now,
        **{
            name: getattr(before, name)
            for name, part in parts.items()
            if not part or (MASKS & set(part) and getattr(before, name))
        },
    )
