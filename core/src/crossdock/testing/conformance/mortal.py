"""A process that may die at any moment: before each request it sends, and each commit."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from crossdock.http.library import BaseTransport, Request, Response
from crossdock.runs import current_hook

#: What a commit is called among the moments of a process.
COMMIT = "a commit"
#: How the store asks to wait for the disk.
SYNCED = "PRAGMA synchronous=FULL"
#: Stands before the hook that a request is made in.
IN = " in "


class KilledError(BaseException):
    """The process is killed here: nothing of it goes on, and it cleans nothing up."""


@attrs.define(eq=False)
class Fate:
    """When a process dies.

    What outlives a process changes with a request or a commit, and with nothing else: who
    may die before each of them may die at any moment. A request that was answered is
    followed by the commit that writes it down, so that its answer is lost there.

    Args:

        moment: the request or commit before which it dies, 0 for the first; None for never.

        passed: those it has come through, in words.

        dead: it has died, and nothing of it may leave a trace any more.
    """

    moment: int | None = None
    passed: list[str] = attrs.field(factory=list)
    dead: bool = False
    _opened: list[sqlite3.Connection | BaseTransport] = attrs.field(factory=list)

    def meet(self, what: str) -> None:
        """Come to a request or commit.

        Raises:

            KilledError: this is the one.
        """
        self.live()
        if self.moment == len(self.passed):
            self.dead = True
            raise KilledError(what)
        self.passed.append(what)

    def live(self) -> None:
        """Raise `KilledError` if the process is dead."""
        if self.dead:
            raise KilledError("it is dead")

    def connect(self, *given: Any, **named: Any) -> sqlite3.Connection:
        """Open a database for the process, as `sqlite3.connect` does."""
        self.live()
        conn = sqlite3.connect(*given, factory=_Mortal, **named)
        conn.fate = self
        self._opened.append(conn)
        return conn

    def between(self, network: BaseTransport) -> BaseTransport:
        """Return the process's way to the *network*."""
        self._opened.append(network)
        return _Way(network, self)

    def bury(self) -> None:
        """Close what the operating system closes for a process that is gone."""
        for one in self._opened:
            one.close()


@contextmanager
def unsaid() -> Iterator[None]:
    """Keep Python from reporting that the generators of the dead could not clean up."""
    before = sys.unraisablehook
    sys.unraisablehook = lambda told: None if told.exc_type is KilledError else before(told)
    try:
        yield
    finally:
        sys.unraisablehook = before


class _Mortal(sqlite3.Connection):
    """A database connection that takes part in the fate of its process."""

    fate: Fate

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement; the process may die before it commits."""
        self.fate.live()
        if sql == SYNCED:
            # What a process has written outlives it, whether or not it is on the disk.
            sql = "PRAGMA synchronous=OFF"
        if sql == "COMMIT":
            try:
                self.fate.meet(COMMIT)
            except KilledError:
                self.rollback()
                raise
        return super().execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement for many rows."""
        self.fate.live()
        return super().executemany(sql, *values)


@attrs.frozen(eq=False)
class _Way(BaseTransport):
    """A way to the network that ends with its process."""

    network: BaseTransport
    fate: Fate

    def handle_request(self, request: Request) -> Response:
        """Send *request*, if the process lives to do so."""
        self.fate.meet(f"{request.method} {request.url.path}{IN}{current_hook.get()}")
        return self.network.handle_request(request)

    def close(self) -> None:
        """Close every socket."""
        self.network.close()
