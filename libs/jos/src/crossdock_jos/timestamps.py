"""Moments as JD writes and reads them, never by the zone of the machine (sheet 1.2, 6.14)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from crossdock.errors import DataRefusedError

#: The official clients use the zone of their process; a server in UTC is then 8 hours off.
BEIJING = timezone(timedelta(hours=8), "UTC+08:00")
JAKARTA = timezone(timedelta(hours=7), "UTC+07:00")

_WALL = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_EPOCH = re.compile(r"\d{9,16}", re.ASCII)
#: An epoch above this counts milliseconds.
_MILLISECONDS = 10**11
#: Nothing was sold before; what stands there means "not set" (0001-01-01, 1970-01-01).
_FIRST_YEAR = 1971


def stamp(at: datetime, zone: timezone = BEIJING) -> str:
    """Return *at* with milliseconds and its zone: ``2021-05-07 09:20:39.683+0800``."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"


def wall_clock(at: datetime, zone: timezone = BEIJING) -> str:
    """Return *at* as the clock on the wall of *zone* shows it: ``2021-05-07 09:20:39``."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def moment(value: object, name: str, zone: timezone = BEIJING) -> datetime | None:
    """Return the moment that *value* is; None for a missing one and for "not set".

    Wall-clock text without a zone is read in *zone*; epochs may count
    milliseconds or seconds and may stand as text.

    Args:

        name: the field, for the message.

    Raises:

        DataRefusedError: it is no moment.
    """
    if value is None or value == "":
        return None
    try:
        found = _read(value, zone)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise DataRefusedError(
            f"{name} must be a time such as 2026-01-31 12:00:00 or epoch milliseconds."
        )
    return found.astimezone(zone) if found.year >= _FIRST_YEAR else None


def _read(value: object, zone: timezone) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        is_whole = value.is_finite() and value.adjusted() < 20 and value == int(value)
        value = int(value) if is_whole else None
    if isinstance(value, int):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _EPOCH.fullmatch(text) or text in {"0", "-1"}:
        return _epoch(int(text))
    found = _WALL.fullmatch(text)
    if found is None:
        day = _DAY.fullmatch(text)
        if day is None:
            return None
        year, month, date = map(int, day.groups())
        return datetime(year, month, date, tzinfo=zone)
    *numbers, fraction, offset = found.groups()
    year, month, date, hour, minute, second = (int(number or 0) for number in numbers)
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    return datetime(
        year, month, date, hour, minute, second, microsecond, tzinfo=_zone(offset, zone)
    )


def _zone(offset: str | None, standard: timezone) -> timezone:
    if offset is None:
        return standard
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)


def _epoch(number: int) -> datetime:
    # Counted in whole numbers: a float of milliseconds is off by some.
    unit = timedelta(milliseconds=1) if abs(number) >= _MILLISECONDS else timedelta(seconds=1)
    return datetime(1970, 1, 1, tzinfo=UTC) + number * unit
