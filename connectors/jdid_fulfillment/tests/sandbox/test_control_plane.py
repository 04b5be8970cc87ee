"""What a fresh sandbox is, what the control plane does, and how fast it answers."""

import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.server import running
from crossdock_jdid_fulfillment import sandbox
from crossdock_jdid_fulfillment.sandbox import build
from crossdock_jdid_fulfillment.sandbox.dialect import SWITCHES
from crossdock_jdid_fulfillment.sandbox.routing import METHODS

Open = Callable[..., Any]
README = Path(str(sandbox.__file__)).with_name("README.md")
SETTINGS = [
    "authorisation",
    "api_key",
    "app_secret",
    "gateway_user",
    "pin",
    "department",
    "warehouse",
    "shop",
    "supplier",
    "source",
    "courier",
    "access_token",
    "refresh_token",
    "subscribed",
]


def test_settings_are_what_a_connection_needs() -> None:
    """The settings name everything a form asks for, and secrets differ by seed."""
    first, other = build(SandboxOptions(listings=1)), build(SandboxOptions(listings=1, seed=2))

    assert (SETTINGS, True) == (
        list(first.settings),
        first.settings["app_secret"] != other.settings["app_secret"],
    )


def test_same_seed_same_house(open_house: Open) -> None:
    """The same seed makes the same goods and documents, another seed others."""

    def essence(seed: int) -> Any:
        dump = open_house(seed=seed).state()
        return dump["listings"], [
            (one["order_id"], one["status"], one["lines"]) for one in dump["orders"]
        ]

    assert (True, True) == (essence(3) == essence(3), essence(3) != essence(4))


def test_documents_of_every_status(merchant: Any) -> None:
    """A fresh sandbox has about forty outbounds and every status of everything."""
    dump = merchant.state()
    statuses = {
        kind: {one["status"] for one in dump[kind]}
        for kind in ("orders", "inbounds", "customer_returns", "supplier_returns")
    }

    assert (
        True,
        {10009, 10010, 10014, 10015, 10016, 10017, 10018, 10019, 10020, 10032, 10033, 11000,
         10034, 100130, 100131, 100132, 10028, 10029, 10035, 10038},
        {10, 20, 70, 90, 91, 92},
        {0, 100, 200, 400, 600},
        {0, 100, 150, 200, 400, 500},
    ) == (35 <= len(dump["orders"]) <= 50, *statuses.values())  # fmt: skip


def test_goods_of_every_kind(merchant: Any) -> None:
    """There are goods with and without a shelf life, sold out, damaged, and locked."""
    listings = merchant.state()["listings"]
    piles = {
        (pile["stock_status"], pile["stock_type"]) for one in listings for pile in one["piles"]
    }

    assert ({True, False}, True, {(1, 1), (2, 1), (3, 1), (1, 4), (1, 7)}) == (
        {one["safe_days"] > 0 for one in listings},
        any(one["stock"] == 0 for one in listings),
        piles,
    )


def test_what_is_found_is_consistent(merchant: Any) -> None:
    """Every promise a fresh sandbox shows belongs to a document, and nothing is oversold."""
    dump = merchant.state()
    promised = {one["listing_id"]: one["stock"] - one["usable"] for one in dump["listings"]}
    for one in dump["orders"]:
        for line in one["lines"] if one["occupied"] else ():
            promised[line["listing_id"]] -= line["quantity"]
    for one in dump["supplier_returns"]:
        for line in one["lines"] if one["status"] not in (200, 400) else ():
            promised[line["listing_id"]] -= line["moved"]

    assert ({0}, True) == (
        set(promised.values()),
        all(one["usable"] >= 0 for one in dump["listings"]),
    )


def test_what_is_found_goes_on(merchant: Any) -> None:
    """A month later all that was under way has come to its end."""
    merchant.advance(30 * 24 * 60)
    dump = merchant.state()
    under_way = {
        one["status"]
        for one in dump["orders"]
        if not one["children"] and one["status"] not in (10028, 10034, 10038)
    }

    assert ({100130, 100131, 100132}, {70, 91}) == (
        under_way,
        {one["status"] for one in dump["inbounds"]},
    )


@pytest.mark.parametrize("size", [0, 1, 2, 300])
def test_exact_size(open_house: Open, size: int) -> None:
    """The first department has exactly as many goods as asked for."""
    merchant = open_house(listings=size)
    own = [one for one in merchant.state()["listings"] if one["department"] == merchant.department]

    assert size == len(own)


def test_real_files_as_goods(open_house: Open, tmp_path: Path) -> None:
    """A file's rows become goods: its SKUs, also doubled and missing ones, and its stock."""
    path = tmp_path / "katalog.csv"
    path.write_text("title,price,sku,stock\nKopi,1000,K-1,5\nTeh,1000,K-1,7\nGula,1000,,9\n")
    merchant = open_house(catalogues=(path,))
    goods = [
        (one["sku"], one["stock"])
        for one in merchant.state()["listings"]
        if one["department"] == merchant.department
    ]

    assert [("K-1", 5), ("K-1~2", 7), ("TANPA-SKU-00002", 9)] == goods


def test_outbounds_of_the_console(merchant: Any) -> None:
    """Somebody else may write outbounds for the same stock."""
    goods = merchant.fresh(50)
    placed = merchant.control("/orders", {"count": 3, "listing_id": goods, "quantity": 2})

    assert (3, (50, 44)) == (len(placed["orders"]), merchant.numbers(goods))


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("/orders/ESL1/hold", {}, "no document ESL1"),
        ("/orders/{number}/explode", {}, "no event 'explode'"),
        ("/orders/{number}/status", {"status": 10028}, "can be moved to 10009"),
        ("/orders/{number}/status", {"status": 10009}, "already"),
        ("/orders/{number}/refuse", {}, "has not left"),
        ("/orders/{number}/come-back", {}, "not on its way back"),
        ("/orders/{number}/settle-cancel", {}, "no cancel to decide"),
        ("/orders/{number}/short-pick", {"sku": "X"}, "no such line"),
        ("/orders/{number}/hold", {"x": 1}, "no field x"),
        ("/orders", {"listing_id": "EMG1"}, "no listing EMG1"),
        ("/orders", {"count": 0}, "count must be"),
        ("/stock", {"quantity": 1}, "needs a listing_id"),
        ("/stock", {"sku": "SKU-00001"}, "quantity must be"),
        ("/listings", {"sku": "X"}, "needs a title"),
        ("/listings", {"title": "X", "sku": "SKU-00001"}, "goods 'SKU-00001' already"),
    ],
)
def test_refused_in_a_sentence(merchant: Any, path: str, body: Any, why: str) -> None:
    """What cannot be done is refused in a sentence."""
    path = path.format(number=merchant.outbound())
    answer = merchant.control(path, body)

    assert why in answer["error"]


def test_goods_of_the_console(merchant: Any) -> None:
    """Goods are added, renamed, and deleted once nothing lies there."""
    number = merchant.fresh(3, sku="KONSOL")
    renamed = merchant.control(f"/listings/{number}", {"title": "Nama Baru"})
    refused = merchant.control(f"/listings/{number}", method="DELETE")
    merchant.control("/stock", {"sku": "KONSOL", "quantity": 0})
    merchant.control(f"/listings/{number}", method="DELETE")

    assert ("Nama Baru", True, False) == (
        renamed["title"],
        "in stock" in refused["error"],
        number in [one["listing_id"] for one in merchant.state()["listings"]],
    )


def test_what_is_promised_cannot_be_counted_away(merchant: Any) -> None:
    """A count below what is promised is refused."""
    goods = merchant.fresh(50)
    merchant.outbound(goodsNo=goods)
    answer = merchant.control("/stock", {"listing_id": goods, "quantity": 1})

    assert "2 of" in answer["error"]


def test_cancel_by_the_warehouse(merchant: Any) -> None:
    """The warehouse may cancel what is picked already, and the stock is free again."""
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods)
    merchant.event(number, "status", status=10017)
    merchant.event(number, "cancel")

    assert ("10028", (50, 50)) == (merchant.status(number), merchant.numbers(goods))


def test_a_pending_cancel_decided_by_hand(open_house: Open) -> None:
    """Whoever does not want to wait decides a pending cancel at once."""
    merchant = open_house(switches={"cancel": "pending"})
    number = merchant.outbound()
    merchant.cancel(number)
    merchant.event(number, "settle-cancel")

    assert "10028" == merchant.status(number)


def test_reset(merchant: Any) -> None:
    """A reset makes the sandbox as freshly built."""
    number = merchant.outbound()
    merchant.control("/reset")

    assert "does not exist" in merchant.refusal("order.queryOrder", eclpSoNo=number)


@pytest.mark.parametrize(
    "options",
    [{"switches": {"cancel": "maybe"}}, {"switches": {"x": "1"}}, {"faults": ("x",)}],
)
def test_options_that_cannot_be_played(options: Any) -> None:
    """A switch or fault that is none is refused before anything is played."""
    with pytest.raises(SandboxRefusedError):
        build(SandboxOptions(listings=1, **options))


def test_over_a_real_socket(merchant: Any) -> None:
    """Served over HTTP, it answers a signed call like in-process."""
    with running("jdid_fulfillment", build, SandboxOptions(listings=5)) as line:
        merchant.settings = line["settings"]
        body = urllib.parse.urlencode(merchant.parameters("master.queryDept", {})).encode()
        with urllib.request.urlopen(f"{line['url']}/routerjson", body, timeout=10) as answer:
            found = json.loads(answer.read())

    assert 2 == len(found["jingdong_eclp_master_queryDept_responce"]["querydept_result"])


def test_readme_lists_every_method_and_switch() -> None:
    """The README has a row for every switch with its default, and names every method."""
    text = README.read_text()
    missing = [
        switch.name
        for switch in SWITCHES
        if f"| `{switch.name}` | `{switch.default}` |" not in text
    ]
    unnamed = [
        method for method in METHODS if f"`{method.removeprefix('jingdong.eclp.')}`" not in text
    ]

    assert ([], []) == (missing, unnamed)
