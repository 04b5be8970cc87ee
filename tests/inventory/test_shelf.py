"""What one more event would make of a shelf: the same as recording it does."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory import EventKind, Shelf, fold
from crossdock.inventory.holdings import newest_count
from crossdock.inventory.stocktaking import count, decide
from crossdock.testing.strategies import histories
from crossdock.testing.worlds import DAWN

SKU, PLACE = "shirt", "north"


def shelf_of(events, since):
    """Return the shelf that *events* make, with what happened there from *since* on."""
    here = [event for event in events if (event.sku, event.warehouse) == (SKU, PLACE)]
    return Shelf(
        on_hand=fold(events).at(SKU, PLACE).on_hand,
        known=bool(here),
        count=newest_count(here),
        since=tuple(event for event in here if event.effective_at >= since),
    )


@given(events=histories(), minutes=st.integers(0, 14), units=st.integers(0, 9))
def test_a_count_comes_to_what_the_fold_says(events, minutes, units):
    """Whatever happened before and after it, and whichever other counts there are."""
    at = DAWN + timedelta(minutes=minutes)
    event = count("a new document", SKU, units, PLACE, at)

    after = shelf_of(events, at).after(event)

    assert fold([*events, event]).at(SKU, PLACE).on_hand == after


@given(events=histories(), minutes=st.integers(0, 14), units=st.integers(-9, 9).filter(bool))
def test_an_adjustment_comes_to_what_the_fold_says(events, minutes, units):
    """It follows a count of its own moment, and a later count has seen it."""
    at = DAWN + timedelta(minutes=minutes)
    event = decide(EventKind.ADJUST, "a new document", SKU, units, PLACE, at, reason="r")

    after = shelf_of(events, at).after(event)

    assert fold([*events, event]).at(SKU, PLACE).on_hand == after
