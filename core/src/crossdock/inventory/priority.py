"""Which of many changes goes first, when a channel takes only so many a second.

First by class: what is gone before what is scarce, what shows too much before
what shows too little, and audits last. Within a class the earliest deadline goes
first, which for one queue misses none if any order would. The deadline of a
change to *q* units is when *q* more may be sold: until then the listing shows
too much and nothing is lost by it. Of equal deadlines, the larger loss first.

Whatever waits grows older and rises, one class for each `AGEING`. And everything
has a deadline, be it a distant one. So nothing waits for ever behind newer
changes, however many come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum

import attrs

from crossdock.validators import units

#: Quantities of so few or fewer are scarce: the next buyer may take the last one.
SCARCE = 5

#: Waiting for so long raises a change by one class.
AGEING = timedelta(minutes=10)

#: The deadline of what no sale will make urgent.
PATIENCE = timedelta(hours=1)


class Urgency(IntEnum):
    """Classes of changes, the most urgent first."""

    TO_ZERO = 0
    SCARCE_DECREASE = 1
    DECREASE = 2
    FROM_ZERO = 3
    INCREASE = 4
    AUDIT = 5


@attrs.frozen
class Change:
    """One listing that is to be written, or read for an audit.

    Args:

        before: the most it may be showing; equal to ``quantity`` for an audit.

        since: when that was first wanted, aware.

        per_hour: units it sells in an hour, as far as known.
    """

    connection: str
    listing_id: str
    before: int = attrs.field(validator=units())
    quantity: int = attrs.field(validator=units())
    since: datetime
    per_hour: float = attrs.field(default=0.0, validator=attrs.validators.ge(0))

    @property
    def key(self) -> tuple[str, str]:
        """Connection and listing."""
        return self.connection, self.listing_id

    @property
    def lowers(self) -> bool:
        """Whether it is to show less than it may be showing."""
        return self.quantity < self.before

    @property
    def urgency(self) -> Urgency:
        """Its class, before it has waited."""
        if self.lowers:
            if self.quantity == 0:
                return Urgency.TO_ZERO
            return Urgency.SCARCE_DECREASE if self.quantity <= SCARCE else Urgency.DECREASE
        if self.quantity == self.before:
            return Urgency.AUDIT
        return Urgency.INCREASE if self.before else Urgency.FROM_ZERO

    @property
    def deadline(self) -> datetime:
        """When waiting begins to cost: a unit sold twice, or a buyer turned away."""
        safe = min(self.before, self.quantity)
        if safe and self.per_hour:
            # Compared as hours, because a unit in a thousand years is no timedelta.
            hours = min(safe / self.per_hour, PATIENCE / timedelta(hours=1))
            return self.since + timedelta(hours=hours)
        return self.since + (PATIENCE if safe else timedelta())

    @property
    def loss(self) -> float:
        """Units an hour that go wrong after the deadline, weighed by how many can."""
        return abs(self.before - self.quantity) * self.per_hour


def in_turn(changes: Iterable[Change], now: datetime) -> list[Change]:
    """Return *changes* in the order in which they are to go."""

    def place(change: Change) -> tuple[int, datetime, float, datetime, tuple[str, str]]:
        waited = max(timedelta(), now - change.since) // AGEING
        risen = max(0, change.urgency - waited)
        return risen, change.deadline, -change.loss, change.since, change.key

    return sorted(changes, key=place)
