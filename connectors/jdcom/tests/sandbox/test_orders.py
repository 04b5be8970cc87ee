"""Reading orders (sheet 4.5 and 4.6)."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Open = Callable[..., Any]
SEARCH = "jingdong.pop.order.search"
SEARCHED = {
    "WAIT_SELLER_STOCK_OUT",
    "WAIT_GOODS_RECEIVE_CONFIRM",
    "WAIT_SELLER_DELIVERY",
    "PAUSE",
    "POP_ORDER_PAUSE",
    "FINISHED_L",
    "TRADE_CANCELED",
    "LOCKED",
    "WAIT_SEND_CODE",
    "DELIVERY_RETURN",
    "UN_KNOWN",
    "SEND_TO_DISTRIBUTION_CENER",
    "DISTRIBUTION_CENTER_RECEIVED",
    "RECEIPTS_CONFIRM",
}


def ids(result: Any) -> list[int]:
    """Return the ids of a page."""
    return [int(row["orderId"]) for row in result["orderInfoList"]]


def everything(merchant: Any, **fields: Any) -> list[Any]:
    """Page through a search."""
    rows: list[Any] = []
    page = 1
    while found := merchant.search(page=str(page), page_size="20", **fields)["orderInfoList"]:
        rows += found
        page += 1
    return rows


def test_a_fresh_shop_has_been_in_use(merchant: Any) -> None:
    """Over a hundred orders of every state lie in four weeks, several of them to be shipped."""
    rows = everything(
        merchant, order_state="ALL", start_date=merchant.wall(timedelta(days=28)), dateType=1
    )
    states = [row["orderState"] for row in rows]

    assert (SEARCHED, True, 22, 5) == (
        set(states),
        len(rows) > 100,
        states.count("WAIT_SELLER_STOCK_OUT"),
        states.count("LOCKED"),
    )


def test_orders_are_text(merchant: Any) -> None:
    """Ids, quantities and prices of orders are text, prices with two decimals."""
    row = merchant.search()["orderInfoList"][0]
    line = row["itemInfoList"][0]

    assert ({str}, ".", True) == (
        {type(value) for value in (row["orderId"], *line.values())},
        row["orderPayment"][-3],
        line["itemTotal"].isdigit(),
    )


def test_only_the_fields_asked_for(merchant: Any) -> None:
    """Fields not asked for are absent; the id is always there."""
    row = merchant.search(optional_fields="modified,nothing")["orderInfoList"][0]

    assert {"orderId", "modified"} == set(row)


def test_fields_are_needed(open_shop: Open) -> None:
    """Without optional_fields a search is refused, and by switch with unknown ones."""
    fields = {"order_state": "WAIT_SELLER_STOCK_OUT", "page": "1", "page_size": "1"}
    strict = open_shop(switches={"unknown_fields": "refuse"})

    assert ("68", "68", "0") == (
        strict.code(SEARCH, fields),
        strict.code(SEARCH, fields | {"optional_fields": "orderId,nothing"}),
        strict.code(SEARCH, fields | {"optional_fields": "orderId"}),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"page": None}, "60"),
        ({"page_size": None}, "60"),
        ({"page": "0"}, "61"),
        ({"page_size": "101"}, "61"),
        ({"order_state": None}, "60"),
        ({"start_date": None}, "60"),
        ({"start_date": None, "end_date": None}, "0"),
        ({"start_date": None, "end_date": None, "order_state": "FINISHED_L"}, "60"),
        ({"start_date": "2026/01/01"}, "61"),
        ({"start_date": "2000-01-01 00:00:00"}, "61"),
        ({"end_date": "2000-01-01 00:00:00"}, "61"),
        ({"page": 1, "page_size": 100}, "0"),
    ],
)
def test_rules_of_a_search(merchant: Any, change: dict[str, Any], code: str) -> None:
    """Page, size, state and a window of a month at most are needed; to ship, no window is."""
    answer = merchant.search(**change)

    assert code == answer.get("error_response", {"code": "0"})["code"]


def test_numbers_are_no_states(merchant: Any) -> None:
    """A state that is none is the method's own refusal."""
    result = merchant.search(order_state="1,FINISHED_L")

    assert (False, 10100021, 0, False) == (
        result["apiResult"]["success"],
        result["apiResult"]["numberCode"],
        result["orderTotal"],
        "orderInfoList" in result,
    )


def test_other_caps(open_shop: Open) -> None:
    """Page size, pages and window are switches."""
    merchant = open_shop(switches={"order_page": "50", "order_pages": "1", "order_window": "1"})
    day = {"start_date": merchant.wall(timedelta(hours=20)), "page_size": "50"}

    assert ("0", "61", "61", "61") == tuple(
        merchant.search(**fields).get("error_response", {"code": "0"})["code"]
        for fields in (day, day | {"page_size": "51"}, day | {"page": "2"}, {"page_size": "50"})
    )


def test_sorted_by_modification_or_creation(merchant: Any) -> None:
    """Ascending by modification unless asked otherwise; dateType 1 is creation."""
    fields = "modified,orderStartTime"
    modified = [row["modified"] for row in everything(merchant, order_state="ALL",
                                                      optional_fields=fields)]  # fmt: skip
    created = [
        row["orderStartTime"]
        for row in everything(merchant, order_state="ALL", optional_fields=fields, dateType=1,
                              sortType=1)
    ]  # fmt: skip

    assert (sorted(modified), sorted(created, reverse=True)) == (modified, created)


def test_window_has_both_ends(merchant: Any) -> None:
    """An order modified in the last second of a window belongs to it."""
    order = merchant.buy()
    second = merchant.order(order["order_id"])["orderInfo"]["modified"]
    result = merchant.search(start_date=second, end_date=second)

    assert True is (order["order_id"] in ids(result))


def test_aliases_of_states(open_shop: Open) -> None:
    """States may be asked for and answered by their pinyin names."""
    merchant = open_shop(switches={"state_names": "pinyin"})
    result = merchant.search(order_state="DengDaiChuKu,WanCheng")

    assert {"DengDaiChuKu", "WanCheng"} == {row["orderState"] for row in result["orderInfoList"]}


def test_unpaid_orders_have_their_own_method(merchant: Any) -> None:
    """A search knows no unpaid orders; another method does."""
    searched = merchant.search(order_state="NOT_PAY")["orderTotal"]
    method = "jingdong.pop.order.notPayOrderInfo"
    fields = {"startDate": merchant.wall(timedelta(days=2)), "endDate": merchant.wall()}
    found = merchant.call(method, page=1, pageSize=100, **fields)["searchorderinfo_result"]

    assert (0, sorted(merchant.of_state("NOT_PAY"))) == (searched, sorted(ids(found)))


def test_shapes_of_totals_and_booleans(open_shop: Open) -> None:
    """orderTotal and success were seen as text too."""
    result = open_shop(switches={"order_total": "string", "booleans": "text"}).search()

    assert ("22", "true") == (result["orderTotal"], result["apiResult"]["success"])


@pytest.mark.parametrize(("mode", "expected"), [("array", []), ("null", None), ("missing", "-")])
def test_empty_lists(open_shop: Open, mode: str, expected: Any) -> None:
    """An empty list is an array, null, or not there."""
    merchant = open_shop(switches={"empty_list": mode})

    assert expected == merchant.search(page="99").get("orderInfoList", "-")


def test_consignee_is_masked(merchant: Any) -> None:
    """Name, numbers and address are masked; the region is clear."""
    row = merchant.search()["orderInfoList"][0]
    truth = merchant.state()[1][int(row["orderId"])]["consignee"]
    shown = row["consigneeInfo"]

    assert (truth["name"][0] + "**", "****", True, True) == (
        shown["fullname"],
        shown["mobile"][3:7],
        shown["fullAddress"] != truth["address"],
        truth["address"].startswith(shown["province"]),
    )


def test_consignee_in_clear(open_shop: Open) -> None:
    """By switch the consignee is told."""
    merchant = open_shop(switches={"consignee": "clear"})
    row = merchant.search()["orderInfoList"][0]

    assert (
        merchant.state()[1][int(row["orderId"])]["consignee"]["name"]
        == row["consigneeInfo"]["fullname"]
    )


def test_encrypted_twins(open_shop: Open) -> None:
    """The en-methods, or a switch, give ciphertexts that begin with header and key id."""
    by_switch = open_shop(switches={"consignee": "encrypted"}).search()
    merchant = open_shop()
    by_method = merchant.search(method="jingdong.pop.order.enSearch")
    detail = merchant.order(int(by_method["orderInfoList"][0]["orderId"]), method="enGet")
    keys = merchant.call(
        "jingdong.jos.master.key.get", sdk_ver=1, ts=1, tid="t", sig="s"
    )["response"]["service_key_list"][0]["keys"]  # fmt: skip
    texts = [
        by_switch["orderInfoList"][0]["consigneeInfo"]["mobile"],
        by_method["orderInfoList"][0]["consigneeInfo"]["mobile"],
        detail["orderInfo"]["consigneeInfo"]["mobile"],
    ]
    heads = {base64.b64decode(text)[:18] for text in texts}

    assert {b"\x00\x04" + base64.b64decode(keys[0]["id"])} == heads


def test_voucher(merchant: Any) -> None:
    """The voucher is base64 of JSON with a signature and a key."""
    data = merchant.call("jingdong.jos.voucher.info.get")["response"]["data"]

    assert True is (b'"sig"' in base64.b64decode(data["voucher"]))


@pytest.mark.parametrize("state", ["LOCKED", "TRADE_CANCELED"])
def test_hidden_consignee(open_shop: Open, state: str) -> None:
    """Locked and cancelled orders do not tell the consignee, or by switch blanks."""
    missing = open_shop().search(order_state=state)["orderInfoList"]
    merchant = open_shop(switches={"hidden_consignee": "blank", "consignee": "clear"})
    blank = merchant.search(order_state=state)["orderInfoList"]

    assert ({False}, {""}) == (
        {"consigneeInfo" in row for row in missing},
        {value for row in blank for value in row["consigneeInfo"].values()},
    )


def test_money_of_an_order(merchant: Any) -> None:
    """Payment is what is owed less balance; goods, discounts and freight make it up."""
    fields = (
        "orderTotalPrice,sellerDiscount,freightPrice,orderPayment,balanceUsed,actualPay,"
        "itemInfoList,couponDetailList,taxFee"
    )
    wrong = []
    for row in merchant.search(optional_fields=fields, order_state="ALL")["orderInfoList"]:
        cents = {
            name: round(float(value) * 100)
            for name, value in row.items()
            if name not in ("itemInfoList", "couponDetailList", "orderId")
        }
        goods = sum(
            round(float(line["jdPrice"]) * 100) * int(line["itemTotal"])
            for line in row["itemInfoList"]
        )
        owed = goods - cents["sellerDiscount"] + cents["freightPrice"] + cents["taxFee"]
        if (goods, owed) != (
            cents["orderTotalPrice"],
            cents["orderPayment"] + cents["balanceUsed"],
        ):
            wrong.append(row)

    assert [] == wrong


def test_actual_pay_may_lag(open_shop: Open) -> None:
    """The newer amount may not be there yet."""
    merchant = open_shop(switches={"actual_pay": "off"})
    row = merchant.search(optional_fields="actualPay,shouldPay")["orderInfoList"][0]

    assert {"orderId", "shouldPay"} == set(row)


def test_lines_with_gaps(open_shop: Open) -> None:
    """In extreme cases a line lacks the merchant's code and the ware, never the SKU."""
    merchant = open_shop(switches={"line_gaps": "1"})
    line = merchant.search()["orderInfoList"][0]["itemInfoList"][0]

    assert (False, False, True) == ("outerSkuId" in line, "wareId" in line, "skuId" in line)


def test_sentinel_times(merchant: Any) -> None:
    """Times that are not set are one of two sentinels."""
    row = merchant.search(optional_fields="orderEndTime,outBoundDate")["orderInfoList"][0]

    assert ("0001-01-01 00:00:00", "1970-01-01 00:00:00") == (
        row["orderEndTime"],
        row["outBoundDate"],
    )


def test_detail(merchant: Any) -> None:
    """An order is read alone, with number or text as its id; others are not this merchant's."""
    order = merchant.of_state("WAIT_SELLER_STOCK_OUT")[0]
    other = merchant.order(5)["apiResult"]
    unpaid = merchant.order(merchant.of_state("NOT_PAY")[0])["apiResult"]

    assert (str(order), str(order), 10500001, 10500001) == (
        merchant.order(order)["orderInfo"]["orderId"],
        merchant.order(str(order))["orderInfo"]["orderId"],
        other["numberCode"],
        unpaid["numberCode"],
    )


def test_detail_of_another_state(merchant: Any) -> None:
    """With order_state an order in another state is refused."""
    order = merchant.of_state("WAIT_SELLER_STOCK_OUT")[0]
    answer = merchant.call("jingdong.pop.order.get", order_id=order, optional_fields="orderId",
                           order_state="FINISHED_L")  # fmt: skip

    assert 10100021 == answer["orderDetailInfo"]["apiResult"]["numberCode"]


def test_buyers(merchant: Any) -> None:
    """Orders are searched by buyer, by any of three ids."""
    row = merchant.search(optional_fields="pin,open_id_buyer,xid_buyer")["orderInfoList"][0]
    found = [
        {one["pin"] for one in merchant.search(optional_fields="pin", **{name: row[key]})[
            "orderInfoList"]}
        for name, key in (("realPin", "pin"), ("open_id_buyer", "open_id_buyer"),
                          ("xid_buyer", "xid_buyer"))
    ]  # fmt: skip

    assert [{row["pin"]}] * 3 == found


def test_remark_moves_an_order(merchant: Any) -> None:
    """A remark is kept and counts as a modification."""
    order = int(merchant.search()["orderInfoList"][0]["orderId"])
    merchant.control("/clock", {"advance": 5})
    merchant.call("jingdong.pop.order.modifyVenderRemark", order_id=order, flag=5, remark="急")

    assert (order, "急") == (
        ids(merchant.search())[-1],
        merchant.order(order, "venderRemark")["orderInfo"]["venderRemark"],
    )


def test_a_window_that_drifts(open_shop: Open) -> None:
    """By switch an order is modified after every so many pages: rows come twice or never."""
    merchant = open_shop(switches={"drift": "1"})
    rows = everything(merchant, order_state="ALL")
    found = [row["orderId"] for row in rows]
    steady = {order for order in open_shop().state()[1]}  # noqa: C416  ids of the same seed

    assert True is (len(set(found)) < len(steady))


def test_worldwide_orders(open_shop: Open) -> None:
    """A shop of JD Worldwide has customs and tax on its orders."""
    fields = "customs,customsModel,taxFee"
    abroad = open_shop(switches={"site": "jd.hk"}).search(optional_fields=fields)
    home = open_shop().search(optional_fields=fields)

    assert (True, "0.00") == (
        abroad["orderInfoList"][0]["customsModel"] in "123"
        and abroad["orderInfoList"][0]["taxFee"] > "0.00",
        home["orderInfoList"][0]["taxFee"],
    )


def test_closed_shop(open_shop: Open) -> None:
    """The order methods of a shop that is not open say so."""
    result = open_shop(switches={"shop_open": "off"}).search()

    assert (False, 11100006) == (
        result["apiResult"]["success"],
        result["apiResult"]["numberCode"],
    )


def test_transient_verdict(open_shop: Open) -> None:
    """A fault of level business is told in apiResult."""
    merchant = open_shop(faults=("* *order.*: api-error(code=999999,level=business)x2",))
    searched, read = merchant.search(), merchant.order(1)

    assert (999999, 999999) == (
        searched["apiResult"]["numberCode"],
        read["apiResult"]["numberCode"],
    )
