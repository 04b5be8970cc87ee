"""The total time a call may take.

A time-out per read never ends a body that drips one byte a second; a deadline
does. It is carried by a context variable because the socket belongs to a pool
that several calls share in turn.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

USED_UP = "the time for this call is used up"

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let what is inside take at most *seconds*, and no longer than a deadline around it."""
    moment = time.monotonic() + seconds
    around = _deadline.get()
    token = _deadline.set(moment if around is None else min(moment, around))
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float:
    """Return the seconds left until the deadline; a day when there is none."""
    moment = _deadline.get()
    return 86_400.0 if moment is None else moment - time.monotonic()


def bounded(timeout: float | None) -> float:
    """Return *timeout*, or what is left until the deadline if that is less.

    Raises:

        TimeoutError: nothing is left.
    """
    left = remaining()
    if left <= 0:
        raise TimeoutError(USED_UP)
    return left if timeout is None else min(timeout, left)


def is_set() -> bool:
    """Return whether this thread is inside a call."""
    return _deadline.get() is not None
