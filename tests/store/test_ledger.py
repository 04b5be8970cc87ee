"""Stock events as they are kept: for good, once each, with what they add up to."""

import sqlite3
from datetime import timedelta
from typing import Any

import attrs
import pytest

from crossdock.errors import DataRefusedError
from crossdock.inventory import EventKind, LineRef, Recorded, SnapshotSemantics, fold
from crossdock.inventory.claims import accept, release, reserve, route, ship
from crossdock.inventory.stocktaking import count, decide, snapshot

POOL = frozenset({"main", "north"})


def test_an_event_comes_back_as_it_was(books: Any) -> None:
    """Every field survives, to the zone of its time, and its reason too."""
    at = books.clock()
    line = LineRef("a:b", "o%1", "1", 3)
    events = [
        route(line, "A", 2, POOL, "north", at, part="north"),
        attrs.evolve(
            snapshot("A", -3, "main", at, semantics=SnapshotSemantics.NET_OF_RESERVED, source="w"),
            counts_ties=False,
            cause="rte",
        ),
        decide(EventKind.WRITE_OFF, "d", "A", 5, "main", at, reason="wet", unavailable=2),
    ]
    books.store.ledger.record(events, "run")
    kept = list(books.store.ledger.events())

    assert {event.key: event for event in events} == {event.key: event for event in kept}
    assert {"", "wet"} == {event.note for event in kept}


def test_what_becomes_of_each_event_is_told(books: Any) -> None:
    """New, known, and in conflict with the first of its key, also within one batch."""
    first = count("d", "A", 5, "main", books.clock())
    other = attrs.evolve(first, level=6)
    told = books.store.ledger.record([first, first, other], "run")
    again = books.store.ledger.record([other, first], "run")

    assert [Recorded.NEW, Recorded.KNOWN, Recorded.CONFLICT] == told
    assert [Recorded.CONFLICT, Recorded.KNOWN] == again
    assert [other] == books.store.ledger.conflicts()
    assert 5 == books.store.ledger.holdings().at("A", "main").on_hand


@pytest.mark.parametrize("table", ["stock_events", "event_conflicts"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET level = 99", "DELETE FROM {}", "REPLACE INTO {} SELECT * FROM {}"],
    ids=["update", "delete", "replace"],
)
def test_an_event_stays(books: Any, table: str, statement: str) -> None:
    """Not even SQL of ours changes or deletes one."""
    first = count("d", "A", 5, "main", books.clock())
    books.store.ledger.record([first, attrs.evolve(first, level=6)])

    with pytest.raises(sqlite3.IntegrityError, match="is never"):
        books.store.db.execute(statement.format(table, table))
    assert 5 == books.store.ledger.holdings().at("A", "main").on_hand


def test_events_that_cannot_all_be_kept_are_none(books: Any) -> None:
    """A lone surrogate in one of them, and the others are not recorded either."""
    at = books.clock()

    with pytest.raises(DataRefusedError, match="lone surrogate"):
        books.store.ledger.record(
            [count("d", "A", 5, "main", at), count("d", "\ud800", 5, "main", at)]
        )
    assert [] == list(books.store.ledger.events())
    assert {} == books.store.ledger.holdings().positions


def test_what_there_was_at_a_moment(books: Any) -> None:
    """Holdings of the past are folded from the events up to then."""
    start = books.clock()
    books.take_in("1", "A")
    books.count(("A", 10))
    books.clock.pass_(60)
    books.count(("A", 4), run="r2")

    assert 10 == books.store.ledger.holdings(at=start).at("A", "main").on_hand
    assert 4 == books.store.ledger.holdings(["A"], books.clock()).at("A", "main").on_hand
    assert {} == books.store.ledger.holdings(at=start - timedelta(seconds=1)).positions


def test_events_by_sku_warehouse_and_time(books: Any) -> None:
    """What touches a warehouse includes the pools that it is part of."""
    at, later = books.clock(), books.clock() + timedelta(hours=1)
    line = LineRef("shop", "o1", "1")
    books.store.ledger.record(
        [
            count("d", "A", 5, "main", at),
            count("d", "B", 5, "north", at),
            reserve(line, "A", 1, POOL, later),
        ]
    )

    def keys(*args: Any, **chosen: Any) -> list[str]:
        return [event.key for event in books.store.ledger.events(*args, **chosen)]

    assert ["cnt:main:d:A", "res:shop:o1:1:0"] == keys("A")
    assert ["cnt:north:d:B", "res:shop:o1:1:0"] == keys(warehouse="north")
    assert ["res:shop:o1:1:0"] == keys("A", since=later, until=later)
    assert ["res:shop:o1:1:0"] == [e.key for e in books.store.ledger.of_order("shop", "o1")]
    assert [] == books.store.ledger.of_order("shop", "o")


def test_late_news_before_a_net_snapshot_are_read_again(books: Any) -> None:
    """Units that left before it are not counted as occupied, whenever that is heard."""
    at, later = books.clock(), books.clock() + timedelta(hours=2)
    line = LineRef("shop", "o1", "1")
    net = SnapshotSemantics.NET_OF_RESERVED
    early = [
        reserve(line, "A", 3, "main", at),
        accept(line, "A", 3, "main", at, source="wms"),
        snapshot("A", 7, "main", later, semantics=net, source="wms"),
    ]
    late = ship("O", "1", line, "A", 3, "main", at + timedelta(hours=1), source="wms")
    books.store.ledger.record(early)
    before = books.store.ledger.holdings().at("A", "main").on_hand
    books.store.ledger.record([late])

    assert (10, 7) == (before, books.store.ledger.holdings().at("A", "main").on_hand)
    assert fold([*early, late]) == books.store.ledger.holdings()


def test_a_check_finds_what_was_changed_behind_the_ledgers_back(books: Any) -> None:
    """Each number that differs is listed, and rebuilding mends all of them."""
    at = books.clock()
    line = LineRef("shop", "o1", "1")
    books.store.ledger.record([count("d", "A", 5, "main", at), reserve(line, "A", 2, POOL, at)])
    clean = books.store.ledger.check()
    for statement in (
        "UPDATE positions SET on_hand = 9",
        "UPDATE pools SET units = 1",
        "UPDATE claims SET reference = 'shop:o1:2'",
        "INSERT INTO pools SELECT merchant, 'B', pool, 3 FROM pools",
    ):
        books.store.db.execute(statement)
    found = books.store.ledger.check()
    rebuilt = books.store.ledger.rebuild()

    assert [] == clean
    assert [("A", "main"), ("A", "main+north")] == [(one.sku, one.place) for one in found[:2]]
    assert {"A", "B"} == {one.sku for one in found}
    assert found == rebuilt
    assert [] == books.store.ledger.check()
    assert 5 == books.store.ledger.holdings().at("A", "main").on_hand


def test_released_claims_leave_no_row(books: Any) -> None:
    """What has come to nothing is forgotten by the cache, not by the ledger."""
    at, line = books.clock(), LineRef("shop", "o1", "1")
    books.store.ledger.record([reserve(line, "A", 2, POOL, at)])
    books.store.ledger.record([release(line, "A", 2, POOL, at)])

    assert [] == books.store.ledger.positions.claims.promised()
    assert 2 == len(list(books.store.ledger.events()))


def test_an_order_costs_the_same_after_three_thousand(books: Any) -> None:
    """SQLite takes about as many steps, because nothing of the other orders is read."""
    ledger, connection = books.store.ledger, books.store.db._conn
    at = books.clock()
    steps = []
    for first, last in ((0, 50), (50, 3000)):
        ledger.record(
            [reserve(LineRef("shop", f"o{n}", "1"), "A", 1, POOL, at) for n in range(first, last)]
        )
        ticks: list[int] = []
        connection.set_progress_handler(lambda ticks=ticks: ticks.append(1), 1)
        ledger.of_order("shop", f"x{last}")
        ledger.record([reserve(LineRef("shop", f"x{last}", "1"), "A", 1, POOL, at)])
        connection.set_progress_handler(None, 1)
        steps.append(len(ticks))

    assert steps[1] <= 1.5 * steps[0]
    assert {POOL: 3002} == ledger.holdings().pooled("A")


def test_fewer_than_no_units_are_a_discrepancy(books: Any) -> None:
    """What left without ever having come is listed."""
    line = LineRef("shop", "o1", "1")
    books.store.ledger.record([ship("O", "1", line, "A", 2, "main", books.clock())])
    ((sku, warehouse, position),) = books.store.ledger.discrepancies()

    assert ("A", "main", -2) == (sku, warehouse, position.on_hand)
    assert set() == books.store.ledger.known()
