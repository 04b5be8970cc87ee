"""The platform's wall clock (sheet B1): China, whatever the machine's zone is."""

from datetime import datetime, timedelta, timezone

from crossdock_jos.sandbox.stamp import wall_text

ZONE = timezone(timedelta(hours=8), "CST")


def text(moment: datetime | None) -> str:
    """Return a moment as the platform writes it, empty where there is none."""
    return "" if moment is None else wall_text(moment, ZONE)
