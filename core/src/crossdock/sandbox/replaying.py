"""A recording played as a platform: what was recorded is answered, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

import attrs

from crossdock.recordings.exchange import Exchange, Recording
from crossdock.recordings.matching import Asked, Deck, NotRecorded, asked
from crossdock.recordings.raw import decoded
from crossdock.recordings.scrubbing import GONE
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import PREFIX
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.wire import Answer, Receive, Scope, Send, drain, drop, page, send_answer

#: Says of an empty answer why it is empty.
LEFT_OUT = "x-crossdock-left-out"


@attrs.define(eq=False)
class Replay:
    """
    An ASGI app that answers out of a recording.

    Attributes:
        deck: Deals the exchanges out.

        clock: The time that answers carry, and that spans of time are seen from.

        tell: Told a sentence about each request that was never recorded.
    """

    recording: Recording
    deck: Deck
    clock: Clock
    tell: Callable[[str], None] = lambda _sentence: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = (await (await drain(receive))()).get("body", b"")
        path: str = scope["path"]
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            await send_answer(self._control(scope["method"], path.removeprefix(PREFIX)), send)
            return
        found = self.deck.answer(_asked(scope, body))
        if isinstance(found, NotRecorded):
            self.tell(found.why)
            await send_answer(_said(501, {"error": found.why, "request": found.endpoint}), send)
        elif found.status is None:
            await drop(scope)
        else:
            await send_answer(self._again(found), send)

    def _again(self, one: Exchange) -> Answer:
        headers = {name: text for name, text in one.answer_headers.items() if text != GONE}
        headers["date"] = format_datetime(self.clock.now(), usegmt=True)
        if one.left_out:
            headers[LEFT_OUT] = one.left_out
        pairs = tuple(
            (n.encode("latin-1"), v.encode("latin-1", "replace")) for n, v in headers.items()
        )
        content = one.answer.encode("utf-8", "surrogatepass")
        return Answer(one.status or 0, pairs, b"").replace(content)

    def _control(self, method: str, door: str) -> Answer:
        if (method, door) == ("POST", "/reset"):
            self.deck.begin_again()
        elif (method, door) not in {("GET", ""), ("GET", "/")}:
            why = f"a recording plays what was recorded, and has no {method} {PREFIX}{door}"
            return _said(404, {"error": why})
        return _said(200, self.summary())

    def summary(self) -> dict[str, Any]:
        """Return what was recorded, what was asked for, and what was asked for in vain."""
        head = self.recording.head
        return {
            "sandbox": "replay",
            "connector": head.connector,
            "dialect": head.dialect,
            "dialect_date": head.dialect_date,
            "began": head.began.isoformat(),
            "recorded": len(self.recording.exchanges),
            "asked": len(self.deck.dealt),
            "left": [one.endpoint for one in self.deck.left()],
            "refused": [attrs.asdict(one) for one in self.deck.refused],
            "switches": {},
        }


def replay(
    recording: Recording,
    *,
    repeats: bool = False,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Replay:
    """Return *recording* as an app; see `Deck` for *repeats*."""
    clock = Clock()
    return Replay(recording, Deck(recording.exchanges, clock.now, repeats), clock, tell)


def as_sandbox(app: Replay) -> Callable[[SandboxOptions], Sandbox]:
    """Return what builds the sandbox that *app* is; it has no options."""
    return lambda _options: Sandbox(app=app, settings=app.recording.head.settings)


def _asked(scope: Scope, body: bytes) -> Asked:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    headers = {name.decode("latin-1").lower(): value for name, value in scope["headers"]}
    return asked(
        scope["method"],
        raw.decode("latin-1").partition("?")[0],
        decoded(scope["query_string"].decode("latin-1")),
        body,
        headers.get("content-type", b"").decode("latin-1").lower(),
    )


def _said(status: int, fields: dict[str, Any]) -> Answer:
    return page(status, json.dumps(fields).encode(), "application/json")
