"""What a cycle over all connections came to, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.errors import CrossdockError, LockedError


class Stage(StrEnum):
    """A part of the cycle."""

    #: Loading what a connection is spoken to with; told only where that fails.
    PLUGIN = "plugin"
    ORDERS = "orders"
    ROUTE = "route"
    OUTBOX = "outbox"
    SERVICE = "service"
    STOCK = "stock"


@attrs.frozen
class StageRun:
    """What one stage came to for one connection; the empty name is for all together."""

    connection: str
    stage: Stage
    counts: Mapping[str, int]
    seconds: float
    trouble: CrossdockError | None = None


@attrs.frozen
class Cycle:
    """What a cycle came to.

    Args:

        stages: what ended since the last cycle was told, in the order of their ends.

        busy: connections that another cycle is at; they were left alone.

        unfinished: services whose round goes on; its stages are told by a later cycle.
    """

    started_at: datetime
    ended_at: datetime
    stages: tuple[StageRun, ...]
    busy: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    @property
    def troubles(self) -> tuple[StageRun, ...]:
        """The stages that did not go through."""
        return tuple(stage for stage in self.stages if stage.trouble is not None)


def all_busy(cycle: Cycle) -> LockedError | None:
    """Return what to say when every connection was held by another cycle."""
    # What is done for all connections together is done for none of them here.
    if not cycle.busy or any(stage.connection for stage in cycle.stages):
        return None
    return LockedError(
        f"Another sync is at {', '.join(cycle.busy)}.", next_step="Wait for it, or stop it."
    )
