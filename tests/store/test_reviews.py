"""Order lines that wait for a person."""

from typing import Any


def test_a_review_stays_until_it_is_mended(books: Any) -> None:
    """It keeps the time it began, and goes when its line has no reason any more."""
    reviews = books.store.reviews
    reviews.put("shop", "o1", {"1": "unlinked", "2": "unlinked"})
    began = reviews.all()[0]["since"]
    books.clock.pass_(60)
    reviews.put("shop", "o2", {"": "unknown"})
    reviews.put("shop", "o1", {"2": "changed"})

    assert [("o1", "2", "changed", began)] == [
        (row["order_id"], row["line_id"], row["reason"], row["since"])
        for row in reviews.all("shop")[:1]
    ]
    assert ["o1", "o2"] == [row["order_id"] for row in reviews.all()]
    assert [] == reviews.all("other")
