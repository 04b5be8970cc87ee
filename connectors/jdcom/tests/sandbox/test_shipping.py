"""Shipping, cancelling and refunds (sheet 4.7, 4.8 and 5)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
REPLY = "jingdong.pop.afs.soa.refundapply.replyRefund"
TO_SHIP = "WAIT_SELLER_STOCK_OUT"


def reply(merchant: Any, audit: int, status: int, **more: Any) -> Any:
    """Answer an audit."""
    fields = {"id": audit, "status": status, "checkUserName": "me", "remark": "ok", **more}
    return merchant.call(REPLY, **fields)["replyResult"]


def test_ship(merchant: Any) -> None:
    """An order to be shipped is shipped once."""
    order = merchant.of_state(TO_SHIP)[0]
    first, again = merchant.ship(order), merchant.ship(order)
    row = merchant.order(order, "orderState,waybill,logisticsId,partialLogisticsInfoModel")

    assert (True, "0", "10100021", "WAIT_GOODS_RECEIVE_CONFIRM", "SF1", "467", 13) == (
        first["success"],
        first["errorCode"],
        again["errorCode"],
        row["orderInfo"]["orderState"],
        row["orderInfo"]["waybill"],
        row["orderInfo"]["logisticsId"],
        len(str(row["orderInfo"]["partialLogisticsInfoModel"][0]["shipmentTime"])),
    )


@pytest.mark.parametrize(
    ("carrier", "number", "code", "kept"),
    [
        ("467|465", "SF1,SF2|EM3", "0", "SF1,SF2|EM3"),
        ("1274", "", "0", ""),
        ("1274", "own1", "0", ""),
        ("467", "", "10100032", ""),
        ("467|465", "SF1", "10100032", ""),
        ("467", "A|B", "10100032", ""),
        ("99", "X1", "10100031", ""),
        ("SF", "X1", "10100031", ""),
    ],
)
def test_parcels(merchant: Any, carrier: str, number: str, code: str, kept: str) -> None:
    """Each carrier has its numbers; a delivery of one's own keeps none."""
    order = merchant.of_state(TO_SHIP)[0]

    assert (code, kept) == (
        merchant.ship(order, carrier, number)["errorCode"],
        merchant.state()[1][order]["waybill"],
    )


def test_locked_and_foreign_orders_are_not_shipped(merchant: Any) -> None:
    """A locked order is in the wrong state, an unknown one is not this merchant's."""
    assert ("10100021", "10500001") == (
        merchant.ship(merchant.of_state("LOCKED")[0])["errorCode"],
        merchant.ship(5)["errorCode"],
    )


def test_success_as_text(open_shop: Open) -> None:
    """One client saw the verdict's boolean as text."""
    merchant = open_shop(switches={"booleans": "text"})

    assert "false" == merchant.ship(5)["success"]


def test_carriers(merchant: Any) -> None:
    """The carriers of the sheet can be read."""
    rows = merchant.call("jingdong.fce.alpha.getVenderCarrier")["StandardGenericResponse"]["data"]

    assert {467, 465, 463, 470, 1327, 1499, 2087, 3046, 1274} == {row["id"] for row in rows}


def test_older_way_of_shipping(merchant: Any) -> None:
    """The 360buy method wants a trade number, and a new one each time."""
    one, other = merchant.of_state(TO_SHIP)[:2]
    method = "360buy.order.sop.outstorage"
    fields = {"order_id": one, "logistics_id": "467", "waybill": "SF1", "trade_no": "t1"}

    assert ("16", "0", "17", "0", "71") == (
        merchant.code(method, fields | {"trade_no": ""}),
        merchant.code(method, fields),
        merchant.code(method, fields),
        merchant.code(method, fields | {"order_id": other}),
        merchant.code(method, fields | {"order_id": 5, "trade_no": "x"}),
    )


def test_two_legs_from_abroad(open_shop: Open) -> None:
    """JD Worldwide: out of the warehouse abroad, then the domestic leg."""
    merchant = open_shop(switches={"site": "jd.hk"})
    order = merchant.of_state(TO_SHIP)[0]
    legs = []
    for name, more in (
        ("outstorage", {}),
        ("delivery", {"logistics_id": "467", "waybill": "SF9"}),
    ):
        merchant.call(f"360buy.overseas.order.sop.{name}", order_id=order, trade_no=name, **more)
        legs.append(merchant.state()[1][order]["status"])

    assert ["WAIT_SELLER_DELIVERY", "WAIT_GOODS_RECEIVE_CONFIRM"] == legs


def test_a_wish_to_cancel_locks(merchant: Any) -> None:
    """A buyer's wish locks the order and makes a pending audit in cents."""
    order = merchant.buy()
    merchant.control(f"/orders/{order['order_id']}/request-cancel", {"reason": "拍错"})
    row = merchant.audits(orderId=order["order_id"])["result"][0]
    paid = merchant.order(order["order_id"], "orderPayment,balanceUsed")["orderInfo"]
    owed = sum(round(float(paid[name]) * 100) for name in ("orderPayment", "balanceUsed"))

    assert ("LOCKED", 0, str(order["order_id"]), "拍错", owed) == (
        merchant.state()[1][order["order_id"]]["status"],
        row["status"],
        row["orderId"],
        row["reason"],
        row["applyRefundSum"],
    )


def test_granted(merchant: Any) -> None:
    """A granted wish ends the order, returns its goods, and is refunded by JD's finance."""
    one = merchant.single()
    order = merchant.buy(listing_id=one["listing_id"], quantity=2)["order_id"]
    merchant.control(f"/orders/{order}/request-cancel")
    audit = merchant.audits(orderId=order)["result"][0]["id"]
    answer = reply(merchant, audit, 1)
    first = merchant.audits(ids=str(audit))["result"][0]["status"]
    merchant.control("/clock", {"advance": 3 * 3600})
    listings, orders = merchant.state()

    assert (True, 1, 3, "TRADE_CANCELED", one["stock"]) == (
        answer["success"],
        first,
        merchant.audits(ids=[audit])["result"][0]["status"],
        orders[order]["status"],
        listings[one["listing_id"]]["stock"],
    )


def test_finance_takes_its_time(open_shop: Open) -> None:
    """How long JD's finance takes is a switch."""
    merchant = open_shop(switches={"finance_hours": "100"})
    audit = merchant.audits(status=0)["result"][0]["id"]
    reply(merchant, audit, 1)
    merchant.control("/clock", {"advance": 99 * 3600})

    assert 1 == merchant.audits(ids=audit)["result"][0]["status"]


def test_refused(merchant: Any) -> None:
    """A refused wish, which needs a kind, gives the order back to be shipped."""
    order = merchant.of_state("LOCKED")[0]
    audit = merchant.audits(orderId=order, status=0)["result"][0]["id"]
    fields = {"id": audit, "status": 2, "checkUserName": "me", "remark": "no"}
    without = merchant.code(REPLY, fields)
    reply(merchant, audit, 2, rejectType=1)

    assert ("60", TO_SHIP, 2) == (
        without,
        merchant.state()[1][order]["status"],
        merchant.audits(ids=audit)["result"][0]["status"],
    )


def test_withdrawn(merchant: Any) -> None:
    """A buyer who thinks better of it gives the order back; the audit ends as 11."""
    order = merchant.of_state("LOCKED")[0]
    audit = merchant.audits(orderId=order, status=0)["result"][0]["id"]
    merchant.control(f"/orders/{order}/withdraw-cancel")

    assert (TO_SHIP, 11) == (
        merchant.state()[1][order]["status"],
        merchant.audits(ids=audit)["result"][0]["status"],
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": 7}, "61"),
        ({"status": None}, "60"),
        ({"checkUserName": None}, "60"),
        ({"remark": ""}, "60"),
        ({"remark": "", "status": 9}, "0"),
    ],
)
def test_rules_of_a_reply(merchant: Any, change: dict[str, Any], code: str) -> None:
    """A reply needs a lawful status, who replied, and words unless it is forced."""
    audit = merchant.audits(status=0)["result"][0]["id"]
    fields = {"id": audit, "status": 1, "checkUserName": "me", "remark": "ok", **change}

    assert code == merchant.code(REPLY, fields)


def test_answered_audits_stay(merchant: Any) -> None:
    """An audit that is answered, or unknown, cannot be answered."""
    answered = merchant.audits(status=3)["result"][0]["id"]

    assert (False, False) == (
        reply(merchant, answered, 1)["success"],
        reply(merchant, 5, 1)["success"],
    )


def test_waiting_for_logistics(merchant: Any) -> None:
    """Status 10 leaves the order locked until it is decided."""
    order = merchant.of_state("LOCKED")[0]
    audit = merchant.audits(orderId=order, status=0)["result"][0]["id"]
    reply(merchant, audit, 10)
    between = merchant.state()[1][order]["status"]
    reply(merchant, audit, 6)

    assert ("LOCKED", "TRADE_CANCELED") == (between, merchant.state()[1][order]["status"])


def test_lists_of_audits(merchant: Any) -> None:
    """Audits of several statuses are there from the beginning; the page begins at 1."""
    method = "jingdong.pop.afs.soa.refundapply.queryPageList"
    statuses = {row["status"] for row in merchant.audits()["result"]}

    assert (True, "60", "61", "61") == (
        {0, 2, 3, 11} <= statuses,
        merchant.code(method, {"pageSize": 5}),
        merchant.code(method, {"pageIndex": 101, "pageSize": 5}),
        merchant.code(method, {"pageIndex": 1, "pageSize": 51}),
    )


def test_refunds_after_shipping(merchant: Any) -> None:
    """A returned order has a refund after sale, in yuan, under a misspelt name."""
    order = merchant.of_state("WAIT_GOODS_RECEIVE_CONFIRM")[0]
    merchant.control(f"/orders/{order}/return")
    found = merchant.call("jingdong.asc.serviceAndRefund.view", orderId=order)["pageResult"]

    assert (1, order, 13, True) == (
        found["totalCount"],
        found["data"][0]["sameOrderServiceBill"]["orderId"],
        found["data"][0]["status"],
        "refoundAmount" in found["data"][0],
    )


def test_time_moves_orders(merchant: Any) -> None:
    """A parcel arrives by itself, and an unpaid order ends after a day."""
    shipped = merchant.of_state("WAIT_GOODS_RECEIVE_CONFIRM")[0]
    unpaid = merchant.of_state("NOT_PAY")[0]
    merchant.control("/clock", {"advance": 5 * 86_400})
    orders = merchant.state()[1]

    assert ("FINISHED_L", "TRADE_CANCELED") == (
        orders[shipped]["status"],
        orders[unpaid]["status"],
    )


def test_unpaid_orders_may_stay(open_shop: Open) -> None:
    """By switch unpaid orders do not end."""
    merchant = open_shop(switches={"auto_cancel": "off"})
    unpaid = merchant.of_state("NOT_PAY")[0]
    merchant.control("/clock", {"advance": 5 * 86_400})

    assert "NOT_PAY" == merchant.state()[1][unpaid]["status"]
