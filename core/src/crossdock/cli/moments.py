"""Moments as people write them: with a zone, or so long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from crossdock.errors import InputRefusedError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

#: Before any platform we know; what lies further back is a slip of the hand.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def parse_moment(text: str, now: datetime) -> datetime:
    """Return the moment that *text* names: ISO 8601 with an offset, or ``90m``, ``3d`` ago.

    Raises:

        InputRefusedError: it is neither, or lies in the future or before 2000.
    """
    moment = _ago(text, now) or _written(text)
    if moment is None:
        raise InputRefusedError(
            f"{text[:60]!r} is not a time that can be understood without guessing.",
            next_step="Write it with its zone (2026-11-01T00:00:00+07:00), or as 12h, 3d, 2w ago.",
        )
    if moment > now:
        raise InputRefusedError(
            f"{text} lies in the future.", next_step="Give a time in the past."
        )
    if moment < EARLIEST:
        raise InputRefusedError(
            f"{text} lies before {EARLIEST:%Y}, when there was nothing to pull.",
            next_step="Give a later time.",
        )
    return moment


def parse_span(text: str, field: str) -> timedelta:
    """Return the span of time that *text* says: ``30s``, ``5m``, ``2h``, ``1d``.

    Raises:

        InputRefusedError: it says none, or one of no time at all.
    """
    found = re.fullmatch(r"([0-9]{1,6})([smhdw])", text)
    if found is None or not int(found[1]):
        raise InputRefusedError(
            f"{field} is {text[:60]!r}, and must be a span of time.",
            next_step="Write it as 30s, 5m, 2h or 1d.",
        )
    return timedelta(**{{"s": "seconds", **_UNITS}[found[2]]: int(found[1])})


def _ago(text: str, now: datetime) -> datetime | None:
    ago = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if ago is None:
        return None
    span = timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    # A span of 999,999 weeks would leave the calendar itself.
    return now - min(span, now - EARLIEST + timedelta(days=1))


def _written(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
