"""What has become of a document, step by step, and what of it is to be seen at a moment."""

from datetime import datetime

import attrs


@attrs.frozen
class Step:
    """One status and when it was reached."""

    code: int
    at: datetime


@attrs.define
class Trail:
    """The statuses of one document, oldest first."""

    steps: list[Step] = attrs.field(factory=list)

    def add(self, code: int, at: datetime) -> None:
        """Note a status."""
        self.steps.append(Step(code, at))

    @property
    def last(self) -> Step:
        """The present status."""
        return self.steps[-1]

    def seen(self, horizon: datetime) -> list[Step]:
        """Return what had happened by *horizon*, which is earlier than now where reads lag."""
        return [step for step in self.steps if step.at <= horizon]

    def has(self, code: int, horizon: datetime) -> bool:
        """Say whether a status had been reached by *horizon*."""
        return any(step.code == code for step in self.seen(horizon))
