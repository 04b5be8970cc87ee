"""The fold, in examples; its laws are in tests/testing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crossdock.inventory import (
    EventKind,
    LineRef,
    Position,
    SnapshotSemantics,
    claims,
    fold,
    movements,
    stocktaking,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINE = LineRef("shop", "1", "1")
OPENING = stocktaking.count("O", "mug", 10, "north", NOON - 9 * HOUR)


def test_late_shipment() -> None:
    """A shipment heard of after the snapshot that saw it frees the reservation and no more."""
    snapshot = stocktaking.snapshot(
        "mug", 8, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
    )
    reserved = claims.reserve(LINE, "mug", 2, "north", NOON - 2 * HOUR)
    shipped = claims.ship("O", "1", LINE, "mug", 2, "north", NOON - HOUR)

    assert 6 == fold([OPENING, reserved, snapshot]).at("mug", "north").available
    assert 8 == fold([OPENING, reserved, snapshot, shipped]).at("mug", "north").available


def test_net_snapshot_and_late_shipment() -> None:
    """What a net snapshot left out counts as there only while it was not shipped."""
    events = [
        OPENING,
        claims.reserve(LINE, "mug", 2, "north", NOON - 3 * HOUR),
        claims.accept(LINE, "mug", 2, "north", NOON - 2 * HOUR, source="wms"),
        stocktaking.snapshot(
            "mug", 8, "north", NOON, semantics=SnapshotSemantics.NET_OF_RESERVED, source="wms"
        ),
    ]
    late = claims.ship("O", "1", LINE, "mug", 2, "north", NOON - HOUR, source="wms")

    assert 10 == fold(events).at("mug", "north").on_hand
    assert 8 == fold(events).at("mug", "north").available
    assert 8 == fold([*events, late]).at("mug", "north").on_hand
    assert 8 == fold([*events, late]).at("mug", "north").available


def test_shipment_before_its_order() -> None:
    """A shipment heard of before its order takes nothing from the reservations of others."""
    other = LineRef("shop", "2", "1")
    reserved = claims.reserve(other, "mug", 3, "north", NOON)
    shipped = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    position = fold([OPENING, reserved, shipped]).at("mug", "north")

    assert Position(on_hand=8, reserved=3) == position


def test_goods_in_transit() -> None:
    """Transferred goods are expected at the target until they arrive, and on hand nowhere."""
    left, awaited = movements.transfer_out("T", "1", "mug", 4, "north", "south", NOON)
    arrived = movements.transfer_in("T", "1", "1", "mug", 4, "south", NOON + HOUR)

    on_the_way = fold([OPENING, left, awaited])
    there = fold([OPENING, left, awaited, arrived])

    assert (6, 4) == (
        on_the_way.at("mug", "north").on_hand,
        on_the_way.at("mug", "south").expected,
    )
    assert Position(on_hand=4) == there.at("mug", "south")


def test_short_and_over_receipts() -> None:
    """What is missing stays expected until it is closed; what is too much is booked as it came."""
    expected = movements.expect("I", "1", "mug", 10, "south", NOON)
    short = movements.receive("I", "1", "1", "mug", "south", NOON, good=7, bad=1)
    closed = movements.unexpect("I", "1", "mug", 2, "south", NOON + HOUR)
    rest = movements.receive("I", "1", "2", "mug", "south", NOON, good=5)

    assert Position(8, 1, 0, 2) == fold([expected, short]).at("mug", "south")
    assert Position(8, 1) == fold([expected, short, closed]).at("mug", "south")
    assert Position(13, 1) == fold([expected, short, rest]).at("mug", "south")


def test_people_over_systems() -> None:
    """Of a count and a snapshot of one moment, the count holds."""
    snapshot = stocktaking.snapshot(
        "mug", 8, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
    )
    counted = stocktaking.count("C", "mug", 7, "north", NOON)

    assert 7 == fold([counted, snapshot]).at("mug", "north").on_hand
    assert 7 == fold([snapshot, counted]).at("mug", "north").on_hand


def test_decisions_follow_counts() -> None:
    """An adjustment at the moment of a count is made on top of it."""
    counted = stocktaking.count("C", "mug", 7, "north", NOON)
    adjusted = stocktaking.decide(
        EventKind.ADJUST, "C", "mug", -1, "north", NOON, reason="broken while counting"
    )

    assert 6 == fold([counted, adjusted]).at("mug", "north").on_hand


def test_equal_holdings_are_equal() -> None:
    """Goods that came and went leave nothing behind, not even an empty place."""
    came = movements.come_back("R", "1", "mug", 2, "south", NOON, good=True)
    gone = stocktaking.decide(EventKind.WRITE_OFF, "D", "mug", 2, "south", NOON, reason="lost")

    assert fold([OPENING]) == fold([OPENING, came, gone])


def test_as_of() -> None:
    """What there was at a moment leaves out what came after it."""
    late = movements.come_back("R", "1", "mug", 2, "north", NOON, good=True)

    assert 10 == fold([OPENING, late], at=NOON - HOUR).at("mug", "north").on_hand
    assert 12 == fold([OPENING, late], at=NOON).at("mug", "north").on_hand


def test_as_of_whatever_came_first() -> None:
    """What is left out for being late hides nothing that came after it."""
    late = movements.come_back("R", "1", "mug", 2, "north", NOON, good=True)

    assert 10 == fold([late, OPENING], at=NOON - HOUR).at("mug", "north").on_hand


def test_empty_shelves() -> None:
    """A count of nothing is a count, and hides what was there."""
    came = movements.come_back("R", "1", "mug", 2, "north", NOON - HOUR, good=True)
    counted = stocktaking.count("C", "mug", 0, "north", NOON)

    assert Position() == fold([came, counted]).at("mug", "north")


@pytest.mark.parametrize(
    ("counts_ties", "told_by", "on_hand"),
    [(True, "wms", 8), (True, "shop", 6), (False, "wms", 6)],
)
def test_at_the_moment_of_a_snapshot(counts_ties: bool, told_by: str, on_hand: int) -> None:
    """What its own system reports of that moment is in a snapshot, unless it says otherwise."""
    snapshot = stocktaking.snapshot(
        "mug",
        8,
        "north",
        NOON,
        semantics=SnapshotSemantics.PHYSICAL,
        source="wms",
        counts_ties=counts_ties,
    )
    shipped = claims.ship("O", "1", LINE, "mug", 2, "north", NOON, source=told_by)

    assert on_hand == fold([snapshot, shipped]).at("mug", "north").on_hand


def test_occupied_units() -> None:
    """What a warehouse's system took is occupied until it leaves."""
    reserved = claims.reserve(LINE, "mug", 3, "north", NOON)
    accepted = claims.accept(LINE, "mug", 3, "north", NOON, source="wms")
    shipped = claims.ship("O", "1", LINE, "mug", 1, "north", NOON + HOUR)

    assert Position(10, 0, 3, 0, 3) == fold([OPENING, reserved, accepted]).at("mug", "north")
    assert Position(9, 0, 2, 0, 2) == fold([OPENING, reserved, accepted, shipped]).at(
        "mug", "north"
    )


def test_unrouted_demand() -> None:
    """Demand of a pool is what its lines claim, one unit as well as two; none leaves nothing."""
    pool = frozenset({"north", "south"})
    other = LineRef("shop", "2", "1")
    claimed = [
        claims.reserve(LINE, "mug", 1, pool, NOON),
        claims.reserve(other, "tray", 2, pool, NOON),
    ]
    released = claims.release(LINE, "mug", 1, pool, NOON)

    assert {"mug": {pool: 1}, "tray": {pool: 2}} == fold(claimed).demand
    assert {"tray": {pool: 2}} == fold([*claimed, released]).demand
