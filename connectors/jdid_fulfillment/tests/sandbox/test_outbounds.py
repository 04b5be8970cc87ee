"""Outbounds as they are asked for, found again and told (sheet B7)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Open = Callable[..., Any]
CASH = "1" + "0" * 49


def refusal(merchant: Any, **changes: Any) -> str:
    """Return why an outbound is refused."""
    text: str = merchant.refusal("order.addOrder", **merchant.order(**changes))
    return text


def test_a_new_outbound(merchant: Any) -> None:
    """The answer is an ESL, under which everything is told back."""
    goods = merchant.plenty()
    number = merchant.outbound(isvUUID="OB-77", goodsNo=goods["listing_id"], thirdWayBill="RESI1")
    row = merchant.query(number)

    assert (True, "OB-77", merchant.settings["pin"], "RESI1", "", goods["listing_id"], 2) == (
        bool(re.fullmatch(r"ESL\d+", number)),
        row["isvUUID"],
        row["pinAccount"],
        row["tpWayBill"],
        row["wayBill"],
        row["orderDetailList"][0]["goodsNo"],
        row["orderDetailList"][0]["quantity"],
    )


@pytest.mark.parametrize(
    "missing",
    [
        "isvUUID",
        "isvSource",
        "shopNo",
        "departmentNo",
        "warehouseNo",
        "salePlatformSource",
        "consigneeName",
        "consigneeAddress",
        "orderMark",
        "quantity",
    ],
)
def test_required_fields(merchant: Any, missing: str) -> None:
    """Ten fields are required of an outbound to a consumer."""
    assert f"{missing} must not be empty" == refusal(merchant, **{missing: None})


def test_the_other_methods_names_do_not_fit(merchant: Any) -> None:
    """A deptNo or whNo, as inbounds have them, is not read here."""
    assert ("departmentNo must not be empty", "warehouseNo must not be empty") == (
        refusal(merchant, departmentNo=None, deptNo=merchant.department),
        refusal(merchant, warehouseNo=None, whNo=merchant.warehouse),
    )


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("isvUUID", 125),
        ("consigneeName", 20),
        ("consigneeAddress", 100),
        ("consigneeMobile", 30),
        ("consigneePhone", 30),
        ("addressProvince", 100),
        ("addressTown", 100),
        ("thirdWayBill", 200),
        ("sellerRemark", 500),
        ("salesPlatformOrderNo", 200),
    ],
)
def test_lengths(merchant: Any, name: str, most: int) -> None:
    """Each text has a longest length, which is allowed, and one more is not."""
    merchant.outbound(**{name: "a" * most})

    assert f"{name} is longer than {most}" == refusal(merchant, **{name: "a" * (most + 1)})


def test_the_sellers_note_is_cut(merchant: Any) -> None:
    """One text is cut where the others are refused."""
    row = merchant.query(merchant.outbound(sellerNote="a" * 300))

    assert "a" * 200 == row["sellerNote"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"consigneeMobile": None}, "consigneeMobile/consigneePhone"),
        ({"salePlatformSource": "1"}, "salesPlatformOrderNo"),
        ({"salePlatformSource": "Tokopedia"}, "salePlatformSource"),
        ({"orderMark": "0" * 49}, "orderMark"),
        ({"orderMark": "0" * 51}, "orderMark"),
        ({"orderMark": CASH}, "receivable"),
        ({"receivable": "10.00"}, "receivable"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": "1,2"}, "differ in length"),
        ({"price": "10"}, "price"),
        ({"price": "10.5"}, "price"),
        ({"soType": "3"}, "soType"),
        ({"isvSource": "ISV1"}, "isvSource"),
        ({"shipperNo": "CYS0000099"}, "承运商"),
        ({"shipperNo": "CYS0000014"}, "承运商"),
        ({"shopNo": "ESP1"}, "店铺"),
        ({"goodsNo": "EMG1"}, "商品"),
        ({"warehouseNo": "110008422"}, "not enabled"),
        ({"warehouseNo": "110008423"}, "not enabled"),
        ({"warehouseNo": "1100084310"}, "does not exist"),
        ({"departmentNo": "EBU1"}, "does not exist"),
    ],
)
def test_refused_values(merchant: Any, changes: dict[str, Any], why: str) -> None:
    """What does not fit is refused with its name."""
    assert why in refusal(merchant, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"consigneeMobile": None, "consigneePhone": "021"},
        {"orderMark": CASH, "receivable": "150000"},
        {"receivable": "0"},
        {"salePlatformSource": "1", "salesPlatformOrderNo": "JD1"},
        {"soType": "2", "shopNo": None},
        {"price": "10.50"},
        {"quantity": 2},
        {"shipperNo": ""},
        {"isvSource": "ISV0000000000005"},
        {"consigneeName": "日" * 20},
    ],
)
def test_accepted_values(merchant: Any, changes: dict[str, Any]) -> None:
    """What fits is accepted."""
    assert "10009" == merchant.status(merchant.outbound(**changes))


def test_cash_needs_a_carrier_that_takes_it(merchant: Any) -> None:
    """A carrier without cash on delivery refuses such an outbound."""
    why = refusal(merchant, orderMark=CASH, receivable="1", shipperNo="CYS0000011")

    assert "takes no cash" in why


def test_a_foreign_department(merchant: Any) -> None:
    """A department of another account is refused."""
    own = {row["deptNo"] for row in merchant.call("master.queryDept")["querydept_result"]}
    departments = {one["department"] for one in merchant.state()["listings"]}

    assert "does not belong to the pin" in refusal(
        merchant, departmentNo=(departments - own).pop()
    )


def test_only_the_source_handed_out_by_switch(open_house: Open) -> None:
    """The source number may have to be the one that was handed out."""
    merchant = open_house(switches={"isv_source": "own"})

    assert "does not exist" in refusal(merchant, isvSource="ISV0000000000005")


def test_the_warehouse_is_chosen_by_switch(open_house: Open) -> None:
    """A department with order sourcing leaves the warehouse to JD."""
    merchant = open_house(switches={"order_sourcing": "on"})
    number = merchant.outbound(warehouseNo=None)

    assert merchant.warehouse == merchant.query(number)["warehouseNo"]


def test_lines_are_columns(merchant: Any) -> None:
    """Goods, quantities and prices are columns; each value belongs to its place."""
    first, second = merchant.fresh(), merchant.fresh()
    number = merchant.outbound(
        goodsNo=f"{first},{second}", quantity="1,3", price="10.00,20.50", orderLine="a,b"
    )
    lines = merchant.query(number)["orderDetailList"]

    assert [(first, 1, "10.00", "a"), (second, 3, "20.50", "b")] == [
        (line["goodsNo"], line["quantity"], line["price"], line["orderLine"]) for line in lines
    ]


def test_a_comma_shifts_the_columns(merchant: Any) -> None:
    """A SKU with a comma in it makes one line too many."""
    merchant.fresh(sku="A,B")

    assert "differ in length: isvGoodsNo 2, quantity 1" in refusal(merchant, isvGoodsNo="A,B")


def test_an_empty_value_between_commas(merchant: Any) -> None:
    """A column with a trailing comma is refused."""
    goods = merchant.fresh()

    assert "between commas" in refusal(merchant, goodsNo=f"{goods},", quantity="1,1")


def test_longer_skus_than_orders_take(merchant: Any) -> None:
    """A SKU may have 60 characters when it is created and 50 in an order."""
    for length in (50, 60):
        merchant.call(
            "goods.transportGoodsInfo",
            deptNo=merchant.department,
            isvGoodsNo="x" * length,
            barcodes="1",
            thirdCategoryNo="4159",
            goodsName="Barang",
            safeDays=0,
        )
    merchant.outbound(isvGoodsNo="x" * 50)

    assert "isvGoodsNo is longer than 50" == refusal(merchant, isvGoodsNo="x" * 60)


def test_our_skus_may_name_the_goods(merchant: Any) -> None:
    """Our SKU is as good as JD's number; where both are given, JD's wins."""
    first, second = merchant.fresh(sku="KOPI-1"), merchant.fresh(sku="KOPI-2")
    ours = merchant.query(merchant.outbound(isvGoodsNo="KOPI-1"))
    both = merchant.query(merchant.outbound(isvGoodsNo="KOPI-1", goodsNo=second))

    assert ((first, ["KOPI-1"]), second) == (
        (ours["orderDetailList"][0]["goodsNo"], ours["orderDetailList"][0]["isvGoodsNo"]),
        both["orderDetailList"][0]["goodsNo"],
    )


# Once and no more


def test_the_same_number_twice(merchant: Any) -> None:
    """An isvUUID is used up, even by an outbound that was cancelled."""
    fields = merchant.order(isvUUID="OB-77")
    number = merchant.call("order.addOrder", **fields)["eclpSoNo"]
    merchant.cancel(number)

    assert "isvUUID [OB-77] already exists" == merchant.refusal("order.addOrder", **fields)


def test_the_same_number_twice_by_switch(open_house: Open) -> None:
    """Or the earlier outbound is told again, and nothing more is promised."""
    merchant = open_house(switches={"duplicate": "earlier"})
    goods = merchant.fresh(50)
    fields = merchant.order(isvUUID="OB-77", goodsNo=goods)
    numbers = {merchant.call("order.addOrder", **fields)["eclpSoNo"] for _ in range(3)}

    assert (1, (50, 48)) == (len(numbers), merchant.numbers(goods))


def test_found_by_our_own_number(merchant: Any) -> None:
    """After a time-out the outbound is found by its isvUUID, or by the shop's number."""
    first = merchant.outbound(isvUUID="OB-77", salesPlatformOrderNo="TP-1")
    second = merchant.outbound(isvUUID="OB-78")
    rows = merchant.call("order.ext.queryOrder", isvUUID="OB-78,OB-77,OB-79")
    by_shop = merchant.call("order.ext.queryOrder", spSoNos="TP-1")

    assert ({(first, "OB-77"), (second, "OB-78")}, [first]) == (
        {(row["eclpSoNo"], row["isvUUID"]) for row in rows},
        [row["eclpSoNo"] for row in by_shop],
    )


def test_a_hundred_numbers(merchant: Any) -> None:
    """A look-up takes a hundred numbers and not more."""
    numbers = ",".join(f"X{number}" for number in range(101))

    assert "at most 100" in merchant.refusal("order.ext.queryOrder", isvUUID=numbers)


def test_not_found_is_an_error(merchant: Any) -> None:
    """A number that is not there is an error, by ESL and by our own."""
    assert ("does not exist", "found nothing") == (
        merchant.refusal("order.queryOrder", eclpSoNo="ESL1")[-14:],
        merchant.refusal("order.ext.queryOrder", isvUUID="OB-77")[-13:],
    )


def test_an_outbound_of_another_account(merchant: Any) -> None:
    """What belongs to another account is refused, to queries and to cancels."""
    own = {row["deptNo"] for row in merchant.call("master.queryDept")["querydept_result"]}
    theirs = next(
        one["order_id"] for one in merchant.state()["orders"] if one["department"] not in own
    )

    assert ("pin", "pin") == (
        merchant.refusal("order.queryOrder", eclpSoNo=theirs)[-3:],
        merchant.refusal("order.cancelOrder", eclpSoNo=theirs)[-3:],
    )


def test_asynchronous_orders_land_later(merchant: Any) -> None:
    """The asynchronous method says only that it was received; the outbound comes later."""
    fields = merchant.order(isvUUID="OB-77", transactionSource="10", countryCode="ID")
    answer = merchant.call("order.asynAddOrder", **fields)
    before = merchant.send("order.ext.queryOrder", {"isvUUID": "OB-77"})
    merchant.advance(2)
    after = merchant.call("order.ext.queryOrder", isvUUID="OB-77")

    assert (True, True, 1) == (answer["isReceivable"], "error_response" in before, len(after))


def test_overseas_orders_name_their_country(merchant: Any) -> None:
    """Overseas business (10) needs a country code."""
    fields = merchant.order(transactionSource="10")

    assert "countryCode must not be empty" == merchant.refusal("order.asynAddOrder", **fields)


# Lists


def test_numbers_by_status(merchant: Any) -> None:
    """One list tells the numbers of those that came to a status in a window."""
    number = merchant.outbound()
    merchant.advance(2)
    fields = {
        "deptNo": merchant.department,
        "soStatus": "10010",
        "startDate": merchant.wall(timedelta(minutes=2)),
        "endDate": merchant.wall(),
        "pageNo": 1,
        "pageSize": 50,
    }
    result = merchant.call("order.queryOrderListByStatus", **fields)["orderQueryResult"]

    assert ("1", True) == (result["resultCode"], number in result["soNoList"])


def test_outbounds_of_a_shop(merchant: Any) -> None:
    """The other list tells everything of those made in a window."""
    number = merchant.outbound()
    rows = merchant.call(
        "order.queryOrderList",
        deptNo=merchant.department,
        shopNo=merchant.settings["shop"],
        startDate=merchant.wall(),
        endDate=merchant.wall(),
        pageNo=1,
        pageSize=50,
    )["queryordervmi_result"]

    assert [number] == [row["eclpSoNo"] for row in rows]


def test_jds_number_for_ours(merchant: Any) -> None:
    """A method of its own turns our number into JD's; a parameter is really spelt recepitType."""
    number = merchant.outbound(isvUUID="OB-77")
    found = merchant.call(
        "co.getEclpNoByOutNo", deptNo=merchant.department, outNo="OB-77", recepitType="0"
    )

    assert number == found["eclpNo"]
