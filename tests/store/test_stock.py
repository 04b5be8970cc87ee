"""What is left of what was counted, and what was pushed of it."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError, InputRefusedError, NotFoundError
from crossdock.inventory import RowOutcome, StockUpdate
from crossdock.orders import OrderStatus


def test_sales_since_the_count_are_taken_off(books: Any) -> None:
    """Ten counted, three and two sold, five left."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3))
    books.sell("o2", ("1", 2))

    assert {"A": 5} == books.available()


def test_sales_before_the_count_are_in_it(books: Any) -> None:
    """Whoever counts, counts what is left."""
    books.take_in("1", "A")
    books.sell("o1", ("1", 3), placed_at=books.clock() - timedelta(seconds=1))
    books.store.stock.count([("A", 10)], "", "r")

    assert {"A": 10} == books.available()


def test_a_new_count_forgets_the_old_one(books: Any) -> None:
    """Only what was sold after the last count is taken off it."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3))
    books.clock.pass_(7200)
    books.store.stock.count([("A", 4)], "found", "r2")

    assert {"A": 4} == books.available()
    assert [4, 10] == [row["quantity"] for row in books.store.stock.history("A")]


@pytest.mark.parametrize(
    ("status", "left"),
    [
        (OrderStatus.UNPAID, 10),
        (OrderStatus.PAID, 7),
        (OrderStatus.READY_TO_SHIP, 7),
        (OrderStatus.PENDING_PAY_OR_SHIP, 7),
        (OrderStatus.SHIPPING, 7),
        (OrderStatus.DELIVERED, 7),
        (OrderStatus.CANCEL_REQUESTED, 7),
        (OrderStatus.CANCELLED, 10),
        (OrderStatus.RETURNING, 7),
        (OrderStatus.RETURNED, 7),
        (OrderStatus.UNKNOWN, 10),
    ],
)
def test_every_status_takes_or_leaves_the_units(
    books: Any, status: OrderStatus, left: int
) -> None:
    """An order holds its units from payment on; a returned parcel is counted, not assumed."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3), status=status)

    assert {"A": left} == books.available()


def test_a_cancelled_order_gives_its_units_back(books: Any) -> None:
    """Once, however often it is pulled again."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3))
    for _ in range(2):
        books.sell("o1", ("1", 3), status=OrderStatus.CANCELLED)

    assert {"A": 10} == books.available()


@pytest.mark.parametrize(
    ("first", "left"),
    [(OrderStatus.PAID, 7), (OrderStatus.CANCELLED, 10), (OrderStatus.UNPAID, 10)],
)
def test_a_status_nobody_knows_moves_nothing(books: Any, first: OrderStatus, left: int) -> None:
    """A sold order stays sold, and a cancelled one cancelled, under a status of tomorrow."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3), status=first)
    books.sell("o1", ("1", 3), status=OrderStatus.UNKNOWN)

    assert {"A": left} == books.available()


def test_a_line_counts_once_its_listing_is_linked(books: Any) -> None:
    """What sold before anybody knew what it was is taken off when they do."""
    books.take_in("1", "A")
    books.take_in("2", "")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("2", 4))
    before = books.available()
    books.store.catalogue.set_link("shop", "2", "A", create=False)

    assert ({"A": 10}, {"A": 6}) == (before, books.available())


def test_a_changed_quantity_replaces_the_old_one(books: Any) -> None:
    """A line that shrank gives the rest back."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3), ("1", 1))
    books.sell("o1", ("1", 2))

    assert {"A": 8} == books.available()


def test_more_sold_than_counted_is_below_zero(books: Any) -> None:
    """Nobody is told that there are none when there are fewer."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 1)], "", "r")
    books.sell("o1", ("1", 3))

    assert {"A": -2} == books.available()


def test_the_same_order_id_of_two_shops_is_two_orders(books: Any) -> None:
    """Both take from the one stock."""
    books.take_in("1", "A", conn="one")
    books.take_in("1", "A", conn="two")
    books.store.stock.count([("A", 10)], "", "r")
    books.sell("o1", ("1", 3), conn="one")
    books.sell("o1", ("1", 4), conn="two")

    assert {"A": 3} == books.available()


def test_removing_a_connection_does_not_bring_sold_units_back(books: Any) -> None:
    """Its orders go, what they sold stays sold, and others' sales still count."""
    for conn in ("one", "two"):
        books.take_in("1", "A", conn=conn)
        books.take_in("2", "B", conn=conn)
    books.store.stock.count([("A", 10), ("B", 5)], "", "r")
    books.sell("o1", ("1", 3), ("1", 1), conn="one")
    books.sell("o2", ("1", 2), conn="two")
    books.sell("o3", ("2", 1), conn="one", status=OrderStatus.CANCELLED)
    before = books.available()
    books.store.connections.remove("one")
    after = books.available()
    books.sell("o2", ("1", 2), conn="two", status=OrderStatus.CANCELLED)

    assert {"A": 4, "B": 5} == before == after
    assert {"A": 6, "B": 5} == books.available()
    assert [0, 1] == [len(books.store.stock.history(sku)) - 1 for sku in ("B", "A")]


def test_a_line_of_the_most_units_overflows_nothing(books: Any) -> None:
    """Sums of the largest lines stay numbers."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 2**31 - 1)], "", "r")
    for number in range(5):
        books.sell(f"o{number}", ("1", 2**31 - 1))

    assert {"A": -4 * (2**31 - 1)} == books.available()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["count", "order"]),
            st.sampled_from(["1", "2", "3"]),
            st.integers(1, 9),
            st.sampled_from([OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.UNKNOWN]),
        ),
        max_size=12,
    )
)
def test_positions_agree_with_a_model(anew: Any, steps: list[Any]) -> None:
    """Counts and orders in any sequence leave what arithmetic by hand leaves."""
    books = anew()
    books.take_in("1", "A")
    books.take_in("2", "B")
    books.take_in("3", "A", conn="other")
    skus = {"1": "A", "2": "B", "3": "A"}
    counted: dict[str, int] = {}
    held: dict[str, tuple[str, int]] = {}
    for action, name, units, status in steps:
        books.clock.pass_(60)
        if action == "count":
            books.store.stock.count([(skus[name], units)], "", "r")
            counted[skus[name]] = units
            held = {key: one for key, one in held.items() if one[0] != skus[name]}
            continue
        order_id = f"o{name}-{units}-{books.clock().timestamp()}"
        conn = "other" if name == "3" else "shop"
        books.sell(order_id, (name, units), conn=conn, status=status, placed_at=books.clock())
        if status is OrderStatus.PAID:
            held[order_id] = (skus[name], units)
    expected = {
        sku: units - sum(taken for of, taken in held.values() if of == sku)
        for sku, units in counted.items()
    }

    assert expected == books.available()


@pytest.mark.parametrize(
    "quantity",
    [-1, 2**31, 2**63, "10", 1.0, 1.5, float("nan"), 1e999, None, True, 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_a_count_is_a_number_of_units(books: Any, quantity: Any) -> None:
    """Anything else is refused by name, and no row of the batch is written."""
    books.take_in("1", "A")
    books.take_in("2", "B")

    with pytest.raises(InputRefusedError, match=r"^The count of 'B' is .*; nothing was counted"):
        books.store.stock.count([("A", 1), ("B", quantity)], "", "r")
    assert {} == books.available()


def test_a_count_of_an_unknown_sku_counts_nothing(books: Any) -> None:
    """The whole batch is refused, and the SKU named."""
    books.take_in("1", "A")

    with pytest.raises(NotFoundError, match="no master SKU 'TYPO'; nothing was counted"):
        books.store.stock.count([("A", 1), ("TYPO", 1)], "", "r")
    assert {} == books.available()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE counts SET quantity = 99",
        "DELETE FROM counts",
        "REPLACE INTO counts SELECT id, merchant, sku, 99, reason, run, counted_at FROM counts",
    ],
)
def test_a_count_stays(books: Any, statement: str) -> None:
    """Not even SQL of ours changes or deletes one."""
    books.take_in("1", "A")
    books.store.stock.count([("A", 10)], "", "r")

    with pytest.raises(sqlite3.IntegrityError, match="is never"):
        books.store.db.execute(statement)
    assert {"A": 10} == books.available()


def test_an_intent_without_an_end_is_a_doubt(books: Any) -> None:
    """A push that a crash left half way makes its listing doubtful, and only its own."""
    books.take_in("1", "A")
    books.take_in("2", "B")
    books.store.stock.count([("A", 5), ("B", 5)], "", "r")
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


def test_what_was_never_counted_is_no_target(books: Any) -> None:
    """A SKU without a count is not pushed as zero."""
    books.take_in("1", "A", quantity=7, locked=2)
    before = books.store.stock.targets("shop")
    books.store.stock.count([("A", 5)], "", "r")
    (target,) = books.store.stock.targets("shop")

    assert [] == before
    assert (7, 5, 2, "A") == (target.shown, target.available, target.locked, target.sku)


@pytest.mark.parametrize("quantity", [-1, True, 1.0, "1", None, 2**31])
def test_a_push_is_of_whole_units(quantity: Any) -> None:
    """What is sent to a channel is a number of units and nothing else."""
    with pytest.raises(DataRefusedError, match=r"^quantity of StockUpdate"):
        StockUpdate("1", quantity)
