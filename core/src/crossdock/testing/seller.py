"""The smallest push engine that obeys the laws: what they cost, and nothing else.

It keeps in memory what an engine must keep durably (`_Memory`), so that what it
may forget when its process dies is plain to see: nothing that matters.

- An intent is written before its request: what died in between is a doubt.
- Acknowledged and doubtful are different: a doubt is looked up once no late
  write can be under way any more, and counted as wrong until then.
- A listing in doubt is sent again only after it was looked up.
- What is to show less is sent first, and nothing is raised before all of it is
  acknowledged. Otherwise two channels would show the same goods for a while.
- What the channel sold and we imported has left its number as well as ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from crossdock.inventory import StockEvent
from crossdock.testing.channel import Channel, ThrottledError, TimedOutError
from crossdock.testing.worlds import Quantity, World, quantity


@attrs.define
class _Memory:
    """What must survive the process.

    Args:

        shown: acknowledged, by listing; ``doubts`` when a request was sent whose
            fate is not known.
    """

    events: dict[str, StockEvent] = attrs.field(factory=dict)
    shown: dict[str, int] = attrs.field(factory=dict)
    doubts: dict[str, int] = attrs.field(factory=dict)


@attrs.define
class MemorySeller:
    """A `crossdock.testing.subjects.Seller` in memory."""

    channel: Channel
    world: World
    rule: Quantity = quantity
    memory: _Memory = attrs.field(factory=_Memory)

    def record(self, events: Iterable[StockEvent]) -> None:
        """Take note of what happened to goods."""
        for event in events:
            self.memory.events.setdefault(event.key, event)

    def imported(self, listing_id: str, units: int, event: StockEvent) -> None:
        """Take note of an order read from the channel."""
        if event.key in self.memory.events:
            return
        self.record([event])
        # Of a listing in doubt nothing is known that a sale could be taken off.
        if listing_id in self.memory.shown and listing_id not in self.memory.doubts:
            self.memory.shown[listing_id] -= units

    def push(self) -> None:
        """Look up what is in doubt, then send what differs."""
        for listing_id, since in list(self.memory.doubts.items()):
            if self.channel.now >= since + self.channel.horizon:
                self.memory.shown[listing_id] = self.channel.read(listing_id)
                del self.memory.doubts[listing_id]
        known = self.memory.shown
        wanted = {name: units for name, units in self.wanted().items() if units != known.get(name)}
        lower = [name for name, units in wanted.items() if units < known.get(name, 0)]
        higher = [name for name in wanted if name not in lower]
        if all(self._send(name, wanted[name]) for name in lower) and not self.memory.doubts:
            all(self._send(name, wanted[name]) for name in higher)

    def wanted(self) -> Mapping[str, int]:
        """Return what each listing is to show."""
        world = self.world.after(*self.memory.events.values())
        return {offer.listing_id: self.rule(world, offer) for offer in world.offers}

    def shown(self) -> Mapping[str, int]:
        """Return what each listing is believed to show."""
        return dict(self.memory.shown)

    def restart(self) -> None:
        """Lose nothing: all of it is memory that survives."""

    def _send(self, listing_id: str, wanted: int) -> bool:
        """Send one quantity, unless the listing is in doubt; return whether to go on."""
        if listing_id in self.memory.doubts:
            return True
        self.memory.doubts[listing_id] = self.channel.now
        try:
            self.channel.set(listing_id, wanted)
        except ThrottledError:
            del self.memory.doubts[listing_id]
            return False
        except TimedOutError:
            self.memory.doubts[listing_id] = self.channel.now
            return True
        self.memory.shown[listing_id] = wanted
        del self.memory.doubts[listing_id]
        return True


@attrs.define
class MemoryFence:
    """A `crossdock.testing.subjects.Fence` in memory: the newest version that came back."""

    sent: int = 0
    newest: int = 0
    quantity: int | None = None

    def send(self, quantity: int) -> int:
        """Note that *quantity* is being sent; return its version."""
        self.sent += 1
        return self.sent

    def acknowledge(self, version: int, quantity: int) -> None:
        """Note an acknowledgement, unless a newer one is known."""
        if version >= self.newest:
            self.newest, self.quantity = version, quantity

    def shown(self) -> int | None:
        """Return what was acknowledged last, by version."""
        return self.quantity
