"""`crossdock.inventory.readback`: readings belong to ids, not to places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crossdock import StockReading
from crossdock.inventory import matched

NAMES = st.sampled_from("abcdef")
READINGS = st.builds(StockReading, NAMES, st.none() | st.integers(0, 3), st.integers(0, 1))
ASKED = st.dictionaries(NAMES.map(str.upper), NAMES)


@given(ASKED, st.lists(READINGS), st.randoms())
def test_the_order_of_the_answer_does_not_matter(asked, told, random):
    """Rows in any other order give the same readings."""
    mixed = random.sample(told, len(told))

    assert matched(asked, told) == matched(asked, mixed)


@given(ASKED, st.lists(READINGS))
def test_only_what_was_asked_for_and_told_is_read(asked, told):
    """A listing has a reading exactly when it was asked for and the answer has its row."""
    names = {reading.listing_id for reading in told}

    found = [reading.listing_id for reading in matched(asked, told)]

    assert [ours for ours, theirs in asked.items() if theirs in names] == found


@given(ASKED, st.lists(READINGS))
def test_a_gap_leaves_nobody_out(asked, told):
    """Where part of the answer belongs to nobody, each listing without a row is a doubt."""
    found = matched(asked, told, "One row has no id.")

    assert list(asked) == [reading.listing_id for reading in found]
    told_of = {reading.listing_id for reading in told}
    missing = [r for r in found if asked[r.listing_id] not in told_of]
    assert {(None, "One row has no id.")} >= {(r.quantity, r.doubt) for r in missing}


def test_two_rows_that_differ_are_a_doubt():
    """Nobody can tell which of two quantities is shown, whatever a third row says."""
    rows = [StockReading("7", 5), StockReading("7", 6), StockReading("7", 5)]

    (found,) = matched({"007": "7"}, rows)

    assert ("007", None, True) == (found.listing_id, found.quantity, bool(found.doubt))


def test_two_rows_that_agree_are_one():
    """A row that comes twice is told once."""
    assert (StockReading("7", 5, 2),) == matched({"7": "7"}, [StockReading("7", 5, 2)] * 2)
