"""Orders as rows: what is kept of one, as text and back, and what two readings have in common."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache

import attrs
import cattrs

from crossdock.converters import complaints, make_converter
from crossdock.errors import DataRefusedError
from crossdock.orders import Order, OrderLine
from crossdock.store.database import Row

_CONVERTER = make_converter()
_ENCODER = json.JSONEncoder(ensure_ascii=False)


@attrs.frozen
class OrderRow:
    """A row of the orders.

    Args:

        body: *order* as text.

        revision: how many different readings of it there were.

        history: it was over when it was first seen.

        pull: the one that brought it last; ``last_seen`` when that was.

        entered: its lines are settled.
    """

    order: Order
    body: str
    revision: int
    history: bool
    pull: int
    last_seen: str
    entered: bool = False

    @classmethod
    def of(cls, row: Row) -> OrderRow:
        """Return the order that *row* keeps."""
        return cls(
            read(row["body"]),
            row["body"],
            row["revision"],
            bool(row["history"]),
            row["pull"],
            row["last_seen"],
            bool(row["entered"]),
        )


# From its import to its outbound, an order is asked for in several transactions.
@lru_cache(maxsize=4096)
def read(body: str) -> Order:
    """Return the order that *body* tells of; the same one for the same text."""
    return _CONVERTER.structure(json.loads(body), Order)


def written(order: Order) -> tuple[str, Order]:
    """Return *order* as text, and as it is read from that again.

    Raises:

        DataRefusedError: it could be written, and never be read again.
    """
    body = _ENCODER.encode(_CONVERTER.unstructure(order))
    try:
        return body, read(body)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        why = "; ".join(complaints(error, "order"))
        raise DataRefusedError(f"The order cannot be kept: {why}.") from None


def cells(row: OrderRow) -> tuple[object, ...]:
    """Return the cells of *row*: those that are asked for, its body, and how it was read."""
    order = row.order
    return (
        order.number,
        order.status.value,
        order.raw_status,
        _CONVERTER.unstructure(order.placed_at),
        row.body,
        row.revision,
        row.pull,
        row.last_seen,
        row.last_seen,
        int(row.history),
        int(row.entered),
    )


def line_cells(line: OrderLine) -> tuple[object, ...]:
    """Return the cells of a line."""
    return line.line_id, line.listing_id, line.sku, line.title, line.quantity


def told(order: Order, kept: str) -> Order:
    """Return *order* with what an earlier reading told and this one leaves out."""
    if order.cancel_requested is not None and order.paid_at is not None:
        return order
    before = json.loads(kept)
    if order.cancel_requested is None:
        order = attrs.evolve(order, cancel_requested=before["cancel_requested"])
    if order.paid_at is None and before["paid_at"]:
        order = attrs.evolve(order, paid_at=datetime.fromisoformat(before["paid_at"]))
    return order


def is_older(order: Order, kept: str) -> bool:
    """Return whether *order* was read before what is kept of it."""
    before = json.loads(kept)["updated_at"]
    if order.updated_at is None or not before:
        return False
    return order.updated_at < datetime.fromisoformat(before)


def says_the_same(kept: str, body: str) -> bool:
    """Return whether nothing happened between two readings of an order.

    Hearing for the first time that nobody asked to cancel, or when it was paid, is
    knowing more of the same.
    """
    if kept == body:
        return True
    before, now = json.loads(kept), json.loads(body)
    if before["cancel_requested"] is None and now["cancel_requested"] is False:
        before["cancel_requested"] = False
    if before["paid_at"] is None:
        before["paid_at"] = now["paid_at"]
    return bool(before == now)
