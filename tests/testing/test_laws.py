"""Every law holds for crossdock, and fails for an implementation with the fault it is about."""

# ruff: noqa: D102 - the class says what its methods do wrong

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from crossdock.inventory import (
    EventKind,
    Holdings,
    LineState,
    Offer,
    Position,
    Reading,
    RuleKind,
    Settlement,
    Sharing,
    SnapshotSemantics,
    StockEvent,
    discrepancies,
    fold,
    settle,
)
from crossdock.inventory.movements import come_back
from crossdock.testing import laws
from crossdock.testing.channel import Channel, ThrottledError, TimedOutError
from crossdock.testing.seller import MemoryFence, MemorySeller
from crossdock.testing.subjects import Allotment, Ask, LedgerBook
from crossdock.testing.usual import USUAL, Parcels
from crossdock.testing.worlds import DAWN, World, quantity

ENTRIES = {entry.name: entry for entry in laws.entries(*laws.TOPICS)}


@pytest.mark.parametrize("name", ENTRIES)
def test_law_holds(name: str) -> None:
    """The law holds for crossdock's own implementation."""
    entry = ENTRIES[name]

    laws.check(entry.law, USUAL[entry.subject], examples=200)


@pytest.mark.parametrize("name", ENTRIES)
def test_law_can_fail(name: str) -> None:
    """The law is not vacuous: an implementation with the fault it is about breaks it."""
    entry = ENTRIES[name]

    assert isinstance(laws.counterexample(entry.law, BROKEN[name]), AssertionError)


def test_no_law_is_missing() -> None:
    """All numbers from P1 to P42 have a law."""
    assert set(range(1, 43)) == {entry.number for entry in ENTRIES.values()}


def test_every_fact_is_a_sentence() -> None:
    """A law's docstring states its fact in one sentence, which ends in a full stop."""
    assert [] == [
        entry.name
        for entry in ENTRIES.values()
        if not entry.fact.endswith(".") or not entry.fact[0].isupper()
    ]


def test_a_seed_repeats_a_run() -> None:
    """The same seed tries the same examples."""
    runs: list[list[int]] = []
    for _ in range(2):
        seen: list[int] = []

        def noted(shown: int, read: int, imported: int, seen: list[int] = seen) -> int:
            seen.append(shown)
            return max(0, shown - read - imported)

        laws.check(laws.goods.pending_is_inferred, noted, examples=20, seed=7)
        runs.append(seen)

    assert runs[0] == runs[1]


def test_open_connection_needs_no_hypothesis() -> None:
    """The rest of crossdock.testing is importable where Hypothesis is not installed."""
    program = (
        "import sys; sys.modules['hypothesis'] = None; import crossdock.testing\n"
        "try:\n    import crossdock.testing.laws\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert "pip install 'crossdock[testing]'" in said


# Broken folds.


def by_arrival(events: Iterable[StockEvent]) -> Holdings:
    """Believe the last message, whatever time it speaks of."""
    level: dict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        place = (event.sku, event.warehouse)
        level[place] = event.level if event.level is not None else level[place] + event.on_hand
    return _holdings(level)


def plain_sums(events: Iterable[StockEvent]) -> Holdings:
    """Add up reservations whoever they belong to."""
    known = list(events)
    sums: dict[tuple[str, str], Position] = {}
    for event in known:
        if event.warehouse:
            place = (event.sku, event.warehouse)
            before = sums.get(place, Position())
            sums[place] = Position(
                before.on_hand + event.on_hand,
                before.unavailable + event.unavailable,
                before.reserved + event.reserved,
                before.expected + event.expected,
            )
    held: dict[str, dict[str, Position]] = defaultdict(dict)
    for (sku, warehouse), position in sums.items():
        held[sku][warehouse] = position
    return Holdings(held)


def forgetting(*kinds: EventKind) -> Callable[[Iterable[StockEvent]], Holdings]:
    """Return a fold that has no case for *kinds*."""
    return lambda events: fold(event for event in events if event.kind not in kinds)


def always_adding(events: Iterable[StockEvent]) -> Holdings:
    """Take every movement for an arrival."""
    level: dict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        level[event.sku, event.warehouse] += abs(event.on_hand)
    return _holdings(level)


def ties_after(events: Iterable[StockEvent]) -> Holdings:
    """Count what happened at the moment of a count on top of it."""
    return fold(attrs.evolve(event, counts_ties=False) for event in events)


def net_as_physical(events: Iterable[StockEvent]) -> Holdings:
    """Take what a warehouse has left for what it has."""
    return fold(_physical(event) for event in events)


def by_the_clock(events: Iterable[StockEvent]) -> Holdings:
    """Look at the clock."""
    return fold(event for event in events if event.effective_at < DAWN + timedelta(minutes=6))


def without_at(events: Iterable[StockEvent], at: datetime | None = None) -> Holdings:
    """Ignore the moment asked for."""
    return fold(events)


def _physical(event: StockEvent) -> StockEvent:
    if event.level is None:
        return event
    return attrs.evolve(event, semantics=SnapshotSemantics.PHYSICAL, level=max(0, event.level))


def _holdings(level: Mapping[tuple[str, str], int]) -> Holdings:
    held: dict[str, dict[str, Position]] = defaultdict(dict)
    for (sku, warehouse), units in level.items():
        if units:
            held[sku][warehouse] = Position(on_hand=units)
    return Holdings(held)


# Broken books.


@attrs.define
class LastWins(LedgerBook):
    """Overwrite what has the same key."""

    mine: dict[str, StockEvent] = attrs.field(factory=dict)

    def record(self, events: Iterable[StockEvent]) -> None:
        self.mine.update({event.key: event for event in events})

    def entries(self) -> Mapping[str, StockEvent]:
        return self.mine

    def holdings(self) -> Holdings:
        return fold(self.mine.values())


@attrs.define
class EverythingCounts(LedgerBook):
    """Add whatever comes, however often."""

    came: list[StockEvent] = attrs.field(factory=list)

    def record(self, events: Iterable[StockEvent]) -> None:
        known = list(events)
        self.came += known
        LedgerBook.record(self, known)

    def holdings(self) -> Holdings:
        return by_arrival(self.came)


@attrs.define
class Erasable(LedgerBook):
    """Let entries be removed without a word."""

    def tamper(self, key: str) -> None:
        self.ledger = attrs.evolve(self.ledger, events={})


# Broken imports of orders.


def forgets_cancellations(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Release nothing."""
    if reading.state is LineState.CANCELLED:
        return Settlement()
    return settle(known, reading)


def reserves_every_time(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Make every reading a new claim, under a key of its own."""
    events = settle([], reading).events
    return Settlement(
        tuple(attrs.evolve(event, key=f"{event.key} {len(known)}") for event in events)
    )


def leaves_no_trace(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Record no cancellation of what is not known."""
    events = settle(known, reading).events
    return Settlement(tuple(event for event in events if event.reserved or event.pooled))


def returns_at_once(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Put cancelled goods back on the shelf, wherever they are."""
    events = settle(known, reading).events
    if not any(event.kind is EventKind.CANCEL_AFTER_SHIP for event in events):
        return Settlement(events)
    back = come_back("T0", "1", events[0].sku, 1, "north", reading.at, good=True)
    return Settlement((*events, back))


def first_word_stands(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Never look at an order again."""
    claimed = any(event.reference == reading.line.reference for event in known)
    return Settlement() if claimed else settle(known, reading)


def drops_the_unlinked(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Say nothing about lines that cannot be matched."""
    return Settlement(settle(known, reading).events)


def claims_one_component(known: Sequence[StockEvent], reading: Reading) -> Settlement:
    """Reserve the first part of a kit."""
    return Settlement(settle(known, reading).events[:1])


class Squashing(Parcels):
    """Forget which order a line was of."""

    def unmerge(self, parcel: object) -> Sequence[Reading]:
        return list(Parcels().unmerge(parcel))[:1]


def first_warehouse(lines: Sequence[Ask], stock: Mapping[str, int]) -> Sequence[Allotment] | None:
    """Send everything from the first warehouse, full or empty."""
    return [Allotment(line.line, min(line.pool), line.units) for line in lines]


def first_fit(lines: Sequence[Ask], stock: Mapping[str, int]) -> Sequence[Allotment] | None:
    """Give each line what the warehouses before it left, and never think again."""
    left, found = dict(stock), []
    for line in lines:
        for warehouse in sorted(line.pool):
            if left[warehouse] >= line.units:
                left[warehouse] -= line.units
                found.append(Allotment(line.line, warehouse, line.units))
                break
        else:
            return None
    return found


# Broken stock rules.


def gross(world: World, offer: Offer) -> int:
    """Show what lies on the shelves, orders or no orders, in whole kits of the pool."""
    return min(
        (
            sum(world.holdings.at(sku, w).on_hand for w in offer.pool) // each
            for sku, each in offer.recipe.items()
        ),
        default=0,
    )


def one_less(world: World, offer: Offer) -> int:
    """Always keep one back."""
    return max(0, quantity(world, offer) - 1)


def one_more(world: World, offer: Offer) -> int:
    """Always show one more."""
    return quantity(world, offer) + 1


def teasing(world: World, offer: Offer) -> int:
    """Show less when there is plenty, to seem scarce."""
    shown = quantity(world, offer)
    return 2 if shown > 5 else shown


def adding_reserved(world: World, offer: Offer) -> int:
    """Take reserved goods for more goods."""
    held = [world.holdings.at(sku, w) for sku in offer.recipe for w in offer.pool]
    return sum(position.on_hand + position.reserved for position in held)


def max_as_least(world: World, offer: Offer) -> int:
    """Round up to the max."""
    limits = [rule.value for rule in world.rules if rule.kind is RuleKind.MAX]
    return max(quantity(world, offer), 100 - min(limits, default=0))


def average(world: World, offer: Offer) -> int:
    """Show what an average warehouse of the pool has."""
    total = sum(world.available(sku)[w] for sku in offer.recipe for w in offer.pool)
    return max(0, total) // len(offer.pool)


def always_on(world: World, offer: Offer) -> int:
    """Ignore the switch."""
    return quantity(world, attrs.evolve(offer, active=True))


def doubled(world: World, offer: Offer) -> int:
    """Count every unit twice."""
    return 2 * quantity(world, offer)


def of_everything(world: World, offer: Offer) -> int:
    """Mix up the goods."""
    return sum(sum(world.available(sku).values()) for sku in ("shirt", "mug"))


def alphabetical(world: World, offer: Offer) -> int:
    """Sell from the warehouse whose name comes first."""
    return quantity(world, attrs.evolve(offer, pool=frozenset(sorted(offer.pool)[:1])))


def max_before_buffer(world: World, offer: Offer) -> int:
    """Limit first and take the buffer off then."""
    buffer = sum(rule.value for rule in world.rules if rule.kind is RuleKind.BUFFER)
    rest = [rule for rule in world.rules if rule.kind is not RuleKind.BUFFER]
    return max(0, quantity(attrs.evolve(world, rules=tuple(rest)), offer) - buffer)


def undivided(world: World, offer: Offer) -> int:
    """Show all of it to everybody."""
    return quantity(attrs.evolve(world, sharing={}), offer)


def pooled_multipacks(world: World, offer: Offer) -> int:
    """Pool warehouses for multipacks, and not for kits."""
    return quantity(world, attrs.evolve(offer, may_split=offer.sku == "shirt"))


def counting_expected(world: World, offer: Offer) -> int:
    """Sell what is on its way."""
    held = [world.holdings.at(sku, w) for sku in offer.recipe for w in offer.pool]
    return quantity(world, offer) + sum(position.expected for position in held)


def counting_held(world: World, offer: Offer) -> int:
    """Take goods on hold for more goods."""
    held = [world.holdings.at(sku, w) for sku in offer.recipe for w in offer.pool]
    return sum(position.on_hand + position.unavailable for position in held)


def adding_pending(world: World, offer: Offer) -> int:
    """Give back what others have sold."""
    others = sum(other.pending for other in world.offers if other.connection != offer.connection)
    return quantity(world, offer) + others


def subtracting_twice(world: World, offer: Offer) -> int:
    """Take a snapshot for what is left, and orders off it once more."""
    if not any(event.kind is EventKind.SNAPSHOT for event in world.events):
        return quantity(world, offer)
    held = [world.holdings.at(sku, w) for sku in offer.recipe for w in offer.pool]
    return max(0, quantity(world, offer) - sum(position.reserved for position in held))


def wandering_remainder(world: World, offer: Offer) -> int:
    """Divide evenly, and give what is left over to one channel, each time another."""
    left = max(0, sum(sum(world.available(sku).values()) for sku in offer.recipe))
    share, remainder = divmod(left, len(world.offers))
    lucky = world.offers[remainder - 1] is offer and remainder
    return share + remainder if lucky else share


# Broken sellers.


class SendsEverything(MemorySeller):
    """Send every quantity every time."""

    def push(self) -> None:
        self.memory.shown.clear()
        MemorySeller.push(self)


class PushesEveryChange(MemorySeller):
    """Push at every event."""

    def record(self, events: Iterable[StockEvent]) -> None:
        MemorySeller.record(self, events)
        self.push()


class TakesTimeoutsForSuccess(MemorySeller):
    """Believe that what was sent arrived."""

    def push(self) -> None:
        for listing_id, wanted in self.wanted().items():
            if wanted != self.memory.shown.get(listing_id):
                try:
                    self.channel.set(listing_id, wanted)
                except ThrottledError:
                    continue
                except TimedOutError:
                    pass
                self.memory.shown[listing_id] = wanted


class RaisesFirst(MemorySeller):
    """Send in any order, and go on when turned away."""

    def push(self) -> None:
        for listing_id, wanted in sorted(self.wanted().items(), key=lambda item: -item[1]):
            if wanted != self.memory.shown.get(listing_id):
                self._send(listing_id, wanted)


class LastAnswerWins(MemoryFence):
    """Believe whoever answers last."""

    def acknowledge(self, version: int, quantity: int) -> None:
        self.quantity = quantity


def sells_undivided(channel: Channel, world: World) -> MemorySeller:
    """Show all of it everywhere."""
    shared = attrs.evolve(world, sharing={"shirt": Sharing()})
    return MemorySeller(channel, shared)


def lists_the_short(holdings: Holdings) -> Iterable[tuple[str, str, Position]]:
    """List what is missing a unit more than it is."""
    return [item for item in discrepancies(holdings) if item[2].on_hand < -1]


BROKEN: Mapping[str, Any] = {
    "ledger.like_reference": by_arrival,
    "ledger.permutation": by_arrival,
    "ledger.idempotence": LastWins,
    "ledger.batch_split": EverythingCounts,
    "ledger.rebuild": EverythingCounts,
    "ledger.append_only": Erasable,
    "ledger.conservation": forgetting(EventKind.SHIP),
    "ledger.transfers_conserve": forgetting(EventKind.TRANSFER_OUT),
    "ledger.discrepancy": lists_the_short,
    "ledger.non_negativity": plain_sums,
    "ledger.nothing_from_nothing": always_adding,
    "ledger.snapshot_dominance": by_arrival,
    "ledger.snapshot_ties": ties_after,
    "ledger.snapshot_no_op": subtracting_twice,
    "ledger.semantics": net_as_physical,
    "ledger.as_of": without_at,
    "ledger.translation": by_the_clock,
    "orders.sum_to_zero": forgets_cancellations,
    "orders.reserve_once": reserves_every_time,
    "orders.cancel_inverse": forgets_cancellations,
    "orders.cancel_first": leaves_no_trace,
    "orders.cancel_after_ship": returns_at_once,
    "orders.partial_cancel": first_word_stands,
    "orders.edit": first_word_stands,
    "orders.merge_neutrality": Squashing(),
    "orders.split_neutrality": first_warehouse,
    "orders.served_when_servable": first_fit,
    "orders.unlinked": drops_the_unlinked,
    "sellable.feasibility": gross,
    "sellable.like_reference": one_less,
    "sellable.maximality": one_less,
    "sellable.monotone_in_orders": adding_reserved,
    "sellable.monotone_in_stock": teasing,
    "sellable.monotone_when_divided": wandering_remainder,
    "sellable.monotone_in_rules": max_as_least,
    "sellable.monotone_in_warehouses": average,
    "sellable.bounds": always_on,
    "sellable.lipschitz": doubled,
    "sellable.locality": of_everything,
    "sellable.renaming": alphabetical,
    "sellable.scaling": one_less,
    "goods.max_and_buffer": max_before_buffer,
    "goods.partition_safety": undivided,
    "goods.kit_claims": claims_one_component,
    "goods.kit_is_multipack": pooled_multipacks,
    "goods.kit_within_parts": one_more,
    "goods.incoming_inert": counting_expected,
    "goods.sold_early": doubled,
    "goods.received_as_expected": plain_sums,
    "goods.bad_goods_inert": gross,
    "goods.hold_inert": counting_held,
    "goods.oversell_bound": one_more,
    "goods.pending_is_inferred": lambda shown, read, imported: shown - read - imported,
    "goods.pending_is_one_sided": adding_pending,
    "push.convergence": SendsEverything,
    "push.coalescing": PushesEveryChange,
    "push.fence": LastAnswerWins,
    "push.fault_transparency": TakesTimeoutsForSuccess,
    "push.nothing_oversold": sells_undivided,
}


@pytest.mark.parametrize("seller", [sells_undivided, RaisesFirst])
def test_nothing_oversold_can_fail(seller: Any) -> None:
    """Showing everything everywhere, or raising before lowering, sells something twice."""
    law = laws.push.nothing_oversold

    assert isinstance(laws.counterexample(law, seller, examples=4000), AssertionError)
