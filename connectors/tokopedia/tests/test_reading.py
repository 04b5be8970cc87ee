"""`crossdock_tokopedia.reading` and `.clock`: fields and times."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock_tokopedia.clock import moment
from crossdock_tokopedia.reading import Record, storable

TEN = datetime(2023, 6, 1, 10, tzinfo=UTC)


def test_members_are_found_by_name_and_not_by_spelling():
    """Case and underscores of a name do not matter."""
    for name in ("product_id", "productID", "ProductId", "PRODUCT_ID"):
        assert 7 == Record({name: 7}).whole("product_id")


def test_a_filled_member_wins_over_a_blank_one():
    """Where two spellings stand together, the one with something in it counts."""
    assert "Topi" == Record({"Name": "", "name": "Topi"}).text("name")
    assert "Topi" == Record({"Name": "Topi", "name": ""}).text("name")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        ("5", 5),
        (" 5 ", 5),
        ("-5", -5),
        (Decimal("5.00"), 5),
        (None, 0),
        ("", 0),
        ({"Int64": 5, "Valid": True}, 5),
        ({"Int64": 5, "Valid": False}, 0),
        ({"Int64": 5}, 5),
    ],
)
def test_whole_numbers(value, number):
    """A number is read as number, text or nullable object; a missing one is zero."""
    assert number == Record({"n": value}).whole("n")


@pytest.mark.parametrize(
    "value",
    [
        True,
        "1.5",
        "x",
        "\u0665",
        Decimal("0.5"),
        2**63,
        "9" * 40,
        [5],
        Decimal("1e400"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
    ],
)
def test_what_is_no_whole_number(value):
    """What is no whole number, or none that can be stored, is refused by the field's name."""
    with pytest.raises(DataRefusedError, match="n must be a whole number"):
        Record({"n": value}).whole("n")


@pytest.mark.parametrize("value", [True, "1e5", "NaN", "x", [], Decimal("1e30")])
def test_what_is_no_amount(value):
    """What is no exact number is refused, and never rounded."""
    with pytest.raises(DataRefusedError):
        Record({"n": value}).exact("n")


def test_paths_are_told():
    """A refusal tells where in the record the field stands."""
    row = Record({"a": {"b": [{}, {"c": "x"}]}})

    with pytest.raises(DataRefusedError, match=r"^a\.b\[1\]\.c must be a whole number"):
        row.record("a").records("b")[1].whole("c")


def test_values_are_not_quoted():
    """A refusal tells the kind of what it found, never the value, which may be personal."""
    with pytest.raises(DataRefusedError) as caught:
        Record({"phone": ["0812"]}).text("phone")

    assert "0812" not in caught.value.message


@given(st.text())
def test_anything_can_be_made_storable(text):
    """Whatever text comes, its storable form is valid Unicode without NUL."""
    assert "\0" not in storable(text)
    storable(text + "\ud800").encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1685613600, TEN),
        ("1685613600", TEN),
        (1685613600000, TEN),
        (Decimal(1685613600), TEN),
        ("2023-06-01T17:00:00Z", TEN),
        ("2023-06-01T17:00:00.000000001Z", TEN),
        ("2023-06-01T17:00:00", TEN),
        ("2023-06-01 17:00:00", TEN),
        ("2023-06-01T17:00:00+07:00", TEN),
        ("2023-06-01 17:00:00 +0700 WIB", TEN),
        ("2023-06-01T17:00:00+00:00", TEN),
        ("2023-06-01T19:00:00+09:00", TEN),
        ("2023-06-01T17:00:00.75Z", TEN),
        ({"Time": "2023-06-01T17:00:00Z", "Valid": True}, TEN),
        ({"Time": "2023-06-01T17:00:00Z", "Valid": False}, None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        (0, None),
        ("", None),
        (None, None),
    ],
)
def test_times(value, expected):
    """Numbers are true epochs; text that says it is UTC is Jakarta's wall clock."""
    assert expected == moment(Record({"t": value}), "t")


@pytest.mark.parametrize(
    "value", ["soon", "2023-02-31T00:00:00Z", "2023-06-01T23:59:60Z", 10**15, True, [1], {"a": 1}]
)
def test_what_is_no_time(value):
    """What is no time is refused; an object without one is none."""
    row = Record({"t": value})
    if isinstance(value, dict):
        assert moment(row, "t") is None
        return
    with pytest.raises(DataRefusedError, match="t must be a time"):
        moment(row, "t")


@given(st.text() | st.integers() | st.decimals() | st.booleans())
def test_any_value_is_a_time_or_a_refusal(value):
    """Arbitrary values are an aware time, none, or a refusal."""
    try:
        found = moment(Record({"t": value}), "t")
    except DataRefusedError:
        return
    assert found is None or found.tzinfo is UTC
