"""Lists that are read row by row, and page by page while they move."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError, UnreadableAnswerError
from crossdock.rows import linked, numbered, read_rows, row_id, rows_of, until


@pytest.mark.parametrize("body", [None, [], {}, {"rows": None}, {"rows": {"a": 1}}, 17])
def test_an_answer_without_the_list_is_no_empty_list(body):
    """What says nothing is refused, not taken for "none"."""
    with pytest.raises(UnreadableAnswerError, match="no list called rows"):
        rows_of(body, "rows")


def test_the_list_of_an_answer():
    """An empty list is one."""
    assert [] == rows_of({"rows": []}, "rows")


def test_a_row_that_is_refused_leaves_the_others():
    """The reason and the row are kept; what raises ValueError is a refusal too."""

    def read(row):
        if row.has("bad"):
            raise ValueError("bad is no number")
        return row.maybe_whole("units")

    rows = [{"units": 1}, {"units": "many"}, {"bad": 1}, {"units": 4}]

    items, refused = read_rows(rows, read, json.dumps)

    assert (1, 4) == items
    assert ["row 2", "row 3"] == [one.record_id for one in refused]
    assert "units must be a whole number" in refused[0].error
    assert ("bad is no number.", '{"bad": 1}') == (refused[1].error, refused[1].raw)


def test_other_trouble_is_not_hidden():
    """A mistake of the connector's own is no fault of the row."""

    def read(_row):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError):
        read_rows([{}], read, repr)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "2",
        "{}",
        "[]",
        '{"page": 2}',
        '{"page": -1, "seen": []}',
        '{"page": true, "seen": []}',
        '{"page": 2, "seen": [1]}',
        '{"page": 2, "seen": "ab"}',
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor):
    """Before anything is asked."""
    with pytest.raises(InputRefusedError, match="is no cursor of this list"):
        numbered(pytest.fail, cursor, row_id)


def walked(rows, size, after=lambda number, rows: None):
    """Return the ids of a list read to its end, with *after* done to it after each page."""
    found, cursor, number = [], None, 0

    def fetch(page):
        return [{"id": one} for one in rows[(page - 1) * size : page * size]]

    while True:
        page, cursor = numbered(fetch, cursor, row_id)
        found += [row["id"] for row in page]
        if cursor is None:
            return found
        number += 1
        after(number, rows)


@given(st.integers(0, 30), st.integers(1, 7))
def test_a_list_that_stands_still_is_read_once(count, size):
    """Every row, in its order, and none twice."""
    rows = [str(number) for number in range(count)]

    assert rows == walked(list(rows), size)


@given(st.data(), st.integers(1, 30), st.integers(2, 6))
def test_what_stays_is_never_lost(data, count, size):
    """One row is deleted after each page, wherever it stood."""
    rows = [str(number) for number in range(count)]
    gone = set()

    def delete(_number, left):
        if left:
            gone.add(left.pop(data.draw(st.integers(0, len(left) - 1))))

    found = set(walked(list(rows), size, delete))

    assert set(rows) - gone <= found


@pytest.mark.parametrize(
    "cursor",
    [
        "no cursor of yours",
        "{}",
        '{"page": 2}',
        '{"at": null, "before": null, "seen": []}',
        '{"at": true, "before": null, "seen": []}',
        '{"at": 2, "before": 1.5, "seen": []}',
        '{"at": 2, "before": 1, "seen": [1]}',
    ],
)
def test_a_cursor_that_no_page_named_is_refused(cursor):
    """Before anything is asked."""
    with pytest.raises(InputRefusedError, match="is no cursor of this list"):
        linked(pytest.fail, cursor, row_id)


@given(st.data(), st.integers(0, 20), st.integers(1, 6))
def test_pages_that_name_the_next_one_lose_nothing(data, count, size):
    """One row is deleted after each page; the list ends where no page is named, unasked."""
    rows, gone, found, asked, cursor = [*map(str, range(count))], set(), set(), [], None

    def fetch(page):
        start = ((page or 1) - 1) * size
        asked.append(page)
        return [{"id": one} for one in rows[start : start + size]], (
            (page or 1) + 1 if start + size < len(rows) else None
        )

    while True:
        page, cursor = linked(fetch, cursor, row_id)
        found |= {row["id"] for row in page}
        if cursor is None:
            break
        gone.add(rows.pop(data.draw(st.integers(0, len(rows) - 1))))

    assert {*map(str, range(count))} - gone <= found
    assert max(one or 1 for one in asked) <= max(1, -(-count // size))


def test_tokens_are_asked_for_once():
    """Where pages hold their place, none is looked at again."""
    pages = {None: ([{"id": 1}], "t2"), "t2": ([{"id": 2}], "t3"), "t3": ([], "")}
    asked, cursor = [], None

    def fetch(token):
        asked.append(token)
        return pages[token]

    for _ in pages:
        _, cursor = linked(fetch, cursor, row_id, look_back=False)

    assert ([None, "t2", "t3"], None) == (asked, cursor)


def test_a_list_without_an_end_ends_with_the_window():
    """Later rows are left to a later window; one whose time cannot be read stays."""
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    early, late = ({"at": (noon + at).isoformat()} for at in (timedelta(), timedelta(0, 0, 1)))
    bad = [early, {"at": "soon"}, {"at": []}, None]

    def when(row):
        return datetime.fromisoformat(row.text("at"))

    assert (bad, "2") == until(bad, "2", noon, when)
    assert ([early], None) == until([early, late], "2", noon, when)


@pytest.mark.parametrize("row", [None, [], "text", {}, {"other": 1}])
def test_a_row_without_an_id_has_a_blank_one(row):
    """It is refused when it is read, not when it is looked at."""
    assert row_id(row) == ""


def test_numbers_count_as_ids():
    """An id may be a number; it stays what it is as text."""
    assert ("7", "8") == (row_id({"id": 7}), row_id({"code": Decimal(8)}, "code"))
