"""Lists as platforms send them: rows read one by one, pages by number or by what names them.

What most connectors need and few get right: one row that cannot be read is set
aside and the others arrive, and a list that moves while it is read loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import attrs

from crossdock.errors import DataRefusedError, InputRefusedError, UnreadableAnswerError
from crossdock.paging import RefusedRecord
from crossdock.records import Record

T = TypeVar("T")


def rows_of(body: Any, name: str) -> list[Any]:
    """Return the list called *name* of an answer's body.

    Raises:

        UnreadableAnswerError: it has none; an answer that says nothing is no empty list.
    """
    found = Record(body).value(name)
    if not isinstance(found, list):
        raise UnreadableAnswerError(
            f"The platform's answer has no list called {name}.",
            next_step="Repeat it later; if it stays so, the interface has changed.",
        )
    return found


def read_rows(
    rows: Iterable[Any], read: Callable[[Record], T], show: Callable[[Any], str]
) -> tuple[tuple[T, ...], tuple[RefusedRecord, ...]]:
    """Return what *read* makes of each row, and the rows that it refuses, with the reason.

    Args:

        read: raises `DataRefusedError`, or `ValueError`, for a row that is not as promised.

        show: writes a row down without secrets: ``connection.http.redactor.record``.
    """
    items: list[T] = []
    refused: list[RefusedRecord] = []
    for number, row in enumerate(rows, start=1):
        try:
            items.append(read(Record(row)))
        except DataRefusedError as error:
            refused.append(RefusedRecord(f"row {number}", show(row), error.message))
        except ValueError as error:
            refused.append(RefusedRecord(f"row {number}", show(row), f"{error}."))
    return tuple(items), tuple(refused)


@attrs.frozen
class _Place:
    """Where in a list of numbered pages the reading stands.

    Args:

        page: the page to be read, 1 for the first.

        seen: the ids that the page before it had when it was read.
    """

    page: int = 1
    seen: frozenset[str] = frozenset()

    @property
    def cursor(self) -> str:
        """The place as text."""
        return json.dumps({"page": self.page, "seen": sorted(self.seen)}, ensure_ascii=False)


def numbered(
    fetch: Callable[[int], Sequence[Any]],
    cursor: str | None,
    name: Callable[[Any], str],
) -> tuple[list[Any], str | None]:
    """Return the rows at *cursor* of a list whose pages have numbers, and the next cursor.

    The list ends with the first empty page, not with a short one: a row may have been
    left out. Where something is deleted meanwhile, the rest moves up, and what began
    the next page ends this one, unseen; so the page before is looked at once more, and
    whatever it has now that it had not then is returned too.

    Args:

        fetch: asks for one page by its number, 1 for the first.

        cursor: None for the first page; else what the call before returned.

        name: a row's id.

    Raises:

        InputRefusedError: the cursor is none of these.
    """
    place = _Place() if cursor is None else _placed(cursor)
    rows = list(fetch(place.page))
    ids = {name(row) for row in rows}
    if place.page > 1:
        known = ids | place.seen
        rows += [row for row in fetch(place.page - 1) if name(row) not in known]
    return rows, _Place(place.page + 1, frozenset(ids)).cursor if ids else None


@attrs.frozen
class _Link:
    """Where in a list of pages that name the next one the reading stands.

    Args:

        at: what the page to be read is called; None for the first.

        before: what the page before it is called, and *seen* the ids that it had.
    """

    at: str | int | None = None
    before: str | int | None = None
    seen: frozenset[str] = frozenset()

    @property
    def cursor(self) -> str:
        """The place as text."""
        told = {"at": self.at, "before": self.before, "seen": sorted(self.seen)}
        return json.dumps(told, ensure_ascii=False)


def linked(
    fetch: Callable[[Any], tuple[Sequence[Any], Any]],
    cursor: str | None,
    name: Callable[[Any], str],
    *,
    look_back: bool = True,
) -> tuple[list[Any], str | None]:
    """Return the rows at *cursor* of a list whose pages name the next one, and the next cursor.

    Args:

        fetch: asks for one page by what the page before called it, None for the first;
            returns its rows, and what it calls the next: a number or a text, and None,
            0 or blank text on the last page.

        cursor: None for the first page; else what the call before returned.

        name: a row's id.

        look_back: look at the page before once more, as `numbered` does, and for the
            same reason. Right where pages are numbers or offsets; False where they are
            tokens that hold their place while rows are deleted.

    Raises:

        InputRefusedError: the cursor is none of these.
    """
    link = _Link() if cursor is None else _linked(cursor)
    found, following = fetch(link.at)
    rows = list(found)
    ids = frozenset(name(row) for row in rows) if look_back else frozenset()
    if look_back and link.at is not None:
        known = ids | link.seen
        rows += [row for row in fetch(link.before)[0] if name(row) not in known]
    return rows, _Link(following, link.at, ids).cursor if following else None


def until(
    rows: Sequence[Any],
    following: str | None,
    end: datetime,
    when: Callable[[Record], datetime],
) -> tuple[list[Any], str | None]:
    """Return those of *rows* that are not later than *end*, and the next cursor.

    For a list that is asked for from a moment on and has no end but now, the oldest
    change first: it ends with the page that has a row later than *end*, which a later
    window asks for.

    Args:

        following: the cursor of the next page, as `numbered` or `linked` returned it.

        when: a row's time by which the list is sorted, aware; raises `DataRefusedError`
            or `ValueError` where it cannot be read. Such a row stays, to be refused
            with the others.
    """
    kept = [row for row in rows if not _is_later(row, end, when)]
    return kept, following if len(kept) == len(rows) else None


def _is_later(row: Any, end: datetime, when: Callable[[Record], datetime]) -> bool:
    try:
        return when(Record(row)) > end
    except (DataRefusedError, ValueError):
        return False


def row_id(row: Any, field: str = "id") -> str:
    """Return the id of a row that was not read yet; blank text if it has none."""
    return str(row.get(field, "")) if isinstance(row, Mapping) else ""


def _placed(cursor: str) -> _Place:
    try:
        told = json.loads(cursor)
        page, seen = told["page"], told["seen"]
    except (ValueError, TypeError, KeyError):
        raise _not_ours(cursor) from None
    is_list = isinstance(seen, list) and all(isinstance(one, str) for one in seen)
    if type(page) is not int or page < 1 or not is_list:
        raise _not_ours(cursor)
    return _Place(page, frozenset(seen))


def _linked(cursor: str) -> _Link:
    try:
        told = json.loads(cursor)
        at, before, seen = told["at"], told["before"], told["seen"]
    except (ValueError, TypeError, KeyError):
        raise _not_ours(cursor) from None
    is_list = isinstance(seen, list) and all(isinstance(one, str) for one in seen)
    if not at or type(at) not in (str, int) or type(before) not in (str, int, type(None)):
        raise _not_ours(cursor)
    if not is_list:
        raise _not_ours(cursor)
    return _Link(at, before, frozenset(seen))


def _not_ours(cursor: str) -> InputRefusedError:
    return InputRefusedError(
        f"{cursor[:100]!r} is no cursor of this list.", next_step="Read it from its beginning."
    )
