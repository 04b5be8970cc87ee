"""How much of its limits a connection has left."""

from __future__ import annotations

from crossdock.flows.limits import limits_left
from crossdock.store import StoredConnection, StoredPacer


def left(stage):
    """Return what the stage's connection has left of its only limit, and when it may call."""
    (one,) = limits_left(stage.workspace, stage.store.connections.get("shop"))
    return one.left, one.most, round(one.opens_in)


def test_what_is_used(stage):
    """A call takes one place, and a pause that the platform asked for takes all."""
    pacer = StoredPacer(stage.store.db, stage.store.merchant, stage.time.timestamp)
    limit, key = stage.live.manifest.limits[0], "main/toy/shop:shop/calls"
    seen = [left(stage)]

    pacer.reserve(key, limit, 1, longest=0)
    seen.append(left(stage))
    pacer.pause(key, 60)
    seen.append(left(stage))

    assert [(3, 3, 0), (2, 3, 0), (0, 3, 58)] == seen


def test_a_connection_that_cannot_be_opened(stage):
    """Nobody can tell the limits of one whose secret leads nowhere."""
    kept = StoredConnection("shop", "toy", {}, {"api_key": "env:NOT_THERE"})

    assert () == limits_left(stage.workspace, kept)
