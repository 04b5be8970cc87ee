"""One request over the wire: paced, bounded, and written down."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime

import attrs

from crossdock.errors import RateLimitedError, UnreachableError
from crossdock.http import body
from crossdock.http.deadline import CheckedNetwork, remaining
from crossdock.http.endpoints import EndpointRules, Resolve
from crossdock.http.journal import Call, Journal, Pacer
from crossdock.http.library import BaseTransport, Request, Response, httpcore
from crossdock.manifest import RateLimit
from crossdock.runs import current_hook

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 20.0
KEEP_ALIVE = 2.0

_NOT_SENT = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.UnsupportedProtocol,
)
_LOST = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
)


class AnswerLostError(Exception):
    """The request was sent, wholly or in part, and no whole answer came back."""


@attrs.define
class Attempt:
    """The attempt under way in this thread: what the transport must know of it.

    Args:

        number: 1 for the first.

        bucket: the bucket that the main request is counted by, with its key.

        cost: units it counts.

        main: the request itself, as opposed to one for its token.

        sent: set once the main request has been handed to the network.
    """

    number: int = 1
    bucket: tuple[str, RateLimit] | None = None
    cost: int = 1
    main: Request | None = None
    sent: bool = False


current_attempt: ContextVar[Attempt] = ContextVar("current_attempt")


def open_pool(rules: EndpointRules, resolve: Resolve) -> httpcore.ConnectionPool:
    """Return a pool that connects only where *rules* allow, with certificates verified."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return httpcore.ConnectionPool(
        ssl_context=context,
        max_connections=16,
        keepalive_expiry=KEEP_ALIVE,
        network_backend=CheckedNetwork(rules, resolve),
    )


class PoolTransport(BaseTransport):
    """Sends through a pool, and reads every answer to its end under the caps."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: Request) -> Response:
        """Return the whole answer to *request*."""
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions={
                "timeout": {
                    "connect": CONNECT_TIMEOUT,
                    "read": READ_TIMEOUT,
                    "write": READ_TIMEOUT,
                    "pool": CONNECT_TIMEOUT,
                }
            },
        )
        try:
            answer = self._pool.handle_request(sent)
            try:
                headers = [(k.lower(), v) for k, v in answer.headers]
                encoding = b",".join(v for k, v in headers if k == b"content-encoding")
                content = body.read(answer.iter_stream(), encoding.decode("latin-1"))
            finally:
                answer.close()
        except _NOT_SENT as error:
            raise UnreachableError(
                f"{request.url.host} could not be reached ({error or type(error).__name__}).",
                next_step="Check the endpoint, the network and whether the platform is up.",
            ) from None
        except _LOST as error:
            raise AnswerLostError(_lost_sentence(error)) from None
        except body.BodyRefusedError as error:
            raise AnswerLostError(str(error)) from None
        plain = [(k, v) for k, v in headers if k not in {b"content-encoding", b"content-length"}]
        return Response(answer.status, headers=plain, content=content, request=request)

    def close(self) -> None:
        """Close every socket."""
        self._pool.close()


class EdgeTransport(BaseTransport):
    """What every request passes, the ones for tokens too: pace, send, write down."""

    def __init__(
        self,
        inner: BaseTransport,
        *,
        pacer: Pacer,
        journal: Journal,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._inner = inner
        self._pacer = pacer
        self._journal = journal
        self._now = now
        self._sleep = sleep

    def handle_request(self, request: Request) -> Response:
        """Return the answer to *request*, once the pace allows to send it."""
        attempt = current_attempt.get()
        is_main = request.extensions.get("crossdock") == "main"
        if is_main and attempt.bucket is not None:
            self._wait_turn(attempt)
        attempt.sent = attempt.sent or is_main
        started, at = time.monotonic(), self._now()
        status, outcome = None, "answered"
        try:
            response = self._inner.handle_request(request)
            status = response.status_code
        except UnreachableError:
            attempt.sent = attempt.sent and not is_main
            outcome = "unreachable"
            raise
        except AnswerLostError:
            outcome = "answer lost"
            raise
        except Exception:
            outcome = "failed"
            raise
        finally:
            self._journal.record(
                Call(
                    at=at,
                    hook=current_hook.get() or "authenticate",
                    endpoint=f"{request.method} {request.url.host}{request.url.path}",
                    status=status,
                    outcome=outcome,
                    seconds=time.monotonic() - started,
                    attempt=attempt.number,
                )
            )
        return response

    def _wait_turn(self, attempt: Attempt) -> None:
        assert attempt.bucket is not None  # noqa: S101 - narrows for the type checker
        bucket, limit = attempt.bucket
        wait = self._pacer.reserve(bucket, limit, attempt.cost, longest=remaining())
        if wait is None:
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


def _lost_sentence(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "no whole answer came in time"
    return f"the connection broke ({error or type(error).__name__})"
