"""What came of a call, as an event for its job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import attrs

from crossdock.errors import (
    CredentialsRefusedError,
    CrossdockError,
    DataRefusedError,
    DuplicateReferenceError,
    InputRefusedError,
    OutcomeUnknownError,
    PluginRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RetryLaterError,
    UnreachableError,
    UnsupportedError,
)
from crossdock.flows.fulfilment.refusals import refusal_of
from crossdock.fulfilment.completion import Answer, Refusal
from crossdock.fulfilment.jobs import JobEventKind

_E = JobEventKind

#: Trouble that every other job of the connection would meet too.
_EVERYBODYS = (CredentialsRefusedError, RateLimitedError, UnreachableError)


@attrs.frozen
class Said:
    """What came of a call.

    Args:

        event: for the job.

        answer: what was answered, or what a look found.

        trouble: that every other job of the connection would meet too.
    """

    event: JobEventKind
    answer: Answer = None
    reason: str = ""
    wait: timedelta = timedelta()
    refusal: Refusal = Refusal.OTHER
    trouble: CrossdockError | None = None


def sent(call: Callable[[], tuple[Answer, str]]) -> Said:
    """Return what came of sending: *call* returns the answer, and in what it is another's."""
    try:
        answer, difference = call()
    except CrossdockError as error:
        return failed(error)
    if difference:
        return Said(_E.FOUND_DIFFERENT, answer, difference)
    return Said(_E.ANSWERED, answer)


def looked(call: Callable[[], tuple[Answer, str]], reason: str) -> Said:
    """Return what came of looking: *call* returns what is there, and in what it differs.

    Args:

        reason: why nobody knew.
    """
    try:
        found, difference = call()
    except UnsupportedError:
        return Said(_E.NO_LOOKUP, reason=reason)
    except CrossdockError as error:
        fatal = error if isinstance(error, _EVERYBODYS) else None
        return Said(_E.LOOKUP_FAILED, reason=error.message, trouble=fatal)
    if found is None:
        return Said(_E.ABSENT)
    if difference:
        return Said(_E.FOUND_DIFFERENT, found, difference)
    return Said(_E.FOUND, found)


def failed(error: CrossdockError) -> Said:
    """Return what sending that raised *error* came to."""
    reason = error.message
    match error:
        case OutcomeUnknownError() | DuplicateReferenceError() | PluginRefusedError():
            return Said(_E.LOST, reason=reason)
        # What certainly was not carried out, and will not be if it is sent again.
        case RequestRefusedError() | InputRefusedError() | DataRefusedError() | UnsupportedError():
            return Said(_E.REFUSED, reason=reason, refusal=refusal_of(error))
        case RetryLaterError():
            wait = timedelta(seconds=error.retry_after or 0)
            everybodys = error if isinstance(error, _EVERYBODYS) else None
            return Said(_E.POSTPONED, reason=reason, wait=wait, trouble=everybodys)
        case CredentialsRefusedError():
            return Said(_E.POSTPONED, reason=reason, trouble=error)
    # A read of the connector that failed before it wrote anything, or after: only a
    # look tells.
    return Said(_E.LOST, reason=reason, trouble=error)
