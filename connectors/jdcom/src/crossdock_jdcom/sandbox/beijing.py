"""The platform's wall clock (sheet 6.14): Beijing, whatever the machine's zone is."""

from datetime import UTC, datetime, timedelta, timezone

from crossdock_jos.sandbox.stamp import wall_text

ZONE = timezone(timedelta(hours=8), "CST")
#: Sheet 4.5: one of the two ways in which a time is not set.
NOT_SET = "1970-01-01 00:00:00"
NEVER = "0001-01-01 00:00:00"


def text(moment: datetime | None) -> str:
    """Return a moment as the platform writes it in orders."""
    return NOT_SET if moment is None else wall_text(moment, ZONE)


def from_millis(number: int) -> datetime:
    """Return the moment of epoch milliseconds."""
    return datetime.fromtimestamp(number / 1000, UTC)
