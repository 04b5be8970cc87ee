"""What orders have reserved, what of it makes no sense any more, and ending it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import LineRef, LineState, Reading, StockEvent, departures, settle
from crossdock.inventory.keys import parted
from crossdock.orders import OrderStatus
from crossdock.store import Store
from crossdock.store.event_rows import pool_of_text
from crossdock.store.ledger import by_reference
from crossdock.store.orders import FINAL


@attrs.frozen
class Reservation:
    """Units that one order line claims at one place.

    Args:

        place: a warehouse, or those of a pool joined by ``+`` while nobody has routed it.

        units: below zero where more was released than ever claimed.

        trouble: why it makes no sense, if it does not.
    """

    connection: str
    order_id: str
    line_id: str
    sku: str
    place: str
    routed: bool
    units: int
    status: str
    trouble: str = ""


def reservations(store: Store, connection: str = "") -> Iterator[Reservation]:
    """Yield what order lines claim, of one connection or of all."""
    statuses: dict[str, Mapping[str, OrderStatus]] = {}
    for row in store.ledger.positions.claims.promised():
        name, order_id, line_id = parted(row["reference"])
        if connection not in {"", name}:
            continue
        if name not in statuses:
            statuses[name] = store.orders.statuses(name)
        status = statuses[name].get(order_id)
        yield Reservation(
            connection=name,
            order_id=order_id,
            line_id=line_id,
            sku=row["sku"],
            place=row["warehouse"] or "+".join(sorted(pool_of_text(row["pool"]))),
            routed=bool(row["warehouse"]),
            units=row["units"],
            status=status.value if status is not None else "",
            trouble=_trouble(status, row["units"]),
        )


def _trouble(status: OrderStatus | None, units: int) -> str:
    if units < 0:
        return "more was released than ever claimed"
    if status is None:
        return "its order is no longer kept"
    if status in FINAL:
        return f"its order is {status}"
    return ""


def end_order(
    store: Store,
    connection: str,
    order_id: str,
    *,
    shipped: bool,
    reason: str,
    now: datetime,
    run: str = "",
) -> int:
    """End what an order has reserved, because its channel will not tell; return the units.

    Args:

        shipped: its goods have left; otherwise they are free again.

        reason: kept with each event.

    Raises:

        NotFoundError: the order has nothing reserved.
    """
    if not reason.strip():
        raise InputRefusedError(
            "No reason was given.", next_step="Add --reason 'why nobody else will say it'"
        )
    with store.db.transaction():
        known = by_reference(store.ledger.of_order(connection, order_id))
        held = sum(event.reserved + event.pooled for line in known.values() for event in line)
        if held <= 0:
            raise NotFoundError(
                f"Order {order_id!r} of {connection} has nothing reserved; nothing was changed.",
                next_step="See: crossdock stock reservations",
            )
        ended = _shipped(store, connection, known, now) if shipped else _cancelled(known, now)
        store.ledger.record([attrs.evolve(event, note=reason.strip()) for event in ended], run)
    return held


def _shipped(
    store: Store, connection: str, known: Mapping[str, list[StockEvent]], now: datetime
) -> list[StockEvent]:
    lines = [(_line(reference, events), events) for reference, events in known.items()]
    skus = {event.sku for events in known.values() for event in events}
    preferred = store.routing.reach().preferred(connection)
    return departures(lines, store.ledger.holdings(skus), preferred, now, routed=True)


def _cancelled(known: Mapping[str, list[StockEvent]], now: datetime) -> list[StockEvent]:
    return [
        event
        for reference, events in known.items()
        for event in settle(
            events,
            Reading(_line(reference, events, 1), {}, frozenset(), LineState.CANCELLED, now),
        ).events
    ]


def _line(reference: str, events: list[StockEvent], later: int = 0) -> LineRef:
    connection, order, line = parted(reference)
    revision = max(event.revision for event in events) + later
    return LineRef(connection, order, line, revision)
