"""The call that connectors make: deadline, signature, pace, judgement, repetition."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import attrs

from crossdock.errors import (
    CrossdockError,
    InputRefusedError,
    PluginRefusedError,
    RateLimitedError,
    RemoteError,
    RetryLaterError,
)
from crossdock.http.answer import Answer
from crossdock.http.answer import system_now as system_now
from crossdock.http.deadline import deadline, remaining
from crossdock.http.exchange import Exchange, Judge
from crossdock.http.journal import Pacer
from crossdock.http.judgement import judge_status as judge_status
from crossdock.http.library import Auth, BaseTransport, Client, Request
from crossdock.http.outages import Outages
from crossdock.http.outcome import Attempt, Stage
from crossdock.http.pool import FRESH
from crossdock.http.redaction import Redactor
from crossdock.http.retry import ATTEMPTS, Effect, RetryBudget, backoff, may_repeat
from crossdock.http.transport import EFFECT, MAIN, EdgeTransport
from crossdock.http.wording import printable
from crossdock.http.wording import quoted as quoted
from crossdock.manifest import RateLimit
from crossdock.pacing import standstill

#: The whole of one call, repetitions and waiting included.
CALL_SECONDS = 90.0

# Printable ASCII without the space, #, ? and the backslash.
_PATH = re.compile(r"/[!\"$->@-\[\]-~]*")
_CLIMBS = re.compile(r"(?i)/(\.|%2e){1,2}(?=/|\Z)")

Params = Mapping[str, str | int] | Sequence[tuple[str, str | int]]
_Scalar = str | int | float | bool | None


@attrs.frozen
class Ports:
    """The world outside, as arguments: a test hands in its own."""

    now: Callable[[], datetime] = system_now
    sleep: Callable[[float], None] = time.sleep
    uniform: Callable[[float, float], float] = random.uniform
    #: Puts something between us and the network.
    network: Callable[[BaseTransport], BaseTransport] = lambda direct: direct


class Http:
    """The way to one connection's platform. Threads may share it.

    Args:

        hosts: base URL by role, already checked: ``{"api": "https://..."}``.

        buckets: the manifest's limits by name, each with the key it is counted under.

        limits: the names of all the manifest's limits, lifted ones included.

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
        limits: frozenset[str] = frozenset(),
        agent: str = "crossdock",
    ) -> None:
        self.hosts = hosts
        self.redactor = redactor
        self._buckets = buckets
        self._limits = limits | frozenset(buckets)
        self._pacer = pacer
        self._ports = ports
        self._budget = RetryBudget()
        self._outages = Outages(ports.now)
        self._auth: Auth | None = None
        self._client = Client(
            transport=transport,
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            # A cookie kept from one call to the next is state that nobody asked for.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
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
        form: Mapping[str, str] | None = None,
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

            path: begins with a slash; everything in it is already percent-encoded,
                and the query is not in it.

            host: the role of the host, a key of the manifest's ``hosts``.

            json, form, files: the body, in one of the three shapes.

            effect: what the call does there, which decides whether it may be repeated.

            bucket: the manifest's limit it is counted by; *cost* units of it.

            judge: raises a `RemoteError` for an answer that is an error; without
                one, `judge_status` does. It never sees a redirect.

            seconds: for everything: waiting, sending, repeating.

        Raises:

            CredentialsRefusedError: the platform does not accept who we are.

            RequestRefusedError: it does not accept what we ask.

            RetryLaterError: certainly not applied, and still failing after three tries.

            RemoteTroubleError: a read failed three times.

            OutcomeUnknownError: a write was sent and its answer never understood.

            ConfigurationError: it was answered with a redirect, or cannot be sent.
        """
        request = self._request(method, path, host, params, (json, form, files), headers, effect)
        exchange = Exchange(
            client=self._client,
            request=request,
            auth=self._auth,
            endpoint=self.redactor.text(f"{method} {path}"),
            effect=effect,
            judge=judge or judge_status,
            attempt=Attempt(bucket=self._bucket(bucket), cost=cost),
            redact=self.redactor.text,
            now=self._ports.now,
        )
        with deadline(seconds):
            while True:
                try:
                    answer = exchange.attempt_once()
                except RemoteError as error:
                    failure = error
                except CrossdockError as error:
                    raise exchange.told(error) from None
                else:
                    self._budget.succeed()
                    self._outages.answered(request.url.host)
                    return answer
                if not self._prepare_repetition(failure, exchange):
                    silent = exchange.attempt.stage is not Stage.ANSWERED
                    self._outages.failed(request.url.host, failure, silent=silent)
                    raise exchange.told(failure) from None
                exchange.attempt.number += 1

    def _request(
        self,
        method: str,
        path: str,
        host: str,
        params: Params | None,
        body: tuple[Any, Mapping[str, str] | None, Mapping[str, tuple[str, bytes, str]] | None],
        headers: Mapping[str, str] | None,
        effect: Effect,
    ) -> Request:
        if host not in self.hosts:
            raise PluginRefusedError(
                f"The connector called a host {host!r}, which its manifest does not have.",
                next_step=f"It has: {', '.join(sorted(self.hosts))}.",
            )
        # An id from outside that slipped into the path must not turn it into another.
        if not _PATH.fullmatch(path) or _CLIMBS.search(path):
            shown = printable(path.partition("?")[0])
            raise PluginRefusedError(
                f"The connector called a path that is none: '{shown}'.",
                next_step="A path begins with a slash, is percent-encoded and holds no query.",
            )
        pairs = params.items() if isinstance(params, Mapping) else params or ()
        query: list[tuple[str, _Scalar]] = [(name, value) for name, value in pairs]
        json, form, files = body
        try:
            return self._client.build_request(
                method,
                self.hosts[host] + path,
                params=query or None,
                json=json,
                data=form,
                files=files,
                headers=dict(headers or {}),
                extensions={MAIN: True, EFFECT: effect, FRESH: effect is Effect.ONCE},
            )
        except UnicodeEncodeError:
            raise InputRefusedError(
                f"{method} {path} was not sent: it holds text that is not valid Unicode,"
                " or a header that is not ASCII.",
                next_step="Correct the value.",
            ) from None

    def _bucket(self, name: str) -> tuple[str, RateLimit] | None:
        if name and name not in self._limits:
            raise PluginRefusedError(
                f"The connector named a limit {name!r}, which its manifest does not have.",
                next_step=f"It has: {', '.join(sorted(self._limits)) or 'none'}.",
            )
        return self._buckets.get(name)

    def _prepare_repetition(self, failure: RemoteError, exchange: Exchange) -> bool:
        """Wait for the next try, if there may be one; return whether there may."""
        attempt = exchange.attempt
        if attempt.no_room:
            return False
        wait = backoff(attempt.number, self._ports.uniform)
        if isinstance(failure, RetryLaterError):
            wait += failure.retry_after or 0.0
            slower = isinstance(failure, RateLimitedError) or bool(failure.retry_after)
            if slower and attempt.bucket is not None:
                # Everyone who shares the bucket waits, not only this call.
                key, limit = attempt.bucket
                self._pacer.pause(key, standstill(failure.retry_after or wait, limit))
        if attempt.number >= ATTEMPTS or not may_repeat(failure, exchange.effect):
            return False
        if wait > remaining() or not self._budget.take():
            return False
        self._ports.sleep(wait)
        return True
