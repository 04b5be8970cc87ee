"""What is known of many SKUs and places, asked for at once."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory import Shelf
from crossdock.inventory.stocktaking import count
from crossdock.store import Shelves, StockLedger, Store
from crossdock.testing.strategies import histories
from crossdock.testing.worlds import DAWN

NASTY = (
    "tee",
    "TEE",
    "caf\u00e9",
    "1E5",
    "=HYPERLINK(1)",
    "'; DROP TABLE x;--",
    "\U0001f455",
    "*",
)


@pytest.fixture(name="goods")
def _goods(store):
    """A store whose master SKUs are nasty."""
    for sku in NASTY:
        store.catalogue.add_master(sku, "")
    return store


def test_masters_are_found_by_exactly_their_code(goods):
    """Case, composition and patterns are not the same code."""
    asked = [*NASTY, "Tee", "cafe\u0301", "%", "1e5"]

    assert set(NASTY) == goods.shelves.masters(asked)


def test_look_alikes(goods):
    """Each code with the master SKUs that look like it; a code without is left out."""
    found = goods.shelves.look_alikes(["t\u200bee", "cafe\u0301", "1e5", "mug"])

    assert {"t\u200bee": ["TEE", "tee"], "cafe\u0301": ["caf\u00e9"], "1e5": ["1E5"]} == found


def test_a_place_of_which_nothing_is_known(goods):
    """It is an empty shelf."""
    assert {("tee", "main"): Shelf()} == goods.shelves.at({("tee", "main"): DAWN})


@pytest.fixture(name="database", scope="module")
def _database(tmp_path_factory):
    """A database that does not wait for the disk, and numbers for its merchants."""
    store = Store(tmp_path_factory.mktemp("shelves") / "crossdock.db", lambda: DAWN)
    store.db.value("PRAGMA synchronous=OFF")
    yield store.db, itertools.count(1)
    store.close()


@given(events=histories(), minutes=st.integers(0, 12), units=st.integers(0, 9))
def test_a_shelf_knows_what_a_count_would_come_to(database, events, minutes, units):
    """What it says of an event is what is kept once that event is recorded."""
    db, numbers = database
    merchant, at = f"merchant {next(numbers)}", DAWN + timedelta(minutes=minutes)
    ledger = StockLedger(db, merchant, lambda: DAWN)
    ledger.record(events)
    shelf = Shelves(db, merchant).at({("shirt", "north"): at})["shirt", "north"]
    event = count("a new document", "shirt", units, "north", at)

    ledger.record([event])

    assert ledger.holdings().at("shirt", "north").on_hand == shelf.after(event)
