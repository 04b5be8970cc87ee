"""Times as the platform writes them: Jakarta wall clock that claims to be UTC (Q2)."""

from datetime import UTC, date, datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "WIB")
SHIFT = 7 * 3600

#: Go's zero time, written for what has not happened.
NEVER = "0001-01-01T00:00:00Z"


def wall_iso(moment: datetime | None) -> str:
    """Return a moment as order detail has it: Jakarta's wall clock with a Z behind it."""
    if moment is None:
        return NEVER
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wall_text(moment: datetime) -> str:
    """Return a moment as pick-up answers it: Jakarta's wall clock without a zone."""
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S")


def jakarta_day(moment: datetime) -> date:
    """Return the date in Jakarta."""
    return moment.astimezone(JAKARTA).date()


def epoch(moment: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(moment.timestamp())


def from_epoch(seconds: float) -> datetime:
    """Return the moment of *seconds* since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
