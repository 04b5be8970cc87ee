"""The ledger and its audits, in examples; their laws are in tests/testing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import given, settings

from crossdock.inventory import (
    Correction,
    EventKind,
    Ledger,
    LineRef,
    Recorded,
    SnapshotSemantics,
    StockEvent,
    claims,
    corrections,
    discrepancies,
    fold,
    movements,
    returns_expected,
    stocktaking,
    unsettled,
)
from crossdock.testing.strategies import histories

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINE = LineRef("shop", "1", "1")


def test_conflicts_are_kept() -> None:
    """The first event of a key stands, the other is kept aside once, however often it comes."""
    first = claims.reserve(LINE, "mug", 2, "north", NOON)
    other = claims.reserve(LINE, "mug", 3, "north", NOON)
    ledger = Ledger()
    came = []
    for event in (first, first, other, other):
        ledger, recorded = ledger.record(event)
        came.append(recorded)

    assert [Recorded.NEW, Recorded.KNOWN, Recorded.CONFLICT, Recorded.CONFLICT] == came
    assert ({first.key: first}, (other,)) == (ledger.events, ledger.conflicts)


def test_corrections() -> None:
    """A count found what it says, less what was known to be there by then."""
    opening = stocktaking.count("O", "mug", 10, "north", NOON)
    sold = claims.ship("O", "1", LINE, "mug", 2, "north", NOON + HOUR)
    counted = stocktaking.count("C", "mug", 5, "north", NOON + 2 * HOUR)
    after = movements.come_back("R", "1", "mug", 1, "north", NOON + 3 * HOUR, good=True)

    found = set(corrections([after, counted, sold, opening]))

    assert {Correction(opening, 10), Correction(counted, -3)} == found


def test_the_other_count_of_a_moment() -> None:
    """Of a count and a snapshot of one moment, what did not hold changed nothing."""
    snapshot = stocktaking.snapshot(
        "mug", 8, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
    )
    counted = stocktaking.count("C", "mug", 7, "north", NOON)

    assert {(snapshot, 0), (counted, 7)} == {
        (found.count, found.units) for found in corrections([counted, snapshot])
    }


@settings(deadline=None, derandomize=True, max_examples=200)
@given(histories())
def test_corrections_close_the_books(events: tuple[StockEvent, ...]) -> None:
    """Movements and corrections add up to what is on hand, whatever came when."""
    moved = sum(event.on_hand for event in events)
    found = sum(correction.units for correction in corrections(events))
    held = fold(events).positions.values()

    assert moved + found == sum(p.on_hand for places in held for p in places.values())


def test_discrepancies() -> None:
    """Fewer than no units is a discrepancy that names its place."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    (found,) = discrepancies(fold([gone]))

    assert ("mug", "north", -2) == (found[0], found[1], found[2].on_hand)


def test_no_discrepancies() -> None:
    """An empty shelf that owes goods is none, and neither is the last unit of a SKU."""
    owed = claims.reserve(LINE, "mug", 2, "north", NOON)
    last = stocktaking.count("C", "tray", 1, "north", NOON)

    assert [] == list(discrepancies(fold([owed, last])))


def test_discrepancies_in_order() -> None:
    """Discrepancies come by SKU and warehouse, whatever came first."""
    gone = [
        claims.ship("O", f"{sku} {w}", LINE, sku, 1, w, NOON)
        for sku in ("tray", "mug")
        for w in ("south", "north")
    ]

    found = [(sku, warehouse) for sku, warehouse, _ in discrepancies(fold(gone))]

    assert [(s, w) for s in ("mug", "tray") for w in ("north", "south")] == found


def test_unsettled() -> None:
    """A finished order that still claims units is found; one that is settled is not."""
    other = attrs.evolve(LINE, order="2")
    events = [
        claims.reserve(LINE, "mug", 2, "north", NOON),
        claims.reserve(other, "mug", 2, "north", NOON),
        claims.release(other, "mug", 2, "north", NOON),
    ]

    assert {LINE.reference: 2} == unsettled(events, {LINE.reference, other.reference})
    assert {} == unsettled(events, set())


def test_unsettled_on_a_pool() -> None:
    """Units that nobody was told to ship are as unsettled; given to a warehouse, they are once."""
    pool = frozenset({"north", "south"})
    claimed = claims.reserve(LINE, "mug", 2, pool, NOON)
    routed = claims.route(LINE, "mug", 1, pool, "north", NOON, part="north")

    assert {LINE.reference: 2} == unsettled([claimed], {LINE.reference})
    assert {LINE.reference: 2} == unsettled([claimed, routed], {LINE.reference})


def test_returns_expected() -> None:
    """An order cancelled after it left awaits the units that left."""
    events = [
        claims.reserve(LINE, "mug", 2, "north", NOON),
        claims.ship("O", "1", LINE, "mug", 2, "north", NOON),
    ]
    cancelled = claims.cancel_after_ship(LINE, "mug", NOON + HOUR)

    assert {} == returns_expected(events)
    assert {LINE.reference: 2} == returns_expected([*events, cancelled])


def test_causes() -> None:
    """A correction names the event it corrects."""
    wrong = movements.receive("I", "1", "1", "mug", "north", NOON, good=20)
    right = stocktaking.decide(
        EventKind.ADJUST, "D", "mug", -18, "north", NOON, reason="a zero too many", cause=wrong.key
    )

    assert wrong.key == right.cause
    assert 2 == fold([wrong, right]).at("mug", "north").on_hand
