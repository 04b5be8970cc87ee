"""The decision table carried through the engine: what exists, and what the warehouse got."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.flows.fulfilment import operating
from crossdock.orders import Address
from crossdock.policy import LABEL_THEN_SHIP, ChannelPolicy

S = OrderStatus
FOUR = ["bukalapak", "lazada", "blibli", "toko"]
ACCEPTING = FOUR[:3]
PENDING = [S.UNPAID, S.PENDING_PAY_OR_SHIP]
INSTANT = [
    "GrabExpress Sameday",
    "Shopee Express Instant",
    "GrabExpress Instant",
    "GoSend Same Day",
    "POS",
]


class Row:
    """An order of a channel, taken in, routed and worked on."""

    def __init__(self, yard: Any, channel: str, status: OrderStatus, **given: Any) -> None:
        self.yard, self.shop = yard, channel
        if channel not in {"toko", "bazaar"}:
            yard.shop_of_files(channel)
        yard.lists("mug", shop="toko")
        yard.lists("mug", shop=channel)
        yard.known("mug")
        yard.has("depot-wh", mug=10)
        self.order = yard.order("1", ("mug", 2), status=status, **given)
        self.carry()

    def carry(self) -> None:
        """Take the order in as it is now, route it, and do what is due."""
        self.yard.take(order=self.order, shop=self.shop)
        self.yard.route(held=True)
        self.yard.work()

    def becomes(self, **changes: Any) -> None:
        """Let the order change at its channel."""
        self.yard.pass_time(seconds=1)
        self.order = attrs.evolve(self.order, updated_at=self.yard.time, **changes)
        self.yard.shop.orders["1"] = self.order
        self.carry()

    @property
    def exists(self) -> tuple[bool, bool, bool]:
        """Return whether there is a warehouse order to be shown, an outbound, and a push."""
        parcels = self.yard.parcels("1", self.shop)
        return (
            any(one.order.listed for one in parcels),
            any(one.outbounds for one in parcels),
            bool(self.yard.depot.remotes),
        )

    @property
    def hold(self) -> str:
        """Return why its outbound waits."""
        outbound = self.yard.outbound("1", self.shop)
        return outbound.hold.value if outbound and outbound.hold else ""


@pytest.mark.parametrize("courier", INSTANT)
def test_row_1_shopee_paid_instant(yard: Any, courier: str) -> None:
    """Row 1, Shopee, paid, an instant courier: a warehouse order, sent once there is a waybill."""
    row = Row(yard, "shopee", S.PAID, courier=courier)

    assert (True, False, False) == row.exists
    row.becomes(waybill="SPX1")
    assert (True, True, True) == row.exists


def test_row_2_shopee_paid_any_other_courier(yard: Any) -> None:
    """Row 2, Shopee, paid, another courier: a warehouse order, and nothing sent."""
    row = Row(yard, "shopee", S.PAID, courier="J&T Express")

    assert (True, False, False) == row.exists


def test_row_3_shopee_paid_with_waybill(yard: Any) -> None:
    """Row 3, Shopee, paid, with a waybill: a waybill is enough."""
    row = Row(yard, "shopee", S.PAID, waybill="SPX1")

    assert (True, True, True) == row.exists


def test_row_4_shopee_ready_with_waybill(yard: Any) -> None:
    """Row 4, Shopee, ready, with a waybill: made and sent at once."""
    row = Row(yard, "shopee", S.READY_TO_SHIP, waybill="SPX1")

    assert (True, True, True) == row.exists


def test_row_5_shopee_ready_without_waybill(yard: Any) -> None:
    """Row 5, Shopee, ready, without: a warehouse order that waits for its waybill."""
    row = Row(yard, "shopee", S.READY_TO_SHIP)

    assert (True, False, False) == row.exists


@pytest.mark.parametrize("waybill", ["", "SPX1"])
@pytest.mark.parametrize("status", PENDING)
def test_row_6_shopee_pending(yard: Any, status: OrderStatus, waybill: str) -> None:
    """Row 6, Shopee, pending: an outbound is held, and sent once the order is ready."""
    row = Row(yard, "shopee", status, waybill=waybill, paid_at=None)

    assert ((False, True, False), "wait_status") == (row.exists, row.hold)
    assert (10, 0) == yard.at("mug")
    row.becomes(status=S.READY_TO_SHIP, waybill="SPX1", paid_at=yard.time)
    assert (True, True, True) == row.exists
    assert (10, 2) == yard.at("mug")


@pytest.mark.parametrize("waybill", ["", "SPX1"])
def test_row_7_shopee_shipping(yard: Any, waybill: str) -> None:
    """Row 7, Shopee, shipping: the outbound is held for ever, and the warehouse's stock stays."""
    row = Row(yard, "shopee", S.SHIPPING, waybill=waybill)

    assert ((False, True, False), "already_shipping") == (row.exists, row.hold)
    assert 10 == yard.at("mug")[0]
    row.becomes(status=S.READY_TO_SHIP, waybill="SPX1")
    assert (False, "already_shipping") == (row.exists[2], row.hold)


@pytest.mark.parametrize("channel", FOUR)
def test_row_8_paid(yard: Any, channel: str) -> None:
    """Row 8, the four, paid: a warehouse order at once, and nothing sent."""
    row = Row(yard, channel, S.PAID)

    assert (True, False, False) == row.exists


def test_row_9_accepted_with_waybill(yard: Any) -> None:
    """Row 9, the four, accepted: that brings the waybill, and the waybill sends the outbound."""
    yard.shop.accept_allots = True
    row = Row(yard, "toko", S.PAID)

    operating.accept(yard.turning, yard.parcels("1"), yard.workspace)
    yard.work("toko")
    yard.work()

    assert (True, True, True) == row.exists


def test_row_10_arranged(yard: Any) -> None:
    """Row 10, the four, accepted without a waybill: arranging the shipment brings it."""
    row = Row(yard, "toko", S.PAID)
    operating.accept(yard.turning, yard.parcels("1"), yard.workspace)
    yard.work("toko")
    yard.work()
    assert (True, False, False) == row.exists

    operating.arrange(yard.turning, yard.parcels("1"), yard.workspace)
    yard.work("toko")
    yard.work()

    assert (True, True, True) == row.exists


@pytest.mark.parametrize("channel", FOUR)
def test_row_11_ready_with_waybill(yard: Any, channel: str) -> None:
    """Row 11, the four, ready, with a waybill: made and sent at once."""
    row = Row(yard, channel, S.READY_TO_SHIP, waybill="JT1")

    assert (True, True, True) == row.exists


@pytest.mark.parametrize("channel", FOUR)
def test_row_12_ready_without_waybill(yard: Any, channel: str) -> None:
    """Row 12, the four, ready, without: a warehouse order that waits for its waybill."""
    row = Row(yard, channel, S.READY_TO_SHIP)

    assert (True, False, False) == row.exists


@pytest.mark.parametrize("status", [S.PAID, S.READY_TO_SHIP])
@pytest.mark.parametrize("channel", ["shopee", *FOUR])
def test_row_13_the_waybill_comes_later(yard: Any, channel: str, status: OrderStatus) -> None:
    """Row 13, a waybill that comes later: it is sent then, once, however often it is told."""
    row = Row(yard, channel, status)
    assert not row.exists[2]

    row.becomes(waybill="JT1")
    row.becomes(raw_status="again")
    row.becomes(raw_status="and again")

    assert (True, True, True) == row.exists
    assert 1 == yard.depot.calls.count("create_outbound")


@pytest.mark.parametrize("channel", FOUR)
def test_row_14_shipping(yard: Any, channel: str) -> None:
    """Row 14, the four, shipping: never sent, whatever comes after."""
    row = Row(yard, channel, S.SHIPPING, waybill="JT1")

    assert ((False, True, False), "already_shipping") == (row.exists, row.hold)
    row.becomes(status=S.READY_TO_SHIP)
    assert [] == yard.depot.remotes


@pytest.mark.parametrize("status", PENDING)
@pytest.mark.parametrize("channel", FOUR)
def test_row_15_unpaid(yard: Any, channel: str, status: OrderStatus) -> None:
    """Row 15, unpaid: nothing exists, and nothing is reserved, until it is paid."""
    row = Row(yard, channel, status, paid_at=None)

    assert (False, False, False) == row.exists
    assert ((10, 0), 0) == (yard.at("mug"), yard.pooled("mug"))
    row.becomes(status=S.PAID, paid_at=yard.time)
    assert (True, False, False) == row.exists


@pytest.mark.parametrize("channel", ["shopify", "woocommerce"])
@pytest.mark.parametrize("status", [S.PAID, S.READY_TO_SHIP, S.SHIPPING])
def test_row_16_no_waybill_interface(yard: Any, channel: str, status: OrderStatus) -> None:
    """Row 16, Shopify and WooCommerce: never at others' warehouses, waybill or not."""
    row = Row(yard, channel, status, waybill="X1")

    assert (False, False) == row.exists[1:]
    assert ("held", "no_waybill_interface") == (
        yard.parcel("1", channel).state.value,
        yard.parcel("1", channel).hold.value,
    )


def test_row_16_goes_to_an_own_warehouse(yard: Any) -> None:
    """Row 16, Shopify and WooCommerce: they leave from a warehouse of one's own."""
    yard.store.associations.end("rule", "test")
    yard.rule("depot-wh", "main", name="both")
    yard.lists("mug")
    yard.has("main", mug=5)

    row = Row(yard, "shopify", S.PAID)

    assert ("main", False) == (yard.parcel("1", "shopify").warehouse, row.exists[2])


@pytest.fixture(name="jdid")
def _jdid(open_yard: Any) -> Any:
    """A seller at a channel where printing the label gives the waybill."""
    yard = open_yard()
    yard.shop.policy = ChannelPolicy("toko", rows=LABEL_THEN_SHIP)
    yard.rule("depot-wh")
    return yard


def test_row_17_jdid_paid(jdid: Any) -> None:
    """Row 17, JD.ID, paid: a warehouse order; the label allots the waybill."""
    row = Row(jdid, "toko", S.PAID)

    assert (True, False, False) == row.exists
    row.becomes(waybill="JX1")
    assert (True, True, True) == row.exists


def test_row_18_jdid_ready(jdid: Any) -> None:
    """Row 18, JD.ID, ready: made and sent."""
    row = Row(jdid, "toko", S.READY_TO_SHIP, waybill="JX1")

    assert (True, True, True) == row.exists


def test_row_19_jdid_shipping(jdid: Any) -> None:
    """Row 19, JD.ID, shipping: never sent."""
    row = Row(jdid, "toko", S.SHIPPING, waybill="JX1")

    assert ((False, True, False), "already_shipping") == (row.exists, row.hold)


@pytest.mark.parametrize("status", [S.DELIVERED, S.CANCELLED, S.RETURNED, S.RETURNING])
def test_row_20_over_when_first_seen(yard: Any, status: OrderStatus) -> None:
    """Row 20, over when first seen: kept for the record only."""
    row = Row(yard, "lazada", status, waybill="JT1")

    assert (False, False, False) == row.exists
    assert ((10, 0), {}) == (yard.at("mug"), yard.sums("1", "lazada"))


@pytest.mark.parametrize("status", [S.PAID, S.READY_TO_SHIP])
def test_row_21_any_other_channel(yard: Any, status: OrderStatus) -> None:
    """Row 21, any other channel: nothing is sent for a channel of which nobody has said when."""
    row = Row(yard, "tiktok", status, waybill="TT1")

    assert (False, False) == row.exists[1:]
    assert "channel_not_configured" == yard.parcel("1", "tiktok").hold.value


def test_check_a_file_of_a_connectors_channel(yard: Any) -> None:
    """A shop of files goes by what the connector of its channel declares."""
    yard.shop_of_files("toko", "bazaar")
    row = Row(yard, "bazaar", S.READY_TO_SHIP, waybill="JT1")

    assert (True, True, True) == row.exists


def test_invariant_no_push_without_waybill(yard: Any) -> None:
    """Of all that was sent, everything has a waybill."""
    for number, (status, waybill) in enumerate(
        [(S.PAID, ""), (S.READY_TO_SHIP, ""), (S.READY_TO_SHIP, "JT9"), (S.PAID, "JT8")]
    ):
        yard.stocked(f"mug{number}")
        yard.sold(f"{number}", (f"mug{number}", 1), status=status, waybill=waybill)
    yard.route()
    yard.work()

    assert ["JT8", "JT9"] == sorted(one.asked.waybill for one in yard.depot.remotes)


def test_invariant_a_sent_outbound_goes_on_when_the_order_ships(yard: Any) -> None:
    """That the channel says it ships does not take back what the warehouse has."""
    row = Row(yard, "lazada", S.READY_TO_SHIP, waybill="JT1")

    row.becomes(status=S.SHIPPING)

    assert "accepted" == yard.outbound("1", "lazada").state.value
    assert (8, 0) == yard.at("mug")


def test_check_an_address_without_a_country(yard: Any) -> None:
    """It is in the country that the shop sells in, and the warehouse is told so."""
    somewhere = Address(city="Kota Bandung", province="Jawa Barat")
    Row(yard, "lazada", S.READY_TO_SHIP, waybill="JT1", address=somewhere)

    assert ["ID"] == [one.asked.address.country for one in yard.depot.remotes]


def test_check_a_foreign_destination(yard: Any) -> None:
    """An order that goes abroad is not sent to a warehouse that serves one country."""
    abroad = Address(city="Singapore", country="SG")
    row = Row(yard, "lazada", S.READY_TO_SHIP, waybill="JT1", address=abroad)

    assert (False, False) == row.exists[1:]
    assert "foreign" == yard.parcel("1", "lazada").hold.value
    assert (10, 0) == yard.at("mug")
