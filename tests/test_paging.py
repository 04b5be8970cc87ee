"""Pages that end, and pages that do not."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import CursorLoopError
from crossdock.paging import WINDOW, Page, RefusedRecord, walk

Fetch = Callable[[str | None], Page[str]]


def pages_of(*pages: Page[str]) -> Fetch:
    """Return a platform that gives *pages* by their number."""
    return lambda cursor: pages[int(cursor or 0)]


def refused(raw: str) -> RefusedRecord:
    """Return a record whose only name is its place."""
    return RefusedRecord("row 1", raw, "it is broken")


@given(st.lists(st.lists(st.integers(), unique=True, max_size=3), min_size=1, max_size=20))
def test_to_the_end(contents: list[list[int]]) -> None:
    """Every page comes once, in order, with the cursor it was asked with."""
    pages = [
        Page(
            items=tuple(f"{number}/{item}" for item in items),
            cursor=str(number + 1) if number + 1 < len(contents) else None,
        )
        for number, items in enumerate(contents)
    ]

    found = list(walk(pages_of(*pages)))

    assert [(None if n == 0 else str(n), page) for n, page in enumerate(pages)] == found


def test_resumed() -> None:
    """A walk that begins at a cursor goes on from there."""
    fetch = pages_of(Page(("a",), "1"), Page(("b",), "2"), Page(("c",)))

    assert ["1", "2"] == [cursor for cursor, _ in walk(fetch, "1")]


def until_loop(fetch: Fetch, **options: Any) -> tuple[list[str | None], str]:
    """Return the cursors asked with before a loop was found, and what was said of it."""
    seen: list[str | None] = []
    walked = walk(fetch, **options)
    with pytest.raises(CursorLoopError) as caught:
        seen.extend(cursor for cursor, _ in walked)
    assert caught.value.next_step.endswith(".")
    return seen, caught.value.message


@given(st.integers(1, 12), st.integers(0, 5))
def test_cursor_loop(length: int, lead: int) -> None:
    """A cursor that comes again ends the walk, after each page was seen exactly once."""

    def fetch(cursor: str | None) -> Page[str]:
        here = int(cursor or 0)
        return Page((f"item {here}",), str(here + 1 if here < lead + length else lead + 1))

    seen, said = until_loop(fetch)

    assert [None, *map(str, range(1, lead + length + 1))] == seen
    assert f"The platform sent cursor '{lead + 1}' a second time." == said


def test_cursor_that_stays() -> None:
    """A page that names its own cursor as the next is a loop of one."""
    with pytest.raises(CursorLoopError, match="sent cursor 'x' a second time") as caught:
        list(walk(lambda cursor: Page((), "x")))

    assert caught.value.next_step.endswith(".")


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_same_pages_under_new_cursors(length: int) -> None:
    """Pages that come round again are a loop, though their cursors move on."""

    def fetch(cursor: str | None) -> Page[str]:
        here = int(cursor or 0)
        return Page((f"{here % length}a", f"{here % length}b"), str(here + 1))

    seen, said = until_loop(fetch, identify=str)

    assert (length, "A page brought the same 2 records again, from 0a on.") == (len(seen), said)


def test_one_record_comes_again() -> None:
    """A single record may come again later: the list has moved meanwhile."""
    fetch = pages_of(Page(("a",), "1"), Page(("b",), "2"), Page(("a",), "3"), Page(()))

    assert 4 == len(list(walk(fetch)))


def test_empty_pages() -> None:
    """Pages without records are fine as long as the cursor moves on."""
    fetch = pages_of(*(Page((), str(n + 1)) for n in range(50)), Page(("a",)))

    assert 51 == len(list(walk(fetch)))


def test_pages_of_refused_records() -> None:
    """Pages of broken records differ by what was in them, not by their places."""
    fetch = pages_of(
        Page((), "1", (refused("a"), refused("b"))),
        Page((), "2", (refused("c"), refused("d"))),
        Page((), None, (refused("e"),)),
    )

    assert 3 == len(list(walk(fetch)))


def test_refused_page_repeats() -> None:
    """The same broken records again are a loop; it is not told what was in them."""
    fetch = pages_of(*(Page((), str(n), (refused("Jl. Melati 5"),)) for n in range(1, 5)))

    with pytest.raises(CursorLoopError) as caught:
        list(walk(fetch))

    assert "A page brought the same 1 records again, from row 1 on." == caught.value.message


def test_no_end() -> None:
    """A list that does not end is left after so many pages."""
    with pytest.raises(CursorLoopError, match="did not end within 30 pages"):
        list(walk(lambda cursor: Page((), str(int(cursor or 0) + 1)), max_pages=30))


def test_memory() -> None:
    """Long cursors of a long list are not kept: 64 bits each, and a window of them."""

    def fetch(cursor: str | None) -> Page[str]:
        here = int((cursor or "0")[:9])
        return Page((), f"{here + 1:09}" + "x" * 1000 if here < 20_000 else None)

    tracemalloc.start()
    for _ in walk(fetch):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20_000 * 250
    assert WINDOW >= 100_000
