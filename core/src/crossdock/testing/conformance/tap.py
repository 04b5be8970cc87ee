"""A tap on the sandbox: every request as it arrived, and answers exchanged on the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import attrs

from crossdock.sandbox.control import PREFIX
from crossdock.sandbox.wire import (
    NAMED,
    Answer,
    App,
    Message,
    Receive,
    Scope,
    Send,
    collect,
    drain,
    send_answer,
)

#: More requests than any check has a use for: past it, the tap answers 503.
MOST_REQUESTS = 3000


@attrs.frozen
class Exchange:
    """One request as the sandbox saw it, and what was answered.

    Args:

        named: the path that the sandbox knows it by; empty where it was not asked.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    answer: Answer
    named: str = ""

    @property
    def endpoint(self) -> str:
        """Method and path, and the method's name where everything has one address."""
        return f"{self.method} {self.path}{self._named}"

    @property
    def _named(self) -> str:
        name = self.fields.get("method", "")
        return f"#{name}" if name else ""

    @property
    def fields(self) -> dict[str, str]:
        """The parameters of the query and of a form."""
        kind = self.headers.get("content-type", "")
        form = self.body.decode("utf-8", "replace") if "form-urlencoded" in kind else ""
        return dict(parse_qsl(self.query) + parse_qsl(form))

    @property
    def everything(self) -> str:
        """All that the request said, as text."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.endpoint}?{self.query}\n{headers}\n{self.body.decode('utf-8', 'replace')}"


#: Returns another answer than the sandbox's; None to leave it.
Exchanging = Callable[[Exchange], Answer | None]


@attrs.define
class Tap:
    """An ASGI app around a sandbox's that writes down what passes, and meddles when told to.

    Args:

        endpoints: what the sandbox says that it models.
    """

    app: App
    endpoints: tuple[str, ...] = ()
    exchanges: list[Exchange] = attrs.field(factory=list)
    _instead: Exchanging | None = None
    _after: Exchanging | None = None
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass; the control plane is not looked at."""
        if scope["type"] != "http" or scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        body = (await (await drain(receive))()).get("body", b"")
        asked = _asked(scope, body)
        own = self._instead(asked) if self._instead is not None else None
        if len(self.exchanges) >= MOST_REQUESTS:
            own = Answer(503, ((b"content-length", b"0"),), b"")
        answer = own or await _collected(self.app, scope, body)
        # A dialect with one address for everything has named the call by now.
        named = "" if own else scope.get(NAMED, scope["path"])
        made = attrs.evolve(asked, answer=answer, named=named)
        if self._after is not None:
            answer = self._after(made) or answer
        with self._lock:
            self.exchanges.append(attrs.evolve(made, answer=answer))
        await send_answer(answer, send)

    @contextmanager
    def instead(self, exchanging: Exchanging) -> Iterator[None]:
        """Let *exchanging* answer in the sandbox's place for as long as the context lasts."""
        self._instead = exchanging
        try:
            yield
        finally:
            self._instead = None

    @contextmanager
    def after(self, exchanging: Exchanging) -> Iterator[None]:
        """Let *exchanging* change the sandbox's answers for as long as the context lasts."""
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


async def _collected(app: App, scope: Scope, body: bytes) -> Answer:
    """Return the sandbox's whole answer; one of its faults may have ended the connection."""

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return await collect(app, scope, again)


def _asked(scope: Scope, body: bytes) -> Exchange:
    headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in scope["headers"]}
    raw = scope.get("raw_path") or scope["path"].encode()
    return Exchange(
        method=scope["method"],
        path=raw.decode("latin-1").partition("?")[0],
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=headers,
        body=body,
        answer=Answer(0, (), b""),
    )


def saying(status: int, body: bytes, kind: str = "application/json", **headers: str) -> Answer:
    """Return an answer made from nothing."""
    return Answer(status, (), b"").replace(body, content_type=kind, **headers)


def rewritten(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    """Return *answer* with its JSON as *change* leaves it; anything but JSON stays."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return answer
    return answer.replace(json.dumps(change(found)).encode())
