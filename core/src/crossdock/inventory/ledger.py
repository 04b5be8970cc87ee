"""The fold: from a set of stock events to what there is, whatever order they came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.inventory.events import Pool, StockEvent

Place = tuple[str, str]


@attrs.frozen
class Position:
    """One SKU at one warehouse, in base units.

    Args:

        on_hand: physical and sellable in condition; below zero only as a
            discrepancy, which `discrepancies` lists.

        unavailable: damaged, in quality control, held or expired.

        reserved: promised to imported orders at this warehouse.

        expected: inbound, and never sellable unless a rule says so.
    """

    on_hand: int = 0
    unavailable: int = 0
    reserved: int = 0
    expected: int = 0

    @property
    def available(self) -> int:
        """What may be promised, of any sign: only a push turns less than nothing into zero."""
        return self.on_hand - self.unavailable - self.reserved


@attrs.frozen
class Holdings:
    """What there is: positions by (SKU, warehouse), unrouted demand by SKU and pool."""

    positions: Mapping[Place, Position] = attrs.field(factory=dict)
    demand: Mapping[str, Mapping[Pool, int]] = attrs.field(factory=dict)

    def at(self, sku: str, warehouse: str) -> Position:
        """Return the position of *sku* at *warehouse*; an empty one where nothing is known."""
        return self.positions.get((sku, warehouse), Position())

    def pooled(self, sku: str) -> Mapping[Pool, int]:
        """Return the unrouted demand for *sku*, by pool."""
        return self.demand.get(sku, {})


class Recorded(StrEnum):
    """What recording an event came to."""

    NEW = "new"
    KNOWN = "known"
    #: The key is taken by an event with other content; the first one stands.
    CONFLICT = "conflict"


@attrs.frozen
class Ledger:
    """Events by key, and the ones that contradict an earlier one of their key."""

    events: Mapping[str, StockEvent] = attrs.field(factory=dict)
    conflicts: tuple[StockEvent, ...] = ()

    def record(self, event: StockEvent) -> tuple[Ledger, Recorded]:
        """Return the ledger with *event* in it, and what that came to."""
        known = self.events.get(event.key)
        if known is None:
            return attrs.evolve(self, events={**self.events, event.key: event}), Recorded.NEW
        if known == event:
            return self, Recorded.KNOWN
        if event in self.conflicts:
            return self, Recorded.CONFLICT
        return attrs.evolve(self, conflicts=(*self.conflicts, event)), Recorded.CONFLICT


def fold(events: Iterable[StockEvent], at: datetime | None = None) -> Holdings:
    """Return what *events* add up to, at the moment *at* (now, for None).

    On hand is the newest count, plus the changes that took effect after it: an
    event that arrives late but happened before the count changes nothing,
    because the count has seen it. Reservations are never touched by a count.
    """
    by_place: dict[Place, list[StockEvent]] = defaultdict(list)
    demand: dict[str, dict[Pool, int]] = defaultdict(lambda: defaultdict(int))
    for event in events:
        if at is not None and event.effective_at > at:
            continue
        if event.warehouse:
            by_place[event.sku, event.warehouse].append(event)
        if event.pooled:
            demand[event.sku][event.pool] += event.pooled
    return Holdings(
        positions={place: _position(here) for place, here in by_place.items()},
        demand={
            sku: {pool: units for pool, units in pools.items() if units}
            for sku, pools in demand.items()
        },
    )


def corrections(events: Iterable[StockEvent]) -> Iterator[tuple[StockEvent, int]]:
    """Yield each count with the units it added to what the events before it say."""
    known = list(events)
    for count in known:
        if count.level is None:
            continue
        before = [
            event
            for event in known
            if (event.sku, event.warehouse) == (count.sku, count.warehouse)
            and event.key != count.key
            and (_precedes(event, count) if event.level is not None else _seen_by(event, count))
        ]
        yield count, count.level - _position(before).on_hand


def discrepancies(holdings: Holdings) -> Iterator[tuple[Place, Position]]:
    """Yield the positions that no warehouse can have: fewer than no units on hand."""
    for place, position in sorted(holdings.positions.items()):
        if position.on_hand < 0:
            yield place, position


def _position(events: list[StockEvent]) -> Position:
    counts = [event for event in events if event.level is not None]
    newest = max(counts, key=_order, default=None)
    changes = (
        event.on_hand
        for event in events
        if event.level is None and (newest is None or not _seen_by(event, newest))
    )
    return Position(
        on_hand=(newest.level or 0 if newest is not None else 0) + sum(changes),
        unavailable=sum(event.unavailable for event in events),
        reserved=sum(event.reserved for event in events),
        expected=sum(event.expected for event in events),
    )


def _order(count: StockEvent) -> tuple[datetime, str]:
    # Two counts of one moment are ordered by key, so that arrival cannot matter.
    return count.effective_at, count.key


def _precedes(count: StockEvent, other: StockEvent) -> bool:
    return _order(count) < _order(other)


def _seen_by(event: StockEvent, count: StockEvent) -> bool:
    if event.effective_at == count.effective_at:
        return count.counts_ties
    return event.effective_at < count.effective_at
