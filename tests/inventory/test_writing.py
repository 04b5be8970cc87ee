"""How a quantity is written: the best way offered, and never a blind change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError, InputRefusedError, PluginRefusedError
from crossdock.inventory import (
    ChangeBy,
    SetIf,
    SetTo,
    Shown,
    StockReading,
    Writing,
    best_writing,
    write,
)
from crossdock.manifest import WriteMode
from crossdock.testing.worlds import DAWN

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=200)
UNITS = st.integers(0, 50)
READING = StockReading("7", 3)
UNREAD = StockReading("7", None, doubt="The row is missing.")


def wanting(quantity: int, known: int = 5) -> Shown:
    """Return a listing known to show *known*, which is to show *quantity*."""
    return Shown().read_back(known, DAWN).want(quantity)


@pytest.mark.parametrize(
    ("modes", "reads", "best"),
    [
        ({WriteMode.COMPARE_AND_SET, WriteMode.ABSOLUTE}, True, Writing.COMPARE_AND_SET),
        ({WriteMode.COMPARE_AND_SET, WriteMode.ABSOLUTE}, False, Writing.SET),
        ({WriteMode.ABSOLUTE, WriteMode.RELATIVE}, True, Writing.READ_THEN_SET),
        ({WriteMode.ABSOLUTE}, False, Writing.SET),
        ({WriteMode.RELATIVE}, True, Writing.READ_THEN_CHANGE),
    ],
)
def test_the_best_way(modes: set[WriteMode], reads: bool, best: Writing) -> None:
    """Of the ways that a channel offers the best one is taken."""
    assert best is best_writing(modes, reads=reads)


@pytest.mark.parametrize("modes", [{WriteMode.RELATIVE}, {WriteMode.COMPARE_AND_SET}, set()])
def test_no_blind_way(modes: set[WriteMode]) -> None:
    """A channel that takes changes only and cannot be asked is not written to at all."""
    with pytest.raises(PluginRefusedError) as refused:
        best_writing(modes, reads=False)

    assert (
        "The connector declares no way to write a quantity that is safe: what it writes depends"
        " on what is shown, and it cannot read that." == refused.value.message
    )
    assert "Implement read_stock, or declare write_mode absolute." == refused.value.next_step


def test_setting_needs_no_reading() -> None:
    """A quantity is set as it is wanted, with no reading or with one that says nothing."""
    assert SetTo(4) == write(Writing.SET, wanting(4))
    assert SetTo(4) == write(Writing.READ_THEN_SET, wanting(4), UNREAD)


@pytest.mark.parametrize(
    ("writing", "expected"),
    [
        (Writing.READ_THEN_SET, SetTo(2)),
        (Writing.COMPARE_AND_SET, SetIf(2, expected=3)),
        (Writing.READ_THEN_CHANGE, ChangeBy(-1, READING)),
    ],
)
def test_what_was_sold_meanwhile_is_taken_off(writing: Writing, expected: object) -> None:
    """Of five known and three read, two were sold: four wanted become two."""
    assert expected == write(writing, wanting(4), READING)


@pytest.mark.parametrize("writing", [way for way in Writing if way.reads])
def test_reading_comes_first(writing: Writing) -> None:
    """A way of writing that starts from a reading is not used without one."""
    with pytest.raises(ValueError, match="starts from a reading"):
        write(writing, wanting(4))


@pytest.mark.parametrize("writing", [Writing.COMPARE_AND_SET, Writing.READ_THEN_CHANGE])
def test_an_unreadable_reading_is_no_start(writing: Writing) -> None:
    """What depends on the number shown is not written when that could not be read."""
    with pytest.raises(DataRefusedError, match="The row is missing"):
        write(writing, wanting(4), UNREAD)


def test_nothing_wanted() -> None:
    """Of a listing of which nothing is wanted yet, nothing is written."""
    with pytest.raises(ValueError, match=r"^nothing is wanted of .* nothing to write$"):
        write(Writing.SET, Shown())


@pytest.mark.parametrize("change", [-4, 1.0, True])
def test_a_change_leaves_whole_units(change: int) -> None:
    """A change that leaves less than no units, or is no whole number, cannot be made."""
    with pytest.raises(InputRefusedError, match="leaves 0 or more"):
        ChangeBy(change, READING)


def test_a_change_needs_a_reading() -> None:
    """A change cannot be made from a reading that says nothing."""
    with pytest.raises(DataRefusedError) as refused:
        ChangeBy(1, StockReading("7", None))

    assert (
        "What listing 7 shows could not be read, and what is written to it depends on that."
        == refused.value.message
    )


@EXAMPLES
@given(UNITS, UNITS, UNITS, st.sampled_from(Writing))
def test_never_more_than_wanted(wanted: int, known: int, read: int, writing: Writing) -> None:
    """Whatever was read, no way of writing comes to more than is wanted."""
    sent = write(writing, wanting(wanted, known), StockReading("7", read))

    assert 0 <= sent.quantity <= wanted


def test_a_doubt_says_nothing_about_sales() -> None:
    """In doubt, a missing unit may never have been there: what is wanted is written."""
    flying = wanting(9).send(DAWN)
    doubtful = flying.lose(flying.issued, DAWN + timedelta(hours=1)).want(4)

    assert SetTo(4) == write(Writing.READ_THEN_SET, doubtful, READING)
