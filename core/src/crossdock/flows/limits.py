"""How much of its limits a connection has left at this moment."""

from __future__ import annotations

import attrs

from crossdock.connecting import buckets, structure_settings
from crossdock.errors import CrossdockError
from crossdock.pacing import left, reserve
from crossdock.store import StoredConnection
from crossdock.store.evidence import EvidenceViews
from crossdock.workspace import Workspace


@attrs.frozen
class LimitLeft:
    """One limit of a connection.

    Args:

        name: as the connector's manifest calls it.

        left: calls, or rows, that could leave this moment.

        most: how many after a pause.

        opens_in: seconds until one can leave; 0 if one can now.
    """

    name: str
    left: int
    most: int
    opens_in: float


def limits_left(workspace: Workspace, kept: StoredConnection) -> tuple[LimitLeft, ...]:
    """Return every limit of *kept*; none for a sandbox's connection without limits.

    Nothing is opened or sent. A connection whose plugin or secrets are not there has
    limits that nobody can tell; `crossdock doctor` says what it lacks.
    """
    try:
        hooks = workspace.plugins.hooks(kept.connector)
        plan, manifest = workspace.plan_of(kept), hooks.manifest()
        settings = structure_settings(hooks.settings(), plan.settings, connector=manifest.title)
    except CrossdockError:
        return ()
    now = workspace.clock().timestamp()
    arrivals = EvidenceViews(workspace.store.db, workspace.store.merchant).arrivals()
    return tuple(
        LimitLeft(
            name=name,
            left=left(arrivals.get(key), now, limit),
            most=limit.burst,
            opens_in=reserve(arrivals.get(key), now, limit, 1).wait,
        )
        for name, (key, limit) in buckets(manifest, plan, settings)
    )
