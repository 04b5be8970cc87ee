"""What every request passes on its way out: rules, pace, and a line in the journal."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from crossdock.errors import ConfigurationError, RateLimitedError, UnreachableError
from crossdock.http.deadline import remaining
from crossdock.http.endpoints import EndpointRules
from crossdock.http.journal import Call, Journal, Pacer
from crossdock.http.library import BaseTransport, Request, Response, httpx
from crossdock.http.outcome import (
    AnswerLostError,
    AnswerRefusedError,
    Attempt,
    Stage,
    current_attempt,
)
from crossdock.http.redaction import Redactor
from crossdock.http.retry import http_date
from crossdock.runs import current_hook

logger = logging.getLogger(__name__)

#: The extension of the request that a call is about, as opposed to one for its token.
MAIN = "crossdock_main"
#: The extension that says what that request does to the platform, an `Effect`.
EFFECT = "crossdock_effect"

#: A single word in an authorization header that is this long is no scheme's name.
SHORTEST_BARE = 16

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


class EdgeTransport(BaseTransport):
    """What every request passes, the ones for tokens too: check, pace, send, write down."""

    def __init__(
        self,
        inner: BaseTransport,
        *,
        rules: EndpointRules,
        pacer: Pacer,
        journal: Journal,
        redactor: Redactor,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._inner = inner
        self._rules = rules
        self._pacer = pacer
        self._journal = journal
        self._redactor = redactor
        self._now = now
        self._sleep = sleep

    def handle_request(self, request: Request) -> Response:
        """Return the answer to *request*, once the pace allows to send it."""
        attempt = current_attempt.get()
        is_main = bool(request.extensions.get(MAIN))
        url = request.url
        self._rules.admit(url.scheme, url.raw_host.decode("ascii"), url.port)
        self._learn(request)
        if is_main:
            self._wait_turn(attempt)
        if remaining() <= 0:
            raise UnreachableError(
                f"The time for this call was used up before {url.host} could be asked.",
                next_step="Run it again later.",
            )
        # A token is asked for before the main request, or after its token was
        # refused: either way nothing of it took effect.
        attempt.stage = Stage.UNDER_WAY if is_main else Stage.BEFORE
        response = self._send(request, attempt)
        if is_main:
            attempt.stage = Stage.ANSWERED
        return response

    def _send(self, request: Request, attempt: Attempt) -> Response:
        started, at = time.monotonic(), self._now()
        status, outcome, skew = None, "failed", None
        try:
            response = self._inner.handle_request(request)
            status, outcome = response.status_code, "answered"
            skew = self._skew(response)
        except UnreachableError:
            attempt.stage, outcome = Stage.BEFORE, "unreachable"
            raise
        except ConfigurationError:
            attempt.stage, outcome = Stage.BEFORE, "not sent"
            raise
        except AnswerLostError:
            outcome = "answer lost"
            raise
        except AnswerRefusedError as error:
            status, outcome = error.status, "answer refused"
            raise
        except _NOT_SENT as error:
            # What a stand-in for the network raises; a pool of ours never does.
            attempt.stage, outcome = Stage.BEFORE, "unreachable"
            raise UnreachableError(
                f"{request.url.host} could not be reached: {error}.",
                next_step="Check the endpoint, the network and whether the platform is up.",
            ) from None
        except httpx.TransportError as error:
            outcome = "answer lost"
            raise AnswerLostError(str(error) or type(error).__name__) from None
        finally:
            self._write_down(
                Call(
                    at=at,
                    hook=current_hook.get() or "authenticate",
                    endpoint=self._redactor.text(
                        f"{request.method} {request.url.host}{request.url.path}"
                    ),
                    status=status,
                    outcome=outcome,
                    seconds=time.monotonic() - started,
                    attempt=attempt.number,
                    skew=skew,
                )
            )
        return response

    def _skew(self, response: Response) -> float | None:
        theirs = http_date(response.headers.get("date"))
        return None if theirs is None else (theirs - self._now()).total_seconds()

    def _learn(self, request: Request) -> None:
        """Mask what this request is signed with, whether or not its connector said so."""
        for name in ("authorization", "proxy-authorization"):
            # After a scheme such as Bearer; some platforms leave the scheme out.
            words = request.headers.get(name, "").split(maxsplit=1)
            if len(words) == 2 or (words and len(words[0]) >= SHORTEST_BARE):
                self._redactor.learn(words[-1])

    def _write_down(self, call: Call) -> None:
        try:
            self._journal.record(call)
        except Exception:
            # The answer of a write must not be lost because its line in the journal
            # was: a store that cannot be written says so at the caller's next step.
            logger.warning("A call could not be written down: %s", call.endpoint, exc_info=True)

    def _wait_turn(self, attempt: Attempt) -> None:
        if attempt.bucket is None:
            return
        bucket, limit = attempt.bucket
        wait = self._pacer.reserve(bucket, limit, attempt.cost, longest=max(0.0, remaining()))
        if wait is None:
            attempt.no_room = True
            raise RateLimitedError(
                f"The limit {limit.name!r} of {limit.per_second:g} a second leaves no room within"
                " the time this call may take.",
                next_step="Run it again later.",
            )
        if wait > 0:
            self._sleep(wait)

    def close(self) -> None:
        """Close what is underneath."""
        self._inner.close()
