"""What the lines of an order claim, by the ledger, and what they would claim by its reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from crossdock.fulfilment.booking import Lines, OrderUnits
from crossdock.inventory import EventKind, LineRef, Pool, StockEvent
from crossdock.inventory.keys import parted

if TYPE_CHECKING:
    from crossdock.store import KeptOrder, Store

_CLAIMS = frozenset({EventKind.RESERVE, EventKind.RESERVE_POOL})


@attrs.frozen
class Claims:
    """What the lines of one order claim.

    Args:

        units: by line reference and SKU; ``revisions`` by line reference.

        pool: the warehouses on which they were claimed.
    """

    units: Mapping[tuple[str, str], int]
    revisions: Mapping[str, int]
    pool: Pool

    @classmethod
    def of(cls, events: Iterable[StockEvent]) -> Claims:
        """Return what *events* of one order add up to."""
        units: dict[tuple[str, str], int] = {}
        revisions: dict[str, int] = {}
        pool: Pool = frozenset()
        for event in events:
            place = (event.reference, event.sku)
            units[place] = units.get(place, 0) + event.reserved + event.pooled
            if event.kind in _CLAIMS:
                newest = max(revisions.get(event.reference, 0), event.revision)
                revisions[event.reference] = newest
                pool |= event.pool
        return cls({place: left for place, left in units.items() if left > 0}, revisions, pool)

    @property
    def lines(self) -> Lines:
        """The same as a parcel's lines."""
        return tuple(
            OrderUnits(_line(reference, self.revisions.get(reference, 0)), sku, units)
            for (reference, sku), units in sorted(self.units.items())
        )


def wanted(store: Store, kept: KeptOrder) -> Lines:
    """Return what an order asks for by its newest reading, as far as its lines are linked."""
    connection, order_id = kept.connection, kept.order.order_id
    skus = store.orders.line_skus(connection, order_id)
    return tuple(
        OrderUnits(LineRef(connection, order_id, line.line_id), part, each * line.quantity)
        for line in kept.order.lines
        if skus.get(line.line_id)
        for part, each in sorted(store.recipes.goods_of(skus[line.line_id]).items())
    )


def _line(reference: str, revision: int) -> LineRef:
    connection, order, line = parted(reference)
    return LineRef(connection, order, line, revision)
