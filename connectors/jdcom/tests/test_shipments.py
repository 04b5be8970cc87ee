"""`crossdock_jdcom.shipments` and `carriers`: parcels on their way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdcom
from crossdock import Handover, OrderStatus, ShipmentRequest
from crossdock.errors import (
    CredentialsRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
)
from crossdock.http import Response
from crossdock_jdcom.carriers import (
    Parcels,
    carrier_names,
    encode_carriers,
    encode_numbers,
    parse_parcels,
)

GET = "jingdong.pop.order.get"
SHIP = "jingdong.pop.order.shipment"
OUT = "360buy.overseas.order.sop.outstorage"
DELIVER = "360buy.overseas.order.sop.delivery"
AUDITS = "jingdong.pop.afs.soa.refundapply.queryPageList"
TO_SHIP, SHIPPED = "WAIT_SELLER_STOCK_OUT", "WAIT_GOODS_RECEIVE_CONFIRM"
DONE = {"sopjosshipment_result": {"success": True, "errorCode": "0"}}


def detail(state, waybill="", **changes):
    """Return the order in *state*."""
    raw = {
        "orderId": "285001234567890123",
        "orderState": state,
        "orderStartTime": "2026-08-31 23:30:00",
        "itemInfoList": [{"skuId": "7", "itemTotal": "1"}],
        "waybill": waybill,
        **changes,
    }
    return {"orderDetailInfo": {"apiResult": {"success": True}, "orderInfo": raw}}


def arrange(shop, waybill="467:SF1", **changes):
    """Return the order after its parcels were announced."""
    changes.setdefault("handover", Handover.OWN_COURIER)
    request = ShipmentRequest("285001234567890123", waybill=waybill, **changes)
    return crossdock_jdcom.arrange_shipment(shop, request).order


@pytest.fixture(autouse=True)
def _quiet(platform):
    platform.replies[AUDITS] = {"queryResult": {"success": True, "totalCount": 0}}
    platform.replies[GET] = [detail(TO_SHIP), detail(SHIPPED, "SF1")]
    platform.replies[SHIP] = DONE


@pytest.mark.parametrize(
    ("waybill", "carriers", "numbers"),
    [
        ("467:SF1", "467", "SF1"),
        ("SF:SF1, SF2 | yto:YT3", "467|463", "SF1,SF2|YT3"),
        ("2100:no1,no2|4700:no3", "2100|4700", "no1,no2|no3"),
        ("self", "1274", ""),
        ("1274", "1274", ""),
        ("1274:CAR-7", "1274", "CAR-7"),
    ],
)
def test_parcels_on_the_wire(shop, platform, waybill, carriers, numbers):
    """Carriers are parted by bars, several numbers of one by commas; self-delivery has none."""
    arrange(shop, waybill)

    assert [
        {"orderId": 285001234567890123, "logiCoprId": carriers, "logiNo": numbers}
    ] == platform.calls(SHIP)


def test_the_order_afterwards(shop):
    """What comes back is the order as JD has it then."""
    order = arrange(shop)

    assert (OrderStatus.SHIPPING, "SF1") == (order.status, order.waybill)


def test_the_connections_own_carrier(connect, platform):
    """A waybill that names no carrier goes with the one of the settings."""
    arrange(connect(carrier="ZTO"), "ZT1,ZT2")

    assert ("1499", "ZT1,ZT2") == (
        platform.calls(SHIP)[0]["logiCoprId"],
        platform.calls(SHIP)[0]["logiNo"],
    )


def test_the_courier_of_the_request(connect, platform):
    """A courier named beside the waybill goes before that of the settings."""
    arrange(connect(carrier="ZTO"), "SF1", courier="SF")

    assert ("467", "SF1") == tuple(
        platform.calls(SHIP)[0][name] for name in ("logiCoprId", "logiNo")
    )


def test_self_delivery_by_the_settings(connect, platform):
    """Where the seller brings everything, no waybill is needed."""
    arrange(connect(carrier="self"), "", handover=Handover.PICK_UP)

    assert ("1274", "") == (
        platform.calls(SHIP)[0]["logiCoprId"],
        platform.calls(SHIP)[0]["logiNo"],
    )


@pytest.mark.parametrize(
    ("waybill", "why"),
    [
        ("SF1", "no carrier is named"),
        ("Hermes:1", "'Hermes' is no carrier"),
        ("467:", "has no tracking number"),
        ("467", "no carrier is named"),
        ("467:SF 1", "is no tracking number"),
        ("467:SF1|467:SF2", "a carrier is named twice"),
        ("467:SF1|", "no carrier is named"),
    ],
)
def test_a_waybill_that_cannot_be_sent(shop, platform, waybill, why):
    """It is refused with how to write it, before anything is sent."""
    with pytest.raises(InputRefusedError, match=why) as caught:
        arrange(shop, waybill)

    assert "CARRIER:NUMBER" in caught.value.next_step
    assert [] == platform.asked


def test_what_jd_does_not_give(shop, platform):
    """A pick-up and a label are refused before anything is sent."""
    with pytest.raises(InputRefusedError, match="no pick-up"):
        arrange(shop, "", handover=Handover.PICK_UP)
    with pytest.raises(InputRefusedError, match="label"):
        arrange(shop, with_label=True)
    assert [] == platform.asked


def test_arranging_again_changes_nothing(shop, platform):
    """An order that has left with these parcels is returned as it is."""
    platform.replies[GET] = detail(SHIPPED, "SF1,SF2|YT3")

    assert OrderStatus.SHIPPING is arrange(shop, "463:YT3").status
    assert [] == platform.calls(SHIP)


def test_another_waybill_than_it_left_with(shop, platform):
    """An order that has left with another number is not overwritten."""
    platform.replies[GET] = detail(SHIPPED, "SF9")

    with pytest.raises(RequestRefusedError, match="left with waybill SF9, not SF1"):
        arrange(shop)


@pytest.mark.parametrize(
    ("state", "changes", "why"),
    [
        ("LOCKED", {}, "asked to cancel"),
        ("TRADE_CANCELED", {}, "nothing can be sent"),
        ("PAUSE", {}, "nothing can be sent"),
        ("NEW_STATE", {}, "nothing can be sent"),
        (TO_SHIP, {"storeOrder": "京仓订单"}, "JD ships it"),
    ],
)
def test_what_must_not_be_sent(shop, platform, state, changes, why):
    """Nothing is announced for an order in another state, or of JD's own warehouse."""
    platform.replies[GET] = detail(state, **changes)

    with pytest.raises(RequestRefusedError, match=why):
        arrange(shop)
    assert [] == platform.calls(SHIP)


def test_a_buyer_who_wants_to_cancel(shop, platform):
    """A pending refund application stops the shipment."""
    rows = [{"orderId": "285001234567890123", "status": 0}]
    platform.replies[AUDITS] = {"queryResult": {"success": True, "totalCount": 1, "result": rows}}

    with pytest.raises(RequestRefusedError, match="asked to cancel"):
        arrange(shop)


@pytest.mark.parametrize(
    "reply",
    [
        {"error_response": {"code": "65"}},
        {"sopjosshipment_result": {"success": "false", "errorCode": "999999"}},
        Response(200, content=b""),
        Response(502, content=b"<html>"),
    ],
)
def test_a_lost_answer_is_looked_up(shop, platform, reply):
    """After a doubt the order is read, and nothing is sent twice."""
    platform.replies[SHIP] = reply

    assert OrderStatus.SHIPPING is arrange(shop).status
    assert 1 == len(platform.calls(SHIP))


def test_a_doubt_that_stays(shop, platform):
    """If the order has not moved, nobody knows, and the error says so."""
    platform.replies[SHIP] = {"error_response": {"code": "67"}}
    platform.replies[GET] = detail(TO_SHIP)

    with pytest.raises(OutcomeUnknownError, match="still in state WAIT_SELLER_STOCK_OUT"):
        arrange(shop)
    assert 1 == len(platform.calls(SHIP))


def test_a_refusal_is_told(shop, platform):
    """A refusal of the business level comes with its code and words."""
    result = {"success": False, "errorCode": "10100021", "chineseErrCode": "订单状态不正确"}
    platform.replies[SHIP] = {"sopjosshipment_result": result}
    platform.replies[GET] = detail(TO_SHIP)

    with pytest.raises(RequestRefusedError, match="订单状态不正确"):
        arrange(shop)


def test_an_earlier_try_that_came_late(shop, platform):
    """A refusal for an order that has left under these very numbers is none."""
    platform.replies[SHIP] = {"sopjosshipment_result": {"success": False, "errorCode": "10100021"}}

    assert OrderStatus.SHIPPING is arrange(shop).status


def test_a_refusal_for_an_order_that_left_otherwise(shop, platform):
    """A refusal stands where the order has left under another number."""
    platform.replies[SHIP] = {"sopjosshipment_result": {"success": False, "errorCode": "10100021"}}
    platform.replies[GET] = [detail(TO_SHIP), detail(SHIPPED, "SF2")]

    with pytest.raises(RequestRefusedError, match="10100021"):
        arrange(shop)


@pytest.mark.parametrize("reply", [{}, {"sopjosshipment_result": {"success": "?"}}])
def test_an_answer_that_says_nothing_is_a_doubt(shop, platform, reply):
    """Only what says that it succeeded is taken for done; the order is looked at."""
    platform.replies[SHIP] = reply
    platform.replies[GET] = [detail(TO_SHIP), detail("TRADE_CANCELED")]

    with pytest.raises(OutcomeUnknownError, match="still in state TRADE_CANCELED"):
        arrange(shop)


def test_a_code_of_the_business_level_at_the_root(shop, platform):
    """A business code means the same where the gateway's stand."""
    platform.replies[GET] = {"error_response": {"code": "10500001", "errorMessage": "x"}}

    with pytest.raises(CredentialsRefusedError, match="another merchant's"):
        arrange(shop)


def test_abroad_there_are_two_steps(connect, platform):
    """JD Worldwide: out of the warehouse, then the domestic leg, each with its trade number."""
    platform.replies[OUT] = platform.replies[DELIVER] = {"success": True}

    arrange(connect(marketplace="worldwide"))

    assert [{"order_id": 285001234567890123, "trade_no": "285001234567890123-out"}] == (
        platform.calls(OUT)
    )
    assert [
        {
            "order_id": 285001234567890123,
            "logistics_id": "467",
            "waybill": "SF1",
            "trade_no": "285001234567890123-delivery",
        }
    ] == platform.calls(DELIVER)
    assert [] == platform.calls(SHIP)


def test_abroad_the_first_step_may_be_done(connect, platform):
    """An order that waits for its domestic leg is not taken out again."""
    platform.replies[GET] = [detail("WAIT_SELLER_DELIVERY"), detail(SHIPPED, "SF1")]
    platform.replies[DELIVER] = {}

    arrange(connect(marketplace="worldwide"))

    assert [] == platform.calls(OUT)


def test_abroad_a_trade_number_that_was_used(connect, platform):
    """A step that the platform knows already counts as taken."""
    platform.replies[OUT] = platform.replies[DELIVER] = {"error_response": {"code": "17"}}

    assert OrderStatus.SHIPPING is arrange(connect(marketplace="worldwide")).status


def test_abroad_a_lost_answer_is_looked_up(connect, platform):
    """After a doubt at the first step the order is read, and the second step follows."""
    platform.replies[OUT] = {"error_response": {"code": "65"}}
    platform.replies[DELIVER] = {}
    platform.replies[GET] = [
        detail(TO_SHIP),
        detail("WAIT_SELLER_DELIVERY"),
        detail(SHIPPED, "SF1"),
    ]

    arrange(connect(marketplace="worldwide"))

    assert (1, 1) == (len(platform.calls(OUT)), len(platform.calls(DELIVER)))


def test_abroad_a_refusal_stops_it(connect, platform):
    """A refused first step is told, and the second is not taken."""
    platform.replies[OUT] = {"error_response": {"code": "24"}}

    with pytest.raises(CredentialsRefusedError):
        arrange(connect(marketplace="worldwide"))
    assert [] == platform.calls(DELIVER)


def test_carriers_by_name():
    """Known carriers are shown by name, others by id."""
    assert "SF, 4700" == carrier_names("467|4700")
    assert "" == carrier_names("")


@given(
    st.dictionaries(
        st.integers(1, 9999).map(str),
        st.lists(st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True), min_size=1, max_size=3),
        min_size=1,
        max_size=3,
    )
)
def test_parcels_read_back(carriers):
    """Parcels written as a waybill are read as the same parcels."""
    parcels = tuple(Parcels(carrier, tuple(numbers)) for carrier, numbers in carriers.items())
    ids, numbers = encode_carriers(parcels).split("|"), encode_numbers(parcels).split("|")
    waybill = "|".join(f"{one}:{many}" for one, many in zip(ids, numbers, strict=True))

    assert parcels == parse_parcels(waybill, "", "1")
