"""Orders as rows of a file that says the same when it is imported again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from crossdock.errors import NotFoundError
from crossdock.orders import Order, OrderLine, Person
from crossdock.store import Store

_OF_ORDER = (
    *("order_id", "number", "status", "raw_status", "placed_at", "paid_at", "updated_at"),
    *("accept_by", "ship_by", "total", "currency", "buyer_name", "buyer_phone", "buyer_email"),
    *("recipient_name", "recipient_phone", "street", "district", "city", "province"),
    *("postal_code", "country", "courier", "waybill", "warehouse_id"),
)
_OF_LINE = ("line_id", "listing_id", "sku", "title", "quantity", "unit_price", "note")
COLUMNS = (*_OF_ORDER, *_OF_LINE)

#: Three digits behind a point would be read as thousands.
_LIKE_THOUSANDS = 3


@attrs.frozen
class Exported:
    """The rows of an order file.

    Args:

        rows: one for each line of each order, in the order of `COLUMNS`.

        left_out: orders that a file cannot tell the truth of, each with the reason.
    """

    rows: tuple[tuple[Any, ...], ...]
    orders: int
    left_out: tuple[Mapping[str, str], ...]


def exported(store: Store, connection: str, *, with_buyers: bool = False) -> Exported:
    """Return the orders of a connection, the oldest first.

    Args:

        with_buyers: who bought, and where it goes, in the clear.

    Raises:

        NotFoundError: there is no such connection, or it has no orders.
    """
    store.connections.check(connection)
    rows: list[tuple[Any, ...]] = []
    left_out, count = [], 0
    for order in sorted(
        store.orders.of(connection), key=lambda one: (one.placed_at, one.order_id)
    ):
        why = _untellable(order)
        if why:
            left_out.append({"order_id": order.order_id, "reason": why})
            continue
        count += 1
        rows += _rows(order if with_buyers else _without_people(order))
    if not rows and not left_out:
        raise NotFoundError(
            f"{connection} has no orders, so there is nothing to write.",
            next_step="See: crossdock order list",
        )
    return Exported(tuple(rows), count, tuple(left_out))


def _untellable(order: Order) -> str:
    """Return why a file could not tell *order* as it is."""
    if not order.lines:
        return "it has no lines"
    return "its prices are in several currencies" if len(_currencies(order)) > 1 else ""


def _currencies(order: Order) -> set[str]:
    amounts = (order.total, *(line.unit_price for line in order.lines))
    return {one.currency for one in amounts if one is not None}


def _rows(order: Order) -> Iterator[tuple[Any, ...]]:
    whole = {
        **{name: getattr(order, name, "") for name in _OF_ORDER},
        **{f"buyer_{name}": part for name, part in attrs.asdict(order.buyer).items()},
        **{f"recipient_{name}": part for name, part in attrs.asdict(order.recipient).items()},
        **attrs.asdict(order.address),
        "status": order.status.value,
        "currency": next(iter(_currencies(order)), ""),
        "total": _plain(order.total.amount) if order.total else "",
    }
    before = tuple(_cell(whole[name]) for name in _OF_ORDER)
    for line in order.lines:
        yield (*before, *_line_cells(line))


def _line_cells(line: OrderLine) -> Iterator[Any]:
    price = _plain(line.unit_price.amount) if line.unit_price else ""
    for name in _OF_LINE:
        yield price if name == "unit_price" else getattr(line, name)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return f"{text}0" if len(text.partition(".")[2]) == _LIKE_THOUSANDS else text


def _without_people(order: Order) -> Order:
    """Return *order* with who bought it masked, as a channel would."""
    return attrs.evolve(
        order,
        buyer=_hidden(order.buyer),
        recipient=_hidden(order.recipient),
        address=attrs.evolve(
            order.address,
            street=_masked(order.address.street),
            postal_code=_masked(order.address.postal_code),
        ),
        # A buyer's note may say anything.
        lines=tuple(attrs.evolve(line, note="") for line in order.lines),
    )


def _hidden(person: Person) -> Person:
    return Person(*map(_masked, attrs.astuple(person)))


def _masked(text: str) -> str:
    return f"{text[0]}****" if text else ""
