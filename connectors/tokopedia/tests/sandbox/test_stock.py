"""Stock and price (sheet 1.6)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]


def delta(seller: Any, direction: str, rows: Any, version: str = "v1", **params: Any) -> Any:
    """Increment or decrement."""
    path = f"/inventory/{version}/fs/{seller.fs}/stock/{direction}"
    return seller.post(path, rows, shop_id=seller.shop, **params)


def test_overwrite_by_id_and_sku(seller: Any) -> None:
    """Rows by product id and by SKU overwrite, and the answer counts and names them."""
    one = seller.single()
    other = seller.single(listing_id=_another(seller, one))
    data = seller.push(
        [
            {"product_id": one["listing_id"], "new_stock": 41},
            {"sku": other["sku"], "new_stock": 42},
        ]
    )

    assert (2, 2, 0, [], [(one["listing_id"], 41), (other["listing_id"], 42)], 41) == (
        data["total_data"],
        data["succeed_rows"],
        data["failed_rows"],
        data["failed_rows_data"],
        [(row["productID"], row["stock"]) for row in data["succeed_rows_data"]],
        seller.product(one["listing_id"])["main_stock"],
    )


def _another(seller: Any, one: Any) -> int:
    """Return a second listing whose SKU is its own."""
    listings = [
        other
        for other in seller.state()[0].values()
        if other["shop_id"] == int(seller.shop) and not other["children"] and other["sku"]
    ]
    counts: dict[str, int] = {}
    for other in listings:
        counts[other["sku"]] = counts.get(other["sku"], 0) + 1
    found: int = next(
        other["listing_id"]
        for other in listings
        if other["listing_id"] != one["listing_id"]
        and counts[other["sku"]] == 1
        and other["status"] == 1
        and other["stock"] > 5
        and not other["reserve_stock"]
    )
    return found


def test_failed_rows_come_in_a_200(seller: Any) -> None:
    """Even if every row fails the answer is 200, each row with its message."""
    rows = [
        {"product_id": 5, "new_stock": 1},
        {"sku": "no such", "new_stock": 2},
        {"new_stock": 3},
        {"product_id": seller.single()["listing_id"], "new_stock": -1},
        {"product_id": seller.single()["listing_id"], "new_stock": "many"},
        {"product_id": seller.single()["listing_id"], "new_stock": 1_000_000},
        {"product_id": seller.single()["listing_id"]},
        {"sku": "x" * 51, "new_stock": 1},
        {"product_id": True, "new_stock": 1},
    ]
    data = seller.push(rows)

    assert (
        9,
        0,
        ["Invalid Product ID.", "Invalid SKU.", "Invalid Product ID."]
        + ["Invalid Stock."] * 4
        + ["Invalid SKU.", "Invalid Product ID."],
        {"product_id": 5, "sku": "", "product_url": "", "new_stock": 1},
    ) == (
        data["failed_rows"],
        data["succeed_rows"],
        [row["message"] for row in data["failed_rows_data"]],
        {k: v for k, v in data["failed_rows_data"][0].items() if k != "message"},
    )


def test_sku_wins_over_product_id(open_shop: Open) -> None:
    """A row with both goes to the SKU's listing, or by switch to the product's (Q7)."""
    outcomes = []
    for switch in ("on", "off"):
        seller = open_shop(switches={"sku_first": switch})
        one = seller.single()
        other = seller.state()[0][_another(seller, one)]
        row = {"product_id": one["listing_id"], "sku": other["sku"], "new_stock": 77}
        data = seller.push([row])
        outcomes.append(data["succeed_rows_data"][0]["productID"] == other["listing_id"])

    assert [True, False] == outcomes


def test_parent_deleted_and_foreign_are_no_products(seller: Any) -> None:
    """Stock of a variant parent, a deleted product or another shop's is not changed."""
    listings = seller.state()[0].values()
    mine = [one for one in listings if one["shop_id"] == int(seller.shop)]
    ids = [
        next(one for one in mine if one["children"])["listing_id"],
        next(one for one in mine if one["status"] == 0)["listing_id"],
        next(one for one in listings if one["shop_id"] == 6554870)["listing_id"],
    ]
    data = seller.push([{"product_id": one, "new_stock": 5} for one in ids])

    assert ["Invalid Product ID."] * 3 == [row["message"] for row in data["failed_rows_data"]]


def test_parent_shows_the_sum_of_its_children(seller: Any) -> None:
    """A child's push shows in its parent's number (Q8)."""
    child = seller.single(parent_id=next(_parents(seller)))
    before = seller.product(child["parent_id"])["stock"]["value"]
    seller.push([{"product_id": child["listing_id"], "new_stock": child["main_stock"] + 100}])

    assert before + 100 == seller.product(child["parent_id"])["stock"]["value"]


def _parents(seller: Any) -> Any:
    """Yield parents that have a child one can push to."""
    for one in seller.state()[0].values():
        if one["parent_id"] and one["status"] == 1 and one["stock"] > 5 and one["sku"]:
            yield one["parent_id"]


def test_reserve_is_not_overwritten(seller: Any) -> None:
    """A campaign's reserve stays beside the main stock that was pushed (Q11)."""
    one = next(
        one
        for one in seller.state()[0].values()
        if one["reserve_stock"] and not one["children"] and one["shop_id"] == int(seller.shop)
    )
    seller.push([{"product_id": one["listing_id"], "new_stock": 10}])
    row = seller.product(one["listing_id"])

    assert (10, one["reserve_stock"], 10 + one["reserve_stock"]) == (
        row["main_stock"],
        row["reserve_stock"],
        row["stock"]["value"],
    )


def test_zero_deactivates_and_restock_activates(open_shop: Open) -> None:
    """Zero deactivates and a restock activates, unless bypassed or switched off."""

    def walk(seller: Any, **params: Any) -> list[int]:
        one = seller.single(reserve_stock=0)["listing_id"]
        shown = []
        for stock in (0, 5):
            seller.push([{"product_id": one, "new_stock": stock}], **params)
            shown.append(seller.product(one)["basic"]["status"])
        return shown

    assert ([3, 1], [1, 1], [1, 1]) == (
        walk(open_shop()),
        walk(open_shop(), bypass_update_product_status="true"),
        walk(open_shop(switches={"status_coupling": "off"})),
    )


def test_second_warehouse(seller: Any, code: Code) -> None:
    """A named warehouse has stock of its own; another shop's or an unknown one is refused."""
    one = seller.single()
    rows = [{"product_id": one["listing_id"], "new_stock": 9}]
    seller.push(rows, warehouse_id=13377)
    row = seller.product(one["listing_id"])
    path = f"{seller.inventory}/stock/update"

    assert (
        one["stock"],
        9,
        (400, "PRD_USC_012"),
        (400, "PRD_USC_021"),
        (400, "PRD_DLV_019"),
    ) == (
        row["stock"]["value"],
        next(p for p in row["warehouses"] if p["warehouseID"] == 13377)["stock"]["value"],
        code(seller.post(path, rows, shop_id=seller.shop, warehouse_id=14511)),
        code(seller.post(path, rows, shop_id=seller.shop, warehouse_id=1)),
        code(seller.post(path, rows, shop_id=seller.shop, warehouse_id="x")),
    )


def test_warehouse_may_be_needed(open_shop: Open, code: Code) -> None:
    """By switch a stock call without a warehouse is refused (Q10)."""
    seller = open_shop(switches={"warehouse_needed": "on"})
    path = f"{seller.inventory}/stock/update"
    rows = [{"product_id": seller.single()["listing_id"], "new_stock": 9}]

    assert ((400, "PRD_USC_008"), (200, None)) == (
        code(seller.post(path, rows, shop_id=seller.shop)),
        code(seller.post(path, rows, shop_id=seller.shop, warehouse_id=12210)),
    )


def test_more_than_a_hundred_rows(open_shop: Open, code: Code) -> None:
    """A hundred and one rows are refused whole, at whatever the switch says."""
    seller = open_shop()
    small = open_shop(switches={"batch_rows": "2"})
    rows = [{"product_id": 1, "new_stock": 1}] * 101

    assert ((400, "PRD_DLV_018"), (400, "PRD_DLV_018"), 100) == (
        code(seller.post(f"{seller.inventory}/stock/update", rows, shop_id=seller.shop)),
        code(small.post(f"{small.inventory}/price/update", rows[:3], shop_id=small.shop)),
        seller.push(rows[:100])["failed_rows"],
    )


def test_rows_are_limited_one_by_one(open_shop: Open) -> None:
    """Rows over the limit come back as such in a 200, and the others are done."""
    seller = open_shop(switches={"row_limit": "1/3"})
    one = seller.single()["listing_id"]
    data = seller.push([{"product_id": one, "new_stock": n} for n in range(1, 6)])

    assert (3, ["ERR_TOO_MANY_REQUEST"] * 2, 3) == (
        data["succeed_rows"],
        [row["message"] for row in data["failed_rows_data"]],
        seller.product(one)["main_stock"],
    )


def test_row_limit_can_be_lifted(open_shop: Open) -> None:
    """row_limit=off and limits=off both lift it."""
    counts = []
    for switches in ({"row_limit": "off"}, {"row_limit": "1/1", "limits": "off"}):
        seller = open_shop(switches=switches)
        rows = [{"product_id": seller.single()["listing_id"], "new_stock": 4}] * 100
        counts.append(sum(seller.push(rows)["succeed_rows"] for _ in range(3)))

    assert [300, 300] == counts


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_delta(seller: Any, version: str) -> None:
    """Increment and decrement move stock on both versions and name what they did."""
    one = seller.single(reserve_stock=0)
    rows = [{"product_id": one["listing_id"], "stock_value": 3}]
    up = delta(seller, "increment", rows, version).json()["data"]["succeed_rows_data"]
    down = delta(seller, "decrement", [{"sku": one["sku"], "stock_value": 1}], version).json()

    assert (one["stock"] + 3, 1, one["stock"] + 2) == (
        up[0]["stock"],
        down["data"]["succeed_rows"],
        seller.product(one["listing_id"])["stock"]["value"],
    )


def test_delta_below_zero_fails(seller: Any) -> None:
    """More than there is cannot be taken, nor nothing or less."""
    one = seller.single(reserve_stock=0)
    rows = [
        {"product_id": one["listing_id"], "stock_value": value} for value in (10**6, 0, -1, None)
    ]
    data = delta(seller, "decrement", rows).json()["data"]

    assert (4, one["stock"]) == (
        data["failed_rows"],
        seller.product(one["listing_id"])["stock"]["value"],
    )


def test_request_id_is_done_once(seller: Any, code: Code) -> None:
    """The same request_id again answers the same and changes nothing; a bad one is refused."""
    one = seller.single(reserve_stock=0)
    rows = [{"product_id": one["listing_id"], "stock_value": 3}]
    first = delta(seller, "increment", rows, request_id="abc-1").json()
    again = delta(seller, "increment", rows, "v2", request_id="abc-1").json()
    delta(seller, "increment", rows, request_id="abc-2")

    assert (first, one["stock"] + 6, (400, "PRD_DLV_042")) == (
        again,
        seller.product(one["listing_id"])["stock"]["value"],
        code(delta(seller, "increment", rows, request_id="no spaces")),
    )


def test_broken_delta(open_shop: Open, code: Code) -> None:
    """By switch the delta endpoints answer an upstream error, as an integrator saw."""
    seller = open_shop(switches={"delta_broken": "on"})

    assert (500, "PRD_GRPC_002") == code(delta(seller, "increment", [{"stock_value": 1}]))


def test_price(seller: Any) -> None:
    """A price is changed; one that cannot be is a failed row."""
    one = seller.single()["listing_id"]
    rows = [{"product_id": one, "new_price": 15000}, {"product_id": one, "new_price": 0}]
    path = f"{seller.inventory}/price/update"
    data = seller.post(path, rows, shop_id=seller.shop).json()["data"]

    assert (15000, 15000, [("Invalid Price.", 0)]) == (
        data["succeed_rows_data"][0]["price"],
        seller.product(one)["price"]["value"],
        [(row["message"], row["new_price"]) for row in data["failed_rows_data"]],
    )


def test_stock_needs_a_connected_shop(seller: Any, code: Code) -> None:
    """Without shop, or with a foreign one, nothing is changed."""
    path = f"{seller.inventory}/stock/update"

    assert ((400, "PRD_DLV_016"), (403, "RBAC_MDLW_001")) == (
        code(seller.post(path, [{}])),
        code(seller.post(path, [{}], shop_id=1)),
    )


@pytest.mark.parametrize(("action", "status"), [("active", 1), ("inactive", 3)])
def test_set_status(seller: Any, action: str, status: int) -> None:
    """Up to 25 are set; failures are sentences; stock stays; a parent takes its children along."""
    parent = next(
        one for one in seller.state()[0].values() if one["children"] and one["status"] == 1
    )
    path = f"/v1/products/fs/{seller.fs}/{action}"
    ids = [parent["listing_id"], 5]
    data = seller.post(path, {"product_id": ids}, shop_id=seller.shop).json()["data"]
    after = seller.state()[0]

    assert (
        2,
        1,
        ["Error Product ID [5] : There are some problem when retrieve product info"],
        {status},
        parent["stock"],
    ) == (
        data["total_data"],
        data["succeed_rows"],
        data["failed_rows_data"],
        {after[one]["status"] for one in (parent["listing_id"], *parent["children"])},
        after[parent["listing_id"]]["stock"],
    )


def test_set_status_without_failures_is_null(seller: Any) -> None:
    """Where nothing failed failed_rows_data is null."""
    path = f"/v1/products/fs/{seller.fs}/active"
    body = {"product_id": [seller.single()["listing_id"]]}

    assert None is seller.post(path, body, shop_id=seller.shop).json()["data"]["failed_rows_data"]


def test_set_status_caps(open_shop: Open, code: Code) -> None:
    """More than 25 ids are refused, and no ids or no list too."""
    seller = open_shop()
    path = f"/v1/products/fs/{seller.fs}/inactive"

    def answer(ids: Any) -> tuple[int, Any]:
        return code(seller.post(path, {"product_id": ids}, shop_id=seller.shop))

    assert ((400, "PRD_DLV_018"), (400, "PRD_DLV_043"), (400, "PRD_DLV_043")) == (
        answer([1] * 26),
        answer([]),
        answer({"a": 1}),
    )


def test_create_edit_delete(seller: Any) -> None:
    """A product is created with an upload to ask about, edited in part, and deleted."""
    fs, shop = seller.fs, seller.shop
    rows = [
        {"name": "Baru", "price": 10000, "stock": 3, "sku": "BARU-1"},
        {"name": "", "price": 1},
    ]
    made = seller.post(f"/v3/products/fs/{fs}/create", {"products": rows}, shop_id=shop).json()
    upload = made["data"]["upload_id"]
    status = seller.get(f"/v2/products/fs/{fs}/status/{upload}", shop_id=shop).json()["data"]
    product_id = status["upload_data"][0]["success_rows_data"][0]["product_id"]
    seller.request(
        "PATCH",
        f"/v3/products/fs/{fs}/edit",
        params={"shop_id": shop},
        json={"products": [{"id": product_id, "price": 12000, "sku": "BARU-2"}]},
    )
    edited = seller.products(sku="BARU-2")[0]
    seller.post(f"/v3/products/fs/{fs}/delete", {"product_id": [product_id]}, shop_id=shop)

    assert (1, 1, 12000, 3, None, None) == (
        made["data"]["success_data"],
        made["data"]["fail_data"],
        edited["price"]["value"],
        edited["stock"]["value"],
        seller.products(sku="BARU-1"),
        seller.products(sku="BARU-2"),
    )


def test_edit_of_a_banned_product_is_cancelled(seller: Any, code: Code) -> None:
    """A product that is neither active nor inactive cannot be edited."""
    banned = next(one for one in seller.state()[0].values() if one["status"] == -2)
    answer = seller.request(
        "PATCH",
        f"/v3/products/fs/{seller.fs}/edit",
        params={"shop_id": seller.shop},
        json={"products": [{"id": banned["listing_id"], "price": 5000}]},
    )

    assert (400, "PRD_USC_028") == code(answer)


def test_upload_of_nobody(open_shop: Open, code: Code) -> None:
    """An unknown upload is not found; too many rows are refused, at whatever the switch says."""
    seller = open_shop(switches={"create_rows": "1"})
    path = f"/v3/products/fs/{seller.fs}/create"

    assert ((400, "PRD_GRPC_003"), (400, "PRD_DLV_018")) == (
        code(seller.get(f"/v2/products/fs/{seller.fs}/status/1", shop_id=seller.shop)),
        code(seller.post(path, {"products": [{}, {}]}, shop_id=seller.shop)),
    )


def test_active_rows_switch(open_shop: Open, code: Code) -> None:
    """The cap of active and inactive follows its switch."""
    seller = open_shop(switches={"active_rows": "1"})
    path = f"/v1/products/fs/{seller.fs}/active"

    assert (400, "PRD_DLV_018") == code(
        seller.post(path, {"product_id": [1, 2]}, shop_id=seller.shop)
    )
