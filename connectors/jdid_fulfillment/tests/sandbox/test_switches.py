"""Readings that only a switch plays, and that each switch is played."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crossdock_jdid_fulfillment.sandbox.dialect import SWITCHES
from crossdock_jos.sandbox.dialect import OAUTH, ROUTER

Open = Callable[..., Any]


def test_any_price_by_switch(open_house: Open) -> None:
    """Prices may need no two decimals."""
    merchant = open_house(switches={"price_decimals": "any"})

    assert "10009" == merchant.status(merchant.outbound(price="10"))


def test_a_library_of_addresses_by_switch(open_house: Open) -> None:
    """A province that JD does not know may be refused by the name of its field."""
    merchant = open_house(switches={"address_library": "checked"})

    refused = merchant.refusal("order.addOrder", **merchant.order(addressProvince="Atlantis"))

    assert "addressProvince [Atlantis] does not exist" == refused
    assert merchant.outbound(addressProvince="Bali")


def test_damaged_pieces_in_a_row_by_switch(open_house: Open) -> None:
    """What came in damaged may be a row of its own, with the condition it was found in."""
    merchant = open_house(switches={"damaged_receipts": "row", "receiving": "damaged"})
    number = merchant.inbound()
    merchant.advance(481)

    [inbound] = merchant.call("po.queryPoOrder", poOrderNo=number)

    assert [("9", "1", 0), ("1", "2", 0)] == [
        (row["realInstoreQty"], row["realGoodsStatus"], row["damagedQty"])
        for row in inbound["poItemModelList"]
    ]


def test_stock_as_columns_by_switch(open_house: Open) -> None:
    """Stock may be one row whose members are columns."""
    merchant = open_house(switches={"rows": "columns"})
    goods = merchant.fresh(stock=7)

    [row] = merchant.call(
        "stock.queryStock",
        deptNo=merchant.department,
        warehouseNo=merchant.warehouse,
        goodsNo=goods,
    )

    assert ([goods], [7]) == (row["goodsNo"], row["usableNum"])


def test_fewer_keys_by_switch(open_house: Open) -> None:
    """The most keys of a look-up of goods can be fewer."""
    merchant = open_house(switches={"key_cap": "2"})
    fields = {"deptNo": merchant.department, "queryType": "1", "isvGoodsNos": "a,b,c"}

    assert "at most 2" in merchant.refusal("goods.queryGoodsInfo", **fields)


def test_smaller_stock_pages_by_switch(open_house: Open) -> None:
    """A stock page can be smaller where no size is given."""
    merchant = open_house(switches={"stock_page": "7"})
    rows = merchant.call(
        "stock.queryStock", deptNo=merchant.department, warehouseNo=merchant.warehouse
    )

    assert 7 == len(rows)


def test_smaller_lists_by_switch(open_house: Open) -> None:
    """The cap of the order lists is not documented and can be played."""
    merchant = open_house(switches={"list_page": "5"})
    refused = merchant.refusal(
        "order.queryOrderListByStatus",
        deptNo=merchant.department,
        soStatus="10034",
        startDate="2026-01-01 00:00:00",
        endDate="2026-01-02 00:00:00",
        pageNo="1",
        pageSize="6",
    )

    assert "pageSize is not valid: 1..5" == refused


def test_asynchronous_orders_at_once_by_switch(open_house: Open) -> None:
    """An asynchronous outbound may land without any wait."""
    merchant = open_house(switches={"asyn_seconds": "0"})
    merchant.call("order.asynAddOrder", **merchant.order(isvUUID="OB-77"))

    assert 1 == len(merchant.call("order.ext.queryOrder", isvUUID="OB-77"))


def test_cancels_decided_sooner_by_switch(open_house: Open) -> None:
    """How long a pending cancel takes is a number of minutes."""
    merchant = open_house(switches={"cancel": "pending", "cancel_minutes": "1"})
    number = merchant.outbound()
    merchant.cancel(number)
    merchant.advance(1)

    assert "10028" == merchant.status(number)


@pytest.mark.parametrize(
    ("switch", "pace"),
    [
        ({"inbound_pace": "20=1,part=2,70=3"}, 3),
        ({"inbound_pace": "20=0,part=0,70=0"}, 0),
    ],
)
def test_another_pace_of_inbounds(open_house: Open, switch: dict[str, str], pace: int) -> None:
    """Inbounds have a pace of their own, which may be no time at all."""
    merchant = open_house(switches=switch)
    number = merchant.inbound()
    merchant.advance(pace)

    assert "70" == merchant.inbound_row(number)["poOrderStatus"]


def test_another_pace_of_returns(open_house: Open) -> None:
    """Returns of both directions have paces of their own."""
    merchant = open_house(
        switches={"return_pace": "100=1,200=2", "supplier_return_pace": "100=1,150=2,200=3"}
    )
    goods = merchant.fresh(50)
    outbound = merchant.outbound(goodsNo=goods)
    merchant.event(outbound, "status", status=10034)
    merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1")
    supplied = merchant.call(
        "rts.isvRtsTransfer",
        isvRtsNum="RS-1",
        deptNo=merchant.department,
        warehouseNo=merchant.warehouse,
        deliveryMode="1",
        deptGoodsNo=goods,
        quantity="5",
    )["eclpRtsNo"]
    merchant.advance(3)

    assert ("200", "200", (45, 45)) == (
        merchant.call("rtw.queryRtw", eclpSoNo=outbound)[0]["status"],
        merchant.call("rts.isvRtsQuery", eclpRtsNo=supplied)[0]["rtsOrderStatus"],
        merchant.numbers(goods),
    )


def test_held_inbounds_by_switch(open_house: Open) -> None:
    """Inbounds may wait for somebody to say what came."""
    merchant = open_house(switches={"receiving": "held"})
    number = merchant.inbound()
    merchant.advance(7 * 24 * 60)

    assert "20" == merchant.inbound_row(number)["poOrderStatus"]


def test_quick_authorisation_is_advisory(open_house: Open) -> None:
    """Beyond a thousand orders a day nothing is refused; the summary says what is meant."""
    merchant = open_house(switches={"authorisation": "quick"})
    merchant.control("/orders", {"count": 1000})
    summary = merchant.control("", method="GET")

    assert ("quick", True, "10009") == (
        merchant.settings["authorisation"],
        "fewer than 1000" in summary["advice"],
        merchant.status(merchant.outbound()),
    )


def test_every_switch_is_tested() -> None:
    """Each switch of this platform's own is flipped by at least one test of this folder."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    shared = {switch.name for switch in (*ROUTER, *OAUTH)}
    untested = [
        switch.name
        for switch in SWITCHES
        if switch.name not in shared and f'"{switch.name}": ' not in tests
    ]

    assert [] == untested
