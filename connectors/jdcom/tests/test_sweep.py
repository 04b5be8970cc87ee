"""`crossdock_jdcom.sweep`: a list that changes while it is read loses nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock_jdcom.sweep import Place, decode_cursor, encode_cursor, read_all, read_page

#: Each seed is a list of its own, changing in its own way.
SEEDS = 1_000


def sweep(seed, churn):
    """Return the ids that a sweep read, those that stayed, and how many came twice.

    Between two pages up to *churn* pages of rows are deleted, or move to the end.
    """
    chance = random.Random(seed)  # noqa: S311 - chance, not secrets
    size = chance.choice([2, 5, 10, 50])
    rows = [str(n) for n in range(chance.randrange(12 * size))]
    start = set(rows)
    moved: set[str] = set()
    stays = chance.random() < 0.5

    def fetch(_span, page):
        found = rows[(page - 1) * size : page * size], len(rows)
        for gone in chance.sample(rows, min(len(rows), chance.randrange(churn * size))):
            rows.remove(gone)
            moved.add(gone)
            if stays:
                rows.append(gone)
        return found

    seen: list[str] = []
    place = Place((None,))
    while place is not None:
        sheet = read_page(place, size, (0, 1), fetch)
        fresh = [one for one in sheet.rows if one not in sheet.place.before]
        seen += fresh
        place = sheet.place.after(tuple(sheet.rows), len(fresh))
    doubles = len(seen) - len(set(seen))
    return set(seen), start - moved, doubles


def test_nothing_that_stays_is_lost():
    """Over many lists that change while they are read, no row that stays is missed."""
    lost = set()
    for seed in range(SEEDS):
        seen, stayed, _ = sweep(seed, churn=2)
        if stayed - seen:
            lost.add(seed)

    assert set() == lost


def test_nothing_comes_twice():
    """Where less than a page of rows leaves between two reads, no row is read twice.

    Where more does, a row may be, and core drops it by its id.
    """
    assert [] == [seed for seed in range(SEEDS) if sweep(seed, churn=1)[2]]


def test_reading_forwards_would_lose_rows():
    """The same lists read from the first page on lose some: the order of reading matters."""
    rows = [str(n) for n in range(20)]
    seen = []
    for page in range(4):
        seen += rows[page * 5 : page * 5 + 5]
        rows.remove(seen[-1])

    assert set(rows) - set(seen)


@given(
    st.lists(st.none() | st.tuples(st.integers(), st.integers()), min_size=1),
    st.integers(0, 100),
    st.lists(st.text()),
    st.integers(0),
)
def test_a_cursor_reads_back(spans, page, before, seen):
    """A place written as a cursor is the same place again."""
    place = Place(tuple(spans), page, tuple(before), seen)

    assert place == decode_cursor(encode_cursor(place))


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 120])
@pytest.mark.parametrize("is_told", [True, False])
def test_short_lists_are_read_whole(count, is_told):
    """A short list is read to its end, told how long it is or not."""
    rows = list(range(count))

    def fetch(page):
        return rows[(page - 1) * 50 : page * 50], count if is_told else None

    found, total = read_all(fetch, 50)

    assert (rows, count if is_told else None) == (sorted(found), total)
