"""What will happen, and when: each thing at its own moment, in order."""

import heapq
from collections.abc import Callable
from datetime import datetime

import attrs

from crossdock.sandbox.clock import Clock

Action = Callable[[datetime], None]


@attrs.define
class Agenda:
    """
    Everything that is due some day.

    While something happens, `now` is the moment it was due, however far the
    clock has been moved beyond it.
    """

    clock: Clock
    _due: list[tuple[float, int, Action]] = attrs.field(factory=list)
    _planned: int = 0
    _moment: datetime | None = None

    @property
    def now(self) -> datetime:
        """The present of whatever asks."""
        return self.clock.now() if self._moment is None else self._moment

    def plan(self, at: datetime, action: Action) -> None:
        """Let *action* happen at a moment."""
        self._planned += 1
        heapq.heappush(self._due, (at.timestamp(), self._planned, action))

    def tick(self) -> None:
        """Let happen what was due by now, and what that brings about in turn."""
        until = self.clock.now()
        while self._due and self._due[0][0] <= until.timestamp():
            stamp, _, action = heapq.heappop(self._due)
            self._moment = datetime.fromtimestamp(stamp, until.tzinfo)
            try:
                action(self._moment)
            finally:
                self._moment = None
