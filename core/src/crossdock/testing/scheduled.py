"""crossdock's own push schedule, in memory and one request at a time.

What it keeps (`ScheduledSeller.rows`) is what the push flow keeps in its database,
a `crossdock.inventory.Shown` for each listing; so this is what shows that the
schedule obeys the laws, whatever the flow around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from crossdock.inventory import Change, Queued, Round, Shown, StockEvent, Writing, next_round
from crossdock.testing.channel import Channel, ThrottledError, TimedOutError
from crossdock.testing.worlds import DAWN, Quantity, World, quantity


@attrs.define
class ScheduledSeller:
    """A `crossdock.testing.subjects.Seller` that does what `next_round` says.

    Args:

        events, rows: what survives the process.
    """

    channel: Channel
    world: World
    rule: Quantity = quantity
    events: dict[str, StockEvent] = attrs.field(factory=dict)
    rows: dict[str, Shown] = attrs.field(factory=dict)

    def record(self, events: Iterable[StockEvent]) -> None:
        """Take note of what happened to goods."""
        for event in events:
            self.events.setdefault(event.key, event)

    def imported(self, listing_id: str, units: int, event: StockEvent) -> None:
        """Take note of an order read from the channel."""
        if event.key in self.events:
            return
        self.record([event])
        self.rows[listing_id] = self._row(listing_id).sold(units)

    def push(self) -> None:
        """Look up, then send, round by round, until only waiting is left to do."""
        for listing_id, units in self.wanted().items():
            self.rows[listing_id] = self._row(listing_id).want(units)
        for change in self._round().look_up:
            seen = self.channel.read(change.listing_id)
            row = self._row(change.listing_id)
            self.rows[change.listing_id] = row.read_back(seen, self._now())
        while changes := self._round().send:
            if not all(self._send(change) for change in changes):
                return

    def wanted(self) -> Mapping[str, int]:
        """Return what each listing is to show."""
        world = self.world.after(*self.events.values())
        return {offer.listing_id: self.rule(world, offer) for offer in world.offers}

    def shown(self) -> Mapping[str, int]:
        """Return what each listing is believed to show."""
        known = {name: row.quantity for name, row in self.rows.items()}
        return {name: units for name, units in known.items() if units is not None}

    def restart(self) -> None:
        """Take over what a killed process left under way: nobody knows its fate."""
        for listing_id, row in self.rows.items():
            if row.flight is not None:
                self.rows[listing_id] = row.lose(row.flight.version, self._horizon())

    def _send(self, change: Change) -> bool:
        """Send one quantity; return whether the channel takes more now."""
        name = change.listing_id
        sent = self.rows[name] = self._row(name).send(self._now())
        try:
            self.channel.set(name, change.quantity)
        except ThrottledError:
            self.rows[name] = sent.retry(sent.issued)
            return False
        except TimedOutError:
            self.rows[name] = sent.lose(sent.issued, self._horizon())
            return True
        self.rows[name] = sent.acknowledge(sent.issued, change.quantity, self._now())
        return True

    def _round(self) -> Round:
        offers = self.world.offers
        queued = [
            Queued(offer.connection, name, self._row(name), frozenset(offer.recipe), DAWN)
            for offer, name in ((offer, offer.listing_id) for offer in offers)
        ]
        ways = {offer.connection: Writing.SET for offer in offers}
        return next_round(queued, ways, now=self._now())

    def _row(self, listing_id: str) -> Shown:
        return self.rows.get(listing_id, Shown())

    def _now(self) -> datetime:
        return DAWN + timedelta(seconds=self.channel.now)

    def _horizon(self) -> datetime:
        return self._now() + timedelta(seconds=self.channel.horizon)


@attrs.define
class ScheduledFence:
    """A `crossdock.testing.subjects.Fence`: a `Shown` whose writes are all given up on."""

    row: Shown = attrs.field(factory=Shown)

    def send(self, quantity: int) -> int:
        """Note that *quantity* is being sent, the one before it lost; return its version."""
        if self.row.flight is not None:
            self.row = self.row.lose(self.row.flight.version, DAWN)
        self.row = self.row.want(quantity).send(DAWN)
        return self.row.issued

    def acknowledge(self, version: int, quantity: int) -> None:
        """Note that the channel acknowledged *quantity*, sent as *version*."""
        self.row = self.row.acknowledge(version, quantity, DAWN)

    def shown(self) -> int | None:
        """Return what was acknowledged last, by version."""
        return self.row.quantity
