"""`crossdock_jos.records`: JD's JSON, read leniently and exactly."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock_jos.records import Record, storable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("value", [9007199254740993, "9007199254740993", " 09007199254740993 "])
def test_ids_beyond_2_to_53(value):
    """An id keeps its last digit, as a number and as text."""
    assert "9007199254740993" == Record({"skuId": value}).identifier("skuId")


def test_ids_beyond_64_bits():
    """An id of 25 digits is kept as it is."""
    assert "1" * 25 == Record({"skuId": "1" * 25}).identifier("skuId")


@pytest.mark.parametrize("value", [None, "", 0, "0"])
def test_no_id(value):
    """Missing, null, blank and zero are no id."""
    assert "" == Record({"parentOrderId": value}).identifier("parentOrderId")


@pytest.mark.parametrize("value", ["12a", "1.0", Decimal("1.5"), True, [], {}, -1])
def test_what_is_no_id_is_refused(value):
    """Anything else is refused by name."""
    with pytest.raises(DataRefusedError, match="skuId must be a number"):
        Record({"skuId": value}).identifier("skuId")


@pytest.mark.parametrize("value", ["3", 3, Decimal("3.0"), " 3 "])
def test_whole_numbers_as_text(value):
    """A whole number may be text."""
    assert 3 == Record({"itemTotal": value}).whole("itemTotal")


@pytest.mark.parametrize("value", ["19.90", Decimal("19.90")])
def test_money_is_exact(value):
    """An amount keeps its digits."""
    assert "19.90" == str(Record({"jdPrice": value}).exact("jdPrice"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        ("true", True),
        ("TRUE", True),
        (1, True),
        ("1", True),
        (False, False),
        ("false", False),
        (0, False),
        ("perhaps", None),
        (None, None),
        ([], None),
    ],
)
def test_truth_as_text_and_number(value, expected):
    """A truth value may be text or a number; what is neither says nothing."""
    assert expected is Record({"success": value}).flag("success")


def test_names_in_any_case():
    """A member is found whatever the case of its name."""
    assert "7" == Record({"OrderID": 7}).identifier("orderId")


def test_null_counts_as_absent():
    """A member that is null is not there, and gives way to the next name."""
    row = Record({"mobile": None, "telephone": "010"})

    assert not row.has("mobile")
    assert "010" == row.text("mobile", "telephone")


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_empty_lists_in_every_form(value):
    """Null, blank text and empty objects are empty lists."""
    assert [] == Record({"orderInfoList": value}).rows("orderInfoList")


def test_a_single_object_is_a_list():
    """An object where a list belongs is a list of one."""
    assert [{"orderId": "1"}] == Record({"list": {"orderId": "1"}}).rows("list")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\0b", "a NUL character"),
        ("a\ud800", "a lone surrogate"),
        ("a\udcb2", "bytes that are not UTF-8"),
    ],
)
def test_text_that_cannot_be_kept(text, why):
    """Text that no database takes is refused with its place."""
    row = Record({"consigneeInfo": {"fullname": text}})

    with pytest.raises(DataRefusedError, match=rf"consigneeInfo\.fullname contains {why}"):
        row.record("consigneeInfo").text("fullname")


def test_four_byte_characters_are_text():
    """Characters outside of the basic plane are kept."""
    assert "𠮷😀" == Record({"skuName": "𠮷😀"}).text("skuName")


@given(JSON)
def test_any_json_is_read_or_refused(value):
    """Every reader returns or refuses, whatever stands there."""
    row = Record({"x": value})
    for read in (row.text, row.identifier, row.whole, row.exact, row.moment):
        with contextlib.suppress(DataRefusedError):
            read("x")
    row.flag("x")
    row.records("x")
    assert storable(row.words("x")) == row.words("x")
