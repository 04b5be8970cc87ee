"""From what a channel says of an order to the stock events of its lines.

Whatever is settled here happens in the transaction of the order row: both are kept
or neither. What a status means for goods::

    unpaid                       claims nothing
    paid, ready to ship,
      cancel requested           claims what its lines are made of
    pending pay or ship          claims it once it was paid
    shipping, delivered          has left: what nobody routed is shipped here
    returning, returned          has left, and is awaited back
    cancelled                    released; once it has left, awaited back
    unknown                      moves nothing, and waits for a person

An order that was over when it was first seen is history: its goods left before we
came. What cannot be settled waits for a person, with its reason, until it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from crossdock.flows.order_claims import Account
from crossdock.flows.sales import Sale, asked_for, take_off
from crossdock.orders import Order
from crossdock.store import OrderChange, Store
from crossdock.store.ledger import by_reference

_NEWS = frozenset({OrderChange.NEW, OrderChange.CHANGED})
#: Orders that are read together.
AT_ONCE = 200

#: Settles the order of a connection, both given by their ids.
Settle = Callable[[str, str], None]


def take_order(
    store: Store,
    connection: str,
    order: Order,
    *,
    pull: int,
    now: datetime,
    run: str = "",
    settle: Settle | None = None,
) -> OrderChange:
    """Keep one order: see `take_orders`."""
    return take_orders(store, connection, [order], pull=pull, now=now, run=run, settle=settle)[0]


def take_orders(
    store: Store,
    connection: str,
    orders: Sequence[Order],
    *,
    pull: int,
    now: datetime,
    run: str = "",
    settle: Settle | None = None,
) -> list[OrderChange]:
    """Keep *orders* as their channel has them, and settle their lines, together or not at all.

    A reading from before the one that is kept changes nothing.

    Args:

        settle: what settles one; `settle_order` where nobody carries them any further.

    Raises:

        DataRefusedError: one of them cannot be kept.
    """
    settle = settle or partial(settle_order, store, now=now, run=run)
    with store.db.transaction():
        store.look_up(
            [(connection, order.order_id) for order in orders],
            [(connection, line.listing_id) for order in orders for line in order.lines],
        )
        changes, sales = [], []
        for order in orders:
            kept = store.orders.find_kept(connection, order.order_id)
            change = store.orders.put(connection, order, pull=pull)
            if change in _NEWS:
                sales.append(Sale(order, asked_for(kept.order) if kept else None))
            if change is not OrderChange.OUTDATED:
                settle(connection, order.order_id)
            changes.append(change)
        take_off(store, connection, sales, now)
    return changes


def settle_order(
    store: Store,
    connection: str,
    order_id: str,
    *,
    now: datetime,
    run: str = "",
    departing: bool = True,
) -> None:
    """Record what a kept order means for stock now; settling it again adds nothing.

    Args:

        departing: ship from here what left and nobody routed; false where somebody
            else says which warehouse it left from.

    Raises:

        NotFoundError: the connection has no such order.
    """
    with store.db.transaction():
        kept = store.orders.kept(connection, order_id)
        known = store.ledger.of_order(connection, order_id)
        account = Account(store, kept, now, by_reference(known), departing=departing)
        account.settle()
        store.ledger.record(account.events, run)
        store.reviews.put(connection, order_id, account.reviews)
        store.orders.entered(connection, order_id)


def settle_listing(store: Store, connection: str, listing_id: str, settle: Settle) -> int:
    """Settle every kept order that sold a listing, after its link changed; return how many."""
    with store.db.transaction():
        order_ids = store.orders.with_listing(connection, listing_id)
        _settle_each(store, [(connection, order_id) for order_id in order_ids], settle)
    return len(order_ids)


def settle_kept(store: Store, *, now: datetime, run: str = "") -> int:
    """Settle the orders that were kept before there was a ledger; return how many.

    What an order with parcels claims is theirs to say: it is marked as settled, and
    nothing else.
    """
    settled = 0

    def settle(connection: str, order_id: str) -> None:
        nonlocal settled
        if store.parcels.of_order(connection, order_id):
            store.orders.entered(connection, order_id)
            return
        settle_order(store, connection, order_id, now=now, run=run)
        settled += 1

    with store.db.transaction():
        _settle_each(store, store.orders.to_enter(), settle)
    return settled


def _settle_each(store: Store, orders: Sequence[tuple[str, str]], settle: Settle) -> None:
    for start in range(0, len(orders), AT_ONCE):
        store.look_up(orders[start : start + AT_ONCE])
        for connection, order_id in orders[start : start + AT_ONCE]:
            settle(connection, order_id)
