"""From the statuses of orders to stock events: each order's goods once, and with its row."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock import Listing, ListingStatus, Order, OrderLine, OrderStatus
from crossdock.catalogue.linking import Decision, LinkOutcome
from crossdock.flows.reservations import end_order, reservations
from crossdock.flows.settlement import settle_kept, settle_order, take_order
from crossdock.flows.stocktaking import Stocktaker
from crossdock.inventory import EventKind, Holdings, returns_expected
from crossdock.store import OrderChange, Warehouse

PAID, SHIPPING = OrderStatus.PAID, OrderStatus.SHIPPING


@attrs.define
class Seller:
    """A shop with shirts and mugs, told what its orders are."""

    stage: Any
    number: int = 0

    def has(self, sku: str, units: int, warehouse: str = "main") -> None:
        """Count units."""
        self.number += 1
        taker = Stocktaker(self.store, self.stage.time, f"count {self.number}")
        taker.count([(sku, units)], warehouse=warehouse)

    def lists(self, listing_id: str, sku: str) -> None:
        """Import a listing and link it."""
        catalogue = self.store.catalogue
        listing = Listing(listing_id, sku, "Thing", ListingStatus.ACTIVE, 1)
        catalogue.put_listing("shop", listing, refusal=None, pull=1)
        outcome = LinkOutcome.LINKED if catalogue.master_exists(sku) else LinkOutcome.CREATED
        catalogue.apply("shop", listing, Decision(outcome, sku))

    def told(self, status: OrderStatus, *units: int, order_id: str = "o1", **given: Any) -> Any:
        """Read an order of so many units of listing 1, 2 and so on; an hour passes."""
        self.stage.time += timedelta(hours=1)
        lines = tuple(
            OrderLine(str(place), str(place), "", "Thing", each)
            for place, each in enumerate(units, start=1)
            if each
        )
        times = {"placed_at": self.stage.time, "updated_at": self.stage.time}
        order = Order(order_id, status, lines, **{**times, **given})
        return take_order(self.store, "shop", order, pull=1, now=self.stage.time)

    @property
    def store(self) -> Any:
        """The store."""
        return self.stage.store

    @property
    def holdings(self) -> Holdings:
        """What there is, the cache being right."""
        assert [] == self.store.ledger.check()
        return self.store.ledger.holdings()

    def numbers(self, sku: str = "shirt") -> tuple[int, int]:
        """Units on hand, and units that orders hold."""
        here = self.holdings.of(sku).values()
        held = sum(p.reserved for p in here) + sum(self.holdings.pooled(sku).values())
        return sum(p.on_hand for p in here), held

    def reviews(self) -> list[tuple[str, str]]:
        """What waits for a person, by line."""
        return [(row["line_id"], row["reason"]) for row in self.store.reviews.all()]


@pytest.fixture
def seller(stage: Any) -> Seller:
    """Ten shirts at main, sold by listing 1; mugs by listing 2."""
    made = Seller(stage)
    made.lists("1", "shirt")
    made.lists("2", "mug")
    made.has("shirt", 10)
    made.has("mug", 10)
    return made


class TestStatus:
    """What each status does to the units of an order."""

    @pytest.mark.parametrize(
        ("status", "numbers"),
        [
            (OrderStatus.UNPAID, (10, 0)),
            (OrderStatus.PAID, (10, 3)),
            (OrderStatus.READY_TO_SHIP, (10, 3)),
            (OrderStatus.PENDING_PAY_OR_SHIP, (10, 0)),
            (OrderStatus.CANCEL_REQUESTED, (10, 3)),
            (OrderStatus.SHIPPING, (7, 0)),
            (OrderStatus.DELIVERED, (10, 0)),
            (OrderStatus.CANCELLED, (10, 0)),
            (OrderStatus.RETURNING, (10, 0)),
            (OrderStatus.RETURNED, (10, 0)),
            (OrderStatus.UNKNOWN, (10, 0)),
        ],
    )
    def test_first_seen(self, seller, status, numbers):
        """What is over when it is first seen is history and moves nothing."""
        seller.told(status, 3)

        assert numbers == seller.numbers()

    @pytest.mark.parametrize(
        ("status", "numbers"),
        [
            (OrderStatus.UNPAID, (10, 0)),
            (OrderStatus.READY_TO_SHIP, (10, 3)),
            (OrderStatus.PENDING_PAY_OR_SHIP, (10, 3)),
            (OrderStatus.CANCEL_REQUESTED, (10, 3)),
            (OrderStatus.SHIPPING, (7, 0)),
            (OrderStatus.DELIVERED, (7, 0)),
            (OrderStatus.CANCELLED, (10, 0)),
            (OrderStatus.RETURNING, (7, 0)),
            (OrderStatus.RETURNED, (7, 0)),
            (OrderStatus.UNKNOWN, (10, 3)),
        ],
    )
    def test_after_paid(self, seller, status, numbers):
        """A paid order holds its units until it has left, is cancelled, or is not paid."""
        seller.told(PAID, 3)
        seller.told(status, 3)

        assert numbers == seller.numbers()

    @pytest.mark.parametrize(
        "status",
        [OrderStatus.DELIVERED, OrderStatus.UNKNOWN, OrderStatus.CANCELLED, OrderStatus.RETURNED],
    )
    def test_what_has_left_stays_gone(self, seller, status):
        """Nothing that is said of a shipped order brings its units back."""
        seller.told(SHIPPING, 3)
        seller.told(status, 3)

        assert (7, 0) == seller.numbers()

    def test_paid_pending_is_held(self, seller):
        """A payment time is a payment, whatever the status leaves open."""
        seller.told(OrderStatus.PENDING_PAY_OR_SHIP, 3, paid_at=seller.stage.time)

        assert (10, 3) == seller.numbers()

    def test_a_payment_that_came_after_all(self, seller):
        """Put down, taken up, and cancelled: once each."""
        for status in (PAID, OrderStatus.UNPAID, PAID):
            seller.told(status, 3)
        held = seller.numbers()
        seller.told(OrderStatus.CANCELLED, 3)

        assert ((10, 3), (10, 0)) == (held, seller.numbers())
        assert [] == seller.reviews()

    def test_a_status_nobody_knows_waits_for_a_person(self, seller):
        """Until it is one that somebody knows."""
        seller.told(OrderStatus.UNKNOWN, 3, raw_status="451")
        before = seller.reviews()
        seller.told(PAID, 3)

        assert [("", "Order o1 on shop is in a state nobody knows (451); nothing moved")] == before
        assert [] == seller.reviews()

    @pytest.mark.parametrize("status", [OrderStatus.RETURNING, OrderStatus.CANCELLED])
    def test_what_left_and_comes_back_is_awaited_once(self, seller, status):
        """However often it is read, also when the return goes on."""
        seller.told(SHIPPING, 3)
        seller.told(status, 3)
        seller.told(status, 3)
        if status is OrderStatus.RETURNING:
            seller.told(OrderStatus.RETURNED, 3)

        assert {"shop:o1:1": 3} == returns_expected(seller.store.ledger.events())
        assert [] == seller.reviews()

    def test_history_that_comes_to_life_waits_for_a_person(self, seller):
        """An order cancelled before we knew it, and paid now, claims nothing by itself."""
        seller.told(OrderStatus.CANCELLED, 3)
        seller.told(PAID, 3)

        assert (10, 0) == seller.numbers()
        assert ["", "Order o1 on shop was over when it was first seen, and is paid"] == [
            *seller.reviews()[0]
        ]

    def test_a_cancelled_order_that_is_open_again_waits_for_a_person(self, seller):
        """Channels do not revive orders: it claims nothing until somebody looked."""
        for status in (PAID, OrderStatus.CANCELLED, PAID):
            seller.told(status, 3)

        assert (10, 0) == seller.numbers()
        assert [("1", "Line 1 of order o1 on shop is open after it was cancelled.")] == (
            seller.reviews()
        )


class TestChange:
    """Orders that change, and readings that come late."""

    def test_an_edit_claims_anew(self, seller):
        """More, fewer, a line more, a line less."""
        found = []
        for units in ((3,), (5,), (2,), (2, 4), (0, 4)):
            seller.told(PAID, *units)
            found.append((seller.numbers()[1], seller.numbers("mug")[1]))

        assert [(3, 0), (5, 0), (2, 0), (2, 4), (0, 4)] == found
        assert [] == seller.reviews()

    def test_an_older_reading_changes_nothing(self, seller):
        """Neither the order nor its goods."""
        seller.told(PAID, 3)
        seller.told(OrderStatus.CANCELLED, 3)
        change = seller.told(PAID, 5, updated_at=seller.stage.time - timedelta(minutes=30))

        assert OrderChange.OUTDATED == change
        assert (10, 0) == seller.numbers()
        assert OrderStatus.CANCELLED == seller.store.orders.kept("shop", "o1").order.status

    def test_a_change_after_it_left_waits_for_a_person(self, seller):
        """What has shipped stays shipped."""
        seller.told(SHIPPING, 3)
        seller.told(SHIPPING, 5)

        assert (7, 0) == seller.numbers()
        assert "was changed after goods of it had left" in seller.reviews()[0][1]

    def test_reading_again_adds_nothing(self, seller):
        """No event, however often the same is read or settled."""
        seller.told(PAID, 3)
        before = list(seller.store.ledger.events())
        kept = seller.store.orders.kept("shop", "o1").order
        take_order(seller.store, "shop", kept, pull=2, now=seller.stage.time)
        settle_order(seller.store, "shop", "o1", now=seller.stage.time)
        settle_kept(seller.store, now=seller.stage.time)

        assert before == list(seller.store.ledger.events())

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        readings=st.lists(
            st.tuples(st.sampled_from(OrderStatus), st.integers(1, 4), st.integers(0, 3)),
            max_size=7,
        ),
        number=st.uuids(),
    )
    def test_whatever_is_read_each_unit_counts_once(self, seller, readings, number):
        """On hand and held never differ by more than the order's units; a repeat adds nothing."""
        before = seller.numbers()
        order_id = str(number)
        most = max((units for _, units, _ in readings), default=0)
        for status, units, mugs in readings:
            seller.told(status, units, mugs, order_id=order_id)
            events = len(list(seller.store.ledger.events()))
            settle_order(seller.store, "shop", order_id, now=seller.stage.time)

            assert events == len(list(seller.store.ledger.events()))
            on_hand, held = seller.numbers()
            assert 0 <= (before[0] - on_hand) + (held - before[1]) <= most
        held_here = [one for one in reservations(seller.store) if one.order_id == order_id]
        if held_here:
            # Examples share one shop: what this one holds must not be there for the next.
            end_order(
                seller.store,
                "shop",
                order_id,
                shipped=False,
                reason="the example is over",
                now=seller.stage.time,
            )

    def test_a_line_that_cannot_be_settled_stops_no_other(self, seller):
        """More units than there can be: the line waits, the other is claimed."""
        seller.store.catalogue.add_master("pack", "")
        seller.store.recipes.put({"pack": [("shirt", 3)]})
        seller.lists("3", "pack")
        seller.told(PAID, 1, 0, 2**31 - 1)

        assert (10, 1) == seller.numbers()
        assert ["3"] == [line for line, _ in seller.reviews()]


class TestLink:
    """Lines without a master SKU, and links that change."""

    def test_an_unlinked_line_waits_and_moves_nothing(self, seller):
        """Linking its listing later claims its units, and the review is gone."""
        listing = Listing("3", "", "Thing", ListingStatus.ACTIVE, 1)
        seller.store.catalogue.put_listing("shop", listing, refusal=None, pull=1)
        seller.told(PAID, 0, 0, 2)
        before, waits = seller.numbers(), seller.reviews()
        _link(seller, "3", "shirt")

        assert ((10, 0), (10, 2)) == (before, seller.numbers())
        assert ["3"] == [line for line, _ in waits]
        assert [] == seller.reviews()

    def test_a_changed_link_moves_the_claim(self, seller):
        """What was claimed of the one is claimed of the other."""
        seller.told(PAID, 3)
        _link(seller, "1", "mug")

        assert (0, 3) == (seller.numbers()[1], seller.numbers("mug")[1])

    def test_a_removed_link_keeps_the_claim_and_waits(self, seller):
        """The goods are sold, whatever the listing is called now."""
        from crossdock.flows.mapping import unlink

        seller.told(PAID, 3)
        unlink(seller.stage.workspace, "shop", "1")

        assert (10, 3) == seller.numbers()
        assert ["1"] == [line for line, _ in seller.reviews()]

    def test_a_late_link_of_what_has_left(self, seller):
        """It ships as if the link had always been."""
        listing = Listing("3", "", "Thing", ListingStatus.ACTIVE, 1)
        seller.store.catalogue.put_listing("shop", listing, refusal=None, pull=1)
        seller.told(PAID, 0, 0, 2)
        seller.told(SHIPPING, 0, 0, 2)
        _link(seller, "3", "shirt")

        assert (8, 0) == seller.numbers()

    def test_a_kit_claims_its_parts(self, seller):
        """Times the units of the line, and gives all of them back."""
        seller.store.catalogue.add_master("set", "")
        seller.store.recipes.put({"set": [("shirt", 2), ("mug", 1)]})
        _link(seller, "1", "set")
        seller.told(PAID, 3)
        held = seller.numbers()[1], seller.numbers("mug")[1]
        seller.told(OrderStatus.CANCELLED, 3)

        assert (6, 3) == held
        assert (0, 0) == (seller.numbers()[1], seller.numbers("mug")[1])


class TestWarehouses:
    """Where goods are taken from, when a channel says that they left."""

    def test_all_lines_from_one_if_possible(self, seller):
        """The first that has everything, not the first that has something."""
        seller.store.warehouses.add(Warehouse("north"))
        seller.has("shirt", 9, "north")
        seller.has("mug", 9, "north")
        seller.has("mug", 0)
        seller.told(SHIPPING, 2, 2)

        assert (7, 7) == (_on_hand(seller, "shirt", "north"), _on_hand(seller, "mug", "north"))
        assert 10 == _on_hand(seller, "shirt", "main")

    def test_line_by_line_if_nobody_has_all(self, seller):
        """Each from the first that has it."""
        seller.store.warehouses.add(Warehouse("north"))
        seller.has("mug", 0)
        seller.has("mug", 9, "north")
        seller.told(SHIPPING, 2, 2)

        assert (8, 7) == (_on_hand(seller, "shirt", "main"), _on_hand(seller, "mug", "north"))

    def test_what_nobody_has_is_a_discrepancy_at_the_first(self, seller):
        """Gone is gone."""
        seller.store.warehouses.add(Warehouse("north"))
        seller.told(SHIPPING, 12)

        assert -2 == _on_hand(seller, "shirt", "main")
        assert [("shirt", "main")] == [
            (sku, place) for sku, place, _ in seller.store.ledger.discrepancies()
        ]

    def test_what_left_before_the_count_changes_nothing(self, seller):
        """Whoever counts, counts what is left."""
        left_at = seller.stage.time + timedelta(minutes=30)
        seller.stage.time += timedelta(hours=2)
        seller.has("shirt", 8)
        seller.told(SHIPPING, 3, updated_at=left_at, placed_at=left_at)

        assert (8, 0) == seller.numbers()

    def test_a_time_in_the_future_is_now(self, seller):
        """A channel whose clock is wrong must not take goods off every later count."""
        seller.told(SHIPPING, 3, updated_at=seller.stage.time + timedelta(days=9000))
        seller.stage.time += timedelta(hours=1)
        seller.has("shirt", 6)

        assert (6, 0) == seller.numbers()

    def test_what_somebody_routed_is_left_to_them(self, seller):
        """The outbound's own news ships it."""
        from crossdock.inventory import LineRef
        from crossdock.inventory.claims import route

        seller.told(PAID, 3)
        pool, line = frozenset({"main"}), LineRef("shop", "o1", "1")
        seller.store.ledger.record(
            [route(line, "shirt", 3, pool, "main", seller.stage.time, part="main")]
        )
        seller.told(SHIPPING, 3)

        assert (10, 3) == seller.numbers()


class TestByHand:
    """What nobody else will say."""

    @pytest.mark.parametrize(("shipped", "numbers"), [(True, (7, 0)), (False, (10, 0))])
    def test_a_removed_connection_keeps_its_claims_until_then(self, seller, shipped, numbers):
        """They are listed as inconsistent, and end with a reason."""
        seller.told(PAID, 3)
        seller.store.connections.remove("shop")
        (listed,) = reservations(seller.store)
        before = seller.numbers()
        units = end_order(
            seller.store,
            "shop",
            "o1",
            shipped=shipped,
            reason="closed",
            now=seller.stage.time,
        )

        assert ("its order is no longer kept", 3, (10, 3)) == (listed.trouble, units, before)
        assert numbers == seller.numbers()
        assert [] == list(reservations(seller.store))
        assert "closed" in {event.note for event in seller.store.ledger.events()}

    def test_a_connection_that_comes_back_finds_its_claims(self, seller):
        """Its orders are read anew: nothing is claimed twice, and what left has left."""
        seller.told(PAID, 3)
        seller.told(PAID, 2, order_id="o2")
        seller.store.connections.remove("shop")
        seller.lists("1", "shirt")
        seller.told(PAID, 3)
        seller.told(OrderStatus.DELIVERED, 2, order_id="o2")

        assert (8, 3) == seller.numbers()


class TestTogether:
    """The order row and its events are one thing."""

    def test_kept_orders_of_before_are_entered_once(self, seller):
        """Orders kept without a ledger claim what they would have claimed."""
        lines = (OrderLine("1", "1", "", "Thing", 3),)
        order = Order("o1", PAID, lines, seller.stage.time)
        seller.store.orders.put("shop", order, pull=1)
        entered = [settle_kept(seller.store, now=seller.stage.time) for _ in range(2)]

        assert [1, 0] == entered
        assert (10, 3) == seller.numbers()

    def test_killed_at_any_statement_both_are_there_or_neither(self, seller, tmp_path):
        """A process that dies between two statements leaves the order and its events, or none."""
        for status in (PAID, SHIPPING):
            seller.told(status, 1, order_id=f"o-{status}")
        seller.told(PAID, 3)
        seller.store.db.checkpoint()
        path = seller.store.db.path

        ran = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(tmp_path / "copy.db")],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )

        *outcomes, points = ran.stdout.split()
        assert {"before", "after"} == set(outcomes)
        assert 20 <= int(points) == len(outcomes)
        assert sorted(outcomes, reverse=True) == outcomes


#: Edits order o1 into a shipped one of two lines, and dies at the first statement, at the
#: second, and so on; each time on a copy of the database.
KILLED = """
import os, shutil, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from crossdock.flows.settlement import take_order
from crossdock.inventory import fold
from crossdock.orders import Order, OrderLine, OrderStatus
from crossdock.store import Store

now = datetime(2026, 12, 1, tzinfo=UTC)
source, copy = map(Path, sys.argv[1:])
lines = tuple(OrderLine(str(n), str(n), "", "Thing", 2) for n in (1, 2))
order = Order("o1", OrderStatus.SHIPPING, lines, now, updated_at=now)

def seen():
    store = Store(copy, lambda: now)
    kept = store.orders.kept("shop", "o1")
    right = store.ledger.check() == [] and store.db.integrity() == "ok"
    holdings = store.ledger.holdings()
    hand = holdings.at("shirt", "main").on_hand, holdings.at("mug", "main").on_hand
    facts = (kept.order.status.value, hand, sum(holdings.pooled("shirt").values()))
    store.close()
    return facts if right else "wrong"

points = 0
while True:
    for suffix in ("-wal", "-shm"):
        Path(str(copy) + suffix).unlink(missing_ok=True)
    shutil.copy(source, copy)
    points += 1
    child = os.fork()
    if child == 0:
        store = Store(copy, lambda: now)
        left = [points]

        def count(_statement):
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)

        store.db._conn.set_trace_callback(count)
        take_order(store, "shop", order, pull=2, now=now)
        os._exit(0)
    died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    before = ("paid", (9, 10), 4)
    after = ("shipping", (7, 8), 1)
    print({before: "before", after: "after"}.get(seen(), "wrong"))
    if died == 0:
        print(points)
        break
"""


def _link(seller: Seller, listing_id: str, sku: str) -> None:
    from crossdock.flows.mapping import link

    link(seller.stage.workspace, "shop", listing_id, sku, create=True)


def _on_hand(seller: Seller, sku: str, warehouse: str) -> int:
    return seller.holdings.at(sku, warehouse).on_hand


def test_no_event_is_of_a_kind_that_nobody_made(seller):
    """Orders make claims and their ends, and nothing else."""
    for status in (PAID, SHIPPING, OrderStatus.RETURNED):
        seller.told(status, 3)
    kinds = {event.kind for event in seller.store.ledger.events()} - {EventKind.COUNT}

    assert {
        EventKind.RESERVE_POOL,
        EventKind.ROUTE,
        EventKind.SHIP,
        EventKind.CANCEL_AFTER_SHIP,
    } == kinds
