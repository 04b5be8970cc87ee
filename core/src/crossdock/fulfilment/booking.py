"""Stock events of a whole parcel: what each step of an order means for each of its lines.

A parcel's lines are units of one SKU of one order line; a kit's line appears once per
component. ``turn`` tells one routing of a parcel from the next, because the same units
may be routed, put back and routed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

import attrs

from crossdock.inventory import LineRef, Pool, StockEvent
from crossdock.inventory.claims import (
    accept,
    cancel_after_ship,
    release,
    reserve,
    route,
    ship,
    unroute,
)
from crossdock.inventory.movements import come_back
from crossdock.validators import units

#: Our references at other people's systems are made under this one.
NAMESPACE = UUID("6f0f6b5a-93b0-5d99-8820-050f7c2f5d11")


@attrs.frozen
class OrderUnits:
    """Units of one master SKU in one order line."""

    line: LineRef
    sku: str
    quantity: int = attrs.field(validator=units(least=1))


Lines = tuple[OrderUnits, ...]


def document_key(*, connection: str, order: str, warehouse: str, split: int, revision: int) -> str:
    """Return the reference of a document: the same for every attempt at the same thing.

    It is the other side's idempotency key and what it is looked up by. A document that
    is made again on purpose has the next *revision*.
    """
    parts = (connection, order, warehouse, str(split), str(revision))
    escaped = (part.replace("%", "%25").replace("|", "%7C") for part in parts)
    return str(uuid5(NAMESPACE, "|".join(escaped)))


def routed(
    lines: Lines, pool: Pool, warehouse: str, at: datetime, turn: str
) -> tuple[StockEvent, ...]:
    """Return the giving of unrouted units to *warehouse*."""
    return tuple(
        route(
            one.line,
            one.sku,
            one.quantity,
            pool,
            warehouse,
            at,
            part=_part(one.sku, warehouse, turn),
        )
        for one in lines
    )


def put_back(
    lines: Lines, pool: Pool, warehouse: str, at: datetime, turn: str
) -> tuple[StockEvent, ...]:
    """Return the putting back of routed units on their pool."""
    return tuple(
        unroute(
            one.line,
            one.sku,
            one.quantity,
            pool,
            warehouse,
            at,
            part=_part(one.sku, warehouse, turn),
        )
        for one in lines
    )


def released(lines: Lines, place: str | Pool, at: datetime, turn: str) -> tuple[StockEvent, ...]:
    """Return the end of the claims, before anything was shipped."""
    name = place if isinstance(place, str) else "+".join(sorted(place))
    return tuple(
        release(one.line, one.sku, one.quantity, place, at, part=_part(one.sku, name, turn))
        for one in lines
    )


def claimed_again(
    lines: Lines, warehouse: str, at: datetime, outbound: str
) -> tuple[StockEvent, ...]:
    """Return new claims for units whose claims had ended before they left after all."""
    return tuple(
        reserve(one.line, one.sku, one.quantity, warehouse, at, part=_part(one.sku, outbound))
        for one in lines
    )


def accepted(
    lines: Lines, warehouse: str, at: datetime, *, outbound: str, source: str
) -> tuple[StockEvent, ...]:
    """Return that the warehouse's system holds the units for *outbound*."""
    return tuple(
        accept(
            one.line,
            one.sku,
            one.quantity,
            warehouse,
            at,
            source=source,
            part=_part(one.sku, outbound),
        )
        for one in lines
    )


def shipped(
    lines: Lines, warehouse: str, at: datetime, *, outbound: str, source: str
) -> tuple[StockEvent, ...]:
    """Return that the units left with *outbound*."""
    return tuple(
        ship(
            outbound,
            one.line.line,
            one.line,
            one.sku,
            one.quantity,
            warehouse,
            at,
            source=source,
            part=one.sku,
        )
        for one in lines
    )


def recalled(lines: Lines, at: datetime) -> tuple[StockEvent, ...]:
    """Return that the order was cancelled once its goods were gone."""
    first = {one.line: one.sku for one in reversed(lines)}
    return tuple(cancel_after_ship(line, sku, at) for line, sku in first.items())


def returned(
    document: str,
    units_by_sku: Mapping[str, int],
    warehouse: str,
    at: datetime,
    *,
    good: bool,
    source: str,
) -> tuple[StockEvent, ...]:
    """Return that goods came back with *document*, the warehouse's number of the return."""
    return tuple(
        come_back(document, sku, sku, quantity, warehouse, at, good=good, source=source)
        for sku, quantity in sorted(units_by_sku.items())
        if quantity
    )


def total(lines: Iterable[OrderUnits]) -> Mapping[str, int]:
    """Return the units of each SKU."""
    sums: dict[str, int] = defaultdict(int)
    for one in lines:
        sums[one.sku] += one.quantity
    return dict(sums)


def dealt(lines: Lines, left: Mapping[str, int]) -> tuple[Lines, Lines]:
    """Return which units of *lines* are among those that *left*, and which are not.

    A warehouse counts by SKU; its units are dealt to the order lines from the first on.
    """
    rest = dict(left)
    gone: list[OrderUnits] = []
    stayed: list[OrderUnits] = []
    for one in lines:
        taken = min(one.quantity, rest.get(one.sku, 0))
        rest[one.sku] = rest.get(one.sku, 0) - taken
        if taken:
            gone.append(attrs.evolve(one, quantity=taken))
        if taken < one.quantity:
            stayed.append(attrs.evolve(one, quantity=one.quantity - taken))
    return tuple(gone), tuple(stayed)


def _part(*names: str) -> str:
    return "/".join(names)
