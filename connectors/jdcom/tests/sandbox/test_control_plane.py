"""What buyers and the console do, what a fresh sandbox is, and how fast it pages."""

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.server import running
from crossdock_jdcom import sandbox
from crossdock_jdcom.sandbox import build
from crossdock_jdcom.sandbox.dialect import SWITCHES
from crossdock_jdcom.sandbox.routing import METHODS

Open = Callable[..., Any]
README = Path(str(sandbox.__file__)).with_name("README.md")


def test_settings_are_what_a_connection_needs() -> None:
    """The settings name app, secret and tokens, and differ by seed."""
    first, other = build(SandboxOptions(listings=1)), build(SandboxOptions(listings=1, seed=2))

    assert (
        ["app_key", "app_secret", "access_token", "refresh_token", "app_id", "carrier"],
        True,
    ) == (
        list(first.settings),
        first.settings["app_secret"] != other.settings["app_secret"],
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
    """The catalogue has exactly as many SKUs as asked for, deleted ones beyond."""
    listings = open_shop(listings=size).state()[0].values()

    assert size == sum(one["status"] != 4 for one in listings)


def test_buyers_take_from_stock(merchant: Any) -> None:
    """A paid order takes its goods and is listed; a cancelled one gives them back."""
    one = merchant.single()
    order = merchant.buy(listing_id=one["listing_id"], quantity=2)
    taken = merchant.state()[0][one["listing_id"]]["stock"]
    merchant.control(f"/orders/{order['order_id']}/cancel")
    back = merchant.state()[0][one["listing_id"]]["stock"]

    assert (one["stock"] - 2, one["stock"]) == (taken, back)


def test_unpaid_orders_take_nothing(merchant: Any) -> None:
    """Stock goes when a buyer pays."""
    one = merchant.single()
    order = merchant.buy(sku=one["sku"], paid=False)
    sku = order["lines"][0]["listing_id"]
    before = merchant.state()[0][sku]["stock"]
    merchant.control(f"/orders/{order['order_id']}/pay")

    assert before - 1 == merchant.state()[0][sku]["stock"]


def test_never_oversold(merchant: Any) -> None:
    """Many random orders leave no stock below zero."""
    merchant.control("/orders", {"count": 400})

    assert 0 <= min(one["stock"] for one in merchant.state()[0].values())


def test_catalogue_edits(merchant: Any) -> None:
    """A listing is added, changed and deleted, and the lists follow."""
    added = merchant.control(
        "/listings", {"title": "新品", "sku": "N-1", "stock": 4, "price": 500}
    )
    key = added["listing_id"]
    found = merchant.skus(outId="N-1")["data"][0]
    merchant.control(f"/listings/{key}", {"sku": "N-2", "price": 700, "title": "改"})
    renamed = merchant.skus(outId="N-2")["data"][0]
    merchant.control(f"/listings/{key}", method="DELETE")

    assert (key, 4, 5, 7, "改", 0) == (
        found["skuId"],
        found["stockNum"],
        found["jdPrice"],
        renamed["jdPrice"],
        renamed["skuName"],
        merchant.skus(skuId=key)["totalItem"],
    )


def test_stock_of_the_console(merchant: Any) -> None:
    """The merchant's own edit of a stock shows at once."""
    one = merchant.single()
    merchant.control("/stock", {"listing_id": one["listing_id"], "quantity": 5})

    assert 5 == merchant.state()[0][one["listing_id"]]["stores"]["0"]


def test_events(merchant: Any) -> None:
    """Orders are shipped, finished, returned, paused and put into any state from outside."""
    order = merchant.buy()["order_id"]
    seen = [
        merchant.control(f"/orders/{order}/{event}", {"status": "UN_KNOWN"})["status"]
        for event in ("pause", "resume", "ship", "finish", "status")
    ]

    assert [
        "POP_ORDER_PAUSE",
        "WAIT_SELLER_STOCK_OUT",
        "WAIT_GOODS_RECEIVE_CONFIRM",
        "FINISHED_L",
        "UN_KNOWN",
    ] == seen


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/orders", {"count": 0}),
        ("/orders", {"nothing": 1}),
        ("/orders", {"sku": "none such"}),
        ("/orders", {"listing_id": 5}),
        ("/orders/5/pay", {}),
        ("/stock", {"quantity": 1}),
        ("/listings", {"price": 1}),
        ("/listings/5", {"price": 1}),
        ("/switches", {"drift": "often"}),
    ],
)
def test_refused_in_a_sentence(merchant: Any, path: str, body: Any) -> None:
    """What cannot be done is refused with a sentence."""
    assert True is (" " in merchant.control(path, body)["error"])


def test_wrong_events_are_refused(merchant: Any) -> None:
    """An event needs a state that allows it, and must exist."""
    order = merchant.of_state("FINISHED_L")[0]
    answers = [
        merchant.control(f"/orders/{order}/{event}")["error"]
        for event in ("pay", "request-cancel", "withdraw-cancel", "dance", "status")
    ]

    assert 5 == len(answers)


def test_reset(merchant: Any) -> None:
    """A reset sandbox is as freshly built, its tokens included."""
    before = merchant.state()[0]
    merchant.control("/orders", {"count": 5})
    merchant.control("/reset")

    assert (set(before), "0") == (set(merchant.state()[0]), merchant.code())


def test_summary(merchant: Any) -> None:
    """The summary counts wares, listings, orders and audits by status."""
    summary = merchant.control("", method="GET")

    assert ("jdcom", 300, True) == (
        summary["sandbox"],
        summary["listings"],
        sum(summary["orders_by_status"].values()) > 100,
    )


def test_files_are_played(tmp_path: Path, open_shop: Open) -> None:
    """A CSV file becomes the catalogue: one ware with one SKU per row, amounts in yuan."""
    path = tmp_path / "goods.csv"
    path.write_text("id,title,price,sku,stock,status\n77,茶,12,T-1,5,active\n,x,3,T-2,0,2\n")
    merchant = open_shop(catalogues=(path,))
    rows = merchant.skus(outId="T-1,T-2")["data"]

    assert {(77, 12, 5, 1), (rows[0]["skuId"], 3, 0, 2)} == {
        (row["skuId"], row["jdPrice"], row["stockNum"], row["status"]) for row in rows
    }


def test_unknown_switches_are_refused() -> None:
    """A switch that does not exist is refused by name."""
    with pytest.raises(SandboxRefusedError, match="nothing"):
        build(SandboxOptions(switches={"nothing": "on"}))


def test_over_real_http(merchant: Any) -> None:
    """Over a socket the router answers as in process, at the announced address."""
    options = SandboxOptions(listings=50)
    with running("jdcom", build, options) as line:
        merchant.settings = line["settings"]
        given = merchant.parameters("jingdong.vender.shop.query", {})
        body = urllib.parse.urlencode(given).encode()
        with urllib.request.urlopen(f"{line['url']}/routerjson", body, timeout=10) as answer:
            found = json.loads(answer.read())

    assert (
        10_163_784 == found["jingdong_vender_shop_query_responce"]["shop_jos_result"]["vender_id"]
    )


def test_a_large_shop_pages_fast(open_shop: Open) -> None:
    """A hundred pages of a shop of 20,000 SKUs take seconds, of wares and of SKUs."""
    merchant = open_shop(listings=20_000, switches={"ware_pages": "0"})
    stamp = merchant.wall()
    begun = time.monotonic()
    for page in range(1, 51):
        for method in ("ware.read.searchWare4Valid", "sku.read.searchSkuList"):
            fields = {"pageNo": page, "pageSize": 50, "page_size": 50}
            merchant.send(f"jingdong.{method}", fields, timestamp=stamp)

    assert True is (time.monotonic() - begun < 10)


def test_readme_lists_every_method_and_switch() -> None:
    """The README has a row for every switch with its default, and names every method."""
    text = README.read_text()
    missing = [
        switch.name
        for switch in SWITCHES
        if f"| `{switch.name}` | `{switch.default}` |" not in text
    ]
    unnamed = [method for method in METHODS if method.removeprefix("jingdong.") not in text]

    assert ([], []) == (missing, unnamed)


def test_every_switch_is_tested() -> None:
    """Each switch is flipped by at least one test of this folder."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [] == [switch.name for switch in SWITCHES if f'"{switch.name}": ' not in tests]
