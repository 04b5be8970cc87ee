"""`crossdock order ship`: one's own waybill, told to a channel that gives out none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from crossdock.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def played() -> Iterator[SandboxProcess]:
    """Play JD.com, which gives out no waybills."""
    with SandboxProcess("jdcom", ["--seed", "3", "--listings", "12"]) as process:
        yield process


@pytest.fixture
def order(played: SandboxProcess, workspace: Any) -> str:
    """An order of one unit, pulled; its id."""
    listing = next(one for one in played.control("state")["listings"] if one["stock"] > 3)
    made = played.control("orders", {"listing_id": listing["listing_id"], "quantity": 1})
    for words in (
        ("conn", "add", "jd", "--from", "-", "--rate", "0"),
        ("product", "pull", "jd"),
        ("order", "pull", "jd", "--since", "1h"),
    ):
        stdin = json.dumps(dict(played.announced)) if words[0] == "conn" else ""
        ran = workspace.run(*words, stdin=stdin)
        assert ran.code in {0, 6}, (words, ran.out, ran.err)
    return str(made["orders"][0]["order_id"])


def test_shipped(workspace: Any, order: str) -> None:
    """The channel has the waybill under the courier's id, and the order is on its way."""
    ran = workspace.json("order", "ship", order, "--waybill", "SF123", "--courier", "SF")

    assert (0, "done", "shipping") == (ran.code, ran.data["job"], ran.data["status"])
    shown = workspace.json("order", "show", order).data
    assert "SF123" in shown["waybill"]
    again = workspace.run("order", "ship", order, "--waybill", "SF123")
    assert (2, True) == (again.code, "in which nothing can be shipped" in again.err)


def test_why_nothing_is_arranged(workspace: Any, order: str) -> None:
    """Arranging and routing say why an order stands where it does, and what moves it on."""
    arranged, routed = (
        workspace.run("order", *words) for words in (("arrange", order), ("route", "--yes"))
    )

    assert (0, 0) == (arranged.code, routed.code)
    assert f"Order {order}: there are no association rules" in arranged.err
    assert f"Next: crossdock order ship {order} --waybill NUMBER" in arranged.err
    assert "1 order still to leave, with no parcel made of it." in routed.err
    assert f"Order {order}: there are no association rules" in routed.err


def test_no_carrier_of_that_name(workspace: Any, order: str) -> None:
    """What the channel refuses is asked about, and is tried again with another courier."""
    ran = workspace.json("order", "ship", order, "--waybill", "SF124", "--courier", "nobody")

    assert (6, "rejected") == (ran.code, ran.data["job"])
    (asked,) = workspace.json("review", "list").data
    assert "ship_refused" == asked["reason"]
    assert 0 == workspace.run("order", "ship", order, "--waybill", "SF124", "--courier", "SF").code
    assert [] == workspace.json("review", "list").data


def test_a_channel_that_gives_out_waybills(trade: Any) -> None:
    """It is asked for its own."""
    order_id = trade.ordered()

    ran = trade.folder.run("order", "ship", order_id, "--waybill", "JX1")

    assert 2 == ran.code
    assert "gives out the waybills of its orders itself" in ran.err
    assert f"crossdock order arrange {order_id}" in ran.err


def test_an_order_nobody_knows(workspace: Any) -> None:
    """A number that is none says so."""
    ran = workspace.run("order", "ship", "999", "--waybill", "JX1")

    assert (2, True) == (ran.code, "There is no order '999'" in ran.err)


def test_without_a_waybill(workspace: Any) -> None:
    """The courier's number must be said."""
    assert 2 == workspace.run("order", "ship", "999").code
