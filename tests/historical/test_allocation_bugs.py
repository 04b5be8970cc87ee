"""Bugs that other platforms shipped: each restated as it was, and found by the laws in no time.

What is restated is the mistake and not the code: a few lines that decide what
the platform decided. The names lead to the public reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs
import pytest

from crossdock.inventory import (
    EventKind,
    Holdings,
    LineState,
    Offer,
    Reading,
    Settlement,
    SnapshotSemantics,
    StockEvent,
    fold,
    settle,
)
from crossdock.testing import laws
from crossdock.testing.channel import ThrottledError, TimedOutError
from crossdock.testing.laws import Law
from crossdock.testing.seller import MemorySeller
from crossdock.testing.subjects import Allotment, Ask
from crossdock.testing.worlds import World, quantity

Allotments = Sequence[Allotment] | None


# Allocation.


def ignoring_allocations(lines: Sequence[Ask], stock: Mapping[str, int]) -> Allotments:
    """Fill each location up to what lies there, whatever is allocated of it already."""
    found = []
    for line in lines:
        missing = line.units
        for warehouse in sorted(line.pool):
            taken = min(missing, stock[warehouse])
            if taken:
                found.append(Allotment(line.line, warehouse, taken))
            missing -= taken
        if missing:
            return None
    return found


def first_location(lines: Sequence[Ask], stock: Mapping[str, int]) -> Allotments:
    """Confirm against the sum of all locations, and take everything from the first."""
    if any(line.units > sum(stock[w] for w in line.pool) for line in lines):
        return None
    return [Allotment(line.line, min(line.pool), line.units) for line in lines]


def first_location_or_nothing(lines: Sequence[Ask], stock: Mapping[str, int]) -> Allotments:
    """Take everything from the first location, and fail if it is not there."""
    left, found = dict(stock), []
    for line in lines:
        left[min(line.pool)] -= line.units
        found.append(Allotment(line.line, min(line.pool), line.units))
    return found if all(units >= 0 for units in left.values()) else None


def each_line_by_itself(lines: Sequence[Ask], stock: Mapping[str, int]) -> Allotments:
    """Check every line of a batch against the same stock, and then make them all."""
    found = []
    for line in lines:
        able = [w for w in sorted(line.pool) if stock[w] >= line.units]
        if not able:
            return None
        found.append(Allotment(line.line, able[0], line.units))
    return found


def moved_without_a_look(lines: Sequence[Ask], stock: Mapping[str, int]) -> Allotments:
    """Reserve where there is enough, and then move to where it is wanted without checking."""
    placed = each_line_by_itself(lines, stock)
    pools = {line.line: line.pool for line in lines}
    return placed and [attrs.evolve(part, warehouse=max(pools[part.line])) for part in placed]


# Reservations.


def both_systems_reserve(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Let the shop reserve, and the ERP once more when it hears of the order."""
    again = [event for event in known if not event.key.startswith("erp ")]
    events = settle(again, reading).events
    return Settlement(
        (*events, *(attrs.evolve(event, key=f"erp {event.key}") for event in events))
    )


def compensation_lost(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Reserve in the transaction of the order, and release in a job that may not run."""
    if reading.state is LineState.CANCELLED:
        return Settlement()
    return settle(known, reading)


def unmapped_dropped(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Skip the order if a SKU of it is not mapped, with a line in a log."""
    return Settlement(settle(known, reading).events)


def check_then_insert(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Look whether it is reserved in one transaction, and reserve in another."""
    before = [event for event in known if event.reference != reading.line.reference]
    events = settle(before, reading).events
    return Settlement(tuple(attrs.evolve(e, key=f"{e.key} {len(known)}") for e in events))


# Positions.


def fulfilled_elsewhere(events: Iterable[StockEvent]) -> Holdings:
    """Take the reservation from where it lies, and the goods from the default location."""
    told: list[StockEvent] = []
    for event in events:
        if event.kind is EventKind.SHIP:
            gone = attrs.evolve(event, kind=EventKind.TRANSFER_OUT, reserved=0, occupied=0)
            told.append(attrs.evolve(gone, key=f"goods {event.key}", warehouse="north"))
            told.append(attrs.evolve(event, kind=EventKind.RELEASE, on_hand=0))
        else:
            told.append(event)
    return fold(told)


def salable_as_physical(events: Iterable[StockEvent]) -> Holdings:
    """Store what an ERP has left to sell as the quantity of the source."""
    return fold(
        event
        if event.level is None
        else attrs.evolve(event, semantics=SnapshotSemantics.PHYSICAL, level=max(0, event.level))
        for event in events
    )


def lost_update(events: Iterable[StockEvent]) -> Holdings:
    """Write back what was read, so that of two writers at one moment one is lost."""
    last: dict[object, StockEvent] = {}
    for event in events:
        last[event.sku, event.warehouse, event.effective_at] = event
    return fold(last.values())


# Quantities.


def gross_kits(world: World, offer: Offer) -> int:
    """Divide what lies on the shelves by what a kit takes, orders or no orders."""
    stock: dict[str, int] = defaultdict(int)
    for sku in offer.recipe:
        for warehouse in offer.pool:
            stock[sku] += max(0, world.holdings.at(sku, warehouse).on_hand)
    return min(stock[sku] // units for sku, units in offer.recipe.items())


def pooled_kits(world: World, offer: Offer) -> int:
    """Add up the warehouses before dividing: parts in two of them make a kit."""
    return quantity(world, attrs.evolve(offer, may_split=True))


def all_locations(world: World, offer: Offer) -> int:
    """Count the stock of locations that the channel does not sell from."""
    return quantity(world, attrs.evolve(offer, pool=frozenset(world.warehouses)))


def ignoring_unrouted(world: World, offer: Offer) -> int:
    """Take off only what is allocated: orders between payment and allocation do not count."""
    net = [
        min(world.available(sku)[w] // units for sku, units in offer.recipe.items())
        for w in offer.pool
    ]
    return max(0, sum(max(0, kits) for kits in net))


# Pushes.


class LastSubmitted(MemorySeller):
    """Compare with what was submitted last, and never with what the channel shows."""

    def push(self) -> None:
        """Send what differs from what was sent."""
        for listing_id, wanted in self.wanted().items():
            if wanted != self.memory.shown.get(listing_id):
                self.memory.shown[listing_id] = wanted
                try:
                    self.channel.set(listing_id, wanted)
                except (ThrottledError, TimedOutError):
                    continue


class BlindDeltas(MemorySeller):
    """Send the difference, to a channel that stops at zero, and repeat what got no answer."""

    def push(self) -> None:
        """Add the difference to whatever the channel shows."""
        for listing_id, wanted in self.wanted().items():
            change = wanted - self.memory.shown.get(listing_id, 0)
            if change:
                try:
                    self.channel.set(listing_id, max(0, self.channel.read(listing_id) + change))
                except (ThrottledError, TimedOutError):
                    continue
                self.memory.shown[listing_id] = wanted


class OrdersFireNoEvent(MemorySeller):
    """Push when stock is edited, and not when an order has taken it."""

    def push(self) -> None:
        """Push, unless only orders came."""
        orders = {EventKind.RESERVE, EventKind.RESERVE_POOL}
        newest = list(self.memory.events.values())[-1:]
        if not newest or newest[0].kind not in orders:
            MemorySeller.push(self)


class CorrectsForEver(MemorySeller):
    """Take a quantity's echo for a change, and answer it."""

    def push(self) -> None:
        """Send every quantity again."""
        self.memory.shown.clear()
        MemorySeller.push(self)


#: The public report, the law that finds it, and the mistake.
BUGS: Sequence[tuple[str, Law, Callable[..., Any]]] = (
    ("vendure#4030", laws.orders.split_neutrality, ignoring_allocations),
    ("vendure#1028", laws.orders.split_neutrality, each_line_by_itself),
    ("vendure#1571", laws.orders.reserve_once, check_then_insert),
    ("vendure#2356", laws.sellable.feasibility, all_locations),
    ("vendure#4930", laws.orders.reserve_once, check_then_insert),
    ("medusa#14987", laws.orders.split_neutrality, first_location),
    ("medusa#15132", laws.orders.served_when_servable, first_location_or_nothing),
    ("medusa#16338", laws.ledger.like_reference, fulfilled_elsewhere),
    ("medusa#16488", laws.orders.split_neutrality, moved_without_a_look),
    ("medusa#16502", laws.orders.split_neutrality, each_line_by_itself),
    ("medusa#16569", laws.ledger.like_reference, lost_update),
    ("magento/inventory#2078", laws.orders.sum_to_zero, compensation_lost),
    ("magento and an ERP's snapshot", laws.ledger.semantics, salable_as_physical),
    ("saleor and an ERP", laws.orders.reserve_once, both_systems_reserve),
    ("saleor#19449", laws.push.coalescing, OrdersFireNoEvent),
    ("openlinker#235", laws.orders.unlinked, unmapped_dropped),
    ("OCA/stock-logistics-availability#73", laws.sellable.feasibility, gross_kits),
    ("shopware#12978", laws.sellable.feasibility, gross_kits),
    ("pooled kits", laws.sellable.feasibility, pooled_kits),
    ("unrouted orders", laws.sellable.feasibility, ignoring_unrouted),
    ("Linnworks: silent drift", laws.push.fault_transparency, LastSubmitted),
    ("ecommerce_integrations#289", laws.push.fault_transparency, LastSubmitted),
    ("eshopbox#333", laws.push.convergence, CorrectsForEver),
    ("blind relative writes", laws.push.fault_transparency, BlindDeltas),
    ("blind relative writes, no fault", laws.push.nothing_oversold, BlindDeltas),
)


@pytest.mark.parametrize(("law", "bug"), [bug[1:] for bug in BUGS], ids=[bug[0] for bug in BUGS])
def test_found(law: Law, bug: Callable[..., Any]) -> None:
    """The law finds the bug."""
    assert isinstance(laws.counterexample(law, bug), AssertionError)
