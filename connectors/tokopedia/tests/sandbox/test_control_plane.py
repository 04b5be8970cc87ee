"""What buyers, couriers and the dashboard do, and what a fresh sandbox is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.server import running
from crossdock_tokopedia import sandbox
from crossdock_tokopedia.sandbox import build
from crossdock_tokopedia.sandbox.dialect import SWITCHES

Open = Callable[..., Any]
REAL = Path(__file__).parents[4].parent / "shared" / "data" / "tokopedia"
README = Path(str(sandbox.__file__)).with_name("README.md")


def test_settings_are_what_a_connection_needs() -> None:
    """The settings name app, shop, id and secret, and differ by seed."""
    first, other = build(SandboxOptions(listings=1)), build(SandboxOptions(listings=1, seed=2))

    assert (["fs_id", "shop_id", "client_id", "client_secret"], True) == (
        list(first.settings),
        first.settings["client_secret"] != other.settings["client_secret"],
    )


def test_same_seed_same_shop(open_shop: Open) -> None:
    """The same seed makes the same listings and orders, another seed others."""

    def essence(seed: int) -> Any:
        listings, orders = open_shop(seed=seed).state()
        return list(listings.values()), [
            (one["order_id"], one["status"], one["lines"]) for one in orders.values()
        ]

    assert (True, True) == (essence(3) == essence(3), essence(3) != essence(4))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 20, 777])
def test_exact_size(open_shop: Open, size: int) -> None:
    """The catalogue has exactly as many rows as asked for, deleted ones beyond."""
    listings = open_shop(listings=size).state()[0].values()

    assert size == sum(one["shop_id"] == 6553931 and one["status"] != 0 for one in listings)


def test_buyers_order_and_stock_goes_down(seller: Any) -> None:
    """Orders of the control plane are paid, listed, and taken from stock."""
    one = seller.single(reserve_stock=0)
    order = seller.buy(listing_id=one["listing_id"], quantity=2)
    after = seller.product(one["listing_id"])["stock"].get("value", 0)

    assert (220, one["stock"] - 2, True) == (
        order["status"],
        after,
        order["order_id"] in {row["order_id"] for row in seller.orders(status=220)},
    )


def test_campaign_orders_come_from_the_reserve(seller: Any) -> None:
    """A campaign's goods are taken from its reserve first (Q11)."""
    one = next(
        one for one in seller.state()[0].values() if one["reserve_stock"] and one["status"] == 1
        and not one["children"] and one["shop_id"] == int(seller.shop)
    )  # fmt: skip
    seller.buy(listing_id=one["listing_id"], quantity=1)
    after = seller.state()[0][one["listing_id"]]

    assert (one["reserve_stock"] - 1, one["main_stock"]) == (
        after["reserve_stock"],
        after["main_stock"],
    )


def test_many_random_orders_never_oversell(seller: Any) -> None:
    """However many order, no stock goes below zero."""
    seller.control("/orders", {"count": 400})

    assert True is all(one["stock"] >= 0 for one in seller.state()[0].values())


@pytest.mark.parametrize(
    ("path", "body", "hint"),
    [
        ("/orders", {"count": "x"}, "count must be a whole number from 1"),
        ("/orders", {"amount": 1}, "there is no field amount; there are cod, count"),
        ("/orders", {"listing_id": 5}, "there is no listing 5"),
        ("/orders", {"sku": "nope"}, "has no listing 'nope'"),
        ("/orders", {"shop_id": 5}, "there is no shop 5; there are 6553931"),
        ("/orders", {"shop_id": 6557012}, "is closed"),
        ("/orders/5/ship", {}, "there is no order 5"),
        ("/stock", {"quantity": 1}, "stock needs a listing_id or a sku"),
        ("/listings", {"price": 1}, "a listing needs a title"),
        ("/listings/5", {"title": "x"}, "there is no listing 5"),
    ],
)
def test_refusals(seller: Any, path: str, body: Any, hint: str) -> None:
    """What cannot be done is answered with a sentence."""
    assert hint in seller.control(path, body)["error"]


def test_sold_out_cannot_be_ordered(seller: Any) -> None:
    """Nobody buys what is not there."""
    one = seller.single(reserve_stock=0)["listing_id"]
    seller.control("/stock", {"listing_id": one, "quantity": 0})

    assert "nobody can buy" in seller.control("/orders", {"listing_id": one})["error"]


def test_parent_has_no_stock_of_its_own(seller: Any) -> None:
    """A dashboard edit of a parent is refused."""
    parent = next(one for one in seller.state()[0].values() if one["children"])["listing_id"]

    assert (
        "variant parent"
        in seller.control("/stock", {"listing_id": parent, "quantity": 1})["error"]
    )


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        (100, "pay", 220),
        (220, "cancel", 15),
        (400, "ship", 500),
        (500, "deliver", 600),
        (600, "finish", 700),
        (600, "complain", 601),
        (500, "return", 550),
    ],
)
def test_events(seller: Any, before: int, event: str, after: int) -> None:
    """Each event takes an order from where it may be to where it leads."""
    order = next(o for o in seller.state()[1].values() if o["status"] == before)["order_id"]

    assert after == seller.control(f"/orders/{order}/{event}")["status"]


def test_event_at_the_wrong_time(seller: Any) -> None:
    """An event that cannot be is refused with what it needs; an unknown one with those known."""
    order = next(o for o in seller.state()[1].values() if o["status"] == 700)["order_id"]

    assert (True, True, True, True) == (
        "ship needs one of 400, 450, 501" in seller.control(f"/orders/{order}/ship")["error"],
        "too late to cancel" in seller.control(f"/orders/{order}/request-cancel")["error"],
        "there is no event 'explode'" in seller.control(f"/orders/{order}/explode")["error"],
        "no order status 7" in seller.control(f"/orders/{order}/status", {"status": 7})["error"],
    )


def test_any_status_can_be_set(seller: Any) -> None:
    """An order can be put into any status of the table."""
    order = seller.buy()["order_id"]

    assert 530 == seller.control(f"/orders/{order}/status", {"status": 530})["status"]


def test_cancelled_goods_return(seller: Any) -> None:
    """A buyer's cancellation returns the goods once."""
    one = seller.single(reserve_stock=0)
    order = seller.buy(listing_id=one["listing_id"], quantity=2)["order_id"]
    seller.control(f"/orders/{order}/cancel")

    assert one["stock"] == seller.state()[0][one["listing_id"]]["stock"]


def test_listings_are_edited(seller: Any) -> None:
    """Title, price, SKU and status can be changed and are shown at once."""
    one = seller.single(parent_id=0)["listing_id"]
    seller.control(f"/listings/{one}", {"title": "T", "price": 777, "sku": "NEW", "status": 3})
    row = seller.products(sku="NEW")[0]

    assert ("T", 777, 3) == (row["basic"]["name"], row["price"]["value"], row["basic"]["status"])


def test_reset_is_as_fresh(open_shop: Open) -> None:
    """After a reset everything is as it was built, tokens gone included."""
    seller = open_shop()
    before = list(seller.state()[0].values())
    seller.buy(count=5)
    seller.control("/reset")
    refused = seller.get(f"/v1/fs/{seller.fs}/whitelist").status_code
    after = list(seller.state()[0].values())

    assert (401, True) == (
        refused,
        [one["stock"] for one in before] == [one["stock"] for one in after],
    )


def test_summary(seller: Any) -> None:
    """The summary lists shops, orders and every switch, and keeps the webhook secret."""
    seller.post(
        f"/v1/fs/{seller.fs}/register", {"order_status_url": "http://a", "webhook_secret": "hush"}
    )
    answer = seller.request("GET", "/_sandbox")

    assert ({switch.name for switch in SWITCHES}, 3, False) == (
        set(answer.json()["switches"]),
        len(answer.json()["shops"]),
        "hush" in answer.text,
    )


def test_every_switch_is_documented() -> None:
    """The README has a row for every switch with its default, and for no other."""
    text = README.read_text()
    missing = [
        switch.name
        for switch in SWITCHES
        if f"| `{switch.name}` | `{switch.default}` |" not in text
    ]

    assert [] == missing


def test_every_switch_is_tested() -> None:
    """Each switch is flipped by at least one test of this folder."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [] == [switch.name for switch in SWITCHES if f'"{switch.name}": ' not in tests]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"switches": {"colour": "red"}}, "there is no switch 'colour'; there are active_rows"),
        ({"switches": {"window": "long"}}, "switch window cannot be 'long'"),
        ({"faults": ("GET /: boom",)}, "there is no kind 'boom'"),
        ({"catalogues": (Path("nowhere.csv"),)}, "nowhere.csv cannot be read"),
    ],
)
def test_bad_options(options: dict[str, Any], hint: str) -> None:
    """Options that cannot be played are refused in a sentence."""
    with pytest.raises(SandboxRefusedError) as caught:
        build(SandboxOptions(**options))

    assert hint in str(caught.value)


def test_files_are_played(open_shop: Open, tmp_path: Path) -> None:
    """A catalogue file is the main shop's: its ids, SKUs, stocks, statuses and addresses."""
    path = tmp_path / "shop.csv"
    path.write_text(
        "id,name,price,stock,sku,status,url\n"
        "123456789012,Kaos,Rp35.000,4,K-1,nonaktif,https://www.tokopedia.com/a/kaos\n"
        "abc,Topi,15000,0,,active,\n7,Celana,gratis,1,,,\n"
        f"8,Jaket,5000,1,{'x' * 51},,\n"
    )
    seller = open_shop(catalogues=(path,))
    rows = seller.all_products()

    assert (
        (123456789012, 35000, 4, "K-1", 3, "https://www.tokopedia.com/a/kaos"),
        2,
        {"price is not a number": 1, "sku too long": 1},
        123456789012,
    ) == (
        (
            rows[0]["basic"]["productID"],
            rows[0]["price"]["value"],
            rows[0]["stock"]["value"],
            rows[0]["other"]["sku"],
            rows[0]["basic"]["status"],
            rows[0]["other"]["url"],
        ),
        len(rows),
        dict(seller.sandbox.catalogue.refused),
        seller.products(product_url="https://www.tokopedia.com/a/kaos")[0]["basic"]["productID"],
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data files are not beside the repository")
def test_real_listings_are_played_pulled_pushed_and_ordered(open_shop: Open) -> None:
    """The real listings are listed page by page, hold what is pushed, and can be ordered."""
    seller = open_shop(catalogues=tuple(sorted(REAL.glob("*.csv"))), switches={"limits": "off"})
    rows = seller.all_products()
    ids = [row["basic"]["productID"] for row in rows]
    pushed = [
        seller.push([{"product_id": one, "new_stock": 7} for one in ids[start : start + 100]])
        for start in range(0, len(ids), 100)
    ]
    orders = seller.control("/orders", {"count": 50})["orders"]

    assert (1385, 1385, 1385, 50) == (
        len(rows),
        len(set(ids)),
        sum(data["succeed_rows"] for data in pushed),
        len(orders),
    )


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("duplicate-rows", (20, 10)),
        ("missing-rows", (5, 5)),
        ("cursor-loop", (10, 10)),
        ("poison-row", (10, 9)),
    ],
)
def test_faults_about_rows(open_shop: Open, fault: str, expected: tuple[int, int]) -> None:
    """A page repeats rows, leaves some out, comes round again, or holds one that is broken."""
    seller = open_shop(faults=(f"GET /inventory/*/product/info: {fault}",))
    rows = seller.products(shop_id=seller.shop, page=3, per_page=10)
    ids = {row["basic"]["productID"] for row in rows if isinstance(row["basic"], dict)}
    first = open_shop().products(shop_id=seller.shop, page=1, per_page=10)
    looped = ids == {row["basic"]["productID"] for row in first}

    assert (expected, fault == "cursor-loop") == ((len(rows), len(ids)), looped)


@pytest.mark.parametrize("fault", ["duplicate-rows", "poison-row", "cursor-loop"])
def test_faults_about_order_rows(open_shop: Open, fault: str) -> None:
    """The same faults meet order/list."""
    seller = open_shop(faults=(f"GET /v2/order/list: {fault}",))
    plain = open_shop().orders(page=2, per_page=10)

    assert True is (seller.orders(page=2, per_page=10) != plain)


def test_partial_batch(open_shop: Open) -> None:
    """Every other row fails for no reason of its own, and only the others are done."""
    seller = open_shop(faults=("POST /inventory/*: partial-batch@1x1",))
    one = seller.single()["listing_id"]
    data = seller.push([{"product_id": one, "new_stock": n} for n in (1, 2, 3, 4)])

    assert (2, 2, 3) == (
        data["succeed_rows"],
        data["failed_rows"],
        seller.product(one)["main_stock"],
    )


@pytest.mark.parametrize(
    ("fault", "expected", "status"),
    [
        ("api-error", (500, "ORD_API_006"), 220),
        ("api-error(code=ORD_USC_007,status=400)", (400, "ORD_USC_007"), 220),
        ("api-error(code=NEW_001,applied=yes)", (500, "NEW_001"), 400),
    ],
)
def test_own_error_fault(
    open_shop: Open, code: Any, fault: str, expected: tuple[int, str], status: int
) -> None:
    """Any error of the platform's own can be had, before or after the request was applied."""
    seller = open_shop(faults=(f"POST */ack: {fault}",))
    order = seller.buy()["order_id"]

    assert (expected, status) == (
        code(seller.act(order, "ack")),
        seller.state()[1][order]["status"],
    )


def test_order_goes_to_the_listing_s_shop(seller: Any) -> None:
    """A listing named decides the shop, and another shop named beside it is refused."""
    theirs = next(
        one
        for one in seller.state()[0].values()
        if one["shop_id"] == 6554870
        and one["status"] == 1
        and one["stock"]
        and not one["children"]
    )["listing_id"]
    order = seller.buy(listing_id=theirs)
    refused = seller.control("/orders", {"listing_id": theirs, "shop_id": int(seller.shop)})

    assert (6554870, f"listing {theirs} is in shop 6554870") == (
        order["shop_id"],
        refused["error"],
    )


def test_expired_token_fault(open_shop: Open) -> None:
    """The third call meets an expired token, the fourth does not."""
    seller = open_shop(faults=("GET *: expired-token@3",))
    path = f"/v1/fs/{seller.fs}/whitelist"

    assert [200, 200, 401, 200] == [seller.get(path).status_code for _ in range(4)]


def test_over_real_http_end_to_end() -> None:
    """Token, shop, products, stock and an order's way to its label, over a real connection."""
    with (
        running("tokopedia", build, SandboxOptions(listings=200)) as announced,
        httpx.Client(base_url=announced["url"], trust_env=False) as client,
    ):
        settings = announced["settings"]
        fs, shop = settings["fs_id"], settings["shop_id"]
        token = client.post(
            "/token?grant_type=client_credentials",
            auth=(settings["client_id"], settings["client_secret"]),
        ).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        info = client.get(f"/v1/shop/fs/{fs}/shop-info").json()["data"]
        asked = {"shop_id": shop, "page": 1, "per_page": 50}
        rows = client.get(f"/inventory/v1/fs/{fs}/product/info", params=asked).json()["data"]
        single = next(row for row in rows if not row["variant"] and row["basic"]["status"] == 1)
        pushed = client.post(
            f"/inventory/v1/fs/{fs}/stock/update?shop_id={shop}",
            json=[{"product_id": single["basic"]["productID"], "new_stock": 12}],
        ).json()["data"]
        order = client.post("/_sandbox/orders", json={}).json()["orders"][0]["order_id"]
        client.post(f"/v1/order/{order}/fs/{fs}/ack")
        client.post("/_sandbox/clock", json={"advance": 5})
        picked = client.post(f"/inventory/v1/fs/{fs}/pick-up", json={"order_id": order}).json()
        label = client.get(f"/v1/order/{order}/fs/{fs}/shipping-label")

    assert (3, 50, 1, order, "text/html; charset=utf-8") == (
        len(info),
        len(rows),
        pushed["succeed_rows"],
        picked["data"]["order_id"],
        label.headers["content-type"],
    )


def test_a_hundred_thousand_start_and_page_quickly(open_shop: Open) -> None:
    """A hundred thousand listings are there, and a page deep among them takes no search."""
    seller = open_shop(listings=100_000, switches={"limits": "off"})
    first = seller.products(shop_id=seller.shop, page=1, per_page=50)
    deep = seller.products(shop_id=seller.shop, page=199, per_page=50)

    assert (50, 50) == (len(first), len(deep))
