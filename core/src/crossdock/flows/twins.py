"""Two connections to one account: its orders are counted twice, its stock is offered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock.accounts import Check, CheckState
from crossdock.errors import CrossdockError
from crossdock.manifest import Role

if TYPE_CHECKING:
    from crossdock.store import StoredConnection
    from crossdock.workspace import Live, Workspace

_SLUG = "connected-once"


def check_twins(workspace: Workspace, live: Live, account_id: str) -> Check | None:
    """Return whether another active connection is to the same account of a channel.

    The others of the same connector are asked who they are. None where there is no
    other: of a service, any number of connections may share an account.
    """
    others = _others(workspace, live) if Role.CHANNEL in live.manifest.roles else []
    if not others or not account_id:
        return None
    unasked = []
    for kept in others:
        told = _account_of(workspace, kept)
        if told == account_id:
            return Check(
                _SLUG,
                CheckState.FAILED,
                f"{kept.name} is the same account: each order comes in twice, and is taken from"
                " the stock twice.",
                f"Remove one of the two: crossdock conn remove {live.name}",
            )
        if told is None:
            unasked.append(kept.name)
    if unasked:
        return Check(
            _SLUG,
            CheckState.UNANSWERED,
            f"{', '.join(unasked)} did not say whose it is, and may be the same account.",
            f"crossdock conn test {unasked[0]}",
        )
    return Check(_SLUG, CheckState.PASSED, "No other connection is to the same account.")


def _others(workspace: Workspace, live: Live) -> list[StoredConnection]:
    """Return the other connections that may be to the same account."""
    connections = workspace.store.connections
    mine = connections.get(live.name)
    return [
        one
        for one in connections.all()
        if (one.connector, one.sandbox) == (mine.connector, mine.sandbox)
        and one.name != mine.name
        # Two sandboxes play the same account, and are two platforms.
        and (not mine.sandbox or one.endpoints == mine.endpoints)
        and workspace.store.interactions.of(one.name).active
    ]


def _account_of(workspace: Workspace, kept: StoredConnection) -> str | None:
    """Return whose account *kept* is to; None if it does not say."""
    try:
        other = workspace.open(kept)
        return other.hooks.inspect_account(connection=other.connection).account_id or None
    except CrossdockError:
        return None
