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
