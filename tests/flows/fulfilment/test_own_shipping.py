"""Orders that leave from one's own warehouse with one's own waybill: told once, booked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crossdock import OrderStatus
from crossdock.errors import (
    InputRefusedError,
    NotFoundError,
    OutcomeUnknownError,
    RequestRefusedError,
    UnreachableError,
)
from crossdock.flows.fulfilment.own_shipping import ship
from crossdock.store import MAIN

LOST = OutcomeUnknownError("Nobody answered.")


@pytest.fixture
def seller(open_yard: Callable[..., Any]) -> Any:
    """A seller whose channel gives out no waybills, with an order of two mugs at his own place."""
    yard = open_yard()
    yard.shop.issues_waybills = False
    yard.rule(MAIN)
    yard.lists("mug")
    yard.has(MAIN, mug=10)
    yard.sold("1", ("mug", 2), status=OrderStatus.READY_TO_SHIP)
    yard.route()
    return yard


def asks(yard: Any, waybill: str = "SF1", courier: str = "", order: str = "1") -> Any:
    """Ask for an order to be shipped, without telling the channel yet."""
    return ship(yard.workspace, yard.turning, "toko", order, waybill=waybill, courier=courier)


def ships(yard: Any, waybill: str = "SF1", courier: str = "") -> Any:
    """Ask for order 1 to be shipped, and tell the channel."""
    kept = asks(yard, waybill, courier)
    yard.work("toko")
    return yard.store.outbox.get(kept.job.kind, kept.job.key).job


def test_told_and_booked(seller: Any) -> None:
    """The channel has the waybill, and the goods are booked as having left."""
    job = ships(seller, courier="SF")

    assert ("done", ["SF:SF1"]) == (job.state.value, seller.shop.waybills)
    assert ["shipped"] == [one.order.state.value for one in seller.parcels("1")]
    assert ((8, 0), {}) == (seller.at("mug", MAIN), seller.sums("1"))


@pytest.mark.parametrize("status", [OrderStatus.SHIPPING, OrderStatus.DELIVERED])
def test_shipped_at_the_channel(seller: Any, status: OrderStatus) -> None:
    """Goods that left without our telling are booked too, though no waybill is ever told."""
    seller.shop.change("1", status=status)
    seller.take("1")

    assert {"shipping": "shipped", "delivered": "done"}[status.value] == (
        seller.parcels("1")[0].order.state.value
    )
    assert ((8, 0), {}) == (seller.at("mug", MAIN), seller.sums("1"))


def test_asked_for_twice(seller: Any) -> None:
    """The same again is the same job; nothing is told or booked a second time."""
    first, second = asks(seller), asks(seller)
    seller.work("toko")
    seller.take("1")

    assert first.job.key == second.job.key
    assert (["SF1"], (8, 0)) == (seller.shop.waybills, seller.at("mug", MAIN))
    with pytest.raises(InputRefusedError, match="nothing can be shipped"):
        asks(seller)


def test_intent_comes_first(seller: Any, died: Any) -> None:
    """A process that died after the channel took it finds the job again, and looks."""
    seller.shop.after["arrange_shipment"] = [died()]
    asks(seller)
    with pytest.raises(died):
        seller.work("toko")
    seller.restart()

    for _ in range(2):
        seller.pass_time(minutes=4)
        seller.work("toko")

    assert ["SF1"] == seller.shop.waybills
    assert (8, 0) == seller.at("mug", MAIN)


def test_an_answer_that_was_lost(seller: Any) -> None:
    """It is looked up at the order, and not told again."""
    seller.shop.after["arrange_shipment"] = [LOST]
    assert "unknown" == ships(seller).state.value
    assert (10, 2) == seller.at("mug", MAIN)

    seller.pass_time(minutes=4)
    seller.work("toko")

    assert ["SF1"] == seller.shop.waybills
    assert (8, 0) == seller.at("mug", MAIN)


def test_a_request_that_was_lost(seller: Any) -> None:
    """What two looks do not find is told once more."""
    seller.shop.trouble["arrange_shipment"] = [LOST]
    ships(seller)

    for _ in range(3):
        seller.pass_time(minutes=4)
        seller.work("toko")

    assert ["SF1"] == seller.shop.waybills
    assert (8, 0) == seller.at("mug", MAIN)


def test_another_waybill_while_it_is_in_doubt(seller: Any) -> None:
    """An order that may have left with one number is not shipped with another."""
    seller.shop.after["arrange_shipment"] = [LOST]
    ships(seller)

    with pytest.raises(InputRefusedError, match="may have been shipped with waybill SF1"):
        asks(seller, "SF2")


def test_left_with_another_waybill(seller: Any) -> None:
    """An order that shows another number is a person's to look at."""
    seller.shop.trouble["arrange_shipment"] = [LOST]
    ships(seller)
    seller.shop.change("1", status=OrderStatus.SHIPPING, waybill="SF9")

    seller.pass_time(minutes=4)
    seller.work("toko")

    assert {"different_document"} == seller.reasons()
    assert (8, 0) == seller.at("mug", MAIN)


def test_a_channel_that_tells_nothing_back(seller: Any) -> None:
    """The goods are booked once the channel says that the order is shipping, and once only."""
    seller.shop.tells = False
    assert "done" == ships(seller).state.value
    assert ((10, 2), "SF1") == (seller.at("mug", MAIN), seller.parcel("1").waybill)

    for _ in range(2):
        seller.told("1", status=OrderStatus.SHIPPING)

    assert (8, 0) == seller.at("mug", MAIN)


def test_refused(seller: Any) -> None:
    """A person is asked; with another number it is tried again, and the question is closed."""
    seller.shop.trouble["arrange_shipment"] = [RequestRefusedError("No such number.")]
    assert "rejected" == ships(seller, "SFX").state.value
    assert {"ship_refused"} == seller.reasons()

    ships(seller, "SF1")

    assert (["SF1"], set(), (8, 0)) == (
        seller.shop.waybills,
        seller.reasons(),
        seller.at("mug", MAIN),
    )


def test_cancelled_before_it_was_told(seller: Any) -> None:
    """The channel refuses a cancelled order, and nothing is booked."""
    seller.shop.trouble["arrange_shipment"] = [UnreachableError("Nobody is there.")]
    ships(seller)
    seller.told("1", status=OrderStatus.CANCELLED)

    seller.pass_time(minutes=1)
    seller.work("toko")

    assert ([], (10, 0)) == (seller.shop.waybills, seller.at("mug", MAIN))


def test_without_rules(open_yard: Callable[..., Any]) -> None:
    """A seller whose orders are no parcels ships them the same way."""
    yard = open_yard()
    yard.shop.issues_waybills = False
    yard.lists("mug")
    yard.has(MAIN, mug=10)
    yard.sold("1", ("mug", 2), status=OrderStatus.READY_TO_SHIP)
    yard.shop.trouble["arrange_shipment"] = [RequestRefusedError("Not that number.")]
    ships(yard, "SFX")
    assert [("ship_refused", "order:toko:1")] == yard.asked()

    ships(yard)

    assert ((8, 0), set()) == (yard.at("mug", MAIN), yard.reasons())


class TestRefusals:
    """What cannot be shipped so, each with a sentence."""

    def test_the_channel_gives_the_waybills(self, seller: Any) -> None:
        """Its own waybills are asked for instead."""
        seller.shop.issues_waybills = True
        seller.restart()

        with pytest.raises(InputRefusedError, match="gives out the waybills") as refusal:
            asks(seller)

        assert "order arrange 1" in refusal.value.next_step

    def test_somebody_elses_warehouse(self, yard: Any) -> None:
        """What a service ships, it ships."""
        yard.stocked("mug")
        yard.sent("1")
        yard.shop.issues_waybills = False
        yard.restart()

        with pytest.raises(InputRefusedError, match="leaves from depot-wh"):
            asks(yard)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"status": OrderStatus.UNPAID}, "is unpaid"),
            ({"status": OrderStatus.CANCELLED}, "is cancelled"),
            ({"cancel_requested": True}, "has asked to cancel"),
        ],
    )
    def test_the_state(self, seller: Any, changes: Any, words: str) -> None:
        """An order that nothing is to be sent of stays where it is."""
        seller.told("1", **changes)

        with pytest.raises(InputRefusedError, match=words):
            asks(seller)

        assert [] == seller.jobs("toko")

    def test_no_warehouse_yet(self, seller: Any) -> None:
        """An order that was not routed has nowhere to leave from."""
        seller.sold("2", ("mug", 1), status=OrderStatus.READY_TO_SHIP)

        with pytest.raises(InputRefusedError, match="waits for a warehouse"):
            asks(seller, order="2")

    def test_held(self, seller: Any) -> None:
        """An order that is held waits for a person."""
        seller.sold("2", ("mug", 99), status=OrderStatus.READY_TO_SHIP)
        seller.route()

        with pytest.raises(InputRefusedError, match=r"held \(short\)"):
            asks(seller, order="2")

    def test_a_shop_of_files(self, seller: Any) -> None:
        """Nobody can be told of a waybill there."""
        shop = seller.shop_of_files("bukalapak")
        seller.take(order=seller.order("9", ("mug", 1)), shop=shop)

        with pytest.raises(InputRefusedError, match="come from files"):
            ship(seller.workspace, seller.turning, shop, "9", waybill="SF1")

    @pytest.mark.parametrize("waybill", ["", "  ", "x" * 201, "SF\n1"])
    def test_no_waybill(self, seller: Any, waybill: str) -> None:
        """A number is a number."""
        with pytest.raises(InputRefusedError, match="is no waybill"):
            asks(seller, waybill)

    def test_no_order(self, seller: Any) -> None:
        """An order that is not kept cannot be shipped."""
        with pytest.raises(NotFoundError):
            asks(seller, order="none")
