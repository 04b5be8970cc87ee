"""Spans of time that orders are asked for by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs


@attrs.frozen
class Window:
    """From *start* to *end*, both aware and both included."""

    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window's times must carry their zone")
        if self.end < self.start:
            raise ValueError(f"a window cannot end ({self.end}) before it starts ({self.start})")


def windows(span: Window, size: timedelta, overlap: timedelta) -> Iterator[Window]:
    """Cut *span* into windows of at most *size*, oldest first, each reaching *overlap* back.

    Overlapping is what finds the order that was written late or with another
    clock; whoever reads the windows drops what comes twice by its order id.
    """
    if size <= overlap:
        raise ValueError(f"windows of {size} cannot overlap by {overlap}")
    start = span.start
    while True:
        end = min(start + size, span.end)
        yield Window(start, end)
        if end >= span.end:
            return
        start = end - overlap
