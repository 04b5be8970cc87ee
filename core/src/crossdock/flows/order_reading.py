"""One order read again: by the channel's own call, or out of its list where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock.errors import RequestRefusedError
from crossdock.orders import Window, windows
from crossdock.paging import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from crossdock.orders import Order
    from crossdock.paging import Page
    from crossdock.workspace import Live, Workspace

HOOK = "get_order"


def has_call(workspace: Workspace, live: Live) -> bool:
    """Return whether the connector has a call for one order."""
    return HOOK in workspace.plugins.implemented(live.connection.connector)


def listing(live: Live, window: Window) -> Callable[[str | None], Page[Order]]:
    """Return what fetches the pages of orders of *window*."""
    return lambda cursor: live.hooks.list_orders(
        connection=live.connection, window=window, cursor=cursor
    )


def read_order(workspace: Workspace, live: Live, order_id: str) -> Order:
    """Return an order of ours as the channel has it now.

    Without a call for one, the list since the order was placed is walked until it
    comes: each costs the pages up to it.

    Raises:

        RequestRefusedError: the channel has no such order, or lists none.
    """
    if has_call(workspace, live):
        return live.hooks.get_order(connection=live.connection, order_id=order_id)
    manifest = live.manifest
    placed = workspace.store.orders.kept(live.name, order_id).order.placed_at
    span = Window(placed - manifest.order_overlap, workspace.clock())
    for window in windows(span, manifest.order_window, manifest.order_overlap):
        for _, page in walk(listing(live, window), identify=lambda order: order.order_id):
            for order in page.items:
                if order.order_id == order_id:
                    return order
    raise RequestRefusedError(
        f"{manifest.title} lists no order {order_id}, and has no call for one order.",
        next_step="Look for it at the channel.",
    )
