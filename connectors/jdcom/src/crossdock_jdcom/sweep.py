"""Reading a list that changes while it is read, and losing nothing (sheet 6.6).

The lists are sorted upwards, by id or by last change. What is deleted, or
changes and so leaves for the end, moves everything behind it towards the front:
whoever reads forwards steps over as many rows as left. Read from the last page to
the first, rows can only move to where the reading has not been yet. A row that
moved may come twice; the ids of the pages before are kept, and drop it.

What is added meanwhile stands at the end, and comes with the next pull. Rows are
counted, and the count is compared with the list's own at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs

from crossdock import RefusedRecord
from crossdock.errors import InputRefusedError, UnreadableAnswerError

#: Epochs, both included.
Span = tuple[int, int]

#: Beyond this the interfaces answer with empty pages (sheet 4.1, 4.5).
MOST_PAGES = 100
#: A span that holds too many rows is halved down to this many seconds and no further.
SHORTEST_SPAN = 2
#: Ids of rows already read that are kept: four pages of fifty.
KEPT = 200

#: Rows of a page, and how many there are in all, if told.
Found = tuple[list[Any], int | None]
Fetch = Callable[[int], Found]


@attrs.frozen
class Place:
    """Where a sweep stands: what its cursor says.

    Args:

        spans: still to be read, the first one in hand; None for a list without bounds.

        page: to be read next in it; 0 when its pages are yet to be counted.

        before: ids of the pages that were read before it, the last ones first.

        seen: rows of the span in hand that were read before it.
    """

    spans: tuple[Span | None, ...]
    page: int = 0
    before: tuple[str, ...] = ()
    seen: int = 0

    @property
    def span(self) -> Span | None:
        """The span in hand."""
        return self.spans[0]

    def at(self, page: int) -> Place:
        """Return the place at *page* of the same span."""
        return attrs.evolve(self, page=page)

    def split(self, whole: Span) -> Place:
        """Return the place with the span in hand halved; *whole* for one without bounds."""
        start, end = self.span or whole
        middle = (start + end) // 2
        return Place(((start, middle), (middle + 1, end), *self.spans[1:]))

    def after(self, ids: tuple[str, ...], fresh: int) -> Place | None:
        """Return the place that follows this page; None at the end.

        Args:

            ids: the ids that stood on it.

            fresh: its rows that had not been read before.
        """
        if self.page > 1:
            return attrs.evolve(
                self,
                page=self.page - 1,
                before=(*ids, *self.before)[:KEPT],
                seen=self.seen + fresh,
            )
        return Place(self.spans[1:]) if self.spans[1:] else None


def _can_split(span: Span | None) -> bool:
    """Return whether *span* can be halved once more."""
    return span is None or span[1] - span[0] >= SHORTEST_SPAN


@attrs.frozen
class Sheet:
    """A page as it was read.

    Args:

        total: rows of the whole list then, where the platform told.

        place: where the page turned out to be.
    """

    rows: list[Any]
    total: int | None
    place: Place

    def missing(self, fresh: int) -> int:
        """Return how many rows the list should have brought and did not, once it is over."""
        if self.place.page > 1 or self.total is None:
            return 0
        return max(self.total - self.place.seen - fresh, 0)


def read_page(
    place: Place, size: int, whole: Span, fetch: Callable[[Span | None, int], Found]
) -> Sheet:
    """Return the page at *place*.

    A span of more pages than the platform gives is halved, and begun anew.

    Args:

        whole: the span of a list without bounds, for halving it.

        fetch: returns a page of a span.

    Raises:

        UnreadableAnswerError: the platform gives only the beginning of what it has.
    """
    while True:
        rows, total = fetch(place.span, place.page or 1)
        if place.page:
            too_long = _is_cut_off(place.page, size, rows, total)
            if not too_long:
                return Sheet(rows, total, place)
        else:
            pages = _pages_of(len(rows) if total is None else total, size, len(rows))
            if pages <= 1:
                return Sheet(rows, total, place)
            too_long = pages > MOST_PAGES
        if not too_long:
            place = place.at(pages)
        elif _can_split(place.span):
            place = place.split(whole)
        else:
            raise UnreadableAnswerError(
                f"JD.com says that it has {total} records for a span of seconds, and gives only"
                " the first of them.",
                next_step="Run it again later; if it stays so, ask JD's support.",
            )


def _pages_of(total: int, size: int, first: int) -> int:
    """Return how many pages a list of *total* rows has.

    Args:

        size: rows that were asked for.

        first: rows that the first page brought; fewer where the platform cuts pages short.
    """
    return -(-total // (first if 0 < first < min(total, size) else size))


def _is_cut_off(page: int, size: int, rows: list[Any], total: int | None) -> bool:
    """Return whether *page* is empty though the list should reach it."""
    return not rows and total is not None and total > (page - 1) * size


def read_all(fetch: Fetch, size: int) -> Found:
    """Return every row of a short list, read backwards; doubles are the caller's to drop.

    Args:

        fetch: returns the rows of a page, and how many there are in all, if told.
    """
    rows, total = fetch(1)
    if total is None:
        page, found = 1, list(rows)
        while len(rows) >= size and page < MOST_PAGES:
            page += 1
            rows, _ = fetch(page)
            found += rows
        return found, None
    pages = min(_pages_of(total, size, len(rows)), MOST_PAGES)
    if pages <= 1:
        return rows, total
    everything: list[Any] = []
    for page in range(pages, 0, -1):
        rows, total = fetch(page)
        everything += rows
    return everything, total


def shortfall(name: str, missing: int) -> tuple[RefusedRecord, ...]:
    """Return the notice that *missing* rows of a list did not come, if any did not.

    Args:

        name: which list, as the notice's own id.
    """
    if not missing:
        return ()
    return (
        RefusedRecord(
            record_id=name,
            raw=json.dumps({"missing": missing}),
            error=(
                f"JD.com says that {name} has {missing} more rows than it gave: it grew meanwhile,"
                " or pages were repeated or cut short. Pull again."
            ),
        ),
    )


def encode_cursor(place: Place | None) -> str | None:
    """Return *place* as text."""
    return None if place is None else json.dumps(attrs.astuple(place), separators=(",", ":"))


def decode_cursor(cursor: str) -> Place:
    """Return the place that *cursor* stands for.

    Raises:

        InputRefusedError: it is none of ours.
    """
    try:
        spans, page, before, seen = json.loads(cursor)
        place = Place(tuple(map(_span, spans)), int(page), tuple(map(str, before)), int(seen))
    except (ValueError, TypeError, AttributeError):
        place = Place(())
    if not place.spans or not 0 <= place.page <= MOST_PAGES:
        raise InputRefusedError(
            "The place where the pull stopped cannot be read.",
            next_step="Start the pull from the beginning.",
        )
    return place


def _span(value: Any) -> Span | None:
    if value is None:
        return None
    start, end = value
    return int(start), int(end)
