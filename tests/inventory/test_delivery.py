"""Batches, the time they take, and the search for the row that spoils one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.inventory import Bisection, Change, batches, calls_for, seconds_for
from crossdock.manifest import RateLimit
from crossdock.pacing import HEADROOM, reserve
from crossdock.testing.worlds import DAWN

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=200)
CHANGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40).map(
    lambda pairs: [Change("shop", str(n), *pair, DAWN) for n, pair in enumerate(pairs)]
)
LIMITS = st.lists(
    st.builds(
        RateLimit,
        st.just("x"),
        st.floats(0.1, 100),
        st.integers(1, 60),
        counts=st.sampled_from(("requests", "rows")),
    ),
    max_size=3,
)


@EXAMPLES
@given(CHANGES, st.integers(1, 12))
def test_batches_are_as_few_as_can_be(changes: list[Change], size: int) -> None:
    """Everything is sent once, in no more calls than needed, all full but the last."""
    made = batches(changes, size)

    assert calls_for(len(changes), size) == len(made)
    assert sorted(c.listing_id for c in changes) == sorted(c.listing_id for b in made for c in b)
    assert all(size == len(batch) for batch in made[:-1])


@EXAMPLES
@given(CHANGES, st.integers(1, 12))
def test_decreases_go_first(changes: list[Change], size: int) -> None:
    """No decrease comes after an increase, and otherwise the turn is kept."""
    flat = [change for batch in batches(changes, size) for change in batch]

    assert all(before.lowers or not after.lowers for before, after in pairwise(flat))
    for lowers in (True, False):
        turn = [c for c in changes if c.lowers is lowers]
        assert turn == [c for c in flat if c.lowers is lowers]


@EXAMPLES
@given(st.integers(0, 300), st.integers(1, 60), LIMITS)
def test_the_time_is_what_the_pacer_takes(rows: int, size: int, limits: list[RateLimit]) -> None:
    """The estimate is when the pacer lets the last call leave; with several limits, no later."""
    arrivals: list[float | None] = [None] * len(limits)
    now = 0.0
    sizes = [min(size, rows - sent) for sent in range(0, rows, size)]
    for batch in sizes:
        waits = [0.0]
        for index, limit in enumerate(limits):
            cost = batch if limit.counts == "rows" else 1
            place = reserve(arrivals[index], now, limit, cost)
            arrivals[index] = place.arrival
            waits.append(place.wait)
        now += max(waits)

    estimate = seconds_for(rows, size, limits, headroom=HEADROOM)

    if len(limits) <= 1:
        assert estimate == pytest.approx(now)
    else:
        assert estimate <= now + 1e-6


def test_several_limits() -> None:
    """A thousand requests and two thousand rows a minute: the rows decide."""
    limits = [
        RateLimit("calls", 1, burst=60),
        RateLimit("rows", 2000 / 60, burst=2000, counts="rows"),
    ]

    found = [round(seconds_for(rows, 1000, limits)) for rows in (100, 1000, 10_000, 100_000)]

    assert [0, 0, 240, 2940] == found


def test_latency_is_paid_once() -> None:
    """Calls overlap, so only the last answer is waited for; nothing to send takes no time."""
    limit = RateLimit("x", 5)

    assert 1.8 + 0.3 == pytest.approx(seconds_for(10, 1, [limit], latency=0.3))
    assert 0.3 == pytest.approx(seconds_for(1, 1, [limit], latency=0.3))
    assert 0.0 == seconds_for(0, 1, [limit], latency=0.3)


def test_calls_larger_than_a_burst() -> None:
    """A call leaves when the rows before it are paid for, whatever it takes itself."""
    limit = RateLimit("rows", 10, burst=5, counts="rows")

    assert [0.0, 0.7, 1.0] == pytest.approx([seconds_for(n, 7, [limit]) for n in (7, 14, 15)])


def searched(rows: list[int], spoilt: set[int], most: int = 10_000) -> tuple[Bisection[int], int]:
    """Return the search among *rows* at its end, and the calls it took."""
    search, taken = Bisection.of(rows), 0
    while search.next:
        taken += 1
        assert taken <= most
        search = search.refused() if spoilt & set(search.next) else search.passed()
    return search, taken


@EXAMPLES
@given(st.integers(1, 1000), st.data())
def test_one_or_two_spoilt_rows_are_found(size: int, data: st.DataObject) -> None:
    """They stand alone in the end, everything else was sent, and the calls are few."""
    rows = list(range(size))
    spoilt = data.draw(st.sets(st.sampled_from(rows), min_size=1, max_size=2))

    search, taken = searched(rows, spoilt)

    assert spoilt == set(search.spoilt)
    assert set(rows) - spoilt == set(search.sent)
    assert () == search.left
    assert taken <= 2 * len(spoilt) * max(0, size - 1).bit_length()


@EXAMPLES
@given(st.integers(1, 300), st.data())
def test_the_search_ends(size: int, data: st.DataObject) -> None:
    """However many rows are spoilt, calls are bounded and each row ends in one place."""
    rows = list(range(size))
    spoilt = data.draw(st.sets(st.sampled_from(rows), min_size=1))

    search, taken = searched(rows, spoilt)

    ended = [*search.sent, *search.spoilt, *(row for part in search.left for row in part)]
    assert rows == sorted(ended)
    assert taken <= 4 * max(0, size - 1).bit_length()
    assert set(search.spoilt) <= spoilt
    assert not spoilt & set(search.sent)


@pytest.mark.parametrize(("size", "calls"), [(1, 0), (2, 4), (3, 8), (4, 8), (5, 12)])
def test_what_a_search_may_cost(size: int, calls: int) -> None:
    """The calls of a search grow with the depth of its halves; a single row needs none."""
    search = Bisection.of(list(range(size)))

    assert (calls, (0,) if size == 1 else ()) == (search.budget, search.spoilt)


def test_a_search_to_its_last_call() -> None:
    """A search spends what it may to the last call, and leaves the rest for another time."""
    search, taken = searched(list(range(8)), set(range(8)))

    assert (12, 0, ()) == (taken, search.budget, search.waiting)
    assert (tuple(range(6)), ((6,), (7,))) == (search.spoilt, search.left)
