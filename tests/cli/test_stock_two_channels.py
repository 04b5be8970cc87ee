"""One master SKU on two platforms of two kinds, each played over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from crossdock.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def mall() -> Iterator[SandboxProcess]:
    """JD.com, played."""
    with SandboxProcess("jdcom", ["--seed", "3", "--listings", "60"]) as process:
        yield process


@pytest.fixture
def both(pulled, sandbox, mall):
    """A SKU that is linked on both, fifty of it counted; with it and its listings."""
    mall.control("reset", {})
    words = ("conn", "add", "mall", "--from", "-", "--rate", "0")
    assert 0 == pulled.run(*words, stdin=json.dumps(dict(mall.announced))).code
    assert 0 == pulled.run("product", "pull", "mall").code
    shown = sandbox.listings()
    here = next(
        row
        for row in pulled.json("map", "list", "shop").data
        if not shown[row["listing_id"]].get("reserve")
    )
    there = pulled.json("map", "list", "mall").data[0]
    assert 0 == pulled.run("map", "set", "mall", there["listing_id"], here["sku"]).code
    for name in ("shop", "mall"):
        assert 0 == pulled.run("order", "pull", name).code
    promised = sum(
        row["units"]
        for row in pulled.json("stock", "reservations").data
        if row["sku"] == here["sku"]
    )
    assert 0 == pulled.run("stock", "set", here["sku"], str(50 + promised)).code
    return pulled, here["sku"]


def numbers(folder, sku):
    """Return what each connection is known to show of a SKU."""
    found = {}
    for name in ("shop", "mall"):
        (row,) = folder.json("stock", "why", sku, name).data
        found[name] = row["acknowledged"]
    return found


def test_both_show_what_there_is(both):
    """One command, counts for each, and a reading that agrees."""
    folder, sku = both

    ran = folder.json("stock", "push", "shop", "mall", sku, "--yes")

    assert (0, {"planned": 2, "done": 2}) == (ran.code, ran.data["counts"])
    assert {"shop": {"planned": 1, "done": 1}, "mall": {"planned": 1, "done": 1}} == ran.data[
        "connections"
    ]
    assert {"shop": 50, "mall": 50} == numbers(folder, sku)
    for name in ("shop", "mall"):
        assert {"read": 1, "agrees": 1} == folder.json("stock", "verify", name, sku).data["counts"]


def test_a_partition_is_shown_in_two_steps(both):
    """What goes down goes down before the other goes up, and together they show what there is."""
    folder, sku = both
    folder.run("stock", "push", "shop", "mall", sku, "--yes")
    folder.run("stock", "share", "set", sku, "--mode", "partition")

    ran = folder.json("stock", "push", "shop", "mall", sku, "--yes")

    assert 0 == ran.code
    assert 50 == sum(numbers(folder, sku).values())


def test_the_trouble_of_one_leaves_the_other(both, mall):
    """Each connection's rows end on their own."""
    folder, sku = both
    folder.run("stock", "set", sku, "5")
    mall.control("faults", {"faults": ["POST /routerjson/*: 429(retry-after=0)x999"]})

    ran = folder.json("stock", "push", "shop", "mall", sku, "--yes", "--no-pull")
    clear = Request(f"{mall.announced['control']}/faults", method="DELETE")
    build_opener(ProxyHandler({})).open(clear, timeout=10).close()

    assert 5 == ran.code
    assert {"planned": 1, "done": 1} == ran.data["connections"]["shop"]
    assert {"planned": 1, "retry": 1} == ran.data["connections"]["mall"]
