"""A process that is held in the middle of a request, until somebody lets it go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import attrs

from crossdock.http.library import BaseTransport, Request, Response
from crossdock.testing.conformance.mortal import Fate

#: Seconds after which nobody can be waited for any more.
PATIENCE = 90.0


@attrs.define(eq=False)
class Held(Fate):
    """A process that stands still before the first request that *at* is true of.

    Args:

        reached: it stands there.

        free: it may go on.
    """

    at: Callable[[Request], bool] = lambda _request: True
    reached: threading.Event = attrs.field(factory=threading.Event)
    free: threading.Event = attrs.field(factory=threading.Event)

    def between(self, network: BaseTransport) -> BaseTransport:
        """Return the process's way to the *network*."""
        return _Gate(Fate.between(self, network), self)


@attrs.frozen(eq=False)
class _Gate(BaseTransport):
    network: BaseTransport
    held: Held

    def handle_request(self, request: Request) -> Response:
        """Send *request*, once it may pass."""
        if not self.held.reached.is_set() and self.held.at(request):
            self.held.reached.set()
            self.held.free.wait(PATIENCE)
        return self.network.handle_request(request)

    def close(self) -> None:
        """Close every socket."""
        self.network.close()


@attrs.define(eq=False)
class Run:
    """Something that is done in a thread of its own.

    Args:

        answer: what came of it, or ``error`` what it ended with.
    """

    do: Callable[[], Any]
    answer: Any = None
    error: BaseException | None = None
    _thread: threading.Thread = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        try:
            self.answer = self.do()
        except BaseException as error:  # noqa: BLE001 - looked at by who began it
            self.error = error

    def ended(self, patience: float = PATIENCE) -> bool:
        """Return whether it ends within so many seconds."""
        self._thread.join(patience)
        return not self._thread.is_alive()
