"""Spans of time that order ids are asked for by, halved until one answer holds them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs

from crossdock import Window

#: Two seconds are not halved: the platform tells time in seconds.
SHORTEST = 2


@attrs.frozen
class Span:
    """From *start* to *end*, both in whole seconds since 1970."""

    start: int
    end: int

    @property
    def begin(self) -> datetime:
        """The start as a moment."""
        return _moment(self.start)

    @property
    def finish(self) -> datetime:
        """The end as a moment."""
        return _moment(self.end)

    @property
    def divisible(self) -> bool:
        """Whether it can be halved."""
        return self.end - self.start > SHORTEST

    def halves(self) -> Iterator[Span]:
        """Yield its halves, which share a second.

        Whether the platform counts the ends of a span in or out was never
        written down: what lies on the seam is in one of them either way.
        """
        middle = (self.start + self.end) // 2
        yield Span(self.start, middle + 1)
        yield Span(middle, self.end)


def span_of(window: Window) -> Span:
    """Return the whole seconds around *window*, one further at each end."""
    return Span(
        math.floor(window.start.timestamp()) - 1,
        math.ceil(window.end.timestamp()) + 1,
    )


def _moment(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
