"""The platform's wall clock (sheet A4, A6): western Indonesia, WIB."""

from datetime import UTC, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=7), "WIB")


def from_millis(number: int) -> datetime:
    """Return the moment of epoch milliseconds, as generation 1 asks by."""
    return datetime.fromtimestamp(number / 1000, UTC)
