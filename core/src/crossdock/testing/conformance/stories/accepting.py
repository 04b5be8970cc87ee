"""Orders are accepted at their channel, by the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.flows.fulfilment import operating
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Worker
from crossdock.flows.fulfilment.world import World
from crossdock.flows.products import pull_products
from crossdock.flows.routing import Routing
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.store.outbox import OPEN
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import NAME, Process, Story
from crossdock.testing.conformance.stories import depot
from crossdock.testing.conformance.stories.pulling import asked, books, facts, pull_new_orders

ORDERS = 2
#: Stands for who runs the warehouse.
SERVICE = "service"
#: More than anybody orders.
PLENTY = 500
HOOKS = frozenset({"list_products", "list_orders", "get_order", "accept_order"})


def _furnish(played: Played) -> None:
    played.place(ORDERS)


def _prepare(process: Process) -> None:
    """Pull everything, and route the orders to a warehouse that has plenty of all goods.

    It is one that somebody else runs, because such a warehouse waits for the order to be
    accepted. Nothing is ever sent there.
    """
    workspace, live, store = process.workspace, process.live, process.store
    store.connections.add(attrs.evolve(store.connections.get(NAME), name=SERVICE))
    depot.found(process, "1", SERVICE)
    pull_products(workspace, live)
    linked = store.catalogue.links(NAME, list(process.played.listings())).values()
    depot.stock(process, dict.fromkeys(sorted({one.sku for one in linked}), PLENTY), {}, SERVICE)
    pull_new_orders(process)
    route_new(workspace, Turning(workspace, World(workspace)), Routing.of(workspace))


def _accept(process: Process) -> None:
    workspace, store = process.workspace, process.store
    turning = Turning(workspace, World(workspace))
    for order_id in sorted(process.played.orders()):
        parcels = store.parcels.of_order(NAME, order_id)
        waiting = [one for one in parcels if one.order.state is WarehouseOrderState.WAIT_ACCEPT]
        operating.accept(turning, waiting, workspace)
    Worker(workspace, process.live, turning).work()


def _is_calm(process: Process) -> bool:
    return not list(process.store.outbox.each(OPEN, connection=NAME))


def _told(process: Process) -> Mapping[str, Any]:
    store, rows = process.store, process.played.orders()
    ours = [one.order_id for one in store.orders.of(NAME)]
    return {
        "the orders that are kept": {
            one.order_id: (one.status, one.waybill) for one in store.orders.of(NAME)
        },
        "the parcels": sorted(
            (one.order.order, one.order.state.value)
            for order_id in ours
            for one in store.parcels.of_order(NAME, order_id)
        ),
        "what a person is asked": asked(store),
        "the orders at the platform": {name: rows[name].get("status") for name in ours},
        "the facts in the ledger": facts(store),
        "what is wrong with the books": books(store),
    }


ACCEPTING = Story("Accepting", HOOKS, _furnish, _prepare, _accept, _is_calm, _told, "accept_order")
