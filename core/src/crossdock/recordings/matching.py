"""Which recorded exchange answers a request: the same call, asked for the same, in its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import attrs

from crossdock.recordings.exchange import Exchange
from crossdock.recordings.json_text import in_order, write
from crossdock.recordings.moments import moment_of
from crossdock.recordings.names import is_volatile, tells_time
from crossdock.recordings.raw import Body, Pairs, read_body
from crossdock.recordings.walking import Leaf, Place, Walk

#: Stands for whatever was taken out of the recording.
ANYTHING = "*"
A_MOMENT = "(a moment)"

#: Of the same span, asked for at another time: its moments are as far from the present.
NEAR = timedelta(hours=12)


@attrs.frozen
class Asked:
    """A request, as far as it says what is asked for.

    Args:

        parameters: names and values in the order of the names; nothing of what differs
            each time, of what is secret, or tells of a person.

        timeless: the same, with every moment of a span left open.

        moments: those, in the order of their names.
    """

    method: str
    path: str
    parameters: Pairs
    timeless: Pairs
    moments: tuple[tuple[str, datetime], ...]

    @property
    def endpoint(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"


def asked(method: str, path: str, query: Pairs, content: bytes, kind: str) -> Asked:
    """Return what a request asks for.

    Args:

        kind: the content type of the body.
    """
    body = read_body(content, kind)
    moments: list[tuple[str, datetime]] = []

    def timeless(leaf: Leaf, place: Place) -> Leaf:
        found = _settled(leaf, place)
        moment = moment_of(str(found)) if tells_time(place.name) else None
        if moment is None:
            return found
        moments.append((place.name, moment))
        return A_MOMENT

    exact = _parameters(query, body, _settled)
    loose = _parameters(query, body, timeless)
    return Asked(method, path, exact, loose, tuple(sorted(moments, key=lambda pair: pair[0])))


def _of(exchange: Exchange) -> Asked:
    kind = exchange.headers.get("content-type", "")
    content = exchange.body.encode("utf-8", "surrogatepass")
    return asked(exchange.method, exchange.path, exchange.query, content, kind)


def _parameters(query: Pairs, body: Body, leaf: Any) -> Pairs:
    walk = Walk(leaf, written=lambda value: write(in_order(value)), passes=is_volatile)
    found = [*walk.pairs(query), *walk.pairs(body.form or ())]
    if body.json is not None:
        found.append(("", write(in_order(walk.value(body.json, Place())))))
    return tuple(sorted(found))


def _settled(leaf: Leaf, place: Place) -> Leaf:
    # A number may be written as text in one place and as a number in another.
    return ANYTHING if place.must_go else leaf if isinstance(leaf, str) else leaf.text


def _is_near(mine: Asked, now: datetime, recorded: Asked, at: datetime) -> bool:
    """Return whether the moments of two requests lie alike, each from its own present."""
    pairs = zip(mine.moments, recorded.moments, strict=False)
    return all(abs((one - now) - (other - at)) <= NEAR for (_, one), (_, other) in pairs)


@attrs.frozen
class NotRecorded:
    """A request that no exchange answers.

    Args:

        why: a sentence.
    """

    endpoint: str
    why: str


@attrs.define
class Deck:
    """The exchanges of a recording, dealt out to whoever asks for the same.

    A request is answered by the first exchange that was not dealt yet and asked for
    exactly the same; else by the first that asked the same about a span that lay alike
    at its time, since a replay runs at another one than its recording.

    Args:

        now: the time that requests are made at.

        repeats: begin again with the first, once all that ask the same were dealt.
    """

    exchanges: tuple[Exchange, ...]
    now: Callable[[], datetime]
    repeats: bool = False
    dealt: set[int] = attrs.field(factory=set)
    refused: list[NotRecorded] = attrs.field(factory=list)
    _asked: tuple[Asked, ...] = attrs.field(init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._asked = tuple(_of(one) for one in self.exchanges)

    def answer(self, request: Asked) -> Exchange | NotRecorded:
        """Return what was recorded for *request*, or why there is nothing."""
        with self._lock:
            number = self._next(request)
            if number is not None:
                self.dealt.add(number)
                return self.exchanges[number]
            missing = NotRecorded(request.endpoint, self._why(request))
            self.refused.append(missing)
            return missing

    def left(self) -> list[Exchange]:
        """Return the exchanges that nobody asked for."""
        return [one for number, one in enumerate(self.exchanges) if number not in self.dealt]

    def begin_again(self) -> None:
        """Deal from the first exchange on."""
        with self._lock:
            self.dealt.clear()
            self.refused.clear()

    def _next(self, request: Asked) -> int | None:
        same = self._like(request, exactly=True)
        alike = self._like(request, exactly=False)
        for numbers in (same, alike):
            for number in numbers:
                if number not in self.dealt:
                    return number
        numbers = same or alike
        if not self.repeats or not numbers:
            return None
        self.dealt.difference_update(numbers)
        return numbers[0]

    def _like(self, request: Asked, *, exactly: bool) -> list[int]:
        now = self.now()

        def is_like(one: Asked, at: datetime) -> bool:
            if (one.method, one.path) != (request.method, request.path):
                return False
            if exactly:
                return one.parameters == request.parameters
            return one.timeless == request.timeless and _is_near(request, now, one, at)

        recorded = zip(self._asked, self.exchanges, strict=True)
        return [number for number, (one, ex) in enumerate(recorded) if is_like(one, ex.at)]

    def _why(self, request: Asked) -> str:
        times = len(self._like(request, exactly=False))
        if times:
            often = "once" if times == 1 else f"{times} times"
            return f"{request.endpoint} was recorded {often}, and was asked once more."
        near = [one for one in self._asked if one.endpoint == request.endpoint]
        if not near:
            return f"{request.endpoint} was never recorded."
        differing = sorted(_differing(request, near))
        return (
            f"{request.endpoint} was recorded, but never with these parameters; the nearest"
            f" differs in {', '.join(differing)}."
        )


def _differing(request: Asked, near: Iterable[Asked]) -> set[str]:
    """Return the names of the parameters that keep *request* from the nearest of *near*."""
    mine = set(request.timeless)
    nearest = min((mine ^ set(one.timeless) for one in near), key=len)
    return {name or "the body" for name, _ in nearest} or {name for name, _ in request.moments}
