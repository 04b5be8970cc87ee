"""`crossdock stock share`: in full to each, or divided."""

from __future__ import annotations

import pytest


@pytest.fixture(name="two")
def _two(pulled, sandbox):
    """A workspace with the same shop connected twice, and one SKU of both counted."""
    pulled.run("conn", "add", "second", "--from", "-", "--rate", "0", stdin=sandbox.line)
    assert 0 == pulled.run("product", "pull", "second").code
    return pulled


def numbers(folder, sku):
    """Return what the listings of a SKU are to show, on either connection."""
    return [
        row["quantity"]
        for conn in ("shop", "second")
        for row in folder.json("stock", "rule", "explain", sku, conn).data
    ]


def _sku(folder, sandbox):
    shown = sandbox.listings()
    return next(
        row["sku"]
        for row in folder.json("map", "list", "shop").data
        if not shown[row["listing_id"]].get("reserve")
    )


def test_divided_by_weight(two, sandbox):
    """Two thirds and one third; without the word 'set' it means the same."""
    sku = _sku(two, sandbox)
    two.run("stock", "set", sku, "30")
    assert [30, 30] == numbers(two, sku)

    ran = two.run(
        "stock", "share", sku, "--mode", "partition", "--weight", "shop=2", "--weight", "second=1"
    )

    assert 0 == ran.code
    assert "is divided among the connections: 2 to shop, 1 to second" in ran.err
    assert [20, 10] == numbers(two, sku)


def test_in_full_until_it_is_scarce(two, sandbox):
    """Hybrid divides at so many units for each connection."""
    sku = _sku(two, sandbox)
    two.run("stock", "share", "set", "*", "--mode", "hybrid", "--scarce", "5")

    two.run("stock", "set", sku, "11")
    plenty = numbers(two, sku)
    two.run("stock", "set", sku, "10")

    assert [11, 11] == plenty
    assert [5, 5] == numbers(two, sku)


def test_listed_and_removed(shop):
    """What is said is listed, and taken back by its pattern."""
    shop.run("stock", "share", "KAOS-*", "--mode", "hybrid", "--weight", "shop=3")

    (row,) = shop.json("stock", "share", "list").data
    assert ("KAOS-*", "hybrid", {"shop": 3}, 6) == (
        row["pattern"],
        row["mode"],
        row["weights"],
        row["scarce"],
    )
    assert 0 == shop.run("stock", "share", "remove", "KAOS-*").code
    assert [] == shop.json("stock", "share", "list").data
    assert 2 == shop.json("stock", "share", "remove", "KAOS-*").code


def test_said_again(shop):
    """The last word holds."""
    shop.run("stock", "share", "A", "--mode", "hybrid")
    shop.run("stock", "share", "A", "--mode", "partition")

    assert ["partition"] == [row["mode"] for row in shop.json("stock", "share", "list").data]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("A",), "--mode"),
        (("A", "--mode", "half"), "partition"),
        (("", "--mode", "hybrid"), "pattern"),
        (("A", "--mode", "partition", "--weight", "shop=-1"), "--weight shop"),
        (("A", "--mode", "partition", "--weight", "shop"), "--weight"),
        (("A", "--mode", "partition", "--weight", "shop=1", "--weight", "shop=2"), "twice"),
        (("A", "--mode", "partition", "--weight", "elsewhere=1"), "elsewhere"),
        (("A", "--mode", "partition", "--weight", "shop=0"), "nobody"),
        (("A", "--mode", "hybrid", "--scarce", "few"), "--scarce"),
    ],
)
def test_what_is_refused(shop, words, said):
    """Exit 2 with the word that is wrong, and nothing is shared so."""
    ran = shop.json("stock", "share", *words)

    assert 2 == ran.code
    assert said in ran.json["message"]
    assert [] == shop.json("stock", "share", "list").data
