"""When a failed call is tried again: by what is certain about its outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

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
    if not header:
        return None
    try:
        seconds = float(int(header.strip()))
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    if seconds < 0:
        return None
    return min(seconds, LONGEST_RETRY_AFTER)
