"""`crossdock review`: what a person is asked, and how it was settled."""

from __future__ import annotations

from typing import Any

import click

from crossdock.cli.entry import root
from crossdock.fulfilment.holds import EXPLANATIONS


def test_nothing_to_review(workspace: Any) -> None:
    """Nothing that waits is a success."""
    ran = workspace.json("review", "list")

    assert (0, []) == (ran.code, ran.data)


def test_a_number_that_is_none(workspace: Any) -> None:
    """A review that is not open cannot be settled."""
    ran = workspace.run("review", "resolve", "7", "--reason", "looked")

    assert 2 == ran.code
    assert "There is no open review 7." in ran.err
    assert "crossdock review list" in ran.err


def test_without_a_reason(workspace: Any) -> None:
    """How it was settled must be said."""
    assert 2 == workspace.run("review", "resolve", "7").code


def test_not_a_number(workspace: Any) -> None:
    """A review has a number."""
    assert 2 == workspace.run("review", "resolve", "seven", "--reason", "x").code


def test_what_settles_each_reason_exists() -> None:
    """Every command that a review is settled with is one of ours."""
    context = click.Context(root)

    for reason, told in EXPLANATIONS.items():
        for words in told.commands:
            group, name = words.split()
            found = root.get_command(context, group)
            assert isinstance(found, click.Group), (reason, words)
            assert name in found.list_commands(context), (reason, words)


def test_settled_in_ones_own_words(trade: Any) -> None:
    """What waits says why and what settles it; settled, it stays on record with the words."""
    order_id = trade.ordered(quantity=3)
    trade.depot.control("stock", {"sku": trade.sku, "quantity": 1})
    trade.folder.run("stock", "snapshot", "depot")
    trade.folder.run("order", "route", order_id, "--yes")
    (row,) = trade.folder.json("review", "list").data
    assert "short" == row["reason"]
    assert "crossdock order route" in row["settle_with"]

    ran = trade.folder.json("review", "resolve", str(row["number"]), "--reason", "bought more")

    assert (0, "bought more") == (ran.code, ran.data["settled"])
    assert [] == trade.folder.json("review", "list").data
    assert ["bought more"] == [
        one["settled"] for one in trade.folder.json("review", "list", "--all").data
    ]
