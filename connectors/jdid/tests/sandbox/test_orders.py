"""Orders and shipping, in both generations (sheet A6 to A8)."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Open = Callable[..., Any]
ORDER = "jingdong.seller.order"
OLD = "epi.popOrder"
DAY = 86_400


def every(seller: Any, **fields: Any) -> list[int]:
    """Page until a page is empty, as one client does."""
    found: list[int] = []
    page = 1
    while ids := seller.ids(pageNo=page, pageSize=50, **fields):
        found += ids
        page += 1
    return found


def test_a_fresh_shop_has_been_in_use(seller: Any) -> None:
    """Over a hundred orders of all seven states lie in four weeks, several to be arranged."""
    ids = every(seller, bookTimeBegin=seller.wall(timedelta(days=28)))
    states = [one["status"] for one in seller.state()[1].values() if one["order_id"] in set(ids)]

    assert (True, {1, 2, 3, 4, 5, 6, 7}, 20, 9) == (
        len(ids) > 100,
        set(states),
        states.count(1),
        states.count(7),
    )


@pytest.mark.parametrize("state", [1, 2, 3, 4, 5, 6, 7])
def test_ids_by_state(seller: Any, state: int) -> None:
    """Each state finds its orders, and each order once."""
    assert sorted(seller.of_state(state)) == sorted(every(seller, orderStatus=state))


def test_pages_by_start_row(seller: Any) -> None:
    """startRow is an offset with twenty rows a page."""
    first, second = seller.ids(startRow=0), seller.ids(startRow=20)

    assert (20, 20, set()) == (len(first), len(second), set(first) & set(second))


def test_windows_are_wall_clock(seller: Any) -> None:
    """Times are asked for as wall clock of western Indonesia, and answered in milliseconds."""
    order = seller.order(seller.ids(orderStatus=6)[0])
    moment = seller.now.__class__.fromtimestamp(order["bookTime"] // 1000, seller.now.tzinfo)
    text = seller.wall(seller.now - moment)
    windows = [
        seller.ids(**{f"{name}Begin": text, f"{name}End": text})
        for name in ("bookTime", "createdTime")
    ]
    updated = seller.ids(updateTimeBegin=seller.wall(timedelta(hours=30)), pageSize=100)

    assert ([True, True], 13, True) == (
        [order["orderId"] in ids for ids in windows],
        len(str(order["modifyTime"])),
        0 < len(updated) < 100,
    )


def test_unknown_state_is_a_verdict(seller: Any) -> None:
    """A state that is none is the method's refusal below the gateway's success."""
    verdict = seller.call(f"{ORDER}.getOrderIdListByCondition", orderStatus=9)

    assert (False, -1, None) == (verdict["success"], verdict["code"], verdict["model"])


def test_larger_pages(open_shop: Open) -> None:
    """A larger page is cut to the cap, or refused by switch."""
    cut = open_shop(switches={"order_page": "7"})
    refused = open_shop(switches={"over_cap": "refuse"})

    assert (7, False) == (
        len(cut.ids(pageSize=100)),
        refused.call(f"{ORDER}.getOrderIdListByCondition", pageSize=101)["success"],
    )


@pytest.mark.parametrize(("mode", "expected"), [("array", []), ("null", None)])
def test_empty_pages(open_shop: Open, mode: str, expected: Any) -> None:
    """An empty page is an empty list, or null."""
    assert expected == open_shop(switches={"empty_model": mode}).ids(pageNo=999)


def test_order_model(seller: Any) -> None:
    """An order has the sheet's members; the line's seller code is popSkuId."""
    order = seller.buy()
    model = seller.order(order["order_id"])
    line = model["orderSkuinfos"][0]

    assert (1, order["lines"][0]["sku"], line["jdPrice"] * line["skuNumber"], None) == (
        model["orderState"],
        line["popSkuId"],
        line["costPrice"],
        model["orderCompleteTime"],
    )


def test_amounts_add_up(seller: Any) -> None:
    """What is paid is goods and freight less coupon."""
    models = [seller.order(one) for one in seller.ids(pageSize=30)]

    assert [] == [
        one
        for one in models
        if one["paySubtotal"] != one["totalPrice"] + one["freightAmount"] - one["couponAmount"]
    ]


def test_many_orders(open_shop: Open) -> None:
    """Several orders come at once by ids with commas; unknown ones are left out."""
    seller = open_shop(switches={"batch_orders": "3"})
    ids = seller.ids(pageSize=2)
    method = f"{ORDER}.batchGetOrderInfoList"
    found = seller.call(method, orderId=f"{ids[0]},{ids[1]},5")["model"]
    many = seller.call(method, orderId="1,2,3,4")["success"]

    assert (ids, False) == ([one["orderId"] for one in found], many)


def test_printing_allots_the_number(seller: Any) -> None:
    """Printing makes an order ready and allots its waybill, once; then it can be sent."""
    order = seller.of_state(1)[0]
    before = seller.order(order)["expressNo"]
    label, again = seller.print(order)["model"], seller.print(order)["model"]
    ready = seller.order(order)
    sent = seller.ship(order)["model"]

    assert ("", label["expressNo"], label["expressNo"], 7, label["expressNo"], 2, b"%PDF") == (
        before,
        again["expressNo"],
        ready["expressNo"],
        ready["orderState"],
        sent["expressNo"],
        seller.order(order)["orderState"],
        base64.b64decode(label["content"])[:4],
    )


def test_label_comes_first(open_shop: Open) -> None:
    """An order that was not printed is not sent; by switch it is."""
    strict, lenient = open_shop(), open_shop(switches={"label_first": "off"})
    order = strict.of_state(1)[0]

    assert (False, True) == (
        strict.ship(order)["success"],
        lenient.ship(order, expressNo="X1")["success"],
    )


def test_what_cannot_be_shipped(seller: Any) -> None:
    """Another number, a cancelled, a shipped and an unknown order are refused."""
    ready = seller.of_state(7)[0]

    assert [False] * 4 == [
        seller.ship(ready, expressNo="other")["success"],
        seller.print(seller.of_state(5)[0])["success"],
        seller.ship(seller.of_state(2)[0])["success"],
        seller.ship(5)["success"],
    ]


def test_wishes_to_cancel(seller: Any) -> None:
    """A wish is state 3 and ends as 5; one that is refused is 4 and goes back."""
    one, other = seller.buy()["order_id"], seller.buy(ready=True)["order_id"]
    for order in (one, other):
        seller.control(f"/orders/{order}/request-cancel")
    seller.control(f"/orders/{other}/refuse-cancel")
    between = [seller.order(order)["orderState"] for order in (one, other)]
    blocked = seller.print(one)["success"]
    seller.control("/clock", {"advance": 3 * 3600})

    assert ([3, 4], False, [5, 7]) == (
        between,
        blocked,
        [seller.order(order)["orderState"] for order in (one, other)],
    )


def test_wishes_take_their_time(open_shop: Open) -> None:
    """How long a wish takes is a switch; a buyer may withdraw it."""
    seller = open_shop(switches={"cancel_hours": "10"})
    order = seller.buy()["order_id"]
    seller.control(f"/orders/{order}/request-cancel")
    seller.control("/clock", {"advance": 9 * 3600})
    waiting = seller.order(order)["orderState"]
    seller.control(f"/orders/{order}/withdraw-cancel")

    assert (3, 1) == (waiting, seller.order(order)["orderState"])


def test_parcels_arrive(seller: Any) -> None:
    """A parcel arrives after three days."""
    order = seller.of_state(7)[0]
    seller.ship(order)
    seller.control("/clock", {"advance": 3 * DAY + 60})
    model = seller.order(order)

    assert (6, 13) == (model["orderState"], len(str(model["orderCompleteTime"])))


def test_a_list_that_drifts(open_shop: Open) -> None:
    """By switch an order is placed after every so many pages, so that ids come twice."""
    seller = open_shop(switches={"drift": "1"})
    found = every(seller)

    assert True is (len(set(found)) < len(found))


def test_faults_of_a_list(open_shop: Open) -> None:
    """Pages can repeat, miss, or be the first whatever is asked; a verdict can be transient."""
    seller = open_shop(
        faults=tuple(
            f"* *Condition: {kind}@{place + 1}"
            for place, kind in enumerate(
                (
                    "duplicate-rows",
                    "missing-rows",
                    "cursor-loop",
                    "api-error(code=500,level=business)",
                )
            )
        )
    )
    pages = [seller.ids(pageNo=2, pageSize=10) for _ in range(4)]

    assert (20, 5, seller.ids(pageSize=10), None) == (
        len(pages[0]),
        len(pages[1]),
        pages[2],
        pages[3],
    )


def test_success_code(open_shop: Open) -> None:
    """The inner code of a success is a switch; success itself is what counts."""
    verdict = open_shop(switches={"ok_code": "200"}).call(
        f"{ORDER}.getOrderIdListByCondition", pageSize=1
    )

    assert (200, True) == (verdict["code"], verdict["success"])


def test_old_way_through(seller: Any) -> None:
    """Generation 1: milliseconds, bare ids, text within text, positional printing, sending."""
    begin = int((seller.now - timedelta(days=3)).timestamp() * 1000)
    ids = seller.old_call(
        f"{OLD}.getOrderIdListByCondition",
        json.dumps({"orderStatus": 1, "startRow": 0, "bookTimeBegin": begin}),
    )["model"]
    one = seller.old_call(f"{OLD}.getOrderInfoByOrderId", str(ids[0]))["model"]
    many = seller.old_call(f"{OLD}.getOrderInfoListForBatch", json.dumps(ids[:2]))["model"]
    label = seller.old_call("epi.pop.order.print.uat1", f'{ids[0]},1,1,"PDF"')["model"]
    sent = seller.old_call(
        f"{OLD}.sendGoods.uat",
        json.dumps({"orderId": ids[0], "expressNo": label["data"][0]["deliveryId"]}),
    )

    assert (ids[0], True, ids[:2], b"%PDF", True, 2) == (
        one["orderId"],
        isinstance(many, str),
        [row["orderId"] for row in json.loads(many)],
        base64.b64decode(label["data"][0]["PDF"])[:4],
        sent["success"],
        seller.order(ids[0])["orderState"],
    )
