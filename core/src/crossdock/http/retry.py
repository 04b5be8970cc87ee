"""When a failed call is tried again: by what is certain about its outcome."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

import attrs

from crossdock.errors import (
    CredentialsRefusedError,
    RemoteError,
    RemoteTroubleError,
    RetryLaterError,
)

ATTEMPTS = 3
BASE = 0.5
CAP = 30.0
LONGEST_RETRY_AFTER = 3600.0

_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


class Effect(StrEnum):
    """What a call does to the platform, which decides whether it may be repeated."""

    #: Changes nothing: repeat at will.
    READ = "read"
    #: Sets a value: repeating it changes nothing more, but a lost answer is still a doubt.
    SET = "set"
    #: Must happen once: after a lost answer it is looked up, never repeated.
    ONCE = "once"


def may_repeat(error: RemoteError, effect: Effect) -> bool:
    """Return whether the call that failed with *error* may be sent again at once."""
    if isinstance(error, CredentialsRefusedError):
        return False
    if isinstance(error, RetryLaterError):
        return True
    return isinstance(error, RemoteTroubleError) and effect is not Effect.ONCE


def backoff(attempt: int, uniform: Callable[[float, float], float]) -> float:
    """Return the seconds to wait after *attempt* (1 for the first) failed, with full jitter."""
    return uniform(0.0, min(CAP, BASE * 2.0 ** (attempt - 1)))


def retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds a ``Retry-After`` header asks for, an hour at most; None for junk."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_RETRY_AFTER)
    moment = http_date(text)
    if moment is None or moment < now:
        return None
    return min((moment - now).total_seconds(), LONGEST_RETRY_AFTER)


def http_date(header: str | None) -> datetime | None:
    """Return the moment that a header such as ``Date`` names; None for junk."""
    try:
        moment = parsedate_to_datetime(header or "")
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        # The standard parser meets text it was not written for in all of these ways.
        return None


@attrs.define
class RetryBudget:
    """How many repetitions a connection still has, so that a platform in trouble
    is not hit three times as hard by everyone at once.

    Each repetition takes one; each success gives a tenth back. In the long run
    that is one repetition for ten successes.
    """

    capacity: float = 50.0
    refill: float = 0.1
    _left: float = attrs.field(init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._left = self.capacity

    def take(self) -> bool:
        """Return whether one more repetition may be made, and count it."""
        with self._lock:
            if self._left < 1.0:
                return False
            self._left -= 1.0
            return True

    def succeed(self) -> None:
        """Count a success."""
        with self._lock:
            self._left = min(self.capacity, self._left + self.refill)
