"""The call that connectors make: deadline, signature, pace, judgement, repetition."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    OutcomeUnknownError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock.http.answer import Answer
from crossdock.http.deadline import deadline, remaining
from crossdock.http.journal import Pacer
from crossdock.http.library import Auth, Client, Request
from crossdock.http.redaction import Redactor
from crossdock.http.retry import ATTEMPTS, Effect, backoff, may_repeat, retry_after
from crossdock.http.transport import AnswerLostError, Attempt, EdgeTransport, current_attempt
from crossdock.manifest import RateLimit

#: The whole of one call, repetitions and waiting included.
CALL_SECONDS = 90.0
#: A platform's own words are quoted up to here.
LONGEST_QUOTE = 300

Judge = Callable[[Answer], None]
Params = Mapping[str, str | int] | Sequence[tuple[str, str | int]]
_Scalar = str | int | float | bool | None


def system_now() -> datetime:
    """Return the machine's time, aware."""
    return datetime.now(UTC)


@attrs.frozen
class Ports:
    """The world outside, as arguments: a test hands in its own."""

    now: Callable[[], datetime] = system_now
    sleep: Callable[[float], None] = time.sleep
    uniform: Callable[[float, float], float] = random.uniform


class Http:
    """The way to one connection's platform.

    Args:

        hosts: base URL by role, already checked: ``{"api": "https://..."}``.

        buckets: the manifest's limits by name, each with the key it is counted under.

        agent: the ``User-Agent`` header.
    """

    def __init__(
        self,
        transport: EdgeTransport,
        *,
        hosts: Mapping[str, str],
        buckets: Mapping[str, tuple[str, RateLimit]],
        pacer: Pacer,
        redactor: Redactor,
        ports: Ports,
        agent: str = "crossdock",
    ) -> None:
        self.hosts = hosts
        self.redactor = redactor
        self._buckets = buckets
        self._pacer = pacer
        self._ports = ports
        self._auth: Auth | None = None
        self._client = Client(
            transport=transport,
            headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
            trust_env=False,
        )

    def sign_with(self, auth: Auth) -> None:
        """Sign every call with *auth* from now on."""
        self._auth = auth

    def close(self) -> None:
        """Close every socket."""
        self._client.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        host: str = "api",
        params: Params | None = None,
        json: Any = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        effect: Effect = Effect.READ,
        bucket: str = "",
        cost: int = 1,
        judge: Judge | None = None,
        seconds: float = CALL_SECONDS,
    ) -> Answer:
        """Return the answer to one call, once it is one that *judge* accepts.

        Args:

            path: begins with a slash; everything in it is already percent-encoded.

            host: the role of the host, a key of the manifest's ``hosts``.

            effect: what the call does there, which decides whether it may be repeated.

            bucket: the manifest's limit it is counted by; *cost* units of it.

            judge: raises a `RemoteError` for an answer that is an error; without
                one, `judge_status` does.

            seconds: for everything: waiting, sending, repeating.

        Raises:

            CredentialsRefusedError: the platform does not accept who we are.

            RequestRefusedError: it does not accept what we ask.

            RetryLaterError: certainly not applied, and still failing after three tries.

            RemoteTroubleError: a read failed three times.

            OutcomeUnknownError: a write was sent and its answer never understood.
        """
        endpoint = f"{method} {path}"
        pairs = params.items() if isinstance(params, Mapping) else params or ()
        query: list[tuple[str, _Scalar]] = [(name, value) for name, value in pairs]
        request = self._client.build_request(
            method,
            self.hosts[host] + path,
            params=query or None,
            json=json,
            files=files,
            headers=dict(headers or {}),
            extensions={"crossdock": "main"},
        )
        attempt = Attempt(bucket=self._buckets.get(bucket), cost=cost)
        with deadline(seconds):
            while True:
                try:
                    return self._attempt(request, attempt, endpoint, judge or judge_status)
                except RemoteError as error:
                    failure = error
                if not self._prepare_repetition(failure, effect, attempt):
                    raise self._final(failure, effect, attempt, endpoint) from None
                attempt.number += 1

    def _attempt(self, request: Request, attempt: Attempt, endpoint: str, judge: Judge) -> Answer:
        attempt.sent = False
        token = current_attempt.set(attempt)
        try:
            # A request is signed anew each time: its timestamp must be fresh.
            again = Request(
                request.method,
                request.url,
                headers=request.headers,
                content=request.read(),
                extensions=request.extensions,
            )
            response = self._client.send(again, auth=self._auth)
        except AnswerLostError as lost:
            if not attempt.sent:
                raise RetryLaterError(
                    f"{endpoint} was not sent, because its token could not be fetched: {lost}.",
                    next_step="Repeat it later.",
                    endpoint=endpoint,
                ) from None
            raise RemoteTroubleError(
                f"{endpoint} was sent and not answered: {lost}.",
                next_step="Repeat it later.",
                endpoint=endpoint,
            ) from None
        finally:
            current_attempt.reset(token)
        answer = Answer(
            endpoint=endpoint,
            status=response.status_code,
            headers={k.lower(): v for k, v in response.headers.items()},
            body=response.content,
        )
        judge(answer)
        return answer

    def _prepare_repetition(self, failure: RemoteError, effect: Effect, attempt: Attempt) -> bool:
        """Wait for the next try, if there may be one; return whether there may."""
        wait = backoff(attempt.number, self._ports.uniform)
        if isinstance(failure, RateLimitedError) and failure.status is not None:
            wait += failure.retry_after or 0.0
            if attempt.bucket is not None:
                # Everyone who shares the bucket waits, not only this call.
                self._pacer.pause(attempt.bucket[0], failure.retry_after or wait)
        elif isinstance(failure, RetryLaterError) and failure.retry_after:
            wait += failure.retry_after
        if attempt.number >= ATTEMPTS or not may_repeat(failure, effect) or wait > remaining():
            return False
        self._ports.sleep(wait)
        return True

    def _final(
        self, failure: RemoteError, effect: Effect, attempt: Attempt, endpoint: str
    ) -> RemoteError:
        """Return *failure* as the caller must see it: redacted, and a doubt if it is one."""
        failure.message = self.redactor.text(failure.message)
        failure.remote_message = self.redactor.text(failure.remote_message)
        failure.args = (failure.message,)
        failure.endpoint = failure.endpoint or endpoint
        doubtful = isinstance(failure, RemoteTroubleError) and effect is not Effect.READ
        if not doubtful:
            return failure
        return OutcomeUnknownError(
            f"It is not known whether {endpoint} took effect. {failure.message}",
            next_step="Look up what the platform has now before repeating it.",
            endpoint=failure.endpoint,
            status=failure.status,
            remote_code=failure.remote_code,
            remote_message=failure.remote_message,
            request_id=failure.request_id,
        )


def judge_status(answer: Answer) -> None:
    """Raise what *answer*'s status means, where nothing else is known; 2xx passes.

    A connector whose platform puts errors in the body judges that first and
    calls this for the rest.
    """
    status, endpoint = answer.status, answer.endpoint
    if 200 <= status < 300:
        return
    said = quoted(answer.text)
    if status in {401, 403}:
        raise CredentialsRefusedError(
            f"{endpoint} answered {status}: the platform does not accept these credentials.{said}",
            next_step="Check the connection's credentials and that its access was not withdrawn.",
            endpoint=endpoint,
            status=status,
        )
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        raise RateLimitedError(
            f"{endpoint} answered {status}: the platform asks for fewer calls.",
            next_step="Run it again later.",
            retry_after=retry_after(answer.headers.get("retry-after"), system_now()),
            endpoint=endpoint,
            status=status,
        )
    if 300 <= status < 400:
        raise ConfigurationError(
            f"{endpoint} answered {status}, a redirect, which crossdock never follows.",
            next_step="Check the connection's endpoint.",
        )
    if status == 408 or status >= 500:
        raise RemoteTroubleError(
            f"{endpoint} answered {status}: the platform is in trouble.{said}",
            next_step="Run it again later.",
            endpoint=endpoint,
            status=status,
        )
    raise RequestRefusedError(
        f"{endpoint} answered {status}: the platform refused the request.{said}",
        next_step="Read what it said and change the request.",
        endpoint=endpoint,
        status=status,
    )


def quoted(text: str) -> str:
    """Return a platform's words as the tail of a sentence, cut to a readable length."""
    words = " ".join(text.split())
    if not words:
        return ""
    cut = words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + "…"
    return f" It said: {cut}"
