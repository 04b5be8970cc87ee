"""Pages, cursors, and the guard against pages that never end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

import attrs

from crossdock.errors import CursorLoopError

T = TypeVar("T")

#: No platform we know has a list this long; past it, something repeats unseen.
MAX_PAGES = 1_000_000
#: A loop of up to this many pages is noticed when it closes.
WINDOW = 100_000

_LATER = "Pull again later; if it stays so, report it to the platform."


@attrs.frozen
class RefusedRecord:
    """A record of a page that could not be read, kept as it came.

    Args:

        record_id: the platform's id of it, or its place on the page (``row 7``).

        raw: the record as text, so that it can be looked at and replayed.

        error: a sentence that names the field.
    """

    record_id: str
    raw: str
    error: str


@attrs.frozen
class Page(Generic[T]):
    """One answer of a listing hook.

    Args:

        items: what could be read.

        cursor: what to ask with for the next page; ``None`` on the last one.
            Opaque to everyone but the connector that made it.

        refused: what could not be read.

        containers: rows that only group other rows (parents of variants), so
            that the rows of the platform add up to items, refused and containers.
    """

    items: tuple[T, ...] = ()
    cursor: str | None = None
    refused: tuple[RefusedRecord, ...] = ()
    containers: int = 0


def walk(
    fetch: Callable[[str | None], Page[T]],
    cursor: str | None = None,
    *,
    identify: Callable[[T], str] = repr,
    max_pages: int = MAX_PAGES,
) -> Iterator[tuple[str | None, Page[T]]]:
    """Yield each page with the cursor it was asked with, from *cursor* to the end.

    A page without records is fine as long as its cursor moves on.

    Raises:

        CursorLoopError: a cursor comes a second time, or a page brings exactly
            the records of an earlier one, or the list does not end.
    """
    cursors = _Recent()
    contents = _Recent()
    previous: tuple[Hashable, ...] = ()
    for _ in range(max_pages):
        cursors.add(cursor)
        page = fetch(cursor)
        records = _records(page, identify)
        # One record may rightly come again, when the list moved between two pages;
        # not on the very next page, and not several in the same order.
        if records and (records == previous or (len(records) > 1 and records in contents)):
            raise CursorLoopError(
                f"A page brought the same {len(records)} records again,"
                f" from {_first(page, identify)} on.",
                next_step=_LATER,
            )
        yield cursor, page
        if page.cursor is None:
            return
        if page.cursor in cursors:
            raise CursorLoopError(
                f"The platform sent cursor {page.cursor[:100]!r} a second time.",
                next_step=_LATER,
            )
        contents.add(records)
        previous, cursor = records, page.cursor
    raise CursorLoopError(f"The list did not end within {max_pages:,} pages.", next_step=_LATER)


def _records(page: Page[T], identify: Callable[[T], str]) -> tuple[Hashable, ...]:
    # A refused record's id may be no more than its place on the page, which
    # repeats rightly; what was in it does not.
    refused = (f"{record.record_id} {record.raw}" for record in page.refused)
    return (*map(identify, page.items), *refused)


def _first(page: Page[T], identify: Callable[[T], str]) -> str:
    name = identify(page.items[0]) if page.items else page.refused[0].record_id
    return name[:100]


class _Recent:
    """Remembers the last things added, by their hashes: 64 bits, whatever their size.

    A list of a million pages would otherwise keep a million cursors, which may
    be long. A loop longer than the window is met by the limit on pages.
    """

    def __init__(self) -> None:
        self._order: deque[int] = deque()
        self._known: set[int] = set()

    def add(self, thing: Hashable) -> None:
        mark = hash(thing)
        if mark in self._known:
            return
        self._order.append(mark)
        self._known.add(mark)
        if len(self._order) > WINDOW:
            self._known.discard(self._order.popleft())

    def __contains__(self, thing: Hashable) -> bool:
        return hash(thing) in self._known
