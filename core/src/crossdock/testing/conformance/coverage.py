"""Which of the endpoints that a sandbox models a connector called, and which nobody models."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import ModuleType, TracebackType
from typing import Any

import attrs

from crossdock.sandbox.meter import endpoint_of
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange

_NAMED = re.compile(r"\{\w+\}")


@attrs.frozen
class Coverage:
    """What a connector called of a sandbox.

    Args:

        called: how often it called each endpoint, in the order of the sandbox.

        unmodelled: how often it called what the sandbox has no endpoint for.
    """

    called: Mapping[str, int]
    unmodelled: Mapping[str, int]

    @property
    def never(self) -> tuple[str, ...]:
        """The endpoints that it never called."""
        return tuple(name for name, count in self.called.items() if not count)


@attrs.define
class CallLog:
    """Counts calls by endpoint, over all sandboxes of a run."""

    endpoints: tuple[str, ...] = ()
    called: Counter[str] = attrs.field(factory=Counter)
    unmodelled: Counter[str] = attrs.field(factory=Counter)

    def add(self, endpoints: tuple[str, ...], exchanges: Iterable[Exchange]) -> None:
        """Count the *exchanges* that a sandbox with these *endpoints* answered itself."""
        self.endpoints = endpoints or self.endpoints
        for one in exchanges:
            if not one.named:
                continue
            name = endpoint_for(one, endpoints)
            if name:
                self.called[name] += 1
            else:
                self.unmodelled[endpoint_of(one.method, one.named)] += 1

    def coverage(self) -> Coverage:
        """Return what was counted."""
        counts = {name: self.called[name] for name in self.endpoints}
        return Coverage(counts, dict(sorted(self.unmodelled.items())))


def endpoint_for(one: Exchange, endpoints: tuple[str, ...]) -> str:
    """Return which of *endpoints* a request was for; empty if none.

    Of several, the one with the fewest names left open: ``/orders/all`` before
    ``/orders/{id}``.
    """
    asked = {f"{one.method} {path}" for path in (one.named, one.path)}
    fitting = [name for name in endpoints if any(_pattern(name).fullmatch(line) for line in asked)]
    return min(fitting, key=lambda name: name.count("{"), default="")


@lru_cache(maxsize=1024)
def _pattern(endpoint: str) -> re.Pattern[str]:
    method, _, path = endpoint.partition(" ")
    spoken = r"[A-Z]+" if method == "*" else re.escape(method)
    return re.compile(f"{spoken} {'[^/]*'.join(map(re.escape, _NAMED.split(path)))}")


class CountedSubject(Subject):
    """A connector before its sandbox, whose calls are counted.

    Args:

        log: counts them.
    """

    def __init__(self, connector: ModuleType, *, log: CallLog, **given: Any) -> None:
        super().__init__(connector, **given)
        self._log = log

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, traceback)
        for played in self._playing:
            self._log.add(played.tap.endpoints, played.tap.exchanges)
