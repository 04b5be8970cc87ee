"""What an answer's status means, where nothing else is known."""

from __future__ import annotations

from typing import NoReturn

from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    RateLimitedError,
    RemoteTroubleError,
    RequestRefusedError,
)
from crossdock.http.answer import Answer
from crossdock.http.retry import retry_after


def judge_status(answer: Answer) -> None:
    """Raise what *answer*'s status means, where nothing else is known; 2xx passes.

    A connector whose platform puts errors in the body judges that first and
    calls this for the rest.
    """
    status, endpoint = answer.status, answer.endpoint
    if 200 <= status < 300:
        return
    if status in {401, 403}:
        raise CredentialsRefusedError(
            f"{endpoint} answered {status}: the platform does not accept these credentials."
            f"{answer.said}",
            next_step="Check the connection's credentials and that its access was not withdrawn.",
            endpoint=endpoint,
            status=status,
        )
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        raise RateLimitedError(
            f"{endpoint} answered {status}: the platform asks for fewer calls.",
            next_step="Run it again later.",
            retry_after=retry_after(answer.headers.get("retry-after"), answer.platform_time),
            endpoint=endpoint,
            status=status,
        )
    if 300 <= status < 400:
        refuse_redirect(answer)
    if status == 408 or status < 200 or status >= 500:
        raise RemoteTroubleError(
            f"{endpoint} answered {status}: the platform is in trouble.{answer.said}",
            next_step="Run it again later.",
            endpoint=endpoint,
            status=status,
        )
    raise RequestRefusedError(
        f"{endpoint} answered {status}: the platform refused the request.{answer.said}",
        next_step="Read what it said and change the request.",
        endpoint=endpoint,
        status=status,
    )


def refuse_redirect(answer: Answer) -> NoReturn:
    """Raise that *answer* points elsewhere: whoever follows it carries the signature there."""
    raise ConfigurationError(
        f"{answer.endpoint} answered {answer.status}, a redirect, which crossdock never follows.",
        next_step="Check the connection's endpoint.",
    )


def may_have_applied(status: int | None) -> bool:
    """Return whether a redirect with *status* is also how a server answers a write it did.

    302 and 303 say "done, look there"; 301, 307 and 308 say "not here".
    """
    return status in {302, 303}
