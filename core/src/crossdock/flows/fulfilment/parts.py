"""Outbounds read at their warehouse, each whole: of one that was split, its parts as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.fulfilment import DocumentKey, RemoteOutbound
from crossdock.fulfilment.splits import gathered

if TYPE_CHECKING:
    from crossdock.fulfilment.outbound_order import OutboundOrder
    from crossdock.workspace import Live


def read_whole(live: Live, outbounds: Sequence[OutboundOrder]) -> Mapping[str, RemoteOutbound]:
    """Return what the warehouse says of *outbounds* now, by our keys; unknown ones are left out.

    Parts that it told of once are asked for even if it names them no more.

    Raises:

        CrossdockError: it cannot be asked.
    """
    told = _asked(live, [DocumentKey(one.key, one.remote_id) for one in outbounds])
    wholes = {
        one.key: attrs.evolve(found, split_into=found.split_into or one.parts)
        for one in outbounds
        if (found := told.get(one.remote_id) or told.get(one.key)) is not None
    }
    known = _with_all(live, wholes.values(), told)
    return {key: gathered(whole, known) for key, whole in wholes.items()}


def with_parts(
    live: Live, whole: RemoteOutbound, told: Mapping[str, RemoteOutbound]
) -> RemoteOutbound:
    """Return *whole* as its parts say it is, having read those that *told* does not have.

    Raises:

        CrossdockError: the warehouse cannot be asked.
    """
    return gathered(whole, _with_all(live, [whole], told))


def _with_all(
    live: Live, wholes: Iterable[RemoteOutbound], told: Mapping[str, RemoteOutbound]
) -> Mapping[str, RemoteOutbound]:
    """Return what is *told*, and the parts of *wholes*, and theirs, by the warehouse's ids."""
    known, seen, level = dict(told), set[str](), list(wholes)
    while level:
        keys = {
            part: DocumentKey(whole.reference, part)
            for whole in level
            for part in whole.split_into
            if part not in seen
        }
        seen |= keys.keys()
        news = _asked(live, [key for part, key in keys.items() if part not in known])
        known |= {part: one for part, one in news.items() if part in keys}
        level = [known[part] for part in keys if part in known]
    return known


def _asked(live: Live, keys: Sequence[DocumentKey]) -> dict[str, RemoteOutbound]:
    """Return what is told of *keys*, by the warehouse's ids, or by our reference without one."""
    size = live.manifest.refresh_batch
    found: dict[str, RemoteOutbound] = {}
    for start in range(0, len(keys), size):
        batch = tuple(keys[start : start + size])
        for one in live.hooks.refresh_outbound(connection=live.connection, documents=batch):
            found[one.remote_id or one.reference] = one
    return found
