"""What the router would make of many orders: of those that wait, of the past, of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.routing import given_today, router_of
from crossdock.flows.unrouted import Reader, recipe_of
from crossdock.inventory import Holdings
from crossdock.orders import Order, OrderStatus
from crossdock.routing import (
    AssociationRule,
    Change,
    Difference,
    Simulation,
    Unrouted,
    UnroutedLine,
    diff,
    simulate,
)

if TYPE_CHECKING:
    from crossdock.workspace import Workspace

#: Orders that no warehouse is to send: nobody paid, nobody wants them, or nobody knows.
_NOT_TO_SEND = frozenset({OrderStatus.UNPAID, OrderStatus.CANCELLED, OrderStatus.UNKNOWN})
#: Orders of which something may still wait for its warehouse.
_OPEN = frozenset(
    {
        OrderStatus.PAID,
        OrderStatus.READY_TO_SHIP,
        OrderStatus.PENDING_PAY_OR_SHIP,
        OrderStatus.CANCEL_REQUESTED,
    }
)


@attrs.frozen
class Played:
    """Orders to be routed once more, and those that are not.

    Args:

        holdings: what there is at the beginning.

        left_out: orders by the status that keeps them out, or by another reason.

        now: the moment of all of them; when each was placed, for None.
    """

    orders: tuple[Unrouted, ...]
    holdings: Holdings
    left_out: Mapping[str, int] = attrs.field(factory=dict)
    now: datetime | None = None


def waiting(workspace: Workspace) -> Played:
    """Return the orders that wait for a warehouse now, as they would be routed now."""
    store, reader = workspace.store, Reader(workspace)
    found: list[Unrouted] = []
    counts: Counter[str] = Counter()
    for connection, order_id in store.unrouted.orders(_OPEN):
        kept = store.orders.kept(connection, order_id)
        events = store.ledger.of_order(connection, order_id)
        lines = reader.waiting(connection, kept.order, events)
        if lines:
            found.append(reader.of(connection, kept.order, lines, ()))
        else:
            counts["routed"] += 1
    return Played(tuple(found), store.ledger.holdings(), counts, workspace.clock())


def since(workspace: Workspace, moment: datetime) -> Played:
    """Return the orders that were placed from *moment* on, with what there was then.

    Goods that came in later are not there: who is held may have been served by them.
    """
    store, reader = workspace.store, Reader(workspace)
    counts = store.unrouted.counts(moment)
    to_send = frozenset(counts) - _NOT_TO_SEND
    orders = [
        reader.whole(connection, store.orders.kept(connection, order_id).order)
        for connection, order_id in store.unrouted.orders(to_send, moment)
    ]
    left_out = {status.value: counts[status] for status in counts.keys() & _NOT_TO_SEND}
    return Played(tuple(orders), store.ledger.holdings(at=moment), left_out)


def of_file(
    workspace: Workspace, connection: str, orders: Sequence[Order], refused: int
) -> Played:
    """Return *orders* of a file as orders of *connection*, with what there is now.

    A line's code is its master SKU where there is one of that code, and nothing else.

    Args:

        refused: orders of the file that cannot be read.
    """
    store, reader = workspace.store, Reader(workspace)
    known = store.shelves.masters({line.sku for order in orders for line in order.lines})
    goods = {sku: recipe_of(sku, store.recipes.goods_of(sku)) for sku in known}
    played = []
    counts = Counter({"unreadable": refused} if refused else {})
    for order in orders:
        if order.status in _NOT_TO_SEND:
            counts[order.status.value] += 1
            continue
        lines = [
            UnroutedLine(
                line.line_id,
                line.sku if line.sku in known else "",
                line.quantity,
                goods.get(line.sku),
            )
            for line in order.lines
        ]
        played.append(reader.of(connection, order, lines, ()))
    return Played(tuple(played), store.ledger.holdings(), counts)


def simulated(
    workspace: Workspace, played: Played, rules: Iterable[AssociationRule] | None = None
) -> Simulation:
    """Return what becomes of orders by *rules*, or by those that are kept; nothing is changed."""
    router = router_of(workspace, Reader(workspace), rules=rules)
    now = played.now
    taken = given_today(workspace, router, now) if now is not None else Counter()
    return simulate(router, played.orders, played.holdings, now, taken)


def compared(
    workspace: Workspace,
    played: Played,
    rules: Iterable[AssociationRule],
    others: Iterable[AssociationRule],
) -> Difference:
    """Return what changes for orders when *rules* are replaced by *others*."""
    router = router_of(workspace, Reader(workspace))
    return diff(rules, others, router, played.orders, played.holdings, played.now)


def fate(change: Change) -> str:
    """Return what a change of rules does to an order, as one word of several.

    ``held``, ``released``, ``moved``, ``split`` (into more parcels), ``joined`` (into
    fewer), or ``otherwise``: other lines leave, or wait for another reason.
    """
    for word, so in (
        ("held", change.newly_held),
        ("released", change.released),
        ("split", change.parcels > 0),
        ("joined", change.parcels < 0),
        ("moved", change.moved),
    ):
        if so:
            return word
    return "otherwise"
