"""What buyers and the seller centre do, what a fresh sandbox is, and how fast it pages."""

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
from crossdock_jdid import sandbox
from crossdock_jdid.sandbox import build, first_generation, second_generation
from crossdock_jdid.sandbox.dialect import SWITCHES

Open = Callable[..., Any]
README = Path(str(sandbox.__file__)).with_name("README.md")


def test_settings_are_what_a_connection_needs() -> None:
    """The settings name app, tokens, dialect and shop, and differ by seed."""
    first, other = build(SandboxOptions(listings=1)), build(SandboxOptions(listings=1, seed=2))

    assert (
        ["app_key", "app_secret", "access_token", "refresh_token", "dialect", "shop_id"],
        "gen2",
        True,
    ) == (
        list(first.settings),
        first.settings["dialect"],
        first.settings["app_secret"] != other.settings["app_secret"],
    )


def test_dialect_that_is_announced() -> None:
    """The announced generation is a switch; both are always served."""
    options = SandboxOptions(listings=1, switches={"dialect": "gen1"})

    assert "gen1" == build(options).settings["dialect"]


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

    assert size == sum(one["spu_status"] != 4 for one in listings)


def test_buyers_take_from_stock(seller: Any) -> None:
    """An order takes its goods; a cancelled one gives them back."""
    one = seller.single()
    order = seller.buy(listing_id=one["listing_id"], quantity=2)
    taken = seller.state()[0][one["listing_id"]]["stock"]
    seller.control(f"/orders/{order['order_id']}/cancel")

    assert (one["stock"] - 2, one["stock"]) == (
        taken,
        seller.state()[0][one["listing_id"]]["stock"],
    )


def test_never_oversold(seller: Any) -> None:
    """Many random orders leave no stock below zero."""
    seller.control("/orders", {"count": 400})

    assert 0 <= min(one["stock"] for one in seller.state()[0].values())


def test_catalogue_edits(seller: Any) -> None:
    """A listing is added, changed and deleted, and stock edited."""
    added = seller.control("/listings", {"title": "Baru", "sku": "N-1", "stock": 4, "price": 500})
    key = added["listing_id"]
    seller.control(f"/listings/{key}", {"sku": "N-2", "price": 700, "title": "Lain"})
    seller.control("/stock", {"sku": "N-2", "quantity": 9})
    changed = seller.state()[0][key]
    gone = seller.control(f"/listings/{key}", method="DELETE")

    assert ("N-2", 700, "Lain", 9, 4) == (
        changed["sku"],
        changed["price"],
        changed["title"],
        changed["stock"],
        gone["spu_status"],
    )


def test_events(seller: Any) -> None:
    """Orders are arranged, shipped, finished and put into any state from outside."""
    order = seller.buy()["order_id"]

    assert [7, 2, 6, 5] == [
        seller.control(f"/orders/{order}/{event}", {"status": 5})["status"]
        for event in ("arrange", "ship", "finish", "status")
    ]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/orders", {"count": 0}),
        ("/orders", {"nothing": 1}),
        ("/orders", {"sku": "none such"}),
        ("/orders", {"listing_id": 5}),
        ("/orders/5/ship", {}),
        ("/stock", {"quantity": 1}),
        ("/listings", {"price": 1}),
        ("/listings/5", {"price": 1}),
        ("/switches", {"drift": "often"}),
    ],
)
def test_refused_in_a_sentence(seller: Any, path: str, body: Any) -> None:
    """What cannot be done is refused with a sentence."""
    assert True is (" " in seller.control(path, body)["error"])


def test_wrong_events_are_refused(seller: Any) -> None:
    """An event needs a state that allows it, and must exist."""
    order = seller.of_state(6)[0]
    answers = [
        seller.control(f"/orders/{order}/{event}")["error"]
        for event in ("ship", "request-cancel", "withdraw-cancel", "dance", "status")
    ]

    assert 5 == len(answers)


def test_sold_out_listings_cannot_be_bought(seller: Any) -> None:
    """Nobody buys more than there is."""
    one = seller.single()
    answer = seller.control("/orders", {"listing_id": one["listing_id"], "quantity": 10**5})

    assert True is ("nobody can buy" in answer["error"])


def test_reset(seller: Any) -> None:
    """A reset sandbox is as freshly built, its tokens included."""
    before = seller.state()[0]
    seller.control("/orders", {"count": 5})
    seller.control("/reset")

    assert (set(before), "0") == (set(seller.state()[0]), seller.code())


def test_files_are_played(tmp_path: Path, open_shop: Open) -> None:
    """A CSV file becomes the catalogue: one SPU with one SKU per row."""
    path = tmp_path / "barang.csv"
    path.write_text("id,nama,harga,sku,stok,status\n77,Teh,12000,T-1,5,active\n,Kopi,3,T-2,0,2\n")
    listings = open_shop(catalogues=(path,)).state()[0]

    assert (77, 12_000, 5, 1, {1, 2}) == (
        next(iter(listings)),
        listings[77]["price"],
        listings[77]["stock"],
        listings[77]["spu_status"],
        {one["spu_status"] for one in listings.values()},
    )


def test_unknown_switches_are_refused() -> None:
    """A switch that does not exist is refused by name."""
    with pytest.raises(SandboxRefusedError, match="nothing"):
        build(SandboxOptions(switches={"nothing": "on"}))


def test_over_real_http(seller: Any) -> None:
    """Over a socket both generations answer at the announced address."""
    with running("jdid", build, SandboxOptions(listings=50)) as line:
        seller.settings = line["settings"]
        newer = seller.parameters("jingdong.seller.getAccountByPin", "{}")
        older = seller.old_parameters("epi.popOrder.getOrderIdListByCondition", "{}")
        body = urllib.parse.urlencode(newer).encode()
        with urllib.request.urlopen(f"{line['url']}/routerjson", body, timeout=10) as answer:
            found = json.loads(answer.read())
        query = urllib.parse.urlencode(older)
        with urllib.request.urlopen(f"{line['url']}/api?{query}", timeout=10) as answer:
            old = json.loads(answer.read())

    assert (["jingdong_seller_getAccountByPin_response"], 0) == (list(found), old["openapi_code"])


def test_a_large_shop_pages_fast(open_shop: Open) -> None:
    """A hundred pages of a shop of 20,000 SKUs take seconds."""
    seller = open_shop(listings=20_000)
    stamp = seller.stamp
    begun = time.monotonic()
    for page in range(1, 101):
        fields = {"page": page, "size": 100}
        seller.send("jingdong.seller.product.getWareInfoListByVendorId", fields, timestamp=stamp)

    assert True is (time.monotonic() - begun < 10)


def test_readme_lists_every_method_and_switch() -> None:
    """The README has a row for every switch with its default, and names every method."""
    text = README.read_text()
    missing = [
        switch.name
        for switch in SWITCHES
        if f"| `{switch.name}` | `{switch.default}` |" not in text
    ]
    methods = [*first_generation.METHODS, *second_generation.METHODS]
    unnamed = [method for method in methods if f"{method.rpartition('.')[2]}`" not in text]

    assert ([], []) == (missing, unnamed)


def test_every_switch_is_tested() -> None:
    """Each switch is flipped by at least one test of this folder."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [] == [switch.name for switch in SWITCHES if f'"{switch.name}": ' not in tests]
