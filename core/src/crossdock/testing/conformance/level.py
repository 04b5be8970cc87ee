"""How far a connector can be trusted, and how one check of it ended."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """What a connector may be used for, the least first."""

    #: It may be listed.
    BRONZE = "bronze"
    #: It may run unattended.
    SILVER = "silver"
    #: It survives crashes and drift.
    GOLD = "gold"
    #: It is one to learn from.
    PLATINUM = "platinum"

    @property
    def rank(self) -> int:
        """Its place, 0 for the least."""
        return tuple(Level).index(self)


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    #: The manifest says why the check does not concern the platform.
    NOT_APPLICABLE = "not applicable"
    #: The sandbox cannot play what the check needs. It is not a pass.
    NOT_RUN = "not run"
