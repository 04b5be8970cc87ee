"""Times as the router's clients write them (JOS sheet 1.2, JD.ID A4)."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_STAMP = re.compile(
    r"(?P<wall>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
    r"(?:\.(?P<millis>\d{1,3}))?(?:(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>[0-5]\d)|(?P<z>Z))?",
    re.ASCII,
)


def read_stamp(text: str, zone: tzinfo) -> datetime | None:
    """
    Return the moment a system ``timestamp`` names, or None if it names none.

    Without a zone of its own it is wall clock of *zone*.
    """
    match = _STAMP.fullmatch(text.strip())
    moment = read_wall(match["wall"], _zone_of(match) or zone) if match else None
    if match is None or moment is None or match["millis"] is None:
        return moment
    return moment + timedelta(milliseconds=int(match["millis"].ljust(3, "0")))


def _zone_of(match: re.Match[str]) -> tzinfo | None:
    if match["z"]:
        return UTC
    if match["sign"] is None:
        return None
    shift = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    if shift >= timedelta(hours=24):
        return None
    return timezone(-shift if match["sign"] == "-" else shift)


def read_wall(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that ``yyyy-MM-dd HH:mm:ss`` names in *zone*, in UTC."""
    try:
        wall = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  zone below
        return wall.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def wall_text(moment: datetime, zone: tzinfo) -> str:
    """Return a moment as ``yyyy-MM-dd HH:mm:ss`` in *zone*."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def millis(moment: datetime) -> int:
    """Return epoch milliseconds."""
    return int(moment.timestamp() * 1000)
