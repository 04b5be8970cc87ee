"""Moments as platforms write them in parameters."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
#: Seconds and milliseconds since 1970, of the years 2001 to 2286.
_SECONDS = re.compile(r"[1-9]\d{9}")
_MILLISECONDS = re.compile(r"[1-9]\d{12}")


def moment_of(text: str) -> datetime | None:
    """Return the moment that *text* is, aware; None if it is none.

    One without a zone is taken for UTC: compared are only moments of one dialect.
    """
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    if not _WRITTEN.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
