"""Outbound orders read again at the warehouses that have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.parts import read_whole
from crossdock.fulfilment import RemoteOutbound
from crossdock.fulfilment.outbound_order import (
    OutboundEvent,
    OutboundEventKind,
    OutboundOrder,
    OutboundState,
)
from crossdock.fulfilment.readings import news_of

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.workspace import Live, Workspace

_S = OutboundState

#: Each telling of these asks or tells a person something.
_ONCE = frozenset({OutboundEventKind.REMOTE_REFUSED, OutboundEventKind.REMOTE_RETURNED})

#: What a warehouse may still have news of.
UNDER_WAY = frozenset(
    {
        _S.ACCEPTED,
        _S.PICKING,
        _S.PICKED,
        _S.PACKED,
        _S.SHIPPED,
        _S.CANCEL_QUEUED,
        _S.CANCEL_SENDING,
        _S.CANCEL_UNKNOWN,
        _S.LATE_CANCEL,
        _S.REVIEW,
    }
)


def refresh_outbounds(
    workspace: Workspace, live: Live, turning: Turning, only: Collection[str] = ()
) -> Mapping[str, int]:
    """Read every outbound order that a service has under way; return counts that add up.

    ``read`` ones have ``moved``, are the ``same``, or are ``missing`` there, which
    moves nothing. One that was split is read with its parts, and counted once.

    Args:

        only: keys; all that are under way, for none.

    Raises:

        RemoteError: the service cannot be read; what was read before is kept.
    """
    counts: Counter[str] = Counter()
    waiting = [one for one in _under_way(workspace, live.name) if not only or one.key in only]
    size = live.manifest.refresh_batch
    for start in range(0, len(waiting), size):
        batch = waiting[start : start + size]
        found = read_whole(live, batch)
        for outbound in batch:
            counts["read"] += 1
            remote = found.get(outbound.key)
            if remote is None:
                counts["missing"] += 1
                continue
            counts["moved" if _take(workspace, turning, outbound, remote) else "same"] += 1
    return nonzero(counts)


def _under_way(workspace: Workspace, connection: str) -> Iterator[OutboundOrder]:
    store = workspace.store
    mine = [one.name for one in store.warehouses.all() if one.connection == connection]
    for warehouse in mine:
        for parcel in store.parcels.with_outbounds(UNDER_WAY, warehouse=warehouse):
            for outbound in parcel.outbounds:
                if outbound.state in UNDER_WAY and outbound.remote_id:
                    yield outbound


def _is_new(outbound: OutboundOrder, event: OutboundEvent) -> bool:
    """Return whether an event has anything to say: of goods on their way back, once."""
    if event.kind not in _ONCE or outbound.heard_at is None:
        return True
    return event.at > outbound.heard_at


def _take(
    workspace: Workspace, turning: Turning, outbound: OutboundOrder, remote: RemoteOutbound
) -> bool:
    """Tell the outbound order what its warehouse says; return whether it moved."""
    parcel = workspace.store.parcels.of_outbound(outbound.key)
    events = [one for one in news_of(remote, workspace.clock()) if _is_new(outbound, one)]
    after = turning.parcel(parcel.order.key, events, outbound.key).find(outbound.key)
    return after is not None and after.state is not outbound.state
