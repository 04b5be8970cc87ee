"""Where more was promised than there was, and since when it could be."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory.timeline import Entry, What, timeline
from crossdock.testing.worlds import DAWN


def at(minute: int) -> datetime:
    """Return a moment."""
    return DAWN + timedelta(minutes=minute)


def story() -> list[Entry]:
    """Two channels that each show the only unit, and both sell it."""
    return [
        Entry(at(0), What.GOODS, 1, "count"),
        Entry(at(1), What.SHOWN, 1, "1 shown by a", "a"),
        Entry(at(2), What.SHOWN, 1, "1 shown by b", "b"),
        Entry(at(3), What.SOLD, 1, "order 1", "a", "1"),
        Entry(at(3), What.PROMISED, 1, "order 1", order="1"),
        Entry(at(4), What.SOLD, 1, "order 2", "b", "2"),
        Entry(at(4), What.PROMISED, 2, "order 2", order="2"),
    ]


def test_the_first_step_is_named() -> None:
    """The second order was one too many, and could be placed since both showed the unit."""
    found = timeline(story())

    assert found.oversale is not None
    assert found.exposure is not None
    assert ("2", 1) == (found.oversale.entry.order, found.oversale.oversold)
    assert (at(2), 2, 1) == (
        found.exposure.entry.at,
        found.exposure.shown,
        found.exposure.left,
    )


def test_one_order_alone() -> None:
    """The first order is covered, and the line ends with it."""
    found = timeline(story(), order="1")

    assert (None, 5) == (found.oversale, len(found.moments))


def test_before_anybody_counted_nothing_is_oversold() -> None:
    """Nothing known is not nothing left."""
    found = timeline([Entry(at(0), What.PROMISED, 3, "order 1", order="1")])

    assert (None, None) == (found.oversale, found.exposure)


def test_goods_that_went() -> None:
    """Where no channel showed too much, it was the goods."""
    found = timeline(
        [
            Entry(at(0), What.GOODS, 2, "count"),
            Entry(at(1), What.SHOWN, 2, "2 shown by a", "a"),
            Entry(at(2), What.SOLD, 2, "order 1", "a", "1"),
            Entry(at(2), What.PROMISED, 2, "order 1", order="1"),
            Entry(at(3), What.GOODS, 1, "damage"),
        ]
    )

    assert found.oversale is not None
    assert ("damage", True) == (found.oversale.entry.text, found.exposure is None)


def test_a_number_without_an_answer_may_be_shown() -> None:
    """Until it is turned away, the larger of both counts."""
    found = timeline(
        [
            Entry(at(0), What.GOODS, 2, "count"),
            Entry(at(1), What.SHOWN, 2, "2 shown", "a"),
            Entry(at(2), What.SENT, 5, "5 sent", "a"),
            Entry(at(3), What.TURNED_AWAY, 5, "5 turned away", "a"),
        ]
    )

    assert [0, 2, 5, 2] == [moment.shown for moment in found.moments]
    assert found.exposure is None


ENTRIES = st.lists(
    st.builds(
        Entry,
        at=st.integers(0, 9).map(at),
        what=st.sampled_from(What),
        units=st.integers(0, 5),
        text=st.just("x"),
        place=st.sampled_from(["a", "b"]),
        order=st.sampled_from(["", "1", "2"]),
    ),
    max_size=12,
)


@given(ENTRIES)
def test_every_entry_has_its_moment(entries: list[Entry]) -> None:
    """None is lost, time never goes back, and what is named is on the line."""
    found = timeline(entries)

    assert sorted(map(repr, entries)) == sorted(repr(one.entry) for one in found.moments)
    times = [moment.entry.at for moment in found.moments]
    assert times == sorted(times)
    for named in (found.oversale, found.exposure):
        assert named is None or named in found.moments
    if found.oversale is not None:
        before = found.moments[: found.moments.index(found.oversale)]
        assert not any(moment.oversold for moment in before)
