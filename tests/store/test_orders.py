"""Orders as they are kept."""

from datetime import timedelta
from typing import Any

import pytest

from crossdock.errors import DataRefusedError, NotFoundError
from crossdock.money import Money
from crossdock.orders import Address, OrderStatus, Person
from crossdock.store import OrderChange


def test_an_order_is_new_then_unchanged_then_changed(books: Any) -> None:
    """The same word twice is no change, and each change is counted."""
    changes = [
        books.sell("o1", ("1", 1)),
        books.sell("o1", ("1", 1)),
        books.sell("o1", ("1", 2)),
        books.sell("o1", ("1", 2), status=OrderStatus.CANCELLED),
    ]
    ((_, _, revision),) = books.store.orders.find("o1")

    assert [OrderChange.NEW, OrderChange.UNCHANGED] + 2 * [OrderChange.CHANGED] == changes
    assert 3 == revision


def test_an_order_comes_back_as_it_was(books: Any) -> None:
    """Every field survives the store, to the zone of its times."""
    from decimal import Decimal

    order = books.order(
        "o1",
        ("1", 2),
        number="INV/1",
        total=Money(Decimal("2599000"), "IDR"),
        buyer=Person("Siti 👕", "62****89"),
        address=Address("Jalan 1", city="Bandung"),
        courier="JNE",
        waybill=" ",
        ship_by=books.clock(),
        cancel_requested=True,
    )
    books.store.orders.put("shop", order, pull=1)

    assert [("shop", order, 1)] == books.store.orders.find("o1")


def test_one_id_in_two_shops_is_two_orders(books: Any) -> None:
    """Neither overwrites the other, and both are found."""
    books.sell("o1", ("1", 1), conn="one")
    books.sell("o1", ("1", 2), conn="two")

    assert ["one", "two"] == [conn for conn, _, _ in books.store.orders.find("o1")]
    assert ["two"] == [conn for conn, _, _ in books.store.orders.find("o1", "two")]


def test_an_order_is_found_by_its_number_too(books: Any) -> None:
    """By what the buyer calls it; by nothing, none is found."""
    books.sell("o1", ("1", 1), number="INV/1")
    books.sell("o2", ("1", 1))

    assert "o1" == books.store.orders.find("INV/1")[0][1].order_id
    for name in ("", "INV", "%"):
        with pytest.raises(NotFoundError, match="There is no order"):
            books.store.orders.find(name)


def test_lines_are_replaced(books: Any) -> None:
    """A line the channel dropped is gone, and a new one is there."""
    books.take_in("1", "A")
    books.take_in("2", "B")
    books.sell("o1", ("1", 1), ("1", 3))
    books.sell("o1", ("2", 5))
    (row,) = books.store.orders.all()

    assert (1, 5, 1) == (row["lines"], row["units"], row["linked"])
    assert {"0": "B"} == books.store.orders.line_skus("shop", "o1")


def test_an_order_without_lines_is_listed(books: Any) -> None:
    """It sells nothing, and is not lost."""
    books.sell("o1")
    (row,) = books.store.orders.all()

    assert ("o1", 0, 0, 0) == (row["order_id"], row["lines"], row["units"], row["linked"])


def test_ten_thousand_lines_are_an_order(books: Any) -> None:
    """Size is no reason to lose one."""
    books.sell("o1", *[("1", 1)] * 10_000)

    assert [10_000] == [row["units"] for row in books.store.orders.all()]


def test_orders_are_listed_newest_first(books: Any) -> None:
    """By when they were placed, whatever the year; each shop and status by itself."""
    times = {"future": 9e8, "old": -1.6e9, "now": 0.0}
    for name, seconds in times.items():
        placed = books.clock() + timedelta(seconds=seconds)
        books.sell(name, ("1", 1), conn=name, placed_at=placed, status=OrderStatus.PAID)
    books.sell("gone", ("1", 1), status=OrderStatus.CANCELLED)

    def listed(**chosen: str) -> list[str]:
        return [row["order_id"] for row in books.store.orders.all(**chosen)]

    assert ["future", "gone", "now", "old"] == listed()
    assert ["old"] == listed(connection="old")
    assert ["gone"] == listed(status="cancelled")


def test_stale_orders_are_the_open_ones_a_pull_did_not_bring(books: Any) -> None:
    """Final ones are left in peace, and so are those of other shops."""
    orders = books.store.orders
    books.sell("open", ("1", 1))
    books.sell("unknown", ("1", 1), status=OrderStatus.UNKNOWN)
    books.sell("brought", ("1", 1))
    books.sell("other", ("1", 1), conn="other")
    for status in (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED):
        books.sell(status.value, ("1", 1), status=status)
    orders.put("shop", books.order("brought", ("1", 1)), pull=2)

    assert ["open", "unknown"] == orders.stale("shop", 2)
    assert {"brought"} == orders.brought_by("shop", 2, ["open", "brought", "\ud800"])


def test_a_status_that_goes_backwards_is_kept_as_told(books: Any) -> None:
    """The channel's last word counts, and the change is counted too."""
    books.sell("o1", ("1", 1), status=OrderStatus.SHIPPING)

    assert OrderChange.CHANGED == books.sell("o1", ("1", 1), status=OrderStatus.PAID)
    assert OrderStatus.PAID == books.store.orders.find("o1")[0][1].status


def test_an_order_that_cannot_be_kept_leaves_nothing(books: Any) -> None:
    """A lone surrogate anywhere in it sets it aside whole."""
    with books.store.db.transaction():
        books.sell("o1", ("1", 1))
        for bad in (("1\ud800", 1),), ():
            with pytest.raises(DataRefusedError, match="lone surrogate"):
                books.sell("o2", *bad, number="" if bad else "\udfff")

    assert ["o1"] == [row["order_id"] for row in books.store.orders.all()]


def test_a_cancel_request_stands_until_a_reading_tells_otherwise(books: Any) -> None:
    """A list that leaves the request out takes nothing back; an answer that denies it does."""
    told = []
    for asked in (True, None, False, None):
        order = books.order("o1", ("1", 1), cancel_requested=asked)
        books.store.orders.put("shop", order, pull=1)
        ((_, kept, _),) = books.store.orders.find("o1")
        told.append(kept.cancel_requested)

    assert [True, True, False, False] == told
