"""Spans of time that orders are asked for by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs


@attrs.frozen
class Window:
    """From *start* to *end*, both aware and both included, to the fraction of a second.

    An interface that takes whole seconds is asked from *start* rounded down to *end*
    rounded up: what lies a little outside does no harm, what is left out is lost.
    """

    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a window's times must carry their zone")
        # Two times of one zone are compared by its wall clock, which goes back
        # once a year.
        if self.end.astimezone(UTC) < self.start.astimezone(UTC):
            raise ValueError(f"a window cannot end ({self.end}) before it starts ({self.start})")


def windows(span: Window, size: timedelta, overlap: timedelta) -> Iterator[Window]:
    """Cut *span* into windows of at most *size*, oldest first, each reaching *overlap* back.

    Overlapping is what finds the order that was written late or with another
    clock; whoever reads the windows drops what comes twice by its order id.
    They are in UTC, where a day has 24 hours.
    """
    if not timedelta(0) <= overlap < size:
        raise ValueError(f"windows of {size} cannot overlap by {overlap}")
    start, last = span.start.astimezone(UTC), span.end.astimezone(UTC)
    while last - start > size:
        yield Window(start, start + size)
        start += size - overlap
    yield Window(start, last)
