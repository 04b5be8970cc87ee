"""Orders taken in: the order, its claims on goods and its parcels, together or not at all.

Parcels are made for orders of merchants who have association rules. As long as there is
no such rule at all, orders are the merchant's own business, and only
`crossdock.flows.settlement` moves their goods. Once an order has parcels, cancelling and
shipping are theirs to book, and a change of what it asks for is settled only while none
of them has been given to a warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.fulfilment.claims import Claims, wanted
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.settlement import settle_listing, settle_order, take_order
from crossdock.fulfilment import booking
from crossdock.fulfilment.decision import CLOSED
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.readings import reading_of
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.order_status import OrderStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crossdock.orders import Order
    from crossdock.store import KeptOrder, OrderChange, Store
    from crossdock.workspace import Workspace

_K, _S = WarehouseOrderEventKind, WarehouseOrderState

#: Parcels in one of these states take up changes of what their order asks for.
CHANGEABLE = frozenset({_S.NEW, _S.HELD, _S.ASSIGNED, _S.WAIT_ACCEPT, _S.WAIT_TRACKING, _S.READY})
_ENDED = frozenset({_S.DONE, _S.CANCELLED})


class Intake:
    """Takes orders in, one transaction each.

    Args:

        turning: steps the parcels; made for the workspace where none is given.
    """

    def __init__(self, workspace: Workspace, turning: Turning | None = None) -> None:
        self._workspace = workspace
        self._store: Store = workspace.store
        self.turning = turning or Turning(workspace, World(workspace))

    def take(self, connection: str, order: Order, *, pull: int) -> OrderChange:
        """Keep *order* as its channel has it; return what it was to us.

        A reading from before the one that is kept changes nothing.
        """
        return take_order(
            self._store,
            connection,
            order,
            pull=pull,
            now=self._workspace.clock(),
            run=self._workspace.run,
            settle=self.settle,
        )

    def settle(self, connection: str, order_id: str) -> None:
        """Bring the claims and parcels of a kept order up to date; doing so again adds nothing."""
        store, now = self._store, self._workspace.clock()
        with store.db.transaction():
            kept = store.orders.kept(connection, order_id)
            parcels = store.parcels.of_order(connection, order_id)
            at = min(now, kept.order.updated_at or now)
            if not parcels:
                settle_order(store, connection, order_id, now=now, run=self._workspace.run)
                self._begin(kept)
                return
            if _is_changed(store, kept, parcels):
                self._change(kept, parcels, at)
            elif not any(one.order.claimed for one in parcels):
                settle_order(store, connection, order_id, now=now, run=self._workspace.run)
            self._tell(kept, at)

    def settle_listing(self, connection: str, listing_id: str) -> int:
        """Settle every kept order that sold a listing, after its link changed; return how many."""
        return settle_listing(self._store, connection, listing_id, self.settle)

    def _begin(self, kept: KeptOrder) -> None:
        """Make the parcel that an order begins with, if it is to be fulfilled."""
        store, order = self._store, kept.order
        over = kept.history or order.status in CLOSED or order.status is OrderStatus.UNKNOWN
        if over or not store.associations.rules():
            return
        claims = Claims.of(store.ledger.of_order(kept.connection, order.order_id))
        lines = claims.lines or wanted(store, kept)
        if not lines:
            return
        made = WarehouseOrder(
            connection=kept.connection,
            order=order.order_id,
            lines=lines,
            pool=claims.pool or frozenset(store.warehouses.open()),
            status=order.status,
            claimed=bool(claims.lines),
            waybill=order.waybill,
            courier=order.courier,
        )
        self.turning.keep(Parcel(made))

    def _change(self, kept: KeptOrder, parcels: list[Parcel], at: datetime) -> None:
        """Let the parcels ask for what the order asks for now.

        They are gathered in the first, which the router divides again. Where one of
        them has gone too far for that, a person is asked.
        """
        store = self._store
        live = [one for one in parcels if one.order.state not in _ENDED]
        if any(one.order.state not in CHANGEABLE for one in live):
            for one in live:
                detail = f"order {kept.order.order_id} asks for something else now"
                self.turning.parcel(
                    one.order.key, [WarehouseOrderEvent(_K.CHANGED, at, detail=detail)]
                )
            return
        for one in live:
            self._put_back(one.order, at)
        settle_order(
            store,
            kept.connection,
            kept.order.order_id,
            now=self._workspace.clock(),
            run=self._workspace.run,
        )
        claims = Claims.of(store.ledger.of_order(kept.connection, kept.order.order_id))
        first, *others = sorted(live, key=lambda one: one.order.split)
        for one in others:
            self._gather(one)
        if claims.lines:
            event = WarehouseOrderEvent(
                _K.CHANGED, at, lines=claims.lines, pool=claims.pool, resettled=True
            )
            self.turning.parcel(first.order.key, [event])

    def _put_back(self, order: WarehouseOrder, at: datetime) -> None:
        if order.routed and order.claimed:
            events = booking.put_back(
                order.lines, order.pool, order.warehouse, at, order.turn_name
            )
            self._store.ledger.record(events, self._workspace.run)

    def _gather(self, one: Parcel) -> None:
        """End a parcel whose units are asked for by the first one again."""
        ended = attrs.evolve(one.order, state=_S.CANCELLED, claimed=False, routed=False)
        self.turning.keep(attrs.evolve(one, order=ended))
        self._store.asks.step(
            ended.key,
            "gathered",
            one.order.state.value,
            ended.state.value,
            run=self._workspace.run,
            detail="the order was changed, and is divided anew",
        )

    def _tell(self, kept: KeptOrder, at: datetime) -> None:
        """Tell the parcels what the channel says of the order, if it says anything new."""
        claims = Claims.of(self._store.ledger.of_order(kept.connection, kept.order.order_id))
        for one in self._store.parcels.of_order(kept.connection, kept.order.order_id):
            events = list(_news(one.order, kept.order, claims, at))
            if events:
                self.turning.parcel(one.order.key, events)


def _is_changed(store: Store, kept: KeptOrder, parcels: list[Parcel]) -> bool:
    """Return whether an open order asks for other goods than its parcels do."""
    order = kept.order
    reading = reading_of(order, order.placed_at)
    if reading.kind is not _K.READING or any(one.order.state is _S.DONE for one in parcels):
        return False
    asked = booking.total(
        unit for one in parcels if one.order.state is not _S.CANCELLED for unit in one.order.lines
    )
    now = booking.total(wanted(store, kept))
    return bool(now) and bool(asked) and asked != now


def _news(
    doc: WarehouseOrder, order: Order, claims: Claims, at: datetime
) -> Iterator[WarehouseOrderEvent]:
    if not doc.claimed and claims.units and doc.state not in _ENDED:
        yield WarehouseOrderEvent(_K.CLAIMED, at, pool=claims.pool)
    reading = reading_of(order, at)
    told = (reading.status, order.waybill or doc.waybill, order.courier or doc.courier)
    if told != (doc.status, doc.waybill, doc.courier):
        yield reading
