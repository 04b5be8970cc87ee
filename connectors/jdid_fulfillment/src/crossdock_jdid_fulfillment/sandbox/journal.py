"""The log of status changes: what a subscriber would have been told (sheet B11).

How the messages look is not known, so none is sent anywhere.
"""

from datetime import datetime
from typing import Any

import attrs


@attrs.frozen
class Change:
    """One status of one document."""

    at: datetime
    kind: str
    number: str
    own_number: str
    status: int
    told: bool

    def row(self) -> dict[str, Any]:
        """Return the change as the control plane shows it."""
        return {
            "at": self.at.isoformat(),
            "kind": self.kind,
            "number": self.number,
            "own_number": self.own_number,
            "status": self.status,
            "subscribed": self.told,
        }


@attrs.define
class Journal:
    """All changes since the sandbox began, and whether somebody had subscribed to them."""

    subscribed: bool
    changes: list[Change] = attrs.field(factory=list)

    def note(self, kind: str, number: str, own_number: str, status: int, at: datetime) -> None:
        """Write a change down."""
        self.changes.append(Change(at, kind, number, own_number, status, self.subscribed))
