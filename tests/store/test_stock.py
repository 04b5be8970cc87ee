"""Linked listings, as a push sees them."""

from typing import Any

import pytest

from crossdock.errors import DataRefusedError
from crossdock.inventory import StockUpdate


def test_only_linked_listings_are_targets(books: Any) -> None:
    """Each with what it shows, what a campaign has locked of it, and whose units it sells."""
    books.take_in("1", "A", quantity=7, locked=2)
    books.take_in("2", "")
    (target,) = books.store.stock.targets("shop")

    assert (7, 2, "A") == (target.shown, target.locked, target.sku)


def test_a_write_without_an_answer_makes_its_target_doubtful(books: Any) -> None:
    """A push that a crash left half way makes its listing doubtful, and only its own."""
    books.take_in("1", "A")
    books.take_in("2", "B")
    books.store.shown.begin("shop", {"1": 5}, books.clock(), "r")

    assert {"1": True, "2": False} == {
        one.listing_id: one.doubtful for one in books.store.stock.targets("shop")
    }


@pytest.mark.parametrize("field", ["quantity", "before"])
@pytest.mark.parametrize("number", [-1, True, 1.0, "1", 2**31])
def test_a_push_is_of_whole_units(field: str, number: Any) -> None:
    """What is sent to a channel is a number of units and nothing else."""
    with pytest.raises(DataRefusedError, match=f"^{field} of StockUpdate"):
        StockUpdate(**{"listing_id": "1", "quantity": 1, field: number})
