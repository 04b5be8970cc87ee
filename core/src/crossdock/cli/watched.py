"""A workspace in which somebody stands between one connection and its platform."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.connections import Token, TokenShelf
from crossdock.workspace import Live, Workspace

if TYPE_CHECKING:
    from crossdock.http.library import BaseTransport
    from crossdock.store import StoredConnection

    Network = Callable[[BaseTransport], BaseTransport]


class WatchedWorkspace(Workspace):
    """A workspace whose connection *watched* goes by way of *between*.

    Args:

        fresh_token: that connection asks for a token anew; the one it gets is kept.

        opened: given every use of it that was opened, with what it was opened from.

        given: as `Workspace` takes it.
    """

    def __init__(
        self,
        *places: Any,
        watched: str,
        between: Network,
        opened: list[tuple[StoredConnection, Live]],
        fresh_token: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(*places, **given)
        self._watched = watched
        self._between = between
        self._fresh_token = fresh_token
        self._told = opened
        self._one_at_a_time = threading.RLock()

    def open(self, kept: StoredConnection) -> Live:
        """Return *kept* as a live connection, watched if it is the one."""
        with self._one_at_a_time:
            if kept.name != self._watched:
                return super().open(kept)
            plain = self.ports
            self.ports = attrs.evolve(
                plain, network=lambda direct: self._between(plain.network(direct))
            )
            try:
                live = super().open(kept)
            finally:
                self.ports = plain
            if self._fresh_token:
                live = self._asking_anew(live)
            self._told.append((kept, live))
            return live

    def _asking_anew(self, live: Live) -> Live:
        connection = attrs.evolve(live.connection, tokens=_Bare(live.connection.tokens))
        connection.http.sign_with(live.hooks.authenticate(connection=connection))
        return attrs.evolve(live, connection=connection)


@attrs.define
class _Bare:
    """A shelf that shows only what was put on it since; what is put there, stays there."""

    kept: TokenShelf
    written: set[str] = attrs.field(factory=set)

    def read(self, key: str) -> Token | None:
        """Return the token under *key*, if it was written since."""
        return self.kept.read(key) if key in self.written else None

    def write(self, key: str, token: Token) -> None:
        """Keep *token*."""
        self.kept.write(key, token)
        self.written.add(key)

    def drop(self, key: str, token: Token) -> None:
        """Forget *token*."""
        self.kept.drop(key, token)

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold *key*."""
        return self.kept.lease(key)
