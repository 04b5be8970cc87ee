"""What stock queries tell, and what they hide (sheet B8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Open = Callable[..., Any]


def rows(merchant: Any, **fields: Any) -> Any:
    """Return stock rows of the main warehouse."""
    fields = {"deptNo": merchant.department, "warehouseNo": merchant.warehouse, **fields}
    return merchant.call("stock.queryStock", **fields)


def everything(merchant: Any, **fields: Any) -> list[Any]:
    """Return the rows of all pages."""
    found: list[Any] = []
    for page in range(1, 50):
        part = rows(merchant, currentPage=page, **fields)
        found += part
        if len(found) >= part[0]["recordCount"]:
            break
    return found


def test_rows_of_nothing_are_hidden(merchant: Any) -> None:
    """What is sold out is only told where zeros were asked for."""
    empty = merchant.nothing()["listing_id"]
    hidden = everything(merchant, stockStatus=1, stockType=1)
    shown = everything(merchant, stockStatus=1, stockType=1, returnZeroStock=2)

    assert (False, True, 120) == (
        empty in [row["goodsNo"] for row in hidden],
        empty in [row["goodsNo"] for row in shown],
        len(shown),
    )


def test_asking_for_sold_out_goods_alone(merchant: Any) -> None:
    """Asked for alone, sold-out goods are an error, or a row of zeros."""
    empty = merchant.nothing()["listing_id"]
    fields = {"deptNo": merchant.department, "warehouseNo": merchant.warehouse, "goodsNo": empty}
    zeros = rows(merchant, goodsNo=empty, returnZeroStock=2)[0]

    assert ("found nothing", (0, 0)) == (
        merchant.refusal("stock.queryStock", **fields)[-13:],
        (zeros["totalNum"], zeros["usableNum"]),
    )


def test_new_goods_have_a_row_of_zeros(merchant: Any) -> None:
    """Goods that were never received have a row too, where zeros were asked for."""
    number = merchant.call(
        "goods.transportGoodsInfo",
        deptNo=merchant.department,
        isvGoodsNo="BARU",
        barcodes="1",
        thirdCategoryNo="4159",
        goodsName="Baru",
        safeDays=0,
    )["goodsNo"]

    assert (0, 0) == merchant.numbers(number)


def test_pages(merchant: Any) -> None:
    """A page has a hundred rows; together they are everything once."""
    first = rows(merchant, returnZeroStock=2)
    found = everything(merchant, returnZeroStock=2)
    keys = [(row["goodsNo"], row["stockStatus"], row["stockType"]) for row in found]

    assert (100, True, len(keys)) == (
        len(first),
        first[0]["recordCount"] == len(found),
        len(set(keys)),
    )


def test_conditions_have_rows_of_their_own(merchant: Any) -> None:
    """Good, damaged and sample pieces are told apart, as are sellable and locked ones."""
    found = everything(merchant)

    assert ({"1", "2", "3"}, {"1", "4", "7"}) == (
        {row["stockStatus"] for row in found},
        {row["stockType"] for row in found},
    )


@pytest.mark.parametrize(
    ("fields", "name", "values"),
    [
        ({"stockStatus": 2}, "stockStatus", {"2"}),
        ({"stockType": 4}, "stockType", {"4"}),
        ({"goodsLevel": 200}, "stockStatus", {"2"}),
        ({"goodsLevel": 100}, "stockStatus", {"1", "3"}),
    ],
)
def test_filters(merchant: Any, fields: Any, name: str, values: set[str]) -> None:
    """Condition, kind and level can be asked for."""
    assert values == {row[name] for row in everything(merchant, **fields)}


def test_locked_pieces_are_not_usable(merchant: Any) -> None:
    """What is locked lies there and is not free."""
    found = everything(merchant, stockType=4)

    assert {(2, 0)} == {(row["totalNum"], row["usableNum"]) for row in found}


def test_rows_under_another_key(open_house: Open) -> None:
    """One integration reads stock under v1; goods have no such key."""
    merchant = open_house(switches={"rows": "v1"})
    goods = merchant.plenty()["listing_id"]
    found = merchant.call(
        "goods.queryGoodsInfo", deptNo=merchant.department, queryType=1, goodsNos=goods
    )

    assert (["v1"], goods, goods) == (
        list(rows(merchant, goodsNo=goods)[0]),
        rows(merchant, goodsNo=goods)[0]["v1"]["goodsNo"],
        found[0]["goodsNo"],
    )


def test_rows_of_arrays(open_house: Open) -> None:
    """The official SDK reads arrays."""
    merchant = open_house(switches={"rows": "arrays"})
    goods = merchant.plenty()
    row = rows(merchant, goodsNo=goods["listing_id"], stockStatus=1, stockType=1)[0]

    assert ([goods["listing_id"]], [goods["usable"]]) == (row["goodsNo"], row["usableNum"])


@pytest.mark.parametrize("missing", ["deptNo", "warehouseNo"])
def test_required_fields(merchant: Any, missing: str) -> None:
    """Department and warehouse are required."""
    fields = {"deptNo": merchant.department, "warehouseNo": merchant.warehouse}
    del fields[missing]

    assert f"{missing} must not be empty" == merchant.refusal("stock.queryStock", **fields)


def test_a_disabled_warehouse_has_no_rows(merchant: Any) -> None:
    """A warehouse out of use can be asked and has nothing."""
    fields = {"deptNo": merchant.department, "warehouseNo": "110008422"}

    assert "found nothing" == merchant.refusal("stock.queryStock", **fields)[-13:]


def test_a_count_changes_both_numbers(merchant: Any) -> None:
    """A count in the warehouse changes what lies there; what is promised stays promised."""
    goods = merchant.fresh(50)
    merchant.outbound(goodsNo=goods)
    merchant.control("/stock", {"listing_id": goods, "quantity": 40})

    assert (40, 38) == merchant.numbers(goods)


def test_stock_of_a_shop(merchant: Any) -> None:
    """The shop's own method tells what it could sell, in pages it must name."""
    goods = merchant.fresh(50)
    merchant.outbound(goodsNo=goods)
    fields = {
        "requestId": "R1",
        "deptNo": merchant.department,
        "shopNo": merchant.settings["shop"],
        "pageNumber": 1,
        "pageSize": 1000,
    }
    answer = merchant.call("stock.searchShopStock", **fields)["shopStockSearchResponse"]
    numbers = {row["goodsNo"]: row["stockNum"] for row in answer["data"]}
    del fields["requestId"]

    assert (1, "R1", 48, "requestId must not be empty", "pageSize") == (
        answer["responseCode"],
        answer["requestId"],
        numbers[goods],
        merchant.refusal("stock.searchShopStock", **fields),
        merchant.refusal("stock.searchShopStock", requestId="R1", **fields | {"pageSize": 1001})[
            :8
        ],
    )


def test_movements_of_a_shop(merchant: Any) -> None:
    """Movements tell before and after; a window of more than 31 days is refused."""
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods)
    merchant.event(number, "status", status=10019)
    fields = {
        "requestId": "R1",
        "deptNo": merchant.department,
        "shopNo": merchant.settings["shop"],
        "startDate": merchant.wall(timedelta(days=1)),
        "endDate": merchant.wall(timedelta(seconds=-1)),
        "pageNumber": 1,
        "pageSize": 1000,
    }
    found = merchant.call("stock.searchShopStockFlow", **fields)["shopStockSearchFlowResponse"]
    mine = [(row["formerNum"], row["nowNum"]) for row in found["data"] if row["orderNo"] == number]
    long = fields | {"startDate": merchant.wall(timedelta(days=32))}

    assert ([(50, 48)], True) == (
        mine,
        "31 days" in merchant.refusal("stock.searchShopStockFlow", **long),
    )
