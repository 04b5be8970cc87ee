"""A connector before recorded exchanges: what a platform really answered, once."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import attrs

from crossdock.connections import Token
from crossdock.recordings import Recording
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.replaying import Replay, as_sandbox, replay
from crossdock.secret import Secret
from crossdock.testing.conformance.check import NotPlayedError
from crossdock.testing.conformance.level import Outcome
from crossdock.testing.conformance.played import Played, play
from crossdock.testing.conformance.subject import LISTINGS, Shelf, Shop, Subject

#: What a recording could not fail, or has nothing to do with, by the beginning of its id.
LEFT_OUT = {
    "AUTH-": "A recording answers whoever asks: that it does says nothing.",
    "SEC-03": "A recording answers whatever is signed: that it does says nothing.",
    "PERF-": "A recording says nothing of speed.",
    **dict.fromkeys(("PKG-06", "PKG-07", "PKG-09", "PKG-10"), "This check looks at no platform."),
}


@attrs.define
class Stocked(Shelf):
    """A shelf with a token for everybody, for a recording that tells nothing of tokens."""

    def read(self, key: str) -> Token | None:
        """Return the token kept under *key*, or one that no replay looks at."""
        return Shelf.read(self, key) or Token(Secret("recorded-without-its-token"))


class RecordedSubject(Subject):
    """A connector whose platform answers out of a recording, over HTTP as any other.

    A check that asks for what was never recorded, or that plays the platform's part,
    was not run, however it ended.

    Args:

        recording: answers each request; from the beginning once it was answered.
    """

    def __init__(self, connector: ModuleType, *, recording: Recording, **given: Any) -> None:
        super().__init__(connector, **given)
        self._recording = recording
        self._replays: list[Replay] = []
        head = recording.head
        self.target = (
            f"{len(recording.exchanges)} exchanges recorded on {head.began:%Y-%m-%d}"
            f" ({head.dialect_date})"
        )

    def left_out(self, check: str) -> str:
        """Return why *check* is not made here."""
        return next((why for start, why in LEFT_OUT.items() if check.startswith(start)), "")

    def judged(self, outcome: Outcome, reason: str) -> tuple[Outcome, str]:
        """Return how the check ended; not run if it asked for what was never recorded."""
        missing = [one.why for app in self._replays for one in app.deck.refused]
        if missing and outcome in {Outcome.PASSED, Outcome.FAILED}:
            return Outcome.NOT_RUN, f"The recording lacks what the check asks for: {missing[0]}"
        return outcome, reason

    def play(self, listings: int = LISTINGS, **options: Any) -> Played:
        """Return a replay of the recording, from its beginning.

        Raises:

            NotPlayedError: another platform is asked for than the one recorded.
        """
        if listings != LISTINGS or any(option is not None for option in options.values()):
            raise NotPlayedError("a recording holds one account as it was, and no other")
        app = replay(self._recording, repeats=True)
        app.clock.set(self._recording.head.began)
        app.clock.freeze()
        self._replays.append(app)
        played = play(as_sandbox(app), SandboxOptions())
        played.stopped = self._recording.head.began
        self._playing.append(played)
        return played

    def open(self, played: Played | None = None, **given: Any) -> Shop:
        """Return a connection to *played*, or to a replay of its own.

        Raises:

            NotPlayedError: with other settings; a recording answers whoever asks.
        """
        if given.get("settings"):
            raise NotPlayedError("a recording answers whoever asks, whatever the credentials")
        if not any(one.is_token for one in self._recording.exchanges):
            given["shelf"] = given.get("shelf") or Stocked()
        return super().open(played, **given)

    @property
    def answers(self) -> dict[str, str]:
        """What the operator of the recorded connection said."""
        return {**super().answers, **self._recording.head.answers}
