"""What linked listings show, and what was pushed of it."""

from typing import Any

import pytest

from crossdock.errors import DataRefusedError
from crossdock.inventory import RowOutcome, StockUpdate


def test_an_intent_without_an_end_is_a_doubt(books: Any) -> None:
    """A push that a crash left half way makes its listing doubtful, and only its own."""
    books.take_in("1", "A")
    books.take_in("2", "B")
    books.store.stock.intend("shop", [("1", 1, 5)], "r")

    assert {"1": True, "2": False} == {
        one.listing_id: one.doubtful for one in books.store.stock.targets("shop")
    }
    assert 1 == books.store.stock.in_doubt()


@pytest.mark.parametrize(
    ("outcome", "doubts"),
    [
        (RowOutcome.DONE, 0),
        (RowOutcome.REFUSED, 1),
        (RowOutcome.RETRY, 1),
        (RowOutcome.UNKNOWN, 1),
    ],
)
def test_only_a_push_that_was_done_settles_older_doubts(
    books: Any, outcome: RowOutcome, doubts: int
) -> None:
    """After one acknowledged quantity, what was unknown before no longer matters."""
    stock = books.store.stock
    stock.conclude(stock.intend("shop", [("1", 1, 5)], "r")["1"], RowOutcome.UNKNOWN, "")
    stock.intend("shop", [("1", 1, 5)], "r")
    stock.conclude(stock.intend("shop", [("1", 1, 6)], "r")["1"], outcome, "x\ud800")

    assert doubts == stock.in_doubt()


def test_a_settled_push_leaves_newer_and_other_doubts(books: Any) -> None:
    """Only earlier pushes of the same listing of the same connection are settled."""
    stock = books.store.stock
    settled = stock.intend("shop", [("1", 1, 5)], "r")["1"]
    stock.intend("shop", [("1", 1, 6), ("2", 1, 6)], "r")
    stock.intend("other", [("1", 1, 5)], "r")
    stock.conclude(settled, RowOutcome.DONE, "")

    assert 3 == stock.in_doubt()


def test_only_linked_listings_are_targets(books: Any) -> None:
    """Each with what it shows, what a campaign has locked of it, and whose units it sells."""
    books.take_in("1", "A", quantity=7, locked=2)
    books.take_in("2", "")
    (target,) = books.store.stock.targets("shop")

    assert (7, 2, "A") == (target.shown, target.locked, target.sku)


@pytest.mark.parametrize("quantity", [-1, True, 1.0, "1", None, 2**31])
def test_a_push_is_of_whole_units(quantity: Any) -> None:
    """What is sent to a channel is a number of units and nothing else."""
    with pytest.raises(DataRefusedError, match=r"^quantity of StockUpdate"):
        StockUpdate("1", quantity)
