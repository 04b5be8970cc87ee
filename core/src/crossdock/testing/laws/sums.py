"""Sums over holdings, and what a count found beyond them, for the laws of the ledger."""

from __future__ import annotations

from collections import Counter

from crossdock.inventory import EventKind, Holdings, StockEvent
from crossdock.testing.subjects import Fold


def amiss(fold: Fold, count: StockEvent, events: tuple[StockEvent, ...]) -> int:
    """Return what *count* found beyond what the events it has seen add up to."""
    place = (count.sku, count.warehouse)
    here = [e for e in events if (e.sku, e.warehouse) == place]
    rivals = [e for e in here if e.level is not None and e.effective_at == count.effective_at]
    last = max(rivals, key=lambda e: (e.kind is EventKind.COUNT, e.key))
    seen = [
        event
        for event in here
        if event.effective_at < count.effective_at
        or (event.effective_at == count.effective_at and _told_with(event, last))
    ]
    if count is not last:
        # Of two counts of one moment the larger holds; the other found nothing.
        return 0
    found = [event for event in seen if event.level is None or event not in rivals]
    before = fold(found).at(*place).on_hand
    return fold([*found, count]).at(*place).on_hand - before


def _told_with(event: StockEvent, count: StockEvent) -> bool:
    decision = event.kind in {EventKind.ADJUST, EventKind.WRITE_OFF}
    return count.counts_ties and event.source == count.source and not decision


def column(holdings: Holdings, name: str) -> dict[tuple[str, str], int]:
    """Return one field of every position that has any of it, by SKU and warehouse."""
    return {
        (sku, warehouse): getattr(position, name)
        for sku, positions in holdings.positions.items()
        for warehouse, position in positions.items()
        if getattr(position, name)
    }


def by_sku(holdings: Holdings) -> Counter[str]:
    """Return the units on hand of each SKU, over all warehouses."""
    return Counter(
        {
            sku: sum(position.on_hand for position in positions.values())
            for sku, positions in holdings.positions.items()
        }
    )


def totals(counter: Counter[str]) -> dict[str, int]:
    """Return *counter* without what came to nothing."""
    return {sku: units for sku, units in counter.items() if units}
