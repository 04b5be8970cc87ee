"""Linking listings by hand: the link, and what it means for the orders that sold them."""

from __future__ import annotations

from crossdock.flows.fulfilment.intake import Intake
from crossdock.workspace import Workspace


def link(
    workspace: Workspace, connection: str, listing_id: str, sku: str, *, create: bool
) -> bool:
    """Link a listing to a master SKU; return whether the master SKU was made for it.

    Orders that sold it claim the goods from now on, as if the link had always been.

    Raises:

        NotFoundError: no such listing, or no such master SKU and *create* is off.
    """
    store = workspace.store
    with store.db.transaction():
        made = store.catalogue.set_link(connection, listing_id, sku, create=create)
        Intake(workspace).settle_listing(connection, listing_id)
    return made


def unlink(workspace: Workspace, connection: str, listing_id: str) -> str:
    """Undo a listing's link; return the SKU it was linked to.

    What its orders have claimed stays claimed, and they wait for a person.

    Raises:

        NotFoundError: it is not linked.
    """
    store = workspace.store
    with store.db.transaction():
        sku = store.catalogue.remove_link(connection, listing_id)
        Intake(workspace).settle_listing(connection, listing_id)
    return sku
