"""Moments as people write them: with a zone, or so long ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crossdock.errors import InputRefusedError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_moment(text: str, now: datetime) -> datetime:
    """Return the moment that *text* names: ISO 8601 with an offset, or ``90m``, ``3d`` ago.

    Raises:

        InputRefusedError: it is neither, or lies in the future.
    """
    ago = re.fullmatch(r"([0-9]{1,6})([mhdw])", text)
    if ago:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputRefusedError(
            f"{text!r} is not a time that can be understood without guessing.",
            next_step="Write it with its zone (2026-11-01T00:00:00+07:00), or as 12h, 3d, 2w ago.",
        )
    if moment > now:
        raise InputRefusedError(
            f"{text} lies in the future.", next_step="Give a time in the past."
        )
    return moment
