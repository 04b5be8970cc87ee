"""The ledger: every stock event once, and the audits that read it.

The ledger only grows. Of two events with one key and different content the first
stands, and the other is kept aside as a conflict for a person to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.inventory.events import EventKind, StockEvent
from crossdock.inventory.holdings import Holdings, Position, level_of, newest_count, seen_by


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


@attrs.frozen
class Correction:
    """What a count changed: the units it added to what was known to have come before it."""

    count: StockEvent
    units: int


def corrections(events: Iterable[StockEvent]) -> Iterator[Correction]:
    """Yield what each count and snapshot among *events* changed on hand.

    With these, opening stock and movements add up to what there is. Of several
    counts of one moment, the one that holds changed it and the others nothing.
    """
    places: dict[tuple[str, str], list[StockEvent]] = defaultdict(list)
    for event in events:
        places[event.sku, event.warehouse].append(event)
    for here in places.values():
        moments: dict[datetime, list[StockEvent]] = defaultdict(list)
        for event in here:
            if event.level is not None:
                moments[event.effective_at].append(event)
        for counts in moments.values():
            standing = newest_count(counts)
            for count in counts:
                found = 0
                if count is standing:
                    found = level_of(count, here) - _on_hand_before(count, here)
                yield Correction(count, found)


def discrepancies(holdings: Holdings) -> Iterator[tuple[str, str, Position]]:
    """Yield SKU, warehouse and position wherever fewer than no units are on hand."""
    for sku, positions in sorted(holdings.positions.items()):
        for warehouse, position in sorted(positions.items()):
            if position.on_hand < 0:
                yield sku, warehouse, position


def unsettled(events: Iterable[StockEvent], finished: Collection[str]) -> Mapping[str, int]:
    """Return the units that order lines still claim, or released too often, though finished.

    Args:

        finished: references of lines whose order has ended: all shipped, or cancelled.
    """
    sums: dict[str, int] = defaultdict(int)
    for event in events:
        if event.reference in finished:
            sums[event.reference] += event.reserved + event.pooled
    return {reference: units for reference, units in sums.items() if units}


def returns_expected(events: Iterable[StockEvent]) -> Mapping[str, int]:
    """Return the shipped units of order lines that were cancelled after they had left."""
    known = list(events)
    recalled = {e.reference for e in known if e.kind is EventKind.CANCEL_AFTER_SHIP}
    shipped: dict[str, int] = defaultdict(int)
    for event in known:
        if event.kind is EventKind.SHIP and event.reference in recalled:
            shipped[event.reference] -= event.on_hand
    return shipped


def _on_hand_before(count: StockEvent, here: Iterable[StockEvent]) -> int:
    rivals = [e for e in here if e.level is not None and e.effective_at == count.effective_at]
    seen = [event for event in here if event not in rivals and seen_by(event, count)]
    newest = newest_count(seen)
    if newest is None:
        return sum(event.on_hand for event in seen)
    return level_of(newest, here) + sum(e.on_hand for e in seen if not seen_by(e, newest))
