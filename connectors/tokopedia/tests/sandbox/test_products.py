"""Reading products (sheet 1.5)."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]


def test_list_and_children_are_the_catalogue(seller: Any) -> None:
    """The list has singles and parents; with the children they name it is the whole catalogue."""
    rows = seller.all_products()
    children = [child for row in rows for child in row["variant"].get("childrenID", [])]
    ids = [row["basic"]["productID"] for row in rows]

    assert (300, 300, True) == (
        len(ids) + len(children),
        len({*ids, *children}),
        len(children) > 50,
    )


def test_page_after_the_last_is_null(seller: Any) -> None:
    """Beyond the last page data is null, and so is a search that finds nothing."""
    assert (None, None, None) == (
        seller.products(shop_id=seller.shop, page=99, per_page=50),
        seller.products(sku="no such"),
        seller.products(product_id=1),
    )


def test_page_after_the_last_by_switch(open_shop: Open) -> None:
    """By switch it is an empty list instead, of products as of orders."""
    seller = open_shop(switches={"last_page": "empty"})

    assert ([], []) == (
        seller.products(shop_id=seller.shop, page=99, per_page=50),
        seller.orders(page=99),
    )


def test_zero_values_are_missing(seller: Any) -> None:
    """Sold-out products have no stock.value, those without SKU no other.sku, none is zero."""
    rows = seller.all_products()
    sold_out = [row for row in rows if "value" not in row["stock"]]
    blank = [row for row in rows if "sku" not in row["other"]]
    zero = [row for row in rows if 0 in row["stock"].values() and row["stock"]["useStock"] == 0]

    assert (True, True, [], True) == (
        len(sold_out) > 3,
        len(blank) > 2,
        zero,
        all(row["stock"]["useStock"] for row in sold_out),
    )


def test_omitempty_off(open_shop: Open) -> None:
    """By switch zeros are written out."""
    rows = open_shop(switches={"omitempty": "off"}).all_products()

    assert (True, True) == (
        any(row["stock"]["value"] == 0 for row in rows),
        any(row["other"]["sku"] == "" for row in rows),
    )


def test_stock_is_main_and_reserve(seller: Any) -> None:
    """stock.value is main_stock and reserve_stock together."""
    rows = seller.all_products()
    odd = [
        row
        for row in rows
        if row["stock"].get("value", 0) != row.get("main_stock", 0) + row.get("reserve_stock", 0)
    ]

    assert ([], True) == (odd, any("reserve_stock" in row for row in rows))


def test_row_speaks_the_wire_s_names(seller: Any) -> None:
    """A row has the documented objects under their documented, lower-case names."""
    row = seller.all_products()[0]

    assert (
        {"productID", "shopID", "status", "name", "condition", "childCategoryID", "shortDesc"},
        {"value", "currency", "LastUpdateUnix", "idr"},
        {"StartDate": "0001-01-01T00:00:00Z", "EndDate": "0001-01-01T00:00:00Z"},
    ) == (set(row["basic"]), set(row["price"]), row["campaign"])


def test_every_kind_of_listing_is_there(open_shop: Open) -> None:
    """A fresh shop has banned, pending, active and inactive ones, in the default size."""
    seller = open_shop(listings=2400, switches={"limits": "off"})
    rows = seller.all_products()
    listings = [one for one in seller.state()[0].values() if one["shop_id"] == int(seller.shop)]
    skus = Counter(one["sku"] for one in listings if one["sku"])
    folded = Counter(sku.strip().lower() for sku in skus)

    assert ({-2, -1, 1, 3}, True, True, True, True) == (
        {row["basic"]["status"] for row in rows},
        any(count > 1 for count in skus.values()),
        any(count > 1 for count in folded.values()),
        any(sku.endswith(" ") for sku in skus),
        any(not sku.isascii() for sku in skus),
    )


@pytest.mark.parametrize("form", ["comma", "repeated", "array", "product", "capital"])
def test_many_ids(seller: Any, form: str) -> None:
    """Ids may come with commas, repeatedly, as array[], under product or in another case."""
    ids = [row["basic"]["productID"] for row in seller.all_products()[:4]]
    joined = ",".join(map(str, ids))
    forms: dict[str, dict[str, Any]] = {
        "comma": {"product_id": joined},
        "repeated": {"product_id": ids},
        "array": {"product_id[]": ids},
        "product": {"product": joined},
        "capital": {"Product_ID": joined},
    }

    assert ids == [row["basic"]["productID"] for row in seller.products(**forms[form])]


def test_five_hundred_ids(open_shop: Open) -> None:
    """Five hundred ids in one call are answered, which one unknown among them does not hurt."""
    seller = open_shop(listings=700)
    ids = [
        one["listing_id"]
        for one in seller.state()[0].values()
        if one["shop_id"] == int(seller.shop)
    ][:499]

    assert ids == [
        row["basic"]["productID"]
        for row in seller.products(product_id=",".join(map(str, [*ids, 7])))
    ]


def test_by_sku_looks_across_shops(seller: Any) -> None:
    """A SKU needs no shop, finds every listing that has exactly it, and can be narrowed."""
    mine = seller.single()
    theirs = seller.control("/listings", {"title": "x", "sku": mine["sku"], "shop_id": 6554870})
    found = [row["basic"]["productID"] for row in seller.products(sku=mine["sku"])]
    narrowed = seller.products(sku=mine["sku"], shop_id=6554870)

    assert (True, [theirs["listing_id"]], None) == (
        {mine["listing_id"], theirs["listing_id"]} <= set(found),
        [row["basic"]["productID"] for row in narrowed],
        seller.products(sku=mine["sku"].lower()),
    )


def test_sku_with_a_trailing_space_is_another(open_shop: Open) -> None:
    """A SKU that ends in a space is found by exactly that."""
    seller = open_shop(listings=2400)
    spaced = next(one for one in seller.state()[0].values() if one["sku"].endswith(" "))

    assert [spaced["sku"]] == [row["other"]["sku"] for row in seller.products(sku=spaced["sku"])]


def test_by_address(seller: Any) -> None:
    """A product is found by its page's address, query and all."""
    row = seller.all_products()[0]
    found = seller.products(product_url=row["other"]["url"] + "?src=topads")

    assert [row["basic"]["productID"]] == [one["basic"]["productID"] for one in found]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"per_page": 50}, (400, "PRD_DLV_005")),
        ({"page": 1}, (400, "PRD_DLV_005")),
        ({"shop_id": "x", "page": 1, "per_page": 1}, (400, "PRD_DLV_003")),
        ({"shop_id": "", "page": 1, "per_page": 1}, (400, "PRD_DLV_016")),
        ({"shop_id": 5, "page": 1, "per_page": 1}, (403, "RBAC_MDLW_001")),
        ({"shop_id": "", "warehouse_id": 9, "page": 1, "per_page": 1}, (400, "PRD_USC_021")),
        ({"warehouse_id": "x", "page": 1, "per_page": 1}, (400, "PRD_DLV_019")),
    ],
)
def test_refusals(
    seller: Any, code: Code, params: dict[str, Any], expected: tuple[int, str]
) -> None:
    """Missing pages, malformed and foreign shops and unknown warehouses are told apart."""
    asked = {"shop_id": seller.shop, **params}

    assert expected == code(seller.get(f"{seller.inventory}/product/info", **asked))


def test_page_cap(open_shop: Open, code: Code) -> None:
    """More than fifty are cut to fifty, or refused by switch; another cap can be set."""
    strict = open_shop(switches={"over_cap": "refuse"})
    small = open_shop(switches={"product_page": "7"})
    asked = {"page": 1, "per_page": 500}

    assert (50, (400, "PRD_DLV_042"), 7) == (
        len(open_shop().products(shop_id=6553931, **asked)),
        code(strict.get(f"{strict.inventory}/product/info", shop_id=strict.shop, **asked)),
        len(small.products(shop_id=small.shop, **asked)),
    )


@pytest.mark.parametrize(
    ("sort", "read", "descending"),
    [
        (5, lambda row: row["price"]["value"], True),
        (6, lambda row: row["price"]["value"], False),
        (7, lambda row: row["basic"]["name"].casefold(), False),
        (9, lambda row: row["stock"].get("value", 0), False),
        (10, lambda row: row["stock"].get("value", 0), True),
        (2, lambda row: row["price"]["LastUpdateUnix"], True),
    ],
)
def test_sorts(seller: Any, sort: int, read: Callable[[Any], Any], descending: bool) -> None:
    """Each sort orders the whole list, over all pages."""
    values = [read(row) for row in seller.all_products(sort=sort)]

    assert sorted(values, reverse=descending) == values


def test_sort_follows_changes(seller: Any) -> None:
    """A sorted list shows what was pushed a moment ago."""
    one = seller.single(parent_id=0)
    seller.all_products(sort=10)
    seller.push([{"product_id": one["listing_id"], "new_stock": 999_000}])

    assert one["listing_id"] == seller.all_products(sort=10)[0]["basic"]["productID"]


def test_last_sort_reaches_further(open_shop: Open) -> None:
    """By page alone only so many are reached; last_sort, the last row's id, reaches the rest."""
    seller = open_shop(switches={"last_sort_from": "100", "limits": "off"})
    rows = seller.all_products()
    while more := seller.products(
        shop_id=seller.shop, page=1, per_page=50, last_sort=rows[-1]["basic"]["productID"]
    ):
        rows += more
    everything = open_shop(switches={"limits": "off"}).all_products()

    assert [row["basic"]["productID"] for row in everything] == [
        row["basic"]["productID"] for row in rows
    ]


def test_last_sort_of_another_meaning_still_pages(open_shop: Open) -> None:
    """Whatever a client takes last_sort for, it pages on with it."""
    seller = open_shop(switches={"last_sort_from": "50"})
    asked = {"shop_id": seller.shop, "page": 2, "per_page": 50}

    assert (None, 50) == (
        seller.products(**asked),
        len(seller.products(**asked, last_sort="1666000000")),
    )


def test_list_switches(open_shop: Open) -> None:
    """By switch the list holds children, or deleted ones, too (gap 7)."""
    everything = open_shop(switches={"list_children": "on"}).all_products()
    deleted = open_shop(switches={"list_deleted": "on"}).all_products()
    plain = open_shop().all_products()

    assert (300, 2, True) == (
        len(everything),
        len(deleted) - len(plain),
        any("parentID" in row["variant"] for row in everything),
    )


def test_deleted_is_found_by_id_alone(seller: Any) -> None:
    """A deleted product leaves the list, and by id has no status, since that is zero."""
    one = seller.single(parent_id=0)
    before = len(seller.all_products())
    seller.control(f"/listings/{one['listing_id']}", method="DELETE")

    assert (before - 1, False) == (
        len(seller.all_products()),
        "status" in seller.product(one["listing_id"])["basic"],
    )


def test_warehouses_of_a_product(seller: Any) -> None:
    """Some products have stock in a second warehouse, with a number of its own."""
    rows = [row for row in seller.all_products() if len(row["warehouses"]) == 2]

    assert (True, {12210, 13377}) == (
        len(rows) > 3,
        {place["warehouseID"] for row in rows for place in row["warehouses"]},
    )


def test_variant(seller: Any) -> None:
    """A parent's variants name axes, options and children, and zeros are written out here."""
    row = next(row for row in seller.all_products() if row["variant"].get("isParent"))
    ids = row["variant"]["childrenID"]
    data = seller.get(f"{seller.inventory}/product/variant/{row['basic']['productID']}").json()[
        "data"
    ]
    options = {option["id"] for axis in data["variant"] for option in axis["option"]}

    assert (ids, True, True, row["stock"].get("value", 0)) == (
        [child["product_id"] for child in data["children"]],
        all(set(child["option_ids"]) <= options for child in data["children"]),
        all({"stock", "main_stock", "reserve_stock", "sku"} <= set(c) for c in data["children"]),
        sum(child["stock"] for child in data["children"]),
    )


def test_variant_by_child_and_of_a_single(seller: Any, code: Code) -> None:
    """A child leads to its parent's variants; a single has none."""
    child = _child(seller)
    path = f"{seller.inventory}/product/variant"

    assert (child["parent_id"], (400, "PRD_GRPC_003")) == (
        seller.get(f"{path}/{child['listing_id']}").json()["data"]["parent_id"],
        code(seller.get(f"{path}/{seller.single(parent_id=0)['listing_id']}")),
    )


def _child(seller: Any) -> Any:
    return next(one for one in seller.state()[0].values() if one["parent_id"])


def test_child_names_its_parent(seller: Any) -> None:
    """A child's row says whose child it is."""
    child = _child(seller)

    assert {"isVariant": True, "parentID": child["parent_id"]} == seller.product(
        child["listing_id"]
    )["variant"]


def test_older_list(seller: Any) -> None:
    """The older list pages across all shops in the old envelope, and goes by id too."""
    body = seller.get(f"/v2/products/fs/{seller.fs}/1/20").json()
    one = body["data"][3]
    by_id = seller.get(f"/v2/products/fs/{seller.fs}/1/1", product_id=one["product_id"]).json()

    assert (20, "200 Ok", [one]) == (len(body["data"]), body["status"], by_id["data"])


def test_active_list(seller: Any) -> None:
    """The older list of active products filters by word, price and SKU, and counts."""
    path = f"{seller.inventory}/product/list"

    def ask(**params: Any) -> Any:
        asked = {"shop_id": seller.shop, "rows": 50, "start": 0, **params}
        return seller.get(path, **asked).json()["data"]

    everything, coffee = ask(), ask(keyword="KOPI")
    dear = ask(price_min=1_000_000)["products"]

    assert (50, True, True, True, None) == (
        len(everything["products"]),
        all("kopi" in one["name"].lower() for one in coffee["products"]),
        all(one["price_int"] >= 1_000_000 for one in dear),
        ask(exclude_keyword="kopi")["total_data"] + coffee["total_data"]
        == everything["total_data"],
        ask(start=5000)["products"],
    )
