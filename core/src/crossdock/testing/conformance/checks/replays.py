"""OBS-03: given again what the platform said, a connector decides again what it decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crossdock.http import MockTransport, Request, Response
from crossdock.testing.conformance.check import broken, check, equal
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import Exchange


@check(
    "OBS-03",
    Level.SILVER,
    "What it was asked and told decides what it says: the same from a record, byte by byte.",
)
def replayed(subject: Subject) -> None:
    """Call everything at a sandbox whose clock stands, then again with the record of it."""
    played = subject.play()
    played.freeze()
    shop = subject.open(played)
    asked = drives.calls(subject, shop)
    mark = played.tap.mark()
    before = _told(subject, shop, asked)
    record = _Record(played.tap.since(mark))
    again = subject.open(played, inner=MockTransport(record.answer))
    mark = played.tap.mark()
    after = _told(subject, again, asked)
    for hook in asked:
        equal(before[hook], after[hook], f"What {hook} says, replayed")
    equal([], played.tap.since(mark), "What is asked of the platform by a replay")


def _told(subject: Subject, shop: Shop, asked: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return what each call came to, as text."""
    told: dict[str, str] = {}
    for hook, given in asked.items():
        try:
            told[hook] = repr(subject.hook(hook, connection=shop.connection, **given))
        except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
            told[hook] = f"{type(error).__name__}: {error}"
    return told


class _Record:
    """Recorded exchanges, each given once: to the same request, or to the next of its endpoint."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._left = list(exchanges)

    def answer(self, request: Request) -> Response:
        """Return what was answered to *request*."""
        target = request.url.raw_path.decode("latin-1")
        path, _, query = target.partition("?")
        body = request.read()
        mine = [one for one in self._left if (one.method, one.path) == (request.method, path)]
        same = [one for one in mine if (one.query, one.body) == (query, body)]
        for one in (same or mine)[:1]:
            self._left.remove(one)
            answer = one.answer
            headers = [(name, value) for name, value in answer.headers if name != b"connection"]
            return Response(answer.status, headers=headers, content=answer.body)
        return broken(f"Replayed, it asks for {request.method} {path}, and did not before.")
