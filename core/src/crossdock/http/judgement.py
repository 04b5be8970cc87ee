"""What an answer's status means, where nothing else is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NoReturn

from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
)
from crossdock.http.answer import Answer
from crossdock.http.retry import retry_after

#: A platform's words are kept up to here.
LONGEST = 500


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


def judging(*, code: str = "", message: str = "") -> Callable[[Answer], None]:
    """Return a judge that knows where a platform's errors have their code and their words.

    It raises what `judge_status` does, with `remote_code` and `remote_message` filled in
    from the answer where that is JSON and has them.

    Args:

        code, message: the member's name in the answer's body; ``error.code`` for one
            inside another.
    """

    def judge(answer: Answer) -> None:
        try:
            judge_status(answer)
        except RemoteError as error:
            error.remote_code = _member(answer, code)
            error.remote_message = _member(answer, message)
            raise

    return judge


def _member(answer: Answer, path: str) -> str:
    """Return a member of an error's body as short text; blank where there is none."""
    try:
        found = answer.json()
    except RemoteError:
        return ""
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    is_plain = isinstance(found, str | int | Decimal) and not isinstance(found, bool)
    return str(found)[:LONGEST] if is_plain else ""


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
