"""What a service says lies in its warehouses, compared and set right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.flows.fulfilment.stock_levels import LevelFate, level_row, take_levels
from crossdock.fulfilment import StockLevel
from crossdock.inventory import Position, SnapshotSemantics, fold
from crossdock.inventory.claims import accept
from crossdock.store import Warehouse

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNITS = st.integers(0, 50)


def fates(house, **more):
    """Return the fates of our own goods, by SKU."""
    found = take_levels(house.workspace, house.live, house.turning, **more)
    return {row.sku: row.fate for row in found.rows if row.fate is not LevelFate.STRANGER}


def put(house, sku, quantity, **more):
    """Count goods anew at the service."""
    house.control("stock", {"sku": sku, "quantity": quantity, **more})


def test_the_first_level_is_taken(house):
    """Zero is a level too: nobody had said before that nothing lies there."""
    house.known("KAOS", "TOPI")
    put(house, "KAOS", 7)

    first = fates(house)

    assert {"KAOS": LevelFate.FIRST, "TOPI": LevelFate.FIRST} == first
    assert (7, {"KAOS", "TOPI"}) == (house.at("KAOS").on_hand, house.store.ledger.known())


def test_what_agrees_is_not_written_again(house):
    """A ledger does not grow by being right."""
    house.known("KAOS")
    fates(house)
    before = len(list(house.store.ledger.events()))
    house.pass_time(minutes=5)

    assert {"KAOS": LevelFate.SAME} == fates(house)
    assert before == len(list(house.store.ledger.events()))


def test_what_differs_is_set_right(house):
    """The service counts its own shelves."""
    house.known("KAOS")
    fates(house)
    put(house, "KAOS", 4)
    house.pass_time(minutes=5)

    assert {"KAOS": LevelFate.SET} == fates(house)
    assert 4 == house.at("KAOS").on_hand


def test_a_dry_run_changes_nothing(house):
    """It tells what would be, and nothing is recorded."""
    house.known("KAOS")
    put(house, "KAOS", 4)

    assert {"KAOS": LevelFate.FIRST} == fates(house, dry_run=True)
    assert 0 == house.at("KAOS").on_hand


def test_received_goods_are_not_counted_twice(house):
    """Units of an inbound that has just ended are booked as received, whoever is first."""
    house.known("KAOS")
    fates(house)
    doc = house.announced(KAOS=10)
    house.pass_time(minutes=1)
    house.control(f"orders/{doc.remote_id}/receive", {"scenario": "full"})
    house.pass_time(minutes=1)

    assert {"KAOS": LevelFate.SAME} == fates(house)
    assert (10, 0) == (house.at("KAOS").on_hand, house.at("KAOS").expected)


def test_damaged_units_are_there_and_not_for_sale(house):
    """They are on hand and unavailable, as damaged receipts are."""
    house.known("KAOS")
    put(house, "KAOS", 8)
    put(house, "KAOS", 2, status=2)

    fates(house)

    here = house.at("KAOS")
    assert (10, 2, 8) == (here.on_hand, here.unavailable, here.available)


def test_goods_that_nobody_here_knows_are_listed(house):
    """They are counted among what was read, and nothing is recorded of them."""
    found = take_levels(house.workspace, house.live, house.turning)

    assert found.counts["read"] == found.counts["stranger"] == len(found.rows) > 0
    assert [] == list(house.store.ledger.events())


def test_counts_add_up(house):
    """Every level read has one fate, unreadable ones too."""
    house.known("KAOS")
    house.fault("stock.queryStock", "poison-row@1")

    found = take_levels(house.workspace, house.live, house.turning)

    fated = sum(number for name, number in found.counts.items() if name != "read")
    assert found.counts["read"] == fated == len(found.rows)


@pytest.mark.parametrize("semantics", SnapshotSemantics)
@given(on_hand=UNITS, usable=UNITS, damaged=UNITS, occupied=UNITS)
def test_what_is_recorded_makes_ours_theirs(semantics, on_hand, usable, damaged, occupied):
    """Whatever the service means by its number, afterwards both sides have the same."""
    level = StockLevel("KAOS", "110", on_hand, usable, damaged)
    place = Warehouse("jd", connection="gudang", remote_id="110", snapshots=semantics)
    taken = [accept_of(occupied)] if occupied else []
    position = fold(taken).at("KAOS", "jd")

    row = level_row(level, "KAOS", place, position, NOON, is_first=True, source="gudang")

    after = fold([*taken, *row.events]).at("KAOS", "jd")
    lying = on_hand if semantics is SnapshotSemantics.PHYSICAL else usable + occupied
    assert (lying + damaged, damaged) == (after.on_hand, after.unavailable)
    again = level_row(level, "KAOS", place, after, NOON, is_first=False, source="gudang")
    assert (LevelFate.SAME, ()) == (again.fate, again.events)


def accept_of(units):
    """Return that the service has taken an outbound of so many units."""
    from crossdock.inventory import LineRef

    early = NOON.replace(hour=1)
    return accept(LineRef("shop", "1", "1"), "KAOS", units, "jd", early, source="gudang")


def test_units_held_here_alone_stay_held():
    """A person's hold is not undone by a service that knows nothing of it."""
    place = Warehouse("jd", connection="gudang", remote_id="110")
    position = Position(on_hand=5, unavailable=2)
    level = StockLevel("KAOS", "110", 5, 5)

    row = level_row(level, "KAOS", place, position, NOON, is_first=False, source="gudang")

    assert (LevelFate.SAME, (), True) == (row.fate, row.events, "2 units are held" in row.detail)
