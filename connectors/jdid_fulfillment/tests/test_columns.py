"""`crossdock_jdid_fulfillment.columns`: lists with commas, and lengths as Java counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError
from crossdock_jdid_fulfillment.columns import bounded, cut, joined, length, parted

ENTRIES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: bool(text.strip()) and "," not in text
    ),
    min_size=1,
    max_size=100,
)


@given(ENTRIES)
def test_a_column_parts_into_what_was_joined(entries):
    """Whatever the entries, the third of a column is the third that went in."""
    assert entries == joined(entries, "SKU").split(",")


@pytest.mark.parametrize("entry", ["A,B", ",", "", "  "])
def test_an_entry_that_would_shift_a_column_is_refused(entry):
    """A comma or nothing at all is refused by the name of what it is."""
    with pytest.raises(InputRefusedError, match="SKU"):
        joined(["OK", entry], "SKU")


def test_a_list_of_jd_is_parted():
    """Spaces, blanks and repetitions are left out."""
    assert ("A", "B") == parted(" A,,B , A")
    assert () == parted("")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_length_is_that_of_utf_16(text):
    """A character beyond the first plane counts twice, as it does in Java."""
    assert len(text.encode("utf-16-le")) // 2 == length(text)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 120))
def test_what_is_cut_fits_and_is_a_beginning(text, limit):
    """A cut text never exceeds its limit, by either count, and invents nothing."""
    found = cut(text, limit)

    assert length(found) <= limit
    assert len(found) <= limit
    assert text.startswith(found)


def test_whole_words_are_kept_where_there_are_any():
    """A name is cut between its words, unless little would be left of it."""
    assert "Siti Nurhaliza" == cut("Siti Nurhaliza Rahmawati Putri", 20)
    assert "Wolfeschlegelsteinha" == cut("Wolfeschlegelsteinhausenbergerdorff", 20)
    assert "A Wolfeschlegelstein" == cut("A Wolfeschlegelsteinhausen", 20)


def test_too_long_is_said_with_both_numbers():
    """A text over its limit is refused with its length and the limit."""
    assert "x" * 30 == bounded("x" * 30, 30, "phone number")
    with pytest.raises(InputRefusedError, match="phone number has 31 characters, and JD takes 30"):
        bounded("x" * 31, 30, "phone number")
