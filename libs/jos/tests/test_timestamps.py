"""`crossdock_jos.timestamps`: moments as JD writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock_jos.timestamps import BEIJING, JAKARTA, moment, stamp, wall_clock

NOON = datetime(2021, 5, 7, 1, 20, 39, 683_999, tzinfo=UTC)


def test_a_stamp_has_milliseconds_and_its_zone():
    """A UTC moment is stamped by Beijing's clock, with the distance from UTC written out."""
    assert "2021-05-07 09:20:39.683+0800" == stamp(NOON)


def test_a_stamp_of_jakarta():
    """The same moment is stamped an hour earlier in Jakarta."""
    assert "2021-05-07 08:20:39.683+0700" == stamp(NOON, JAKARTA)


def test_a_wall_clock_has_neither():
    """The plain form has whole seconds and no zone."""
    assert "2021-05-07 09:20:39" == wall_clock(NOON)


@pytest.mark.parametrize(
    "value",
    [
        "2021-05-07 09:20:39",
        "2021-05-07T09:20:39",
        " 2021-05-07 09:20:39 ",
        "2021-05-07 01:20:39Z",
        "2021-05-07T10:20:39+09:00",
        "2021-05-07 02:20:39.000+0100",
        "2021-05-06 17:20:39-0800",
        1620350439000,
        "1620350439000",
        1620350439,
        Decimal("1620350439"),
    ],
)
def test_every_form_of_a_moment(value):
    """Wall clock, ISO 8601 and epochs in both units name the same moment."""
    assert datetime(2021, 5, 7, 9, 20, 39, tzinfo=BEIJING) == moment(value, "modified")


@pytest.mark.parametrize(
    "value", [None, "", "0001-01-01 00:00:00", "1970-01-01 00:00:00", 0, "0", "-1"]
)
def test_marks_for_not_set(value):
    """Sentinel times, like missing ones, are no moment."""
    assert moment(value, "orderEndTime") is None


@pytest.mark.parametrize(
    "value", [True, "tomorrow", "2021-02-31 00:00:00", [], {}, Decimal("1.5"), "9" * 20]
)
def test_what_is_no_moment_is_refused_by_name(value):
    """Anything else is refused with the field's name."""
    with pytest.raises(DataRefusedError, match="modified must be a time"):
        moment(value, "modified")


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - a zone is added
    st.integers(-12, 14),
)
def test_a_stamp_reads_back(naive, hours):
    """A stamp reads back to the millisecond, whatever zone it was made in."""
    at = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    expected = at.replace(microsecond=at.microsecond // 1000 * 1000)

    assert expected == moment(stamp(at), "timestamp")
    assert expected.replace(microsecond=0) == moment(wall_clock(at), "timestamp")


@given(st.text() | st.integers() | st.decimals() | st.floats())
def test_no_value_fails_otherwise(value):
    """Any value is a moment, none, or refused; nothing else happens."""
    try:
        found = moment(value, "modified")
    except DataRefusedError:
        return
    assert found is None or found.tzinfo is not None
