"""Orders: list, detail, and what the seller does (sheet 1.7)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crossdock_tokopedia.sandbox.orders import STATUSES

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]
DAY = 86_400


def waiting(seller: Any) -> Any:
    """Return an order that waits to be accepted and has no wish to be cancelled."""
    orders = seller.state()[1].values()
    return next(
        one
        for one in orders
        if one["status"] == 220
        and one["shop_id"] == int(seller.shop)
        and one["cancel_request"] is None
    )


def accepted(seller: Any) -> int:
    """Accept an order, let five seconds pass, and return its id."""
    order_id: int = waiting(seller)["order_id"]
    seller.act(order_id, "ack")
    seller.control("/clock", {"advance": 6})
    return order_id


def test_fresh_shop_has_every_status(seller: Any) -> None:
    """A fresh sandbox has orders in every status, and at least 25 to be accepted."""
    counts = Counter(one["status"] for one in seller.state()[1].values())
    shown = Counter(row["order_status"] for row in seller.orders(shop_id=seller.shop))

    assert (set(STATUSES), True, set(), set(STATUSES) - {100, 103, 200}) == (
        set(counts),
        shown[220] >= 25,
        {100, 103, 200} & set(shown),
        set(shown),
    )


def test_some_orders_are_older_than_the_window(seller: Any) -> None:
    """Orders older than three days are only seen by stepping back."""
    now = seller.now
    older = seller.orders(from_date=now - 6 * DAY, to_date=now - 3 * DAY - 1)

    assert True is (len(older) > 3)


def test_some_have_cancel_requests_and_cod(seller: Any) -> None:
    """Some wait with a buyer's wish to cancel, some are paid on delivery."""
    orders = list(seller.state()[1].values())

    assert (True, True) == (
        any(one["cancel_request"] == 1 for one in orders),
        any(one["cod"] for one in orders),
    )


def test_list_row(seller: Any) -> None:
    """A row's fs_id is text, its create_time an epoch, and its names are as documented."""
    row = seller.orders()[0]
    line = row["products"][0]

    assert (
        seller.fs,
        int,
        "Rp",
        line["price"] * line["quantity"],
        {"accept_deadline", "confirm_shipping_deadline"},
        {"address_full", "district", "city", "province", "country", "postal_code"}
        | {"district_id", "city_id", "province_id", "geo"},
        0,
    ) == (
        row["fs_id"],
        type(row["create_time"]),
        line["currency"],
        line["total_price"],
        set(row["shipment_fulfillment"]),
        set(row["recipient"]["address"]),
        row["fulfill_by"],
    )


def test_lines_name_the_child(seller: Any) -> None:
    """No order line names a variant parent."""
    listings, orders = seller.state()
    parents = {one for one, listing in listings.items() if listing["children"]}

    assert set() == parents & {
        line["listing_id"] for order in orders.values() for line in order["lines"]
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"from_date": ""}, "ORD_DLV_009"),
        ({"from_date": "x"}, "ORD_DLV_010"),
        ({"to_date": ""}, "ORD_DLV_011"),
        ({"to_date": "1e9"}, "ORD_DLV_012"),
        ({"page": ""}, "ORD_DLV_014"),
        ({"page": "-1"}, "ORD_DLV_015"),
        ({"page": "0"}, "ORD_DLV_015"),
        ({"per_page": ""}, "ORD_DLV_016"),
        ({"per_page": "many"}, "ORD_DLV_017"),
        ({"status": "new"}, "ORD_DLV_018"),
        ({"shop_id": "x"}, "ORD_DLV_006"),
        ({"warehouse_id": "x"}, "ORD_DLV_007"),
        ({"shop_id": 6553931, "warehouse_id": 12210}, "ORD_DLV_008"),
        ({"fs_id": ""}, "ORD_DLV_001"),
        ({"fs_id": "x"}, "ORD_DLV_002"),
        ({"from_date": 1_000_000_000, "to_date": 1_000_259_201}, "ORD_DLV_013"),
        ({"from_date": 1_000_000_001, "to_date": 1_000_000_000}, "ORD_DLV_012"),
    ],
)
def test_list_refusals(seller: Any, code: Code, change: dict[str, Any], expected: str) -> None:
    """Each parameter that is missing, malformed or too much has its code."""
    asked = {"fs_id": seller.fs, "from_date": 1, "to_date": 2, "page": 1, "per_page": 1}

    assert (400, expected) == code(seller.get("/v2/order/list", **{**asked, **change}))


def test_window_ends_are_included(seller: Any) -> None:
    """A window of exactly three days passes, and both of its ends belong to it."""
    order = seller.buy()
    paid = int(datetime.fromisoformat(order["paid"]).timestamp())
    at_end = seller.orders(from_date=paid - 259_200, to_date=paid)
    at_start = seller.orders(from_date=paid, to_date=paid + 259_200)

    assert (True, True) == tuple(
        order["order_id"] in {row["order_id"] for row in rows} for rows in (at_end, at_start)
    )


def test_window_switch(open_shop: Open, code: Code) -> None:
    """The longest window follows its switch."""
    seller = open_shop(switches={"window": "10"})
    asked = {"fs_id": seller.fs, "page": 1, "per_page": 1, "from_date": 1}

    assert ((200, None), (400, "ORD_DLV_013")) == (
        code(seller.get("/v2/order/list", **asked, to_date=11)),
        code(seller.get("/v2/order/list", **asked, to_date=12)),
    )


def test_dense_window(open_shop: Open, code: Code) -> None:
    """By switch a window with too many orders is refused (Q4)."""
    seller = open_shop(switches={"dense_window": "10"})
    asked = {"fs_id": seller.fs, "page": 1, "per_page": 1}
    window = {"from_date": seller.now - DAY, "to_date": seller.now}

    assert (500, "ORD_API_009") == code(seller.get("/v2/order/list", **asked, **window))


def test_shifted_clock(open_shop: Open) -> None:
    """By switch an order paid now is only found seven hours ahead (Q2)."""
    seller = open_shop(switches={"clock_shift": "on"})
    order = seller.buy()["order_id"]
    now = seller.now + 1

    def found(until: int) -> bool:
        rows = seller.orders(from_date=until - 3600, to_date=until)
        return order in {row["order_id"] for row in rows or []}

    assert (False, True) == (found(now), found(now + 25_200))


def test_pages_cover_everything_once(seller: Any) -> None:
    """All pages together hold every order once, and the next is null."""
    now = seller.now
    window = {"from_date": now - 3 * DAY, "to_date": now}
    ids: list[int] = []
    page = 1
    while rows := seller.orders(**window, page=page, per_page=17):
        ids += [row["order_id"] for row in rows]
        page += 1

    assert (len(ids), True) == (len(set(ids)), len(ids) > 100)


def test_order_page_cap(open_shop: Open, code: Code) -> None:
    """More than the cap are cut to it, or refused by switch (gap 5)."""
    asked = {"from_date": 1, "to_date": 2, "page": 1, "per_page": 10_000}
    strict = open_shop(switches={"over_cap": "refuse"})
    small = open_shop(switches={"order_page": "3"})

    assert (3, 100, (400, "ORD_DLV_017")) == (
        len(small.orders(per_page=10_000)),
        len(open_shop().orders(per_page=10_000)),
        code(strict.get("/v2/order/list", fs_id=strict.fs, **asked)),
    )


def test_filters(seller: Any, code: Code) -> None:
    """Shop, warehouse and status narrow the list; foreign ones are refused."""
    mine = seller.orders(shop_id=seller.shop)
    theirs = seller.orders(warehouse_id=14511)
    asked = {"fs_id": seller.fs, "from_date": 1, "to_date": 2, "page": 1, "per_page": 1}

    assert (
        {int(seller.shop)},
        {6554870},
        {220},
        (403, "RBAC_MDLW_001"),
        (403, "RBAC_MDLW_001"),
    ) == (
        {row["shop_id"] for row in mine},
        {row["shop_id"] for row in theirs},
        {row["order_status"] for row in seller.orders(status=220)},
        code(seller.get("/v2/order/list", **asked, shop_id=9)),
        code(seller.get("/v2/order/list", **asked, warehouse_id=9)),
    )


def test_detail_by_id_and_by_invoice(seller: Any) -> None:
    """The same order comes by id and by invoice, with names of its own."""
    row = seller.orders()[0]
    by_id = seller.order(row["order_id"])
    by_invoice = seller.get(f"/v2/fs/{seller.fs}/order", invoice_num=row["invoice_ref_num"]).json()

    assert (by_id, row["products"][0]["sku"], row["invoice_ref_num"]) == (
        by_invoice["data"],
        by_id["order_info"]["order_detail"][0]["sku"],
        by_id["invoice_number"],
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "ORD_DLV_003"),
        ({"order_id": 1, "invoice_num": "INV/1"}, "ORD_DLV_004"),
        ({"order_id": "x"}, "ORD_DLV_005"),
        ({"order_id": 1}, "ORD_API_008"),
        ({"invoice_num": "INV/none"}, "ORD_API_008"),
    ],
)
def test_detail_refusals(seller: Any, code: Code, asked: dict[str, Any], expected: str) -> None:
    """Neither, both, malformed and unknown are told apart."""
    assert (400, expected) == code(seller.get(f"/v2/fs/{seller.fs}/order", **asked))


def test_detail_speaks_jakarta_time_as_utc(seller: Any) -> None:
    """Times in detail are Jakarta's wall clock with a Z behind it (Q2)."""
    order = seller.buy()
    paid = datetime.fromisoformat(order["paid"])
    shown = datetime.fromisoformat(seller.order(order["order_id"])["payment_date"])

    assert (timedelta(hours=7), UTC) == (shown - paid, shown.tzinfo)


def test_what_never_happened_is_the_zero_time(seller: Any) -> None:
    """An unpaid order's payment date is Go's zero time."""
    order = seller.buy(paid=False)

    assert "0001-01-01T00:00:00Z" == seller.order(order["order_id"])["payment_date"]


def test_accept(seller: Any, code: Code) -> None:
    """An order at 220 is accepted once, and becomes 400 with a booking code."""
    order = waiting(seller)["order_id"]
    first = seller.act(order, "ack").json()["data"]
    again = seller.act(order, "ack")

    assert ("success", 400, True, (400, "ORD_USC_001")) == (
        first,
        seller.order(order)["order_status"],
        bool(seller.state()[1][order]["booking_code"]),
        code(again),
    )


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'""'])
def test_accept_takes_any_empty_body(seller: Any, code: Code, body: bytes) -> None:
    """Whatever a language writes for nothing is an empty body."""
    path = f"/v1/order/{waiting(seller)['order_id']}/fs/{seller.fs}/ack"

    assert (200, None) == code(seller.request("POST", path, content=body))


def test_partial_accept_of_old(seller: Any) -> None:
    """The old body with quantities is read, and what is refused shows as rejected."""
    listing = seller.single(reserve_stock=0)
    order = seller.buy(listing_id=listing["listing_id"], quantity=3)["order_id"]
    row = {"product_id": listing["listing_id"], "quantity_deliver": 2, "quantity_reject": 1}
    seller.act(order, "ack", {"products": [row]})
    line = seller.order(order)["order_info"]["order_detail"][0]

    assert (3, 2, 1) == (line["quantity"], line["quantity_deliver"], line["quantity_reject"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"reason_code": 1, "reason": "habis"}, (200, None)),
        ({"reason_code": "5", "reason": "lain"}, (200, None)),
        ({}, (200, None)),
        ({"reason_code": 7}, (400, "ORD_USC_009")),
        ({"reason_code": 8, "reason": " "}, (400, "ORD_USC_009")),
        ({"reason_code": 8, "reason": "permintaan pembeli"}, (200, None)),
        ({"reason_code": 4, "reason": "tutup"}, (400, "ORD_USC_012")),
        (
            {"reason_code": 4, "shop_close_end_date": "01/01/2020", "shop_close_note": "x"},
            (400, "ORD_USC_013"),
        ),
        (
            {"reason_code": 4, "shop_close_end_date": "soon", "shop_close_note": "x"},
            (400, "ORD_USC_013"),
        ),
        (
            {"reason_code": 4, "shop_close_end_date": "31/12/2099", "shop_close_note": "x"},
            (200, None),
        ),
        ({"reason_code": 6}, (400, "ORD_DLV_020")),
        ({"reason_code": 1, "reason": "x" * 513}, (400, "ORD_DLV_020")),
    ],
)
def test_reject(seller: Any, code: Code, body: dict[str, Any], expected: tuple[int, Any]) -> None:
    """Each reason asks for what it asks for; a good one makes it 10, a bad one changes nothing."""
    order = waiting(seller)["order_id"]
    answer = seller.act(order, "nack", body)

    assert (expected, 10 if expected[0] == 200 else 220) == (
        code(answer),
        seller.order(order)["order_status"],
    )


def test_reject_closes_the_shop(seller: Any) -> None:
    """Reason 4 closes the shop until the day it names."""
    body = {"reason_code": 4, "shop_close_end_date": "31/12/2099", "shop_close_note": "libur"}
    seller.act(waiting(seller)["order_id"], "nack", body)
    row = seller.get(f"/v1/shop/fs/{seller.fs}/shop-info", shop_id=seller.shop).json()["data"][0]

    assert (0, 2, "libur") == (row["is_open"], row["status"], row["reason"])


def test_reject_returns_the_goods_unless_they_are_not_there(seller: Any) -> None:
    """A rejected order's goods return to stock; those named as empty become zero instead."""
    one = seller.single(reserve_stock=0)
    stocks = []
    for empty in ([], [one["listing_id"]]):
        order = seller.buy(listing_id=one["listing_id"], quantity=2)["order_id"]
        seller.act(order, "nack", {"reason_code": 1, "reason": "x", "empty_products": empty})
        stocks.append(seller.state()[0][one["listing_id"]]["stock"])

    assert [one["stock"], 0] == stocks


def test_shipped_order_cannot_be_rejected(seller: Any, code: Code) -> None:
    """Once on its way it is too late."""
    order = next(o for o in seller.state()[1].values() if o["status"] == 500)["order_id"]

    assert (400, "ORD_USC_008") == code(seller.act(order, "nack", {"reason_code": 1}))


def test_cancel_request_can_be_refused_once(seller: Any, code: Code) -> None:
    """A buyer's wish shows in detail, is refused once, and without one there is nothing to do."""
    order = waiting(seller)["order_id"]
    before = code(seller.act(order, "reject-cancel"))
    seller.control(f"/orders/{order}/request-cancel", {"reason": "salah warna"})
    shown = seller.order(order)["cancel_request_info"]
    refused = seller.act(order, "reject-cancel").json()["data"]

    assert ((400, "ORD_USC_019"), (1, "salah warna"), {"success": True}, 2, 220) == (
        before,
        (shown["status"], shown["reason"]),
        refused,
        seller.order(order)["cancel_request_info"]["status"],
        seller.order(order)["order_status"],
    )


def test_cancel_request_can_be_granted(seller: Any) -> None:
    """Granting is rejecting with reason 8."""
    order = waiting(seller)["order_id"]
    seller.control(f"/orders/{order}/request-cancel")
    seller.act(order, "nack", {"reason_code": 8, "reason": "permintaan pembeli"})

    assert (10, 3) == (
        seller.order(order)["order_status"],
        seller.order(order)["cancel_request_info"]["status"],
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/order/1/fs/{fs}/ack", (400, "ORD_API_008")),
        ("/v1/order/x/fs/{fs}/ack", (400, "ORD_DLV_005")),
        ("/v1/order/{order}/fs/{fs}/ack?warehouse_id=14511", (400, "ORD_USC_003")),
        ("/v1/order/{order}/fs/{fs}/ack?shop_id=6554870", (400, "ORD_USC_005")),
        ("/v1/order/{order}/fs/77/ack", (403, "RBAC_MDLW_001")),
    ],
)
def test_orders_of_others(seller: Any, code: Code, path: str, expected: tuple[int, str]) -> None:
    """Unknown orders, malformed ids, other shops' warehouses and other apps are told apart."""
    path = path.format(fs=seller.fs, order=waiting(seller)["order_id"])

    assert expected == code(seller.request("POST", path))


def test_pick_up_waits_five_seconds(seller: Any, code: Code) -> None:
    """Too soon after the ack it is refused; then it is 450 with a waybill, and only once (Q14)."""
    order = waiting(seller)["order_id"]
    before = code(seller.pick_up(order))
    seller.act(order, "ack")
    too_soon = code(seller.pick_up(order))
    seller.control("/clock", {"advance": 5})
    data = seller.pick_up(order).json()["data"]
    again = code(seller.pick_up(order))

    assert (
        (400, "LGS_USC_012"),
        (500, "ORD_API_008"),
        "Terima kasih telah melakukan pengiriman.",
        (450, True),
        (400, "LGS_USC_012"),
    ) == (
        before,
        too_soon,
        data["result"],
        (seller.state()[1][order]["status"], bool(seller.state()[1][order]["awb"])),
        again,
    )


def test_pickup_wait_switch(open_shop: Open, code: Code) -> None:
    """The wait follows its switch."""
    seller = open_shop(switches={"pickup_wait": "0"})
    order = waiting(seller)["order_id"]
    seller.act(order, "ack")

    assert (200, None) == code(seller.pick_up(order))


def test_pick_up_with_the_wrong_shop(seller: Any, code: Code) -> None:
    """The shop named must be the order's."""
    order = accepted(seller)
    body = {"order_id": order, "shop_id": 6554870}

    assert (400, "LGS_USC_012") == code(seller.post(f"{seller.inventory}/pick-up", body))


def test_confirm_shipping(seller: Any, code: Code) -> None:
    """With a waybill number an accepted order is on its way; without one or too soon it is not."""
    order = waiting(seller)["order_id"]
    body = {"order_status": 500, "shipping_ref_num": "RESIM4NT413"}
    too_soon = code(seller.act(order, "status", body))
    seller.act(order, "ack")
    without = code(seller.act(order, "status", {"order_status": 500}))
    done = seller.act(order, "status", body).json()["data"]

    assert ((400, "LGS_USC_006"), (400, "ORD_DLV_021"), "Success", (500, "RESIM4NT413")) == (
        too_soon,
        without,
        done,
        (
            seller.order(order)["order_status"],
            seller.order(order)["order_info"]["shipping_info"]["awb"],
        ),
    )


def test_set_delivered(seller: Any, code: Code) -> None:
    """Delivered may be set from 500 only, and no other status at all."""
    order = accepted(seller)
    too_soon = code(seller.act(order, "status", {"order_status": 600}))
    seller.act(order, "status", {"order_status": "500", "shipping_ref_num": "R"})
    seller.act(order, "status", {"order_status": 600})

    assert ((400, "ORD_USC_016"), 600, (400, "ORD_DLV_023")) == (
        too_soon,
        seller.order(order)["order_status"],
        code(seller.act(order, "status", {"order_status": 700})),
    )


def test_label(seller: Any, code: Code) -> None:
    """A label is HTML from 400 on, and marks the order printed unless asked not to (Q15)."""
    order = waiting(seller)["order_id"]
    path = f"/v1/order/{order}/fs/{seller.fs}/shipping-label"
    too_soon = code(seller.get(path))
    seller.act(order, "ack")
    unprinted = seller.get(path, printed=0)
    before = seller.state()[1][order]["printed"]
    seller.get(path)

    assert ((400, "ORD_API_008"), "text/html; charset=utf-8", False, True, True) == (
        too_soon,
        unprinted.headers["content-type"],
        before,
        seller.state()[1][order]["printed"],
        seller.state()[1][order]["invoice"] in unprinted.text,
    )


def test_booking(seller: Any, code: Code) -> None:
    """Booking codes come by order, or page by page by shop; COD shows its amount."""
    order = accepted(seller)
    path = f"/v1/fs/{seller.fs}/fulfillment_order"
    one = seller.get(path, order_id=order).json()["data"]["order_data"]
    ids: list[int] = []
    begin = 0
    while True:
        data = seller.get(path, shop_id=seller.shop, per_page=3, next_order_id=begin).json()[
            "data"
        ]
        ids += [row["order"]["order_id"] for row in data["order_data"]]
        begin = data["next_order_id"]
        if not begin:
            break
    expected = sorted(
        o["order_id"]
        for o in seller.state()[1].values()
        if o["status"] in (400, 450) and o["shop_id"] == int(seller.shop)
    )

    assert (order, True, expected, (400, "ORD_DLV_008"), (400, "ORD_DLV_006")) == (
        one[0]["booking_data"]["order_id"],
        bool(one[0]["booking_data"]["booking_code"]),
        ids,
        code(seller.get(path, shop_id=seller.shop, warehouse_id=12210)),
        code(seller.get(path)),
    )


def test_partial_fulfilment(seller: Any, code: Code) -> None:
    """Less than ordered may be asked for once; the same or more may not."""
    one = seller.single(reserve_stock=0)
    order = seller.buy(listing_id=one["listing_id"], quantity=3)["order_id"]

    def ask(quantity: int) -> tuple[int, Any]:
        row = {"product_id": one["listing_id"], "quantity_request": quantity}
        return code(seller.act(order, "pof/request", {"pof_detail": [row]}))

    assert (
        [(400, "ORD_API_013"), (400, "ORD_API_010"), (200, None), (400, "ORD_API_011")],
        1,
    ) == (
        [ask(3), ask(4), ask(2), ask(1)],
        seller.order(order)["order_info"]["order_detail"][0]["quantity_reject"],
    )


def test_tickets(seller: Any) -> None:
    """Orders with an open case are listed as tickets."""
    rows = seller.get(f"/resolution/v1/fs/{seller.fs}/ticket", shop_id=seller.shop).json()["data"]
    orders = seller.state()[1]

    assert {601} == {orders[row["order_id"]]["status"] for row in rows}


def test_time_moves_parcels_on(seller: Any) -> None:
    """450 becomes 500, then 600, then 700 as the clock is moved, each entered in history."""
    order = accepted(seller)
    seller.pick_up(order)
    shown = []
    for hours in (1, 2, 46, 2, 48):
        seller.control("/clock", {"advance": hours * 3600})
        shown.append(seller.state()[1][order]["status"])
    history = [
        entry["hist_status_code"] for entry in seller.order(order)["order_info"]["order_history"]
    ]

    assert ([450, 500, 500, 600, 700], [700, 600, 500, 450, 400, 220, 100]) == (shown, history)


def test_one_leap_passes_every_stage(seller: Any) -> None:
    """A leap of a month ends where the single steps would have."""
    order = accepted(seller)
    seller.pick_up(order)
    seller.control("/clock", {"advance": 30 * DAY})

    assert 700 == seller.log_in().order(order)["order_status"]


@pytest.mark.parametrize(("switch", "expected"), [("on", 0), ("off", 220)])
def test_deadline(open_shop: Open, switch: str, expected: int) -> None:
    """An order nobody accepts in time is cancelled and its goods return, unless switched off."""
    seller = open_shop(switches={"auto_cancel": switch})
    one = seller.single(reserve_stock=0)
    order = seller.buy(listing_id=one["listing_id"], quantity=2)["order_id"]
    seller.control("/clock", {"advance": 2 * DAY + 60})
    listings, orders = seller.state()

    assert (expected, one["stock"] - (0 if expected == 0 else 2)) == (
        orders[order]["status"],
        listings[one["listing_id"]]["stock"],
    )
