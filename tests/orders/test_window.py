"""Cutting a span of time into windows."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crossdock.orders import Window, windows

ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Berlin")])
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=ZONES)  # noqa: DTZ001
SPANS = st.timedeltas(timedelta(0), timedelta(days=60))
SIZES = st.timedeltas(timedelta(hours=1), timedelta(days=5))


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Window, timedelta, timedelta]:
    """Return a span, a size and an overlap."""
    start = draw(TIMES)
    size = draw(SIZES)
    overlap = draw(st.timedeltas(timedelta(0), size - timedelta(minutes=30)))
    end = (start.astimezone(UTC) + draw(SPANS)).astimezone(start.tzinfo)
    return Window(start, end), size, overlap


@given(cuts())
def test_windows_cover_the_span_and_no_more(cut: tuple[Window, timedelta, timedelta]) -> None:
    """The first begins and the last ends where the span does, and none leaves a gap."""
    span, size, overlap = cut
    made = list(windows(span, size, overlap))

    # Compared in UTC: an hour that the clocks skipped equals nothing.
    assert span.start.astimezone(UTC) == made[0].start
    assert span.end.astimezone(UTC) == made[-1].end
    assert all(later.start == earlier.end - overlap for earlier, later in pairwise(made))


@given(cuts())
def test_no_window_is_longer_than_it_may_be(cut: tuple[Window, timedelta, timedelta]) -> None:
    """Also where the clocks were changed, a window lasts at most its size."""
    span, size, overlap = cut

    assert all(
        window.end.astimezone(UTC) - window.start.astimezone(UTC) <= size
        for window in windows(span, size, overlap)
    )


@given(cuts())
def test_every_window_but_the_last_is_full(cut: tuple[Window, timedelta, timedelta]) -> None:
    """No more calls are made than needed."""
    *full, _last = windows(*cut)

    assert all(window.end - window.start == cut[1] for window in full)


def test_a_span_of_nothing_is_one_window() -> None:
    """Even an empty span is asked for once."""
    moment = datetime(2023, 1, 1, tzinfo=UTC)
    span = Window(moment, moment)

    assert [span] == list(windows(span, timedelta(days=3), timedelta(minutes=10)))


def test_the_end_of_time_is_no_trouble() -> None:
    """A window is not computed past the last year there is."""
    span = Window(
        datetime.max.replace(tzinfo=UTC) - timedelta(days=1), datetime.max.replace(tzinfo=UTC)
    )

    assert 1 == len(list(windows(span, timedelta(days=3), timedelta(0))))


@pytest.mark.parametrize(("size", "overlap"), [(1, 1), (1, 2), (1, -1), (0, 0)])
def test_an_overlap_must_leave_something(size: int, overlap: int) -> None:
    """Windows that would never move on, or leave gaps, are refused."""
    moment = datetime(2023, 1, 1, tzinfo=UTC)

    with pytest.raises(ValueError, match="cannot overlap"):
        list(windows(Window(moment, moment), timedelta(hours=size), timedelta(hours=overlap)))


def test_a_window_needs_zones() -> None:
    """A time without one is refused."""
    with pytest.raises(ValueError, match="must carry their zone"):
        Window(datetime(2023, 1, 1), datetime(2023, 1, 2, tzinfo=UTC))  # noqa: DTZ001


@given(TIMES, TIMES)
def test_a_window_cannot_end_before_it_starts(start: datetime, end: datetime) -> None:
    """Whatever the zones, and in the hour that comes twice."""
    assume(end.astimezone(UTC) < start.astimezone(UTC))

    with pytest.raises(ValueError, match="before it starts"):
        Window(start, end)


def test_the_hour_that_comes_twice_can_be_a_window() -> None:
    """From half past two, to a quarter past two of the second time round."""
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2023, 10, 29, 2, 30, tzinfo=berlin)
    end = datetime(2023, 10, 29, 2, 15, tzinfo=berlin, fold=1)

    assert timedelta(minutes=45) == end.astimezone(UTC) - Window(start, end).start.astimezone(UTC)
