"""A connector before a live account, which is read and never written to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import ModuleType
from typing import Any, NoReturn, cast

import attrs

from crossdock.connecting import secrets_of
from crossdock.connections import Connection
from crossdock.http.library import BaseTransport
from crossdock.testing.conformance.check import NotPlayedError
from crossdock.testing.conformance.level import Outcome
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.reads_only import READS, ReadsOnly
from crossdock.testing.conformance.subject import Shelf, Shop, Subject
from crossdock.testing.conformance.wire_tap import WireTap
from crossdock.testing.memory import MemoryJournal

Network = Callable[[BaseTransport], BaseTransport]
#: Returns the live connection, by way of what is put between it and its platform.
Opening = Callable[[Network], Connection[Any]]

#: Hooks that ask no platform.
OFFLINE = frozenset({"authenticate", "manifest", "settings"})
#: The checks that neither write nor play the platform's part: whatever they exchange for
#: something else is exchanged on this side of the wire.
READING = frozenset(
    {
        "CUR-04",
        "DOC-01",
        "DOC-02",
        "ERR-05",
        "PKG-01",
        "PKG-02",
        "PKG-03",
        "PKG-04",
        "PKG-05",
        "PROD-04",
        "PROD-05",
        "PROD-06",
        "PROD-08",
    }
)


@attrs.frozen(eq=False)
class Unplayed:
    """What stands where a sandbox would: a platform that is nobody's to play."""

    tap: WireTap
    now: Callable[[], datetime]

    def __getattr__(self, name: str) -> NoReturn:
        raise NotPlayedError(f"a live account is not ours to play ({name} of a sandbox)")


class LiveSubject(Subject):
    """A connector with a connection to a live account, which it may only read.

    Checks that write, or that play the platform's part, are not run. What would leave
    all the same is stopped by `ReadsOnly`, and its check was not run either.
    """

    def __init__(
        self, connector: ModuleType, *, name: str, opening: Opening, **given: Any
    ) -> None:
        super().__init__(connector, **given)
        self.target = f"the live account of the connection {name}, read only"
        self._opening = opening
        self._guards: list[ReadsOnly] = []

    def left_out(self, check: str) -> str:
        """Return why *check* is not made of a live account."""
        if check in READING:
            return ""
        return "A live account is only read: this check does more, or has no need of one."

    def judged(self, outcome: Outcome, reason: str) -> tuple[Outcome, str]:
        """Return how the check ended; not run if the guard had to stop it."""
        stopped = [sentence for guard in self._guards for sentence in guard.refused]
        if stopped and outcome in {Outcome.PASSED, Outcome.FAILED}:
            return Outcome.NOT_RUN, f"{stopped[0]}: the account is live, and only read."
        return outcome, reason

    def hook(self, name: str, **arguments: Any) -> Any:
        """Return what the hook *name* answers, if it only reads.

        Raises:

            NotPlayedError: it does more.
        """
        if name not in READS | OFFLINE:
            raise NotPlayedError(f"a live account is only read, and {name} does more than that")
        return super().hook(name, **arguments)

    def play(self, *_: Any, **__: Any) -> NoReturn:
        """Raise: a live platform is not ours to furnish."""
        raise NotPlayedError("a live account cannot be furnished for a check")

    def open(self, played: Played | None = None, **given: Any) -> Shop:
        """Return the live connection.

        Raises:

            NotPlayedError: another one is asked for than the operator's.
        """
        if played is not None or given:
            raise NotPlayedError("a live account is asked by its own connection only")
        guard, tap = ReadsOnly(), WireTap()
        self._guards.append(guard)
        connection = self._opening(lambda direct: tap.around(guard.around(direct)))
        self._closing.append(connection.http.close)
        for secret in secrets_of(connection.settings):
            self.recorder.redactor.learn(secret.reveal())
        self.recorder.redactor.learn_from(connection.http.redactor)
        unplayed = cast(Played, Unplayed(tap, connection.now))
        return Shop(connection, unplayed, MemoryJournal(), Shelf(), [])

    def workspace(self, *_: Any, **__: Any) -> NoReturn:
        """Raise: what a live account holds is not put into another database."""
        raise NotPlayedError("a live account is not pulled into a database for a check")
