"""When the next request may leave: the generic cell rate algorithm, as pure arithmetic.

A bucket is one number: the *theoretical arrival time*, the moment at which all
that was let through so far would have arrived at the steady rate. Whoever owns
the number (a database row, a test's dict) applies `reserve` to it under a lock.
"""

from __future__ import annotations

import math

import attrs

from crossdock.manifest import RateLimit

#: We keep this far below a declared rate, because requests that leave evenly
#: do not arrive evenly, and the platform counts arrivals.
HEADROOM = 0.04

#: A bucket further ahead than this was written by a clock that ran ahead of ours.
FURTHEST_AHEAD = 2 * 3600.0


@attrs.frozen
class Reservation:
    """A place in the bucket: *wait* seconds from now, and the bucket's new number."""

    wait: float
    arrival: float


def reserve(arrival: float | None, now: float, limit: RateLimit, cost: int) -> Reservation:
    """Return the earliest place for *cost* units in a bucket that stands at *arrival*.

    Args:

        arrival: the bucket's number, seconds since the epoch; None when it is new.

        now: seconds since the epoch.

    Raises:

        ValueError: *cost* is negative, which would give others' places away.
    """
    if cost < 0:
        raise ValueError(f"a call costs nothing or more, not {cost}")
    interval = _interval(limit)
    # A slow limit is rightly far ahead after a burst, or after one large batch.
    furthest = FURTHEST_AHEAD + interval * max(limit.burst, cost)
    if arrival is None or not arrival - now <= furthest:
        arrival = now
    # The whole burst is the slack; a call of several units needs room for all
    # of them, and one larger than the burst waits until the bucket is empty.
    slack = interval * max(limit.burst - cost, 0)
    wait = max(0.0, arrival - now - slack)
    return Reservation(wait=wait, arrival=max(arrival, now) + interval * cost)


def left(arrival: float | None, now: float, limit: RateLimit) -> int:
    """Return how many units could leave this moment from a bucket that stands at *arrival*."""
    if arrival is None or arrival <= now:
        return limit.burst
    # The small part forgives what adding up seconds loses.
    return max(0, limit.burst - math.ceil((arrival - now) / _interval(limit) - 1e-6))


def standstill(seconds: float, limit: RateLimit) -> float:
    """Return how far ahead a bucket must stand so that nobody leaves for *seconds*.

    A burst is let through that far early; after a pause the platform asked for,
    there is none until the bucket has been quiet again.
    """
    return seconds + _interval(limit) * (limit.burst - 1)


def _interval(limit: RateLimit) -> float:
    return (1 + HEADROOM) / limit.per_second
