"""The orders of every connection, imported before any number is computed.

A number that was computed without the last orders promises what is sold. Where a
channel cannot be reached, nobody knows what it sold: that is handed back by name,
so that whoever computes can be careful with its goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from crossdock.errors import CrossdockError
from crossdock.flows.orders import HOOK, STREAM, pull_orders
from crossdock.workspace import Live, Workspace


@attrs.frozen
class Imported:
    """What importing came to.

    Args:

        orders: new orders, by connection.

        unreached: what stood in the way, by connection.
    """

    orders: Mapping[str, int] = attrs.field(factory=dict)
    unreached: Mapping[str, CrossdockError] = attrs.field(factory=dict)


@attrs.define
class Lives:
    """The connections that one run uses, each opened once."""

    workspace: Workspace
    opened: dict[str, Live] = attrs.field(factory=dict)

    def get(self, name: str) -> Live:
        """Return the connection called *name*, ready to be used.

        Raises:

            ConfigurationError: it cannot be.
        """
        if name not in self.opened:
            self.opened[name] = self.workspace.live(name)
        return self.opened[name]

    def close(self, name: str) -> None:
        """Close the connection called *name*, if it was opened."""
        live = self.opened.pop(name, None)
        if live is not None:
            self.workspace.shut(live)


def import_all(workspace: Workspace, lives: Lives) -> Imported:
    """Import the orders of all active connections whose channel tells of orders."""
    orders: dict[str, int] = {}
    unreached: dict[str, CrossdockError] = {}
    for kept in workspace.store.connections.all():
        if not workspace.store.interactions.of(kept.name).active:
            continue
        try:
            if HOOK in workspace.plugins.implemented(kept.connector):
                counts = pull_orders(workspace, lives.get(kept.name)).counts
                orders[kept.name] = counts.get("new", 0)
        except CrossdockError as error:
            unreached[kept.name] = error
    return Imported(orders, unreached)


def imported_at(workspace: Workspace, connection: str) -> datetime | None:
    """Return when the orders of a connection were last imported; None if they never were."""
    last = workspace.store.pulls.last_done(connection, STREAM)
    return last.updated_at if last is not None else None
