"""Stand-ins that keep in memory what a workspace keeps in its database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from crossdock.connections import Token
from crossdock.http.journal import Call
from crossdock.manifest import RateLimit
from crossdock.pacing import reserve


@attrs.define
class MemoryShelf:
    """A token shelf for one process."""

    tokens: dict[str, Token] = attrs.field(factory=dict)
    _lock: threading.RLock = attrs.field(factory=threading.RLock)

    def read(self, key: str) -> Token | None:
        """Return the token kept under *key*."""
        return self.tokens.get(key)

    def write(self, key: str, token: Token) -> None:
        """Keep *token* under *key*."""
        self.tokens[key] = token

    def drop(self, key: str, token: Token) -> None:
        """Forget *token* if it is still the one under *key*."""
        if self.tokens.get(key) == token:
            del self.tokens[key]

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold every key of this shelf."""
        with self._lock:
            yield


@attrs.define
class MemoryPacer:
    """Buckets for one process, by its own clock."""

    arrivals: dict[str, float] = attrs.field(factory=dict)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def reserve(self, bucket: str, limit: RateLimit, cost: int, longest: float) -> float | None:
        """Return the seconds to wait for *cost* units of *bucket*."""
        with self._lock:
            place = reserve(self.arrivals.get(bucket), time.time(), limit, cost)
            if place.wait > longest:
                return None
            self.arrivals[bucket] = place.arrival
            return place.wait

    def pause(self, bucket: str, seconds: float) -> None:
        """Let nobody through *bucket* for *seconds*."""
        with self._lock:
            self.arrivals[bucket] = max(self.arrivals.get(bucket, 0.0), time.time() + seconds)


@attrs.define
class MemoryJournal:
    """Every call, in order."""

    calls: list[Call] = attrs.field(factory=list)

    def record(self, call: Call) -> None:
        """Keep *call*."""
        self.calls.append(call)
