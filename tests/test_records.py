"""A platform's JSON is read by name, exactly, or refused in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock.records import Record, storable


def test_a_member_is_found_whatever_its_case() -> None:
    """The first spelling that is neither null nor blank is the one that counts."""
    record = Record({"Name": "", "NAME": "Kaos", "name": None, "shop": {"ID": "7"}})

    assert "Kaos" == record.text("name")
    assert 7 == record.record("Shop").maybe_whole("id")
    assert (False, None) == (bool(record.record("none")), record.value("none"))


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_a_whole_number_is_exact_in_every_dress(number: int) -> None:
    """As a number, as text and as a fraction of nothing, beyond 2^53 too."""
    record = Record({"a": number, "b": f" {number} ", "c": Decimal(number)})

    assert [number] * 3 == [record.maybe_whole(name) for name in "abc"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "row.n must be a whole number, not true or false."),
        ("seven", "row.n must be a whole number, not other text."),
        (Decimal("1.5"), "row.n must be a whole number, not a number out of range."),
        (Decimal("1E999999"), "row.n must be a whole number, not a number out of range."),
        (2**63, "row.n must be a whole number, not a number out of range."),
        ([7], "row.n must be a whole number, not a list."),
        ({"n": 7}, "row.n must be a whole number, not an object."),
    ],
)
def test_what_is_no_whole_number_is_refused_by_place(value: Any, message: str) -> None:
    """The field is named and the value is not: it may be anybody's address."""
    with pytest.raises(DataRefusedError) as refused:
        Record({"n": value}, "row.").maybe_whole("n")

    assert message == refused.value.message


@pytest.mark.parametrize(
    ("text", "word"), [("a\0b", "NUL"), ("a\ud800", "surrogate"), ("a\udcff", "not UTF-8")]
)
def test_text_that_cannot_be_kept_is_refused(text: str, word: str) -> None:
    """And its raw form can still be stored, with what is wrong as escapes."""
    with pytest.raises(DataRefusedError, match=word):
        Record({"t": text}).text("t")

    storable(text).encode()
    assert "\0" not in storable(text)
