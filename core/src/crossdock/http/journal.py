"""What is written down of every call, and by whom the pace is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import attrs

from crossdock.manifest import RateLimit


@attrs.frozen
class Call:
    """One request that was sent, or tried to be.

    Args:

        endpoint: method, host and path, without the query.

        status: of the answer; None when there was none.

        outcome: ``answered``, or what went wrong in a word or two.

        seconds: how long it took.

        attempt: 1 for the first.

        skew: seconds that the platform's clock was ahead of ours, by the ``Date`` of
            its answer; None where it told none.
    """

    at: datetime
    hook: str
    endpoint: str
    status: int | None
    outcome: str
    seconds: float
    attempt: int
    skew: float | None = None


class Journal(Protocol):
    """Keeps calls."""

    def record(self, call: Call) -> None:
        """Keep *call*."""
        ...


class Pacer(Protocol):
    """Keeps the pace of a bucket, for every process that uses the workspace."""

    def reserve(self, bucket: str, limit: RateLimit, cost: int, longest: float) -> float | None:
        """Return the seconds to wait before sending, the place being taken; None, and no
        place taken, if that is more than *longest*."""
        ...

    def pause(self, bucket: str, seconds: float) -> None:
        """Let nobody through *bucket* for *seconds*, because the platform said so."""
        ...
