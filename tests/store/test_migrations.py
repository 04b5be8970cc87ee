"""What an older database holds is there in the newer one."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from crossdock.converters import make_converter
from crossdock.flows.settlement import settle_kept
from crossdock.inventory import Doubt
from crossdock.orders import Order, OrderLine, OrderStatus
from crossdock.store import Database, Store
from crossdock.store.migrations import migrations

MONDAY, TUESDAY = "2023-05-01T08:00:00+00:00", "2023-05-02T08:00:00+00:00"

Now = Callable[[], datetime]


@pytest.fixture(name="old")
def _old(tmp_path: Path) -> Path:
    """A database of before there was a ledger: counts of two SKUs, and three orders of A."""
    path = tmp_path / "crossdock.db"
    db = Database(path)
    with db.transaction():
        migrations.apply(db.tables, stop_before="create_stock_ledger")
        db.execute("INSERT INTO merchants VALUES ('main', ?)", (MONDAY,))
        for sku in ("A", "a:b%"):
            db.execute("INSERT INTO masters VALUES ('main', ?, ?, '', ?)", (sku, sku, MONDAY))
        for sku, units, reason, at in (
            ("A", 9, "monday", MONDAY),
            ("a:b%", 7, "monday", TUESDAY),
            ("A", 3, "slip", TUESDAY),
            ("A", 5, "mended", TUESDAY),
        ):
            db.execute(
                """
                INSERT INTO counts (merchant, sku, quantity, reason, run, counted_at)
                VALUES ('main', ?, ?, ?, 'r', ?)
                """,
                (sku, units, reason, at),
            )
        db.execute("INSERT INTO links VALUES ('main', 'shop', '1', 'A', 'A', 'import', 't')")
        for order_id, status, revision in (
            ("open", OrderStatus.PAID, 1),
            ("over", OrderStatus.DELIVERED, 1),
            ("followed", OrderStatus.DELIVERED, 3),
        ):
            _keep(db, order_id, status, revision)
    db.close()
    return path


def test_counts_become_events_at_main(old: Path, clock: Now) -> None:
    """Each with its time and reason; the last of a SKU is what there is."""
    store = Store(old, clock)
    counted = {
        (event.sku, event.level, event.warehouse, event.note, event.effective_at.isoformat())
        for event in store.ledger.events()
    }

    assert {
        ("A", 9, "main", "monday", MONDAY),
        ("a:b%", 7, "main", "monday", TUESDAY),
        ("A", 3, "main", "slip", TUESDAY),
        ("A", 5, "main", "mended", TUESDAY),
    } == counted
    assert 5 == store.ledger.holdings().at("A", "main").on_hand
    assert {"A", "a:b%"} == store.ledger.known()
    assert [] == store.ledger.check()
    assert ("main",) == store.warehouses.open()
    store.close()


def test_kept_orders_are_settled_once(old: Path, clock: Now) -> None:
    """What is open claims its units, what we followed has left, what was over is history."""
    store = Store(old, clock)
    entered = [settle_kept(store, now=clock()) for _ in range(2)]
    holdings = store.ledger.holdings()

    assert [3, 0] == entered
    assert 2 == sum(holdings.pooled("A").values())
    assert 3 == holdings.at("A", "main").on_hand
    assert [] == store.ledger.check()
    store.close()


def test_pushes_without_an_answer_become_doubts(tmp_path: Path, clock: Now) -> None:
    """One doubt for each listing, of its newest push and the largest, to be looked up at once."""
    path = tmp_path / "crossdock.db"
    db = Database(path)
    with db.transaction():
        migrations.apply(db.tables, stop_before="create_shown")
        for listing_id, quantity, state in (
            ("1", 9, "unknown"),
            ("1", 5, "sending"),
            ("2", 7, "done"),
        ):
            db.execute(
                """
                INSERT INTO pushes (merchant, connection, listing_id, before, quantity, state,
                    reason, run, intended_at)
                VALUES ('main', 'shop', ?, 1, ?, ?, '', 'r', ?)
                """,
                (listing_id, quantity, state, MONDAY),
            )
    db.close()
    store = Store(path, clock)
    known = store.shown.of("shop", ["1", "2"])

    assert (["1"], 1) == (list(known), store.shown.in_doubt())
    assert Doubt(5, 9, datetime.fromisoformat(MONDAY)) == known["1"].shown.doubt
    assert ["unknown", "unknown"] == [row["state"] for row in store.shown.pushes("shop", "1")]
    store.close()


def _keep(db: Database, order_id: str, status: OrderStatus, revision: int) -> None:
    placed_at = datetime.fromisoformat(TUESDAY)
    order = Order(order_id, status, (OrderLine("1", "1", "", "Kaos", 2),), placed_at)
    db.execute(
        """
        INSERT INTO orders (merchant, connection, order_id, number, status, raw_status, placed_at,
            body, revision, pull, first_seen, last_seen)
        VALUES ('main', 'shop', ?, '', ?, '', ?, ?, ?, 1, 't', 't')
        """,
        (
            order_id,
            status.value,
            TUESDAY,
            json.dumps(make_converter().unstructure(order)),
            revision,
        ),
    )
    db.execute(
        "INSERT INTO order_lines VALUES ('main', 'shop', ?, '1', '1', '', 'Kaos', 2)", (order_id,)
    )
