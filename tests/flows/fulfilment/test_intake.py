"""Orders taken in: the order, its claims and its parcels, together and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from crossdock import OrderLine, OrderStatus
from crossdock.flows.settlement import settle_kept

PAID, READY = OrderStatus.PAID, OrderStatus.READY_TO_SHIP


def test_no_parcel_without_a_rule(open_yard: Any) -> None:
    """As long as nobody has said where orders leave from, they are the merchant's business."""
    yard = open_yard()
    yard.stocked("mug")

    yard.sold("1", ("mug", 2))

    assert [] == yard.parcels("1")
    assert {"mug": 2} == yard.sums("1")


def test_one_parcel_with_what_the_order_claims(yard: Any) -> None:
    """A parcel begins with the lines of its order, claimed on the pool of its rule."""
    yard.stocked("mug")

    yard.sold("1", ("mug", 2))

    parcel = yard.parcel("1")
    assert "new" == parcel.state.value
    assert [("mug", 2)] == [(one.sku, one.quantity) for one in parcel.lines]
    assert parcel.claimed
    assert {"depot-wh"} == parcel.pool
    assert 2 == yard.pooled("mug")


def test_taking_it_in_again_adds_nothing(yard: Any) -> None:
    """However often an order is read, it has one parcel and claims its units once."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    steps = yard.store.db.value("SELECT count(*) FROM document_steps")

    for _ in range(3):
        yard.take("1")

    assert 1 == len(yard.parcels("1"))
    assert {"mug": 2} == yard.sums("1")
    assert steps == yard.store.db.value("SELECT count(*) FROM document_steps")


def test_a_kit_is_its_goods(yard: Any) -> None:
    """A parcel ships what a kit is made of."""
    yard.stocked("mug", "tray")
    yard.lists("set")
    yard.store.recipes.put({"set": [("mug", 4), ("tray", 1)]})

    outbound = yard.sent("1", ("set", 2))

    assert {"mug": 8, "tray": 2} == {
        line.sku: line.quantity for line in yard.depot.has(outbound.key)[0].asked.lines
    }
    assert (10, 8) == yard.at("mug")


def test_an_unlinked_order_waits(yard: Any) -> None:
    """A line that nobody has linked claims nothing, and makes no parcel."""
    yard.sold("1", ("thing", 2))

    assert [] == yard.parcels("1")
    assert {} == yard.sums("1")


def test_linked_later(yard: Any) -> None:
    """Once its listing is linked, an order claims its units and has its parcel."""
    from crossdock.flows.fulfilment.intake import Intake

    yard.stocked("mug")
    yard.sold("1", ("thing", 2))
    yard.lists("mug", "thing")

    settled = Intake(yard.workspace, yard.turning).settle_listing("toko", "thing")

    assert 1 == settled
    assert "new" == yard.parcel("1").state.value
    assert {"mug": 2} == yard.sums("1")


def test_a_second_line_linked_later_joins_the_parcel(yard: Any) -> None:
    """What was left out at first is in the parcel before it is routed."""
    from crossdock.flows.fulfilment.intake import Intake

    yard.stocked("mug", "tray")
    yard.sold("1", ("mug", 2), ("thing", 1))
    assert [("mug", 2)] == [(one.sku, one.quantity) for one in yard.parcel("1").lines]
    yard.lists("tray", "thing")

    Intake(yard.workspace, yard.turning).settle_listing("toko", "thing")

    assert [("mug", 2), ("tray", 1)] == sorted(
        (one.sku, one.quantity) for one in yard.parcel("1").lines
    )
    assert {"mug": 2, "tray": 1} == yard.sums("1")


def test_more_wanted_before_it_is_sent(yard: Any) -> None:
    """A changed quantity is claimed anew, and the parcel routed anew."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    assert (10, 2) == yard.at("mug")

    yard.told("1", lines=(OrderLine("1", "mug", "", "Barang", 3),))

    assert [("new", "", "", "")] == yard.states("1")
    assert {"mug": 3} == yard.sums("1")
    yard.route()
    assert (10, 3) == yard.at("mug")
    assert 0 == yard.pooled("mug")


def test_less_wanted_after_it_was_sent(yard: Any) -> None:
    """A change that comes after the outbound was made is a person's to decide."""
    yard.stocked("mug")
    outbound = yard.sent("1")

    yard.told("1", lines=(OrderLine("1", "mug", "", "Barang", 1),))

    assert [("review", "", "depot-wh", "accepted")] == yard.states("1")
    assert "order_changed" in yard.reasons()
    assert {"mug": 2} == yard.sums("1")
    assert 1 == len(yard.depot.has(outbound.key))


def test_a_line_called_off_before_it_is_sent(yard: Any) -> None:
    """A line that is gone releases its units; the others go on."""
    yard.stocked("mug", "tray")
    yard.sold("1", ("mug", 2), ("tray", 1))
    yard.route()

    yard.told("1", lines=yard.shop.orders["1"].lines[:1])

    assert {"mug": 2} == yard.sums("1")
    assert [("mug", 2)] == [(one.sku, one.quantity) for one in yard.parcel("1").lines]
    yard.route()
    assert (10, 0) == yard.at("tray")
    assert (10, 2) == yard.at("mug")


def test_a_line_called_off_of_a_parcel_that_has_not_been_sent(open_yard: Any) -> None:
    """Of an order in two parcels, a change to the one does not touch the other."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("main", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("main", tray=5)
    yard.sold("1", ("mug", 2), ("tray", 1))
    yard.route()
    assert {"depot-wh", "main"} == {one.order.warehouse for one in yard.parcels("1")}

    yard.told("1", lines=yard.shop.orders["1"].lines[:1])

    assert {"mug": 2} == yard.sums("1")
    assert [("mug", 2)] == [
        (unit.sku, unit.quantity)
        for one in yard.parcels("1")
        if one.order.state.value != "cancelled"
        for unit in one.order.lines
    ]


def test_cancelled_before_anything_was_made(yard: Any) -> None:
    """A cancelled order's units are free again, and its parcel has ended."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()

    yard.told("1", status=OrderStatus.CANCELLED)

    assert [("cancelled", "", "depot-wh", "")] == yard.states("1")
    assert {} == yard.sums("1")
    assert (10, 0) == yard.at("mug")


def test_cancelled_once_more(yard: Any) -> None:
    """Hearing of a cancel again books nothing again."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.told("1", status=OrderStatus.CANCELLED)

    yard.told("1", status=OrderStatus.CANCELLED, raw_status="15")

    assert {} == yard.sums("1")
    assert (10, 0) == yard.at("mug")


def test_cancelled_after_it_left(yard: Any) -> None:
    """What has left is awaited back, and nothing is free because of it."""
    yard.stocked("mug")
    yard.sent("1")
    from crossdock.fulfilment import OutboundProgress

    yard.depot.reach(OutboundProgress.SHIPPED)
    yard.serve()
    assert (8, 0) == yard.at("mug")

    yard.told("1", status=OrderStatus.CANCELLED)

    assert [("shipped", "", "depot-wh", "late_cancel")] == yard.states("1")
    assert (8, 0) == yard.at("mug")
    assert "return_expected" in yard.notices()


def test_a_changed_order_is_settled_by_its_parcels_alone(yard: Any) -> None:
    """What a warehouse has not agreed to cancel stays claimed, whoever settles orders next."""
    yard.stocked("mug")
    yard.sent("1")

    yard.told("1", status=OrderStatus.CANCELLED)
    settle_kept(yard.store, now=yard.time)

    assert [] == yard.store.orders.to_enter()
    assert (10, 2) == yard.at("mug")


def test_an_order_with_parcels_left_to_settle(yard: Any) -> None:
    """One that an earlier version left unsettled is marked as settled, and moves nothing."""
    yard.stocked("mug")
    yard.sent("1")
    yard.told("1", status=OrderStatus.CANCELLED)
    yard.store.db.execute("UPDATE orders SET entered = 0")

    settled = settle_kept(yard.store, now=yard.time)

    assert (0, []) == (settled, yard.store.orders.to_enter())
    assert (10, 2) == yard.at("mug")


def test_unpaid_then_paid(yard: Any) -> None:
    """An order that is not paid has no parcel; once it is, it is like any other."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2), status=OrderStatus.UNPAID, paid_at=None)
    assert ([], {}) == (yard.parcels("1"), yard.sums("1"))

    yard.told("1", status=PAID, paid_at=yard.time)

    assert [("new", "", "", "")] == yard.states("1")
    assert {"mug": 2} == yard.sums("1")


def test_a_status_nobody_knows_moves_nothing(yard: Any) -> None:
    """What cannot be understood is asked about, and everything stays as it was."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    before = yard.states("1")

    yard.told("1", status=OrderStatus.UNKNOWN, raw_status="999")

    assert before == yard.states("1")
    assert {"mug": 2} == yard.sums("1")
    assert "unknown_status" in yard.reasons()


def test_a_new_order_in_a_state_nobody_knows(yard: Any) -> None:
    """It makes nothing until its channel says something that is understood."""
    yard.stocked("mug")

    yard.sold("1", ("mug", 2), status=OrderStatus.UNKNOWN, raw_status="999")

    assert ([], {}) == (yard.parcels("1"), yard.sums("1"))


def test_an_older_reading_changes_nothing(yard: Any) -> None:
    """What was read before what is kept says nothing any more."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    older = attrs.evolve(
        yard.shop.orders["1"],
        status=OrderStatus.CANCELLED,
        updated_at=yard.time - timedelta(hours=1),
    )

    assert "outdated" == yard.take(order=older).value

    assert [("new", "", "", "")] == yard.states("1")
    assert {"mug": 2} == yard.sums("1")


def test_left_from_the_merchants_own_warehouse(open_yard: Any) -> None:
    """At a warehouse of one's own, goods are booked out once the channel says it ships."""
    yard = open_yard()
    yard.rule("main")
    yard.lists("mug")
    yard.has("main", mug=10)
    yard.sold("1", ("mug", 2), status=READY, waybill="JT1")
    yard.route()
    assert (10, 2) == yard.at("mug", "main")

    yard.told("1", status=OrderStatus.SHIPPING)

    assert [("shipped", "", "main", "")] == yard.states("1")
    assert (8, 0) == yard.at("mug", "main")
    yard.told("1", status=OrderStatus.DELIVERED)
    assert [("done", "", "main", "")] == yard.states("1")
    assert (8, 0) == yard.at("mug", "main")


def test_first_seen_when_it_had_left_the_own_warehouse(open_yard: Any) -> None:
    """An order that was shipping when it was first seen is booked out where it is routed."""
    yard = open_yard()
    yard.rule("main")
    yard.lists("mug")
    yard.has("main", mug=10)
    yard.sold("1", ("mug", 2), status=OrderStatus.SHIPPING, waybill="JT1")

    yard.route()

    assert [("shipped", "", "main", "")] == yard.states("1")
    assert (8, 0) == yard.at("mug", "main")


@pytest.mark.parametrize("status", [OrderStatus.RETURNED, OrderStatus.RETURNING])
def test_returned_by_its_buyer(yard: Any, status: OrderStatus) -> None:
    """A return that the channel tells of moves no stock; the goods themselves will."""
    from crossdock.fulfilment import OutboundProgress

    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.DELIVERED)
    yard.serve()

    yard.told("1", status=status)

    assert [("done", "", "depot-wh", "done")] == yard.states("1")
    assert (8, 0) == yard.at("mug")
    assert "return_expected" in yard.notices()
