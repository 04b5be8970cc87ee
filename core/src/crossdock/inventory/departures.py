"""Goods that have left, although nobody said from where: their claims routed and shipped.

A channel that says an order is on its way, of which no warehouse was told, leaves
open where its goods came from. They are taken from the first warehouse that has
all of them, or line by line from the first that has it; where nobody has enough,
from the first that may, because gone they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from crossdock.inventory.claims import Place, route, ship
from crossdock.inventory.events import Pool, StockEvent
from crossdock.inventory.holdings import Holdings
from crossdock.inventory.keys import LineRef, joined


@attrs.frozen
class _Held:
    """Units of one SKU that a line claims at one place."""

    line: LineRef
    sku: str
    units: int
    place: Place

    @property
    def pool(self) -> Pool:
        """The warehouses it may leave from."""
        return frozenset({self.place}) if isinstance(self.place, str) else self.place


def departures(
    lines: Sequence[tuple[LineRef, Iterable[StockEvent]]],
    holdings: Holdings,
    preferred: Sequence[str],
    at: datetime,
    *,
    source: str = "",
    routed: bool = False,
) -> list[StockEvent]:
    """Return the routing and shipment of what the *lines* of one order still claim.

    Args:

        lines: each at the revision that it claims at, with its events so far.

        preferred: warehouses, those to take from first at the beginning.

        source: who says that they left.

        routed: also ship what was routed to a warehouse already; whoever routed it
            says otherwise when it left.
    """
    held = [
        one
        for line, known in lines
        for one in _claims(line, known)
        if routed or not isinstance(one.place, str)
    ]
    leaving: dict[tuple[LineRef, str, str], list[_Held]] = defaultdict(list)
    for one, warehouse in _placed(held, holdings, preferred):
        leaving[one.line, one.sku, warehouse].append(one)
    return [
        event
        for (line, sku, warehouse), claims in leaving.items()
        for event in _left(line, sku, warehouse, claims, at, source)
    ]


def _claims(line: LineRef, known: Iterable[StockEvent]) -> Iterator[_Held]:
    held: dict[tuple[str, Place], int] = defaultdict(int)
    for event in known:
        if event.warehouse:
            held[event.sku, event.warehouse] += event.reserved
        if event.pool:
            held[event.sku, event.pool] += event.pooled
    for (sku, place), units in held.items():
        if units > 0:
            yield _Held(line, sku, units, place)


def _placed(
    held: Sequence[_Held], holdings: Holdings, preferred: Sequence[str]
) -> Iterator[tuple[_Held, str]]:
    """Yield each claim with the warehouse that its goods are taken from."""
    together = _one_for_all(held, holdings, preferred)
    left: dict[tuple[str, str], int] = {}
    for one in held:
        may = [w for w in preferred if w in one.pool] or sorted(one.pool)
        for w in may:
            left.setdefault((one.sku, w), holdings.at(one.sku, w).available)
        enough = (w for w in may if left[one.sku, w] >= one.units)
        warehouse = together or next(enough, may[0])
        left[one.sku, warehouse] = left.get((one.sku, warehouse), 0) - one.units
        yield one, warehouse


def _one_for_all(held: Sequence[_Held], holdings: Holdings, preferred: Sequence[str]) -> str:
    """Return the first warehouse that may serve all of *held* and has it; empty if none does."""
    needed: dict[str, int] = defaultdict(int)
    for one in held:
        needed[one.sku] += one.units
    for w in preferred:
        enough = all(holdings.at(sku, w).available >= units for sku, units in needed.items())
        if enough and all(w in one.pool for one in held):
            return w
    return ""


def _left(
    line: LineRef, sku: str, warehouse: str, claims: Sequence[_Held], at: datetime, source: str
) -> Iterator[StockEvent]:
    """Yield what is routed to *warehouse*, and that all of it left there, once."""
    part = f"{sku}@{warehouse}"
    pools = [one for one in claims if not isinstance(one.place, str)]
    for one in pools:
        # Claimed on several pools, each of them is routed on its own.
        apart = "+".join([part, *sorted(one.pool)]) if len(pools) > 1 else part
        yield route(line, sku, one.units, one.pool, warehouse, at, part=apart)
    yield ship(
        joined(line.connection, line.order),
        line.line,
        line,
        sku,
        sum(one.units for one in claims),
        warehouse,
        at,
        source=source,
        part=part,
    )
