"""The fold: from a set of stock events to what there is, whatever order they came in.

On hand is the newest count or snapshot, plus the changes that took effect after
it. An event that arrives late but happened before the count changes nothing: the
count has seen it. What happened at the very moment of a count and comes from the
same source is taken as seen, unless the count says otherwise; adjustments and
write-offs are decisions, which no warehouse system counts in, and always follow.
Of two counts of one moment, people's word stands before a system's, then the
larger key: arrival must not matter.

Reservations are never touched by a count. They, unrouted demand, expected goods
and occupied units are added up per reference, each never below zero: a shipment
heard of before its order owes units to nobody but that order. So while news is
missing we promise too little, and never too much.

A snapshot of what is *not* occupied becomes physical in the fold, by adding the
units that the warehouse's system had accepted and not shipped at that moment.
Done when the snapshot is recorded, late news of a shipment would have been
counted as stock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

import attrs

from crossdock.inventory.events import EventKind, Pool, SnapshotSemantics, StockEvent

_Place = TypeVar("_Place")
_Held = TypeVar("_Held")
_BySku = dict[str, dict[_Place, _Held]]

#: Decisions of people: a count made at the same moment does not contain them.
_AFTER_COUNT = frozenset({EventKind.ADJUST, EventKind.WRITE_OFF})


@attrs.frozen
class Position:
    """One SKU at one warehouse, in base units.

    Args:

        on_hand: what is physically there, damaged units among it; below zero only
            as a discrepancy, which `crossdock.inventory.ledger.discrepancies` lists.

        unavailable: damaged, in quality control, held or expired.

        reserved: promised to imported orders at this warehouse.

        expected: on its way here, and never sellable unless a rule says so.

        occupied: of *reserved*, what the warehouse's own system holds for outbounds.
    """

    on_hand: int = 0
    unavailable: int = 0
    reserved: int = 0
    expected: int = 0
    occupied: int = 0

    @property
    def available(self) -> int:
        """What may be promised, of any sign: only a push turns less than nothing into zero."""
        return self.on_hand - self.unavailable - self.reserved


@attrs.frozen
class Holdings:
    """What there is: by SKU, the position at each warehouse and the unrouted demand of each pool.

    Places and pools with nothing of anything are left out, so that equal holdings
    are equal values.
    """

    positions: Mapping[str, Mapping[str, Position]] = attrs.field(factory=dict)
    demand: Mapping[str, Mapping[Pool, int]] = attrs.field(factory=dict)

    def of(self, sku: str) -> Mapping[str, Position]:
        """Return the positions of *sku* by warehouse."""
        return self.positions.get(sku, {})

    def at(self, sku: str, warehouse: str) -> Position:
        """Return the position of *sku* at *warehouse*; an empty one where nothing is known."""
        return self.of(sku).get(warehouse, Position())

    def pooled(self, sku: str) -> Mapping[Pool, int]:
        """Return the unrouted demand for *sku*, by pool."""
        return self.demand.get(sku, {})


def fold(events: Iterable[StockEvent], at: datetime | None = None) -> Holdings:
    """Return what *events* add up to at the moment *at*; all of them, for None."""
    placed: dict[str, dict[str, list[StockEvent]]] = defaultdict(lambda: defaultdict(list))
    pooled: dict[str, dict[Pool, list[StockEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if at is not None and event.effective_at > at:
            continue
        if event.warehouse:
            placed[event.sku][event.warehouse].append(event)
        if event.pooled:
            pooled[event.sku][event.pool].append(event)
    return Holdings(
        positions=_filled(
            {sku: {w: _position(here) for w, here in at.items()} for sku, at in placed.items()},
            Position(),
        ),
        demand=_filled(
            {
                sku: {pool: _per_reference(asked, "pooled") for pool, asked in pools.items()}
                for sku, pools in pooled.items()
            },
            0,
        ),
    )


def level_of(count: StockEvent, events: Iterable[StockEvent]) -> int:
    """Return the physical units that *count* found, *events* being those of its place."""
    level = count.level or 0
    if count.semantics is SnapshotSemantics.PHYSICAL:
        return level
    return level + _per_reference((e for e in events if seen_by(e, count)), "occupied")


def newest_count(events: Iterable[StockEvent]) -> StockEvent | None:
    """Return the count or snapshot that holds among *events* of one place."""
    return max((event for event in events if event.level is not None), key=_rank, default=None)


def seen_by(event: StockEvent, count: StockEvent) -> bool:
    """Return whether *count* has already seen *event*."""
    if event.level is not None:
        return _rank(event) < _rank(count)
    if event.effective_at == count.effective_at:
        told_together = event.source == count.source and event.kind not in _AFTER_COUNT
        return count.counts_ties and told_together
    return event.effective_at < count.effective_at


def _position(events: list[StockEvent]) -> Position:
    newest = newest_count(events)
    changes = (event.on_hand for event in events if newest is None or not seen_by(event, newest))
    return Position(
        on_hand=(level_of(newest, events) if newest is not None else 0) + sum(changes),
        unavailable=max(0, sum(event.unavailable for event in events)),
        reserved=_per_reference(events, "reserved"),
        expected=_per_reference(events, "expected"),
        occupied=_per_reference(events, "occupied"),
    )


def _per_reference(events: Iterable[StockEvent], column: str) -> int:
    sums: dict[str, int] = defaultdict(int)
    for event in events:
        sums[event.reference] += getattr(event, column)
    return sum(max(0, units) for units in sums.values())


def _rank(count: StockEvent) -> tuple[datetime, bool, str]:
    return count.effective_at, count.kind is EventKind.COUNT, count.key


def _filled(by_sku: Mapping[str, Mapping[_Place, _Held]], empty: _Held) -> _BySku[_Place, _Held]:
    kept = {
        sku: {place: value for place, value in places.items() if value != empty}
        for sku, places in by_sku.items()
    }
    return {sku: places for sku, places in kept.items() if places}
