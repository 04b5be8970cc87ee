"""What was looked at and what was found: the shape that every examination answers in."""

from __future__ import annotations

from enum import StrEnum

import attrs


class State(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@attrs.frozen
class Finding:
    """One thing looked at.

    Args:

        fix: what to do about it; empty when there is nothing to do.

        cause: a slug for what was found to be the reason: ``never-counted``; empty
            where there is none.
    """

    name: str
    state: State
    detail: str
    fix: str = ""
    cause: str = ""
