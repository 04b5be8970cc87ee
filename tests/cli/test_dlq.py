"""`crossdock dlq`: jobs that nothing does by itself any more."""

from __future__ import annotations

from typing import Any

import pytest


def test_no_job_is_stopped(workspace: Any) -> None:
    """Nothing stopped is a success."""
    ran = workspace.json("dlq", "list")

    assert (0, []) == (ran.code, ran.data)


@pytest.mark.parametrize(
    "words", [("show", "x"), ("retry", "x"), ("drop", "x", "--reason", "y"), ("show", "")]
)
def test_a_job_nobody_knows(workspace: Any, words: tuple[str, ...]) -> None:
    """A key that is none says so, and where to look."""
    ran = workspace.run("dlq", *words)

    assert 2 == ran.code
    assert "no stopped job has a key like" in ran.err


def test_dropping_needs_a_reason(workspace: Any) -> None:
    """Why it need not be done must be said."""
    assert 2 == workspace.run("dlq", "drop", "x").code


@pytest.fixture(name="refused")
def _refused(trade: Any) -> Any:
    """A workspace where the channel refused to accept an order."""
    order_id = trade.ordered()
    trade.folder.run("order", "route", order_id, "--yes")
    trade.shop.control(f"orders/{order_id}/cancel", {})
    trade.folder.run("order", "accept", order_id)
    return trade


def test_a_refusal_is_shown_and_dropped(refused: Any) -> None:
    """A job is named by the beginning of its key, and stays on record when it is dropped."""
    (row,) = refused.folder.json("dlq", "list", "--conn", "shop").data
    assert ("accept_order", "rejected") == (row["kind"], row["state"])
    assert row["reason"]
    assert [] == refused.folder.json("dlq", "list", "--conn", "depot").data
    assert row["key"] == refused.folder.json("dlq", "show", row["key"][:12]).data["key"]

    ran = refused.folder.json("dlq", "drop", row["key"], "--reason", "cancelled anyway")

    assert (0, "rejected", "discarded") == (ran.code, ran.data["before"], ran.data["after"])
    assert [] == refused.folder.json("dlq", "list").data


def test_a_refusal_tried_again(refused: Any) -> None:
    """Tried again, it waits for the next cycle."""
    (row,) = refused.folder.json("dlq", "list").data

    ran = refused.folder.json("dlq", "retry", row["key"])

    assert (0, "pending") == (ran.code, ran.data["after"])
    again = refused.folder.run("dlq", "retry", row["key"])
    assert 2 == again.code
