"""What is known of one SKU at one warehouse, and what one more event would make of it."""

from __future__ import annotations

import attrs

from crossdock.inventory.events import StockEvent
from crossdock.inventory.holdings import newest_count, seen_by


@attrs.frozen
class Shelf:
    """One SKU at one warehouse.

    Args:

        on_hand: by everything that is recorded.

        known: somebody said what is there, not only what left.

        count: the count or snapshot that holds.

        since: every event there from the moment on that the next one speaks of.
    """

    on_hand: int = 0
    known: bool = False
    count: StockEvent | None = None
    since: tuple[StockEvent, ...] = ()

    def after(self, event: StockEvent) -> int:
        """Return what is on hand once *event*, a person's count or change, is recorded too."""
        counts = [self.count] if self.count is not None else []
        if event.level is None:
            seen = any(seen_by(event, count) for count in counts)
            return self.on_hand if seen else self.on_hand + event.on_hand
        if newest_count([event, *counts]) is not event:
            return self.on_hand
        return event.level + sum(e.on_hand for e in self.since if not seen_by(e, event))
