"""Wares and SKUs (sheet 4.1, 4.2 and 4.4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Open = Callable[..., Any]


def every(read: Callable[..., Any], size: str = "pageSize", **fields: Any) -> list[Any]:
    """Page to the end."""
    rows: list[Any] = []
    page = 1
    while found := read(pageNo=page, **{size: 50}, **fields)["data"]:
        rows += found
        page += 1
    return rows


def test_every_ware_is_listed_once(merchant: Any) -> None:
    """Paging gives each ware that is not deleted once, and as many as totalItem says."""
    rows = every(merchant.wares)
    ids = {one["ware_id"] for one in merchant.state()[0].values() if one["ware_status"] != -1}

    assert (len(rows), ids) == (merchant.wares()["totalItem"], {row["wareId"] for row in rows})


def test_every_status_occurs(merchant: Any) -> None:
    """Wares of all ten statuses are there, deleted ones only when asked for."""
    listed = {row["wareStatus"] for row in every(merchant.wares)}
    deleted = every(merchant.wares, wareStatusValue="-1")

    assert ({1, 2, 4, 8, 513, 514, 516, 520, 1028}, {-1}) == (
        listed,
        {row["wareStatus"] for row in deleted},
    )


def test_statuses_as_commas_or_array(merchant: Any) -> None:
    """Several statuses are any of them, however the list is written."""
    commas = merchant.wares(wareStatusValue="2,4", pageSize=50)["data"]
    array = merchant.wares(wareStatusValue=[2, 4], pageSize=50)["data"]

    assert (commas, {2, 4}) == (array, {row["wareStatus"] for row in commas})


def test_every_sku_is_listed_once(merchant: Any) -> None:
    """Paging gives each SKU that is on or off once; the size is spelt page_size."""
    rows = every(merchant.skus, "page_size")
    expected = {key for key, one in merchant.state()[0].items() if one["status"] != 4}

    assert (300, expected) == (len(rows), {row["skuId"] for row in rows})


def test_the_other_spelling_is_ignored(merchant: Any) -> None:
    """pageSize means nothing to the SKU list, which then gives twenty."""
    assert 20 == len(merchant.skus(pageSize=3)["data"])


def test_sku_statuses(merchant: Any) -> None:
    """skuStatuValue (sic) chooses among on, off and deleted."""
    found = {
        status: {row["status"] for row in merchant.skus(skuStatuValue=status)["data"]}
        for status in (1, 2, 4)
    }

    assert {1: {1}, 2: {2}, 4: {4}} == found


def test_searches_for_skus(merchant: Any) -> None:
    """SKUs are found by id, ware, merchant code and title; null means nothing."""
    one = merchant.single()
    by_id = merchant.skus(skuId=str(one["listing_id"]), wareId=None)["data"]
    by_code = merchant.skus(outId=one["sku"])["data"]
    by_ware = merchant.skus(wareId=[one["ware_id"]])["data"]
    by_title = merchant.skus(wareTitle=by_id[0]["wareTitle"], page_size=50)["data"]

    assert ([one["listing_id"]], True, True, True) == (
        [row["skuId"] for row in by_id],
        one["listing_id"] in {row["skuId"] for row in by_code},
        {one["ware_id"]} == {row["wareId"] for row in by_ware},
        one["listing_id"] in {row["skuId"] for row in by_title},
    )


def test_codes_of_a_real_shop(merchant: Any) -> None:
    """Some merchant codes are blank, doubled, or nearly those of another."""
    codes = [row["outerId"] for row in every(merchant.skus, "page_size")]
    filled = [code for code in codes if code]
    folded = {code.strip().upper() for code in filled}

    assert (True, True, True, True) == (
        "" in codes,
        len(set(filled)) < len(filled),
        len(folded) < len(set(filled)),
        any(code.endswith(" ") for code in filled),
    )


def test_sale_attributes(merchant: Any) -> None:
    """Variants say what they differ by: index 1 is colour, 2 is size."""
    rows = every(merchant.skus, "page_size")
    indexes = {one["index"] for row in rows for one in row["saleAttrs"]}
    kinds = {type(row["saleAttrs"][0]["attrValueAlias"]) for row in rows if row["saleAttrs"]}

    assert ({1, 2}, {list}) == (indexes, kinds)


def test_fields_are_chosen(merchant: Any) -> None:
    """Only the fields asked for come, beside the basic ones."""
    wares = merchant.wares(field="jdPrice,nothing")["data"]
    skus = merchant.skus(field=["outerId"])["data"]

    assert (
        {"wareId", "title", "wareStatus", "jdPrice"},
        {"wareId", "skuId", "status", "outerId"},
    ) == (set(wares[0]), set(skus[0]))  # fmt: skip


def test_times_are_milliseconds(open_shop: Open) -> None:
    """The official SDK wants epoch milliseconds; by switch it is wall clock."""
    number = open_shop().wares()["data"][0]["modified"]
    text = open_shop(switches={"dates": "text"}).skus()["data"][0]["created"]

    assert (13, 19) == (len(str(number)), len(text))


@pytest.mark.parametrize("field", [{"pageSize": 51}, {"pageSize": 0}, {"pageNo": 0}])
def test_caps_of_a_page(merchant: Any, field: dict[str, int]) -> None:
    """A page has 1 to 50 rows and begins at 1."""
    assert "61" == merchant.code("jingdong.ware.read.searchWare4Valid", field)


def test_cap_can_clamp(open_shop: Open) -> None:
    """By switch a larger page is cut to the cap, which is a switch itself."""
    merchant = open_shop(switches={"over_cap": "clamp", "ware_page": "7"})

    assert (7, 7) == (
        len(merchant.wares(pageSize=100)["data"]),
        len(merchant.skus(page_size=100)["data"]),
    )


def test_pages_of_wares_end(open_shop: Open) -> None:
    """Beyond so many pages there is nothing, although totalItem says otherwise."""
    merchant = open_shop(switches={"ware_pages": "2"})
    pages = [merchant.wares(pageNo=page, pageSize=5) for page in (1, 2, 3)]

    assert ([5, 5, 0], True) == (
        [len(page["data"]) for page in pages],
        pages[2]["totalItem"] > 15,
    )


def test_ranges_and_orders(merchant: Any) -> None:
    """Wares are searched by time, price and stock, and ordered by several fields."""
    begin = merchant.wall(timedelta(days=20))
    recent = merchant.wares(startModifiedTime=begin, pageSize=50, orderField="modified",
                            orderType="asc")["data"]  # fmt: skip
    cheap = merchant.wares(endJdPrice="50.5", startStockNum=1, pageSize=50)["data"]
    times = [row["modified"] for row in recent]

    assert (True, True, True) == (
        times == sorted(times),
        bool(cheap) and max(row["jdPrice"] for row in cheap) <= 50.5,
        min(row["stockNum"] for row in cheap) >= 1,
    )


def test_unknown_order_is_refused(merchant: Any) -> None:
    """There are six fields to order wares by, and two for SKUs."""
    assert ("61", "61") == (
        merchant.code("jingdong.ware.read.searchWare4Valid", {"orderField": "title"}),
        merchant.code("jingdong.sku.read.searchSkuList", {"orderFiled": "title"}),
    )


def test_skus_ordered_by_stock(merchant: Any) -> None:
    """orderFiled (sic) orders SKUs by stock or id, within bounds of stock."""
    rows = merchant.skus(orderFiled="stockNum", orderType="desc", minStockNum=2, maxStockNum=90,
                         page_size=50)["data"]  # fmt: skip
    stocks = [row["stockNum"] for row in rows]

    assert (sorted(stocks, reverse=True), True) == (stocks, 2 <= min(stocks) <= max(stocks) <= 90)


def test_one_by_id(merchant: Any) -> None:
    """A ware or SKU is found alone; an unknown id is not of this merchant."""
    one = merchant.single()
    ware = merchant.call("jingdong.ware.read.findWareById", wareId=one["ware_id"], field="title")
    sku = merchant.call("jingdong.sku.read.findSkuById", skuId=one["listing_id"])

    assert (one["ware_id"], one["sku"], "71", "71") == (
        ware["ware"]["wareId"],
        sku["sku"]["outerId"],
        merchant.code("jingdong.ware.read.findWareById", {"wareId": 5}),
        merchant.code("jingdong.sku.read.findSkuById", {"skuId": "5"}),
    )


def test_up_and_down(merchant: Any) -> None:
    """A ware is taken off sale and put back, and its SKUs with it."""
    one = merchant.single()
    states = []
    for kind in (2, 1):
        merchant.call("jingdong.ware.write.upOrDown", wareId=one["ware_id"], opType=kind)
        now = merchant.state()[0][one["listing_id"]]
        states.append((now["ware_status"], now["status"]))

    assert [(2, 2), (8, 1)] == states


def test_prices(merchant: Any) -> None:
    """A price is set in yuan with two decimals; ware prices beside it."""
    one = merchant.single()
    method = "jingdong.price.write.updateSkuJdPrice"
    done = merchant.call(method, skuId=one["listing_id"], jdPrice="88.88")["success"]
    merchant.call("jingdong.price.write.updateWareMarketPrice", wareId=one["ware_id"],
                  marketPrice=99)  # fmt: skip
    found = merchant.call("jingdong.ware.read.findWareById", wareId=one["ware_id"])["ware"]

    assert (True, 8888, 99, "61", "61", "60") == (
        done,
        merchant.state()[0][one["listing_id"]]["price"],
        found["marketPrice"],
        merchant.code(method, {"skuId": one["listing_id"], "jdPrice": 1.005}),
        merchant.code(method, {"skuId": one["listing_id"], "jdPrice": "1e12"}),
        merchant.code(method, {"skuId": one["listing_id"]}),
    )


def test_a_catalogue_that_drifts(open_shop: Open) -> None:
    """By switch a ware is listed after every so many pages, so that rows come twice."""
    merchant = open_shop(switches={"drift": "2"})
    ids = [row["wareId"] for row in every(merchant.wares)]

    assert True is (len(set(ids)) < len(ids))


def test_huge_ids(open_shop: Open) -> None:
    """By switch ids are beyond what a double can tell apart."""
    merchant = open_shop(switches={"huge_ids": "on"})
    sku, ware = merchant.skus()["data"][0], merchant.wares()["data"][0]
    order = merchant.search()["orderInfoList"][0]["orderId"]

    assert True is (min(sku["skuId"], ware["wareId"], int(order)) > 2**53)


def test_faults_of_a_page(open_shop: Open) -> None:
    """Pages can repeat, miss, spoil rows, or be the first whatever is asked."""
    kinds = ("duplicate-rows", "missing-rows", "poison-row", "cursor-loop")
    merchant = open_shop(
        faults=tuple(f"* *searchSkuList: {kind}@{n + 1}" for n, kind in enumerate(kinds))
    )
    doubled, halved, spoilt, looped = (
        merchant.skus(pageNo=2, page_size=10)["data"] for _ in range(4)
    )
    first = merchant.skus(page_size=10)["data"]

    assert (20, 5, True, first) == (
        len(doubled),
        len(halved),
        "?" in {row["skuId"] for row in spoilt},
        looped,
    )
