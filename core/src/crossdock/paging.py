"""Pages, cursors, and the guard against pages that never end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import attrs

from crossdock.errors import CursorLoopError

T = TypeVar("T")

#: No platform we know has a list this long; past it, something repeats unseen.
MAX_PAGES = 1_000_000


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

    Raises:

        CursorLoopError: a cursor comes a second time, or a page brings exactly
            the items of the page before it.
    """
    seen: set[str | None] = set()
    previous: tuple[str, ...] | None = None
    for _ in range(max_pages):
        seen.add(cursor)
        page = fetch(cursor)
        ids = tuple(identify(item) for item in page.items)
        if ids and ids == previous:
            raise CursorLoopError(
                f"Two pages in a row brought the same {len(ids)} records, from {ids[0]} on.",
                next_step="Pull again later; if it stays so, report it to the platform.",
            )
        yield cursor, page
        if page.cursor is None:
            return
        if page.cursor in seen:
            raise CursorLoopError(
                f"The platform sent cursor {page.cursor!r} a second time.",
                next_step="Pull again later; if it stays so, report it to the platform.",
            )
        previous, cursor = ids, page.cursor
    raise CursorLoopError(
        f"The list did not end within {max_pages:,} pages.",
        next_step="Pull again later; if it stays so, report it to the platform.",
    )
