"""Where more was promised than there was, and since when it could be."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory.timeline import Entry, Moment, Timeline, What, timeline
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


def test_units_of_a_cancelled_order_may_be_shown_again() -> None:
    """On top of what is known, until the listing is written or read; also if a write fails."""
    found = timeline(
        [
            Entry(at(0), What.GOODS, 3, "count"),
            Entry(at(1), What.SHOWN, 3, "3 shown", "a"),
            Entry(at(2), What.SOLD, 2, "order 1", "a", "1"),
            Entry(at(3), What.PUT_BACK, 2, "order 1 cancelled", "a", "1"),
            Entry(at(4), What.SENT, 1, "1 sent", "a"),
            Entry(at(5), What.TURNED_AWAY, 1, "1 turned away", "a"),
            Entry(at(6), What.SENT, 1, "1 sent", "a"),
            Entry(at(7), What.ACKNOWLEDGED, 1, "1 acknowledged", "a"),
        ]
    )

    assert [0, 3, 1, 3, 3, 3, 3, 1] == [moment.shown for moment in found.moments]


def test_of_one_moment_goods_come_first_and_answers_last() -> None:
    """Platforms tell whole seconds: what caused the other is taken to have come before it."""
    found = timeline(Entry(at(0), what, 1, what.name, "a", "1") for what in reversed(What))

    assert list(What) == [moment.entry.what for moment in found.moments]


def test_nothing_is_shown_below_none() -> None:
    """A sale of a listing that nobody knows of, or of more than it shows, leaves none."""
    found = timeline(
        [
            Entry(at(0), What.SOLD, 2, "order 1", "a", "1"),
            Entry(at(1), What.SHOWN, 1, "1 shown", "a"),
            Entry(at(2), What.SOLD, 2, "order 2", "a", "2"),
            Entry(at(3), What.TURNED_AWAY, 5, "5 turned away", "a"),
            Entry(at(4), What.TURNED_AWAY, 5, "5 turned away", "b"),
            Entry(at(5), What.PUT_BACK, 2, "put back", "c", "9"),
            Entry(at(6), What.TURNED_AWAY, 5, "5 turned away", "c"),
            Entry(at(7), What.SENT, 0, "none sent", "d"),
        ]
    )

    assert [0, 1, 0, 0, 0, 2, 2, 2] == [moment.shown for moment in found.moments]


def test_each_listing_is_known_apart() -> None:
    """What is sent to one, sold by it or answered of it changes no other."""
    found = timeline(
        [
            Entry(at(0), What.SHOWN, 4, "4 shown", "a"),
            Entry(at(1), What.SHOWN, 3, "3 shown", "b"),
            Entry(at(2), What.SOLD, 1, "order 1", "a", "1"),
            Entry(at(3), What.SENT, 2, "2 sent", "b"),
            Entry(at(4), What.ACKNOWLEDGED, 2, "2 acknowledged", "b"),
            Entry(at(5), What.SENT, 9, "9 sent", "a"),
            Entry(at(6), What.TURNED_AWAY, 9, "9 turned away", "a"),
        ]
    )

    assert [4, 7, 6, 6, 5, 11, 5] == [moment.shown for moment in found.moments]


def test_what_is_left_and_what_is_too_much() -> None:
    """Left is never below none; before anybody counted, nothing is too much."""
    early = Moment(Entry(at(0), What.SHOWN, 5, "5 shown"), None, 3, 5)
    short = Moment(early.entry, 2, 3, 1)
    calm = Moment(early.entry, 3, 1, 2)

    assert [(0, 0, 0), (1, 0, 1), (0, 2, 0)] == [
        (one.oversold, one.left, one.exposed) for one in (early, short, calm)
    ]


def exposed_twice(order: str = "") -> Timeline:
    """Return what happened to two units: too much shown, mended, and again until sold twice."""
    return timeline(
        [
            Entry(at(0), What.GOODS, 2, "count"),
            Entry(at(1), What.SHOWN, 5, "5 shown", "a"),
            Entry(at(2), What.SHOWN, 2, "2 shown", "a"),
            Entry(at(3), What.SHOWN, 4, "4 shown", "a"),
            Entry(at(4), What.SOLD, 2, "order 1", "a", "1"),
            Entry(at(4), What.PROMISED, 2, "order 1", order="1"),
            Entry(at(5), What.SOLD, 2, "order 2", "a", "2"),
            Entry(at(5), What.PROMISED, 4, "order 2", order="2"),
            Entry(at(6), What.GOODS, 9, "received"),
            Entry(at(7), What.SOLD, 1, "order 3", "a", "3"),
            Entry(at(7), What.PROMISED, 5, "order 3", order="3"),
        ],
        order,
    )


def test_the_unbroken_exposure_is_named() -> None:
    """Not one that was mended before; a sale that is told twice does not break it."""
    found = exposed_twice()

    assert found.exposure is not None
    assert found.oversale is not None
    assert (at(3), "2", 11) == (
        found.exposure.entry.at,
        found.oversale.entry.order,
        len(found.moments),
    )


def test_an_order_that_was_not_oversold() -> None:
    """The line ends with it, and an earlier oversale is not its own."""
    found = exposed_twice("3")

    assert (None, None, 11) == (found.oversale, found.exposure, len(found.moments))


def test_an_order_that_was_oversold() -> None:
    """The line ends with the last word of it, and it is the oversale."""
    found = exposed_twice("2")

    assert found.oversale is not None
    assert ("order 2", 8) == (found.oversale.entry.text, len(found.moments))


def test_the_line_ends_with_the_last_word_of_an_order() -> None:
    """Be it that the order was cancelled, long after it was sold."""
    found = timeline([*story(), Entry(at(9), What.PUT_BACK, 1, "cancelled", "a", "1")], "1")

    assert "cancelled" == found.moments[-1].entry.text


def test_an_exposure_from_the_beginning() -> None:
    """The first number that is shown may be too large already."""
    found = timeline(
        [Entry(at(0), What.GOODS, 1, "count"), Entry(at(1), What.SHOWN, 2, "2 shown", "a")]
    )

    assert found.exposure is not None
    assert at(1) == found.exposure.entry.at


def test_an_order_that_nobody_knows() -> None:
    """Everything is told, and no oversale is put on it."""
    found = exposed_twice("9")

    assert (None, 11) == (found.oversale, len(found.moments))


def test_an_exposure_that_lasts() -> None:
    """Where nothing was oversold, it is the one that is still there at the end."""
    found = timeline(
        [
            Entry(at(0), What.GOODS, 2, "count"),
            Entry(at(1), What.SHOWN, 2, "2 shown", "a"),
            Entry(at(2), What.SHOWN, 1, "1 shown", "b"),
        ]
    )

    assert found.exposure is not None
    assert (None, at(2)) == (found.oversale, found.exposure.entry.at)


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
