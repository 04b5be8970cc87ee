"""How far pulls have come, and what they could not read."""

from typing import Any

import pytest

from crossdock.errors import StaleError
from crossdock.paging import RefusedRecord

HOSTILE = ["👕", "'; DROP TABLE quarantine;--", "\ud800", "a\0b", "row 7", "x" * 1_000_000]


def test_a_pull_goes_on_from_its_cursor(books: Any) -> None:
    """Its place and its counts are there for whoever takes over."""
    pulls = books.store.pulls
    pull = pulls.advance(pulls.start("shop", "listings", "r"), "p2", {"read": 50})
    (left,) = pulls.unfinished("shop", "listings")

    assert pull == left
    assert ("p2", 1, {"read": 50}) == (left.cursor, left.pages, left.counts)
    assert pulls.last_done("shop", "listings") is None


def test_a_finished_pull_is_the_last_one(books: Any) -> None:
    """One that is done or was left is not gone on with."""
    pulls = books.store.pulls
    pulls.leave(pulls.start("shop", "listings", "r"))
    done = pulls.finish(pulls.start("shop", "listings", "r"))

    assert [] == pulls.unfinished("shop", "listings")
    assert done == pulls.last_done("shop", "listings")
    assert pulls.last_done("shop", "orders") is None


def test_a_pull_whose_connection_is_removed_says_so(books: Any) -> None:
    """The page in hand is taken back with the sentence."""
    pull = books.store.pulls.start("shop", "listings", "r")
    books.store.connections.remove("shop")

    def take_page() -> None:
        with books.store.db.transaction():
            books.take_in("1", "A")
            books.store.pulls.advance(pull, "p2", {})

    with pytest.raises(StaleError, match="was removed while it was being pulled"):
        take_page()
    assert {} == books.store.catalogue.known_listings("shop", ["1"])


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_any_record_can_be_kept_aside(books: Any, text: str) -> None:
    """Emoji, SQL, lone surrogates, NUL and a megabyte do not stop a page, and are let go."""
    pulls = books.store.pulls
    for _ in range(2):
        pulls.quarantine("shop", "list_products", RefusedRecord(text, text, text))
    (kept,) = pulls.quarantined("shop", "list_products")
    pulls.release("shop", "list_products", [text])

    assert text.encode("utf-8", "backslashreplace").decode() == kept["raw"]
    assert [] == pulls.quarantined("shop", "list_products")


def test_releasing_nothing_is_nothing(books: Any) -> None:
    """A page of no records releases none."""
    books.store.pulls.quarantine("shop", "h", RefusedRecord("1", "{}", "e"))
    books.store.pulls.release("shop", "h", [])
    books.store.pulls.release("other", "h", ["1"])

    assert 1 == len(books.store.pulls.quarantined("shop", "h"))
