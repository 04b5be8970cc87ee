"""What services say of inbounds, read by hand or in turn; and which inbounds have gone silent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.inbounds import of_connection
from crossdock.fulfilment import DocumentKey, InboundProgress
from crossdock.fulfilment.inbound_order import InboundOrder, InboundState
from crossdock.fulfilment.readings import receipts_of

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment import RemoteInbound
    from crossdock.workspace import Live, Workspace

_S = InboundState

#: Something of these is still to come from the service.
OPEN = (_S.ACCEPTED, _S.RECEIVING, _S.CANCEL_REQ, _S.UNKNOWN, _S.REVIEW)


class Heard(StrEnum):
    """What came of asking about one inbound."""

    MOVED = "moved"
    SAME = "same"
    #: The service has nothing of that number.
    MISSING = "missing"
    #: The service's number of it is not known, so it cannot be asked for.
    UNNAMED = "unnamed"


@attrs.frozen
class Refreshed:
    """One inbound after it was asked about."""

    inbound: InboundOrder
    heard: Heard


def refresh(
    workspace: Workspace, live: Live, turning: Turning, documents: Sequence[InboundOrder]
) -> list[Refreshed]:
    """Ask the service about *documents*, in as few calls as it allows; return each once.

    Receipts are booked as they are read. What the service says of the first stays
    booked where a later call fails.

    Raises:

        CrossdockError: the service could not be asked.
    """
    made: list[Refreshed] = []
    named = [doc for doc in documents if doc.remote_id]
    made += [Refreshed(doc, Heard.UNNAMED) for doc in documents if not doc.remote_id]
    for batch in _batches(named, live.manifest.refresh_batch):
        keys = tuple(DocumentKey(doc.reference, doc.remote_id) for doc in batch)
        found = live.hooks.refresh_inbound(connection=live.connection, documents=keys)
        told = {remote.remote_id: remote for remote in found}
        made += [_heard(workspace, turning, doc, told) for doc in batch]
    return made


def refresh_inbounds(workspace: Workspace, live: Live, turning: Turning) -> Mapping[str, int]:
    """Ask the service about every inbound that is open there; return counts that add up.

    Raises:

        CrossdockError: the service could not be asked; what was read before is kept.
    """
    docs = [doc for doc in of_connection(workspace.store, live.name, OPEN) if doc.remote_id]
    found = refresh(workspace, live, turning, docs)
    counts = Counter(one.heard.value for one in found)
    return {"read": len(found), **nonzero(counts)}


def _heard(
    workspace: Workspace, turning: Turning, doc: InboundOrder, told: Mapping[str, RemoteInbound]
) -> Refreshed:
    remote = told.get(doc.remote_id)
    if remote is None:
        return Refreshed(doc, Heard.MISSING)
    with workspace.store.db.transaction():
        workspace.store.inbound_news.put(doc.key, remote)
        events = receipts_of(remote, workspace.clock())
        after = turning.inbound(doc.key, events)
    before = (doc.state, doc.lines)
    return Refreshed(after, Heard.SAME if (after.state, after.lines) == before else Heard.MOVED)


def silent(workspace: Workspace, turning: Turning, connection: str = "") -> list[InboundOrder]:
    """Return the open inbounds of which nothing was heard for too long."""
    store = workspace.store
    docs = of_connection(store, connection, OPEN) if connection else store.inbounds.each(OPEN)
    return [doc for doc in docs if is_silent(workspace, turning, doc)]


def is_silent(workspace: Workspace, turning: Turning, doc: InboundOrder) -> bool:
    """Return whether *doc* is open at its service and nothing was heard of it for too long."""
    if doc.state not in OPEN:
        return False
    store = workspace.store
    news = store.inbound_news.of(doc.key)
    connection = store.warehouses.get(doc.warehouse).connection
    longest: timedelta = turning.world.service(connection).stale_after
    return news is None or workspace.clock() - news.heard_at >= longest


def by_connection(
    workspace: Workspace, documents: Sequence[InboundOrder]
) -> dict[str, list[InboundOrder]]:
    """Return *documents* by the service that they are at."""
    found: dict[str, list[InboundOrder]] = defaultdict(list)
    for doc in documents:
        found[workspace.store.warehouses.get(doc.warehouse).connection].append(doc)
    return found


def remote_status(remote: RemoteInbound | None) -> str:
    """Return what a service says of an inbound: our word, and its own code if it gave one."""
    if remote is None:
        return ""
    word = "" if remote.progress is InboundProgress.UNKNOWN else remote.progress.value
    code = f"({remote.raw})" if remote.raw else ""
    return " ".join(filter(None, (word or "unknown", code)))


def _batches(documents: Sequence[InboundOrder], size: int) -> Iterator[list[InboundOrder]]:
    stream = iter(documents)
    while batch := list(islice(stream, max(1, size))):
        yield batch
