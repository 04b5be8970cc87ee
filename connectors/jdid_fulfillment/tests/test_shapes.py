"""`crossdock_jdid_fulfillment.shapes`: one list, whichever way its rows are written."""

from __future__ import annotations

import pytest

from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment.shapes import plain
from crossdock_jos import Record


@pytest.mark.parametrize(
    "rows",
    [
        [{"no": "A", "status": 2}],
        {"no": "A", "status": 2},
        [{"v1": {"no": "A", "status": 2}}],
        {"v1": [{"no": "A", "status": 2}]},
        [{"no": ["A"], "status": [2]}],
        [{"no": {"v1": "A"}, "status": {"v1": [2]}}],
    ],
)
def test_one_row_in_every_shape(rows):
    """Flat, wrapped, alone, or with listed values, it is the same row."""
    [row] = plain(Record({"found": rows}), "found")

    assert ("A", "2") == (row.text("no"), row.words("status"))


@pytest.mark.parametrize("rows", [None, [], {}, "", " ", [None], {"v1": None}])
def test_no_rows(rows):
    """Nothing is no rows, however it is written."""
    assert [] == plain(Record({"found": rows}), "found")


@pytest.mark.parametrize("rows", ["none", ["x", 3], 7, False, [{"no": "A"}, "x"]])
def test_what_is_no_row_is_not_nothing(rows):
    """Text or numbers in place of rows leave open what there is."""
    with pytest.raises(DataRefusedError, match="found"):
        plain(Record({"found": rows}), "found")


def test_lists_of_rows_stay_lists():
    """A list of objects belongs to its row, even if it holds only one; so do several values."""
    [row] = plain(Record({"found": [{"lines": [{"no": "A"}], "codes": ["B", "C"]}]}), "found")

    assert ["A"] == [line.text("no") for line in row.records("lines")]
    assert ["B", "C"] == row.value("codes")
