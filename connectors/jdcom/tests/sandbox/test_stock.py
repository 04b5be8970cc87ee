"""Stock (sheet 4.3)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def stock(merchant: Any, sku: Any) -> int:
    """Return the main store's stock."""
    found: int = merchant.state()[0][sku["listing_id"]]["stores"]["0"]
    return found


def test_absolute_write(merchant: Any) -> None:
    """Stock is overwritten, row by row, with a result for each."""
    one, other = merchant.single(0), merchant.single(1)
    rows = [{"skuId": one["listing_id"], "stockNum": 41},
            {"skuId": str(other["listing_id"]), "stockNum": "42", "storeId": None}]  # fmt: skip
    answer = merchant.set_stock(rows)

    assert (True, [True, True], 41, 42) == (
        answer["success"],
        [row["success"] for row in answer["obj"]["updateStockResult"]],
        stock(merchant, one),
        stock(merchant, other),
    )


def test_rows_fail_on_their_own(merchant: Any) -> None:
    """A row that cannot be done fails although the call succeeds and others are done."""
    one = merchant.single()
    deleted = next(n for n, sku in merchant.state()[0].items() if sku["status"] == 4)
    good = {"skuId": one["listing_id"], "stockNum": 3}
    rows = [
        good,
        {"skuId": 5, "stockNum": 1},
        {"skuId": deleted, "stockNum": 1},
        {"skuId": merchant.single(1)["listing_id"], "stockNum": -1},
        {"skuId": merchant.single(2)["listing_id"]},
        {"skuId": merchant.single(3)["listing_id"], "stockNum": 1, "storeId": 99},
    ]
    answer = merchant.set_stock(rows)

    assert (True, [True, *[False] * 5], 3) == (
        answer["success"],
        [row["success"] for row in answer["obj"]["updateStockResult"]],
        stock(merchant, one),
    )


@pytest.mark.parametrize("mode", ["failures", "missing"])
def test_results_may_be_left_out(open_shop: Open, mode: str) -> None:
    """By switch only failures are told, or nothing at all."""
    merchant = open_shop(switches={"stock_answer": mode})
    rows = [{"skuId": merchant.single()["listing_id"], "stockNum": 1}, {"skuId": 5, "stockNum": 1}]
    obj = merchant.set_stock(rows)["obj"]
    expected = [5] if mode == "failures" else None

    assert expected == (
        [row["data"] for row in obj["updateStockResult"]] if "updateStockResult" in obj else None
    )


def test_same_number_is_done_once(merchant: Any) -> None:
    """A stockRfId that was seen gets the same answer, and nothing is done again."""
    one = merchant.single()
    first = merchant.set_stock([{"skuId": one["listing_id"], "stockNum": 10}], "n1")
    again = merchant.set_stock([{"skuId": one["listing_id"], "stockNum": 99}], "n1")
    between = stock(merchant, one)
    merchant.set_stock([{"skuId": one["listing_id"], "stockNum": 99}], "n2")

    assert (first, 10, 99) == (again, between, stock(merchant, one))


@pytest.mark.parametrize(
    "change",
    [
        {"updateModel": "other"},
        {"updateModel": None},
        {"stockRfId": ""},
        {"skuStocks": []},
        {"skuStocks": "x"},
        {"skuStocks": [{"skuId": 1, "stockNum": 1}, {"skuId": "1", "stockNum": 2}]},
        {"skuStocks": [{"skuId": n, "stockNum": 1} for n in range(31)]},
    ],
)
def test_whole_call_is_refused(merchant: Any, change: dict[str, Any]) -> None:
    """Model, number, and 1 to 30 different rows are needed; the gateway's code is 0 even so."""
    request = {
        "updateModel": "fullStockIn",
        "stockRfId": "1",
        "skuStocks": [{"skuId": merchant.single()["listing_id"], "stockNum": 1}],
        **change,
    }
    inside = merchant.call("jingdong.ware.stock.sku.set", req=request)

    assert ("0", False, True) == (
        inside["code"],
        inside["returnType"]["success"],
        bool(inside["returnType"]["errorMessage"]),
    )


def test_rows_of_a_call_are_a_switch(open_shop: Open) -> None:
    """The cap of rows can be another."""
    merchant = open_shop(switches={"stock_rows": "1"})
    rows = [{"skuId": n, "stockNum": 1} for n in range(2)]

    assert False is merchant.set_stock(rows)["success"]


def test_flat_parameters_are_ignored(merchant: Any) -> None:
    """This method wants its nested req; flat fields are not seen."""
    fields = {"skuId": merchant.single()["listing_id"], "stockNum": 1}

    assert "60" == merchant.code("jingdong.ware.stock.sku.set", fields)


def test_nested_container_as_text(merchant: Any) -> None:
    """Clients that know only flat text send the container as JSON text."""
    one = merchant.single()
    text = '{"updateModel":"fullStockIn","stockRfId":"7","skuStocks":[{"skuId":%d,"stockNum":8}]}'
    merchant.call("jingdong.ware.stock.sku.set", req=text % one["listing_id"])

    assert 8 == stock(merchant, one)


def test_increment(open_shop: Open) -> None:
    """The increment model's literal is not known, so it is a switch."""
    merchant = open_shop(switches={"increment_model": "plus"})
    one = merchant.single()
    rows = [{"skuId": one["listing_id"], "incrStockNum": -2}]
    merchant.set_stock(rows, "1", "plus")
    unknown = merchant.set_stock(rows, "2", "incrStockIn")["success"]

    assert (one["stores"]["0"] - 2, False) == (stock(merchant, one), unknown)


def test_some_rows_fail_for_no_reason(open_shop: Open) -> None:
    """A fault makes every other row fail."""
    merchant = open_shop(faults=("* *sku.set: partial-batch@1",))
    rows = [{"skuId": merchant.single(n)["listing_id"], "stockNum": 1} for n in range(4)]
    answer = merchant.set_stock(rows)

    assert [True, False, True, False] == [
        row["success"] for row in answer["obj"]["updateStockResult"]
    ]


def test_transient_verdict(open_shop: Open) -> None:
    """A fault of level business is the method's own verdict; nothing is done."""
    merchant = open_shop(faults=("* *sku.set: api-error(code=999999,level=business)@1",))
    one = merchant.single()
    answer = merchant.set_stock([{"skuId": one["listing_id"], "stockNum": 1}])

    assert (False, one["stores"]["0"]) == (answer["success"], stock(merchant, one))


def test_legacy_write(merchant: Any) -> None:
    """The older method writes one SKU and says only whether it did."""
    one = merchant.single()
    method = "jingdong.stock.write.updateSkuStock"
    answer = merchant.call(method, skuId=one["listing_id"], stockNum=6)
    refused = merchant.call(method, skuId=one["listing_id"], stockNum=-6)

    assert ({"code": "0", "success": True}, False, 6, "71") == (
        answer,
        refused["success"],
        stock(merchant, one),
        merchant.code(method, {"skuId": 5, "stockNum": 1}),
    )


def test_legacy_increase(merchant: Any) -> None:
    """A delta is applied once per stockRfId, and never below zero."""
    one = merchant.single()
    method = "jingdong.stock.write.increaseSkuStock"
    fields = {"skuId": one["listing_id"], "stockNum": 3, "stockRfId": "a"}
    for _ in range(2):
        merchant.call(method, **fields)
    below = merchant.call(method, **fields | {"stockNum": -(10**6), "stockRfId": "b"})

    assert (one["stores"]["0"] + 3, False) == (stock(merchant, one), below["success"])


def test_reading(merchant: Any) -> None:
    """Stock is read by store in two envelopes; booked units are told where asked for."""
    one = merchant.single()
    order = merchant.buy(listing_id=one["listing_id"], quantity=2)
    old = merchant.call("jingdong.stock.read.findSkuStock", skuId=one["listing_id"],
                        field="orderBookingNum,detailStock")  # fmt: skip
    new = merchant.call("jingdong.ware.stock.sku.query", skuId=one["listing_id"])["returnType"]
    merchant.ship(order["order_id"])

    assert (one["stores"]["0"] - 2, str, one["booked"] + 2, one["booked"]) == (
        old["skuStocks"][0]["stockNum"],
        type(old["skuStocks"][0]["detailStock"]),
        new["obj"]["skuStockInfos"][0]["orderBookingNum"],
        merchant.state()[0][one["listing_id"]]["booked"],
    )


def test_partitioned_stock(merchant: Any) -> None:
    """Some SKUs keep stock in a second store; their stockNum is the sum."""
    listings = merchant.state()[0].values()
    one = next(sku for sku in listings if len(sku["stores"]) > 1 and sku["status"] == 1)
    rows = [{"skuId": one["listing_id"], "storeId": 6501, "stockNum": 77}]
    merchant.set_stock(rows)
    listed = merchant.skus(skuId=one["listing_id"])["data"][0]["stockNum"]

    assert one["stores"]["0"] + 77 == listed
