"""What happens to an order's claim on goods, each step as the stock event it is.

::

    res:{conn}:{order}:{line}:{rev}      reserve, at a warehouse or on a pool
    rte:{conn}:{order}:{line}:{rev}:…    route, and unr:… unroute
    acc:{conn}:{order}:{line}:{rev}      accept: the warehouse's system took the outbound
    rel:{conn}:{order}:{line}:{rev}      release
    ship:{outbound}:{line}               ship
    cas:{conn}:{order}:{line}:{rev}      cancel after ship

All events of one order line carry its reference. Its reservation is what they
add up to, so a shipment or cancellation that is heard of before its order takes
nothing from other orders.
"""

from __future__ import annotations

from datetime import datetime

from crossdock.inventory.entries import changing
from crossdock.inventory.events import EventKind, Pool, StockEvent
from crossdock.inventory.keys import LineRef, joined

#: Where a claim lies: at a warehouse, or on the pool it may be served from.
Place = str | Pool


def reserve(
    line: LineRef, sku: str, quantity: int, place: Place, at: datetime, *, part: str = ""
) -> StockEvent:
    """Return the claim of an imported order line to *quantity* units.

    No units at all is a claim that was looked at again and stood; it records the revision.
    """
    kind = EventKind.RESERVE if isinstance(place, str) else EventKind.RESERVE_POOL
    return _of_line(kind, line.key("res", part), line, sku, quantity, place, at)


def release(
    line: LineRef, sku: str, quantity: int, place: Place, at: datetime, *, part: str = ""
) -> StockEvent:
    """Return the end of a claim before anything was shipped.

    No units is the release of a claim nobody has heard of yet: a cancellation
    that overtook its order.
    """
    kind = EventKind.RELEASE if isinstance(place, str) else EventKind.RELEASE_POOL
    return _of_line(kind, line.key("rel", part), line, sku, quantity, place, at)


def route(
    line: LineRef, sku: str, quantity: int, pool: Pool, warehouse: str, at: datetime, *, part: str
) -> StockEvent:
    """Return the giving of unrouted units to *warehouse*.

    Args:

        part: tells it from other routings of the line: the warehouse, and a
            number where the line was put back before.
    """
    key = line.key("rte", part)
    return _of_line(EventKind.ROUTE, key, line, sku, quantity, warehouse, at, pool)


def unroute(
    line: LineRef, sku: str, quantity: int, pool: Pool, warehouse: str, at: datetime, *, part: str
) -> StockEvent:
    """Return the putting back of routed units on their pool; *part* as for `route`."""
    key = line.key("unr", part)
    return _of_line(EventKind.UNROUTE, key, line, sku, quantity, warehouse, at, pool)


def accept(
    line: LineRef,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    source: str,
    part: str = "",
) -> StockEvent:
    """Return that the system of *warehouse* took the outbound and holds its units."""
    key = line.key("acc", part)
    return _of_line(EventKind.ACCEPT, key, line, sku, quantity, warehouse, at, frozenset(), source)


def ship(
    outbound: str,
    outbound_line: str,
    line: LineRef,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    source: str = "",
    part: str = "",
) -> StockEvent:
    """Return that units of an order line left *warehouse* with *outbound*."""
    key = joined("ship", outbound, outbound_line, part=part)
    return _of_line(EventKind.SHIP, key, line, sku, quantity, warehouse, at, frozenset(), source)


def cancel_after_ship(line: LineRef, sku: str, at: datetime) -> StockEvent:
    """Return that an order was cancelled once its goods were gone: they are awaited, not back."""
    return _of_line(EventKind.CANCEL_AFTER_SHIP, line.key("cas"), line, sku, 0, "", at)


def _of_line(
    kind: EventKind,
    key: str,
    line: LineRef,
    sku: str,
    quantity: int,
    place: Place,
    at: datetime,
    pool: Pool = frozenset(),
    source: str = "",
) -> StockEvent:
    return changing(
        kind,
        key,
        sku,
        quantity,
        at,
        warehouse=place if isinstance(place, str) else "",
        pool=pool if isinstance(place, str) else place,
        reference=line.reference,
        revision=line.revision,
        source=source,
    )
