"""What listings are known to show: written before each send and with each answer."""

from datetime import timedelta
from typing import Any

import pytest

from crossdock.inventory import RowOutcome
from crossdock.orders import OrderStatus
from crossdock.store import Answer, DriftRow

LAG = timedelta(minutes=1)


def shown(books: Any, listing_id: str = "1") -> Any:
    """Return what is known of a listing."""
    return books.store.shown.of("shop", [listing_id])[listing_id].shown


def send(books: Any, quantity: int) -> int:
    """Begin to send a quantity to listing 1; return the version."""
    version: int = books.store.shown.begin("shop", {"1": quantity}, books.clock(), "r")["1"]
    return version


def answer(books: Any, version: int, quantity: int, outcome: RowOutcome = RowOutcome.DONE) -> None:
    """Write down what became of it."""
    now = books.clock()
    books.store.shown.conclude(
        "shop",
        {"1": Answer(version, quantity, outcome, "words \ud800")},
        at=now,
        until=now + LAG,
        reads_from=now + LAG,
    )


def test_before_anything_is_sent_the_pull_says_what_is_shown(books: Any) -> None:
    """As of when the pull kept it, and asked for at most a minute earlier."""
    books.take_in("1", "A", quantity=7)
    known = shown(books)

    assert (7, books.clock(), timedelta(minutes=1)) == (
        known.quantity,
        known.as_of,
        known.as_of - known.asked_at,
    )


def test_an_intent_is_there_before_its_answer(books: Any) -> None:
    """The flight is written with the row of the history, under one version."""
    books.take_in("1", "A", quantity=7)
    version = send(books, 5)
    (row,) = books.store.shown.pushes("shop", "1")

    assert (version, 5, "sending") == (row["version"], row["quantity"], row["state"])
    assert (version, 5, 1) == (
        shown(books).flight.version,
        shown(books).flight.quantity,
        books.store.shown.in_doubt(),
    )


@pytest.mark.parametrize(
    ("outcome", "quantity", "doubts"),
    [
        (RowOutcome.DONE, 5, 0),
        (RowOutcome.REFUSED, 7, 0),
        (RowOutcome.RETRY, 7, 0),
        (RowOutcome.UNKNOWN, 7, 1),
    ],
)
def test_each_answer(books: Any, outcome: RowOutcome, quantity: int, doubts: int) -> None:
    """Only an acknowledged quantity is shown, and only a lost one is in doubt."""
    books.take_in("1", "A", quantity=7)
    answer(books, send(books, 5), 5, outcome)

    assert (quantity, doubts) == (shown(books).quantity, books.store.shown.in_doubt())
    assert [quantity] == [one.shown for one in books.store.stock.targets("shop")]
    (row,) = books.store.shown.pushes("shop", "1")
    assert (outcome.value, "words \\ud800") == (row["state"], row["reason"])


def test_versions_never_go_back(books: Any) -> None:
    """Each send has a higher one, also after a reading and after a lost write."""
    books.take_in("1", "A", quantity=7)
    first = send(books, 5)
    books.store.shown.abandon("shop", books.clock())
    second = send(books, 6)
    answer(books, second, 6)
    answer(books, first, 5)

    assert (first < second, 6) == (True, shown(books).quantity)


def test_what_a_dead_run_left_is_given_up(books: Any) -> None:
    """It is a doubt until then, and its row of the history says why nothing is known."""
    books.take_in("1", "A", quantity=7)
    send(books, 5)
    later = books.clock() + LAG

    assert (1, 0) == tuple(books.store.shown.abandon("shop", later) for _ in range(2))
    assert (None, later) == (shown(books).flight, shown(books).doubt.until)
    assert ["unknown"] == [row["state"] for row in books.store.shown.pushes("shop", "1")]


def test_two_writes_are_never_under_way(books: Any) -> None:
    """A second one is refused, and nothing of it is written down."""
    books.take_in("1", "A")
    send(books, 5)

    with pytest.raises(ValueError, match="one write"):
        send(books, 6)
    assert 1 == len(books.store.shown.pushes("shop", "1"))


def test_a_later_pull_is_a_reading(books: Any) -> None:
    """Of after the answer and the time in which a reading may be older."""
    books.take_in("1", "A", quantity=7)
    answer(books, send(books, 5), 5)
    books.clock.pass_(90)
    books.take_in("1", "A", quantity=9)
    early = shown(books).quantity
    books.clock.pass_(60)
    books.take_in("1", "A", quantity=9)

    assert (5, 9) == (early, shown(books).quantity)


def test_a_pull_does_not_end_a_doubt_too_early(books: Any) -> None:
    """While the lost write may still land, no reading tells."""
    books.take_in("1", "A", quantity=7)
    answer(books, send(books, 5), 5, RowOutcome.UNKNOWN)
    books.clock.pass_(30)
    books.take_in("1", "A", quantity=9)

    assert shown(books).doubt is not None


def test_an_order_lowers_what_is_shown(books: Any) -> None:
    """Once, however often it is read; and an order that was cancelled does not."""
    books.take_in("1", "A", quantity=7)
    for _ in range(2):
        books.sell("o1", ("1", 2))
    books.sell("o2", ("1", 1), status=OrderStatus.CANCELLED)

    assert 5 == shown(books).quantity


def test_an_order_of_before_the_pull_is_in_its_number(books: Any) -> None:
    """What was sold earlier has left it already."""
    books.take_in("1", "A", quantity=7)
    books.sell("o1", ("1", 2), placed_at=books.clock() - timedelta(hours=1))

    assert (7, False) == (shown(books).quantity, shown(books).unsure)


def test_an_order_so_near_that_nobody_can_tell(books: Any) -> None:
    """It leaves the number unsure, so that it is sent once more."""
    books.take_in("1", "A", quantity=7)
    answer(books, send(books, 5), 5)
    books.sell("o1", ("1", 2), placed_at=books.clock() + timedelta(seconds=1))

    assert shown(books).unsure


def test_a_doubt_keeps_sales_out(books: Any) -> None:
    """Of a listing in doubt nothing is known that a sale could be taken off."""
    books.take_in("1", "A", quantity=7)
    answer(books, send(books, 5), 5, RowOutcome.UNKNOWN)
    books.sell("o1", ("1", 2))

    assert 7 == shown(books).quantity


def test_an_order_of_a_listing_never_pulled(books: Any) -> None:
    """Nothing is known of it, and nothing becomes known."""
    books.sell("o1", ("9", 2))

    assert {} == books.store.shown.of("shop", ["9"])


def test_drift_is_open_until_it_is_settled(books: Any) -> None:
    """A new reading replaces the one before; what was is kept."""
    drifts = books.store.drifts
    drifts.record("shop", [DriftRow("1", 5, 9, "heal")], "r")
    drifts.record("shop", [DriftRow("1", 5, 8, "alert")], "r")
    first = drifts.open("shop")
    drifts.settle("shop", ["1"], "pushed")

    assert ([DriftRow("1", 5, 8, "alert")], []) == (first, drifts.open("shop"))
    assert ["read again", "pushed"] == [row["settlement"] for row in drifts.of("shop", "1")]
