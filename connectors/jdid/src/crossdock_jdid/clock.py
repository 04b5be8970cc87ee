"""Jakarta's clock, which the platform runs by, and its two ways to write a moment (sheet A9).

Requests of the newer generation carry wall-clock text of western Indonesia;
the older one and all answers carry milliseconds since 1970.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from crossdock.errors import DataRefusedError
from crossdock_jdid.reading import Record

#: Western Indonesian Time.
WIB = timezone(timedelta(hours=7), "WIB")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: In milliseconds this is March 1973; a smaller number of today's dates counts seconds.
_SECONDS_BELOW = 10**11
_LARGEST = 253_402_300_799_999


def wall_clock(moment: datetime) -> str:
    """Return *moment* as Jakarta's clocks show it: ``2022-06-22 15:12:56``."""
    return f"{moment.astimezone(WIB):%Y-%m-%d %H:%M:%S}"


def milliseconds(moment: datetime) -> int:
    """Return *moment* as milliseconds since 1970, exactly."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(record: Record, *names: str) -> datetime | None:
    """Return the moment that a member tells; None when it is missing or zero.

    Raises:

        DataRefusedError: it tells something that is no moment.
    """
    value = record.value(*names)
    if isinstance(value, str) and "-" in value.strip()[1:]:
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            raise DataRefusedError(f"{names[0]} is no time.") from None
        return found if found.tzinfo else found.replace(tzinfo=WIB)
    number = record.whole(*names)
    if number is None or number <= 0:
        return None
    if number < _SECONDS_BELOW:
        number *= 1000
    if number > _LARGEST:
        raise DataRefusedError(f"{names[0]} lies beyond the year 9999.")
    return _EPOCH + timedelta(milliseconds=number)
