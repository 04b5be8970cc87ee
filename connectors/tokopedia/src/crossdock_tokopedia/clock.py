"""Tokopedia's times: true epochs, and Jakarta wall clock that says it is UTC (sheet Q2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from crossdock.errors import DataRefusedError
from crossdock_tokopedia.manifest import JAKARTA_AHEAD
from crossdock_tokopedia.reading import Record

JAKARTA = timezone(JAKARTA_AHEAD, "WIB")

_EPOCH = re.compile(r"-?[0-9]{1,15}")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}:\d{2})(?P<part>\.\d+)?"
    r"\s*(?P<zone>Z|UTC|WIB|[+-]\d{2}:?\d{2})?(\s+\S+)?"
)
#: Epochs above this are in milliseconds.
_MILLISECONDS = 100_000_000_000
#: Go's zero time and everything else before anybody sold anything there.
_OLDEST_YEAR = 1971


def moment(record: Record, *names: str) -> datetime | None:
    """Return the first of the members *names* of *record* that holds a time, as UTC.

    A number is a true epoch. Text without a zone, or with ``Z``, is Jakarta
    wall clock; with any other offset it means what it says. Fractions of a
    second are left out: the detail has them and the list has not, and an order
    must not seem to change from one reading to the other.

    Raises:

        DataRefusedError: it holds something else than a time.
    """
    for name in names:
        value = record.value(name)
        if isinstance(value, dict):
            # Go's nullable time: {"Time": "...", "Valid": true}.
            nullable = Record(value)
            value = None if nullable.value("Valid") is False else nullable.value("Time")
        if value is None or value == "0":
            continue
        found = _read(value, name)
        if found is not None:
            return found.replace(microsecond=0)
    return None


def moment_if_any(record: Record, *names: str) -> datetime | None:
    """Return a time as `moment` does, or None for one that cannot be read.

    For times that an order can do without: it must not be lost for one of them.
    """
    try:
        return moment(record, *names)
    except DataRefusedError:
        return None


def readings(text: object) -> tuple[datetime, ...]:
    """Return what *text* may mean: as Jakarta's clock, and as the UTC it says it is."""
    try:
        found = _read(text, "timestamp")
    except DataRefusedError:
        return ()
    if found is None or not isinstance(text, str) or _EPOCH.fullmatch(text.strip()):
        return (found,) if found else ()
    return (found, found + JAKARTA_AHEAD)


def _read(value: object, name: str) -> datetime | None:
    if isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**15:
        value = int(value)
    if isinstance(value, str) and _EPOCH.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_epoch(value, name)
    if isinstance(value, str):
        return _from_text(value.strip(), name)
    raise _refusal(name)


def _from_epoch(seconds: int, name: str) -> datetime | None:
    if abs(seconds) > _MILLISECONDS:
        seconds //= 1000
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise _refusal(name) from None
    return found if found.year >= _OLDEST_YEAR else None


def _from_text(text: str, name: str) -> datetime | None:
    parts = _ISO.fullmatch(text)
    if parts is None:
        raise _refusal(name)
    # Go writes as many fractional digits as it has; Python reads six.
    fraction = (parts["part"] or "")[:7]
    try:
        naive = datetime.fromisoformat(f"{parts['day']}T{parts['time']}")
    except ValueError:
        raise _refusal(name) from None
    if naive.year < _OLDEST_YEAR:
        return None
    naive += timedelta(seconds=float(fraction or 0))
    try:
        return naive.replace(tzinfo=_zone(parts["zone"])).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refusal(name) from None


def _zone(zone: str | None) -> timezone:
    if zone is None or zone in {"Z", "UTC", "WIB"}:
        return JAKARTA
    digits = zone[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    # An offset of zero is the same claim as Z.
    if not ahead:
        return JAKARTA
    return timezone(ahead if zone[0] == "+" else -ahead)


def _refusal(name: str) -> DataRefusedError:
    return DataRefusedError(f"{name} must be a time, and is something else.")
