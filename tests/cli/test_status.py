"""`crossdock status`: how everything stands, on one page."""

from __future__ import annotations

from typing import Any

from crossdock.cli.status import in_words


def test_an_empty_workspace(workspace: Any) -> None:
    """Nothing is there, and that is said."""
    ran = workspace.run("status")

    assert 0 == ran.code
    assert "Parcels: none." in ran.out + ran.err
    assert "Waiting for a person: 0." in ran.out + ran.err


def test_a_span_that_is_none(workspace: Any) -> None:
    """How often is a span of time."""
    ran = workspace.run("status", "--every", "often")

    assert 2 == ran.code
    assert "--every" in ran.err


def test_what_waits_and_how_fresh_orders_are(trade: Any) -> None:
    """Every connection has its row: age of its orders, and jobs that wait or stopped."""
    order_id = trade.ordered()
    trade.folder.run("order", "route", order_id, "--yes")

    ran = trade.folder.json("status")

    rows = {row["connection"]: row for row in ran.data["connections"]}
    assert {"shop", "depot"} == set(rows)
    assert rows["shop"]["orders_age"].endswith("s")
    assert "" == rows["depot"]["orders_age"]
    assert [0, 0, 0] == [rows["depot"][name] for name in ("waiting", "in_doubt", "stopped")]


def test_what_is_in_doubt(trade: Any) -> None:
    """A request that was not answered is counted where it was sent."""
    trade.depot.fault("POST /routerjson/jingdong.eclp.order.addOrder: 500-after@1x1")
    trade.sent()

    rows = {row["connection"]: row for row in trade.folder.json("status").data["connections"]}

    assert 1 == rows["depot"]["in_doubt"]


def test_limits_that_are_left(trade: Any) -> None:
    """Connections that may call as fast as they like have no limits to show."""
    rows = trade.folder.json("status").data["connections"]

    assert [[], []] == [row["limits_left"] for row in rows]


def test_a_limit_in_words() -> None:
    """What is used is named with what is left of it, and the rest is not."""
    whole = {"limit": "reads", "left": 2, "most": 2, "in": 0.0}
    used = {"limit": "writes", "left": 0, "most": 3, "in": 1.25}

    assert ["", "all", "writes 0 of 3 (in 1.2 s)"] == [
        in_words(limits) for limits in ([], [whole], [whole, used])
    ]
