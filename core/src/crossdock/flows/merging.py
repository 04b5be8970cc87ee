"""Proposing merges of open orders, and deciding on them; never merging by itself."""

from __future__ import annotations

from crossdock.errors import StaleError
from crossdock.orders.merging import Proposal, proposals
from crossdock.store import MergeState
from crossdock.store.merges import MergeGroup
from crossdock.workspace import Workspace

#: Who proposes and decides: a pull of orders, or a person.
PULL = "pull"
PERSON = "person"


def propose_merges(workspace: Workspace, connection: str, *, who: str) -> tuple[int, ...]:
    """Keep what may be merged of a connection's open orders; return the ids of the new groups.

    What was proposed before, in the same composition, is not proposed again: not
    while it waits, not once it is accepted, and not after a person undid it. A
    proposal that no longer stands lapses.
    """
    merges = workspace.store.merges
    with workspace.store.db.transaction():
        found = {frozenset(one.order_ids): one for one in _current(workspace, connection)}
        for group in merges.groups(connection):
            members = frozenset(group.proposal.order_ids)
            if group.state is MergeState.PROPOSED and members not in found:
                merges.lapse(group.id, who=who, run=workspace.run)
            elif group.state is not MergeState.LAPSED:
                found.pop(members, None)
        return tuple(
            merges.propose(proposal, who=who, run=workspace.run) for proposal in found.values()
        )


def accept_merge(workspace: Workspace, key: int) -> MergeGroup:
    """Merge the orders of a proposed group; return it as it is now.

    Raises:

        NotFoundError: there is no such group.

        InputRefusedError: it is not proposed, or one of its orders is merged already.

        StaleError: one of its orders was shipped, cancelled or changed since.
    """
    store = workspace.store
    with store.db.transaction():
        group = store.merges.get(key)
        if group.state is MergeState.PROPOSED and not _still_stands(workspace, group.proposal):
            raise StaleError(
                f"The orders of merge group {key} may no longer be merged: one has shipped or is"
                " at a warehouse, was cancelled, has changed or waits for a person since they were"
                " proposed.",
                next_step=f"crossdock order merge undo {key}",
            )
        store.merges.accept(key, who=PERSON, run=workspace.run)
        return store.merges.get(key)


def may_share_parcel(workspace: Workspace, proposal: Proposal) -> bool:
    """Return whether the orders may leave as one parcel: one address, and a channel that lets."""
    kept = workspace.store.connections.find(proposal.connection)
    if kept is None or not proposal.one_address:
        return False
    return bool(workspace.plugins.hooks(kept.connector).manifest().merges_shipments)


def _still_stands(workspace: Workspace, proposal: Proposal) -> bool:
    members = set(proposal.order_ids)
    return any(
        members <= set(current.order_ids) for current in _current(workspace, proposal.connection)
    )


def _current(workspace: Workspace, connection: str) -> list[Proposal]:
    store = workspace.store
    # What waits for a person may yet change.
    held = {row["order_id"] for row in store.reviews.all(connection)}
    return proposals(connection, store.merges.candidates(connection), held=held)
