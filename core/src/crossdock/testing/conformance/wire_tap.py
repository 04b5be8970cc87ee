"""A tap on the client's side of the wire, for a platform that is nobody's to play."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs

from crossdock.http.library import BaseTransport, Request, Response
from crossdock.sandbox.wire import Answer
from crossdock.testing.conformance.tap import Exchange, Exchanging

_NOT_YET = Answer(0, (), b"")


@attrs.define
class WireTap:
    """Writes down what passes, and changes answers on their way back when told to.

    Nothing of this reaches the platform: a request that is answered in its place never
    leaves, and an answer is changed on this side.
    """

    exchanges: list[Exchange] = attrs.field(factory=list)
    _instead: Exchanging | None = None
    _after: Exchanging | None = None
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def around(self, network: BaseTransport) -> BaseTransport:
        """Return *network* with this tap on it."""
        return _Tapped(network, self)

    def passed(self, request: Request, send: Callable[[], Answer]) -> Answer:
        """Return what the client is to see of the answer to *request*."""
        asked = _asked(request)
        own = self._instead(asked) if self._instead is not None else None
        made = attrs.evolve(asked, answer=own or send())
        changed = self._after(made) if self._after is not None else None
        answer = changed or made.answer
        with self._lock:
            self.exchanges.append(attrs.evolve(made, answer=answer))
        return answer

    @contextmanager
    def instead(self, exchanging: Exchanging) -> Iterator[None]:
        """Let *exchanging* answer in the platform's place for as long as the context lasts."""
        self._instead = exchanging
        try:
            yield
        finally:
            self._instead = None

    @contextmanager
    def after(self, exchanging: Exchanging) -> Iterator[None]:
        """Let *exchanging* change the platform's answers for as long as the context lasts."""
        self._after = exchanging
        try:
            yield
        finally:
            self._after = None

    def mark(self) -> int:
        """Return how many requests there were up to now."""
        return len(self.exchanges)

    def since(self, mark: int) -> list[Exchange]:
        """Return the requests since *mark*."""
        return self.exchanges[mark:]


class _Tapped(BaseTransport):
    def __init__(self, network: BaseTransport, tap: WireTap) -> None:
        self._network = network
        self._tap = tap

    def handle_request(self, request: Request) -> Response:
        """Return the answer to *request*, as the tap leaves it."""

        def send() -> Answer:
            response = self._network.handle_request(request)
            return Answer(response.status_code, tuple(response.headers.raw), response.read())

        answer = self._tap.passed(request, send)
        headers = [pair for pair in answer.headers if pair[0].lower() != b"content-length"]
        return Response(answer.status, headers=headers, content=answer.body, request=request)

    def close(self) -> None:
        """Close what is underneath."""
        self._network.close()


def _asked(request: Request) -> Exchange:
    return Exchange(
        method=request.method,
        path=request.url.raw_path.decode("latin-1").partition("?")[0],
        query=request.url.query.decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.read(),
        answer=_NOT_YET,
    )
