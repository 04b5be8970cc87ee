"""Orders taken in: the order, its claims on goods and its parcels, together or not at all.

Parcels are made for orders of merchants who have association rules. As long as there is
no such rule at all, orders are the merchant's own business, and only
`crossdock.flows.settlement` moves their goods. Once an order has parcels, cancelling and
shipping are theirs to book, and a change of what it asks for is settled only while none
of them has been given to a warehouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import DataRefusedError
from crossdock.flows.fulfilment.batches import in_one_go
from crossdock.flows.fulfilment.claims import Claims, wanted
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.settlement import settle_listing, settle_order, take_orders
from crossdock.fulfilment import booking
from crossdock.fulfilment.booking import Lines, OrderUnits
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
from crossdock.policy import Cause, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from crossdock.orders import Order
    from crossdock.store import KeptOrder, OrderChange, Store
    from crossdock.workspace import Workspace

_K, _S = WarehouseOrderEventKind, WarehouseOrderState

#: Parcels in one of these states take up changes of what their order asks for.
CHANGEABLE = frozenset({_S.NEW, _S.HELD, _S.ASSIGNED, _S.WAIT_ACCEPT, _S.WAIT_TRACKING, _S.READY})
_ENDED = frozenset({_S.DONE, _S.CANCELLED})
#: A parcel in one of these states ships what it was made for, or nothing.
_FAR = frozenset(_S) - CHANGEABLE - {_S.CANCELLED}


class Intake:
    """Takes orders in, each whole: with its claims on goods and its parcels.

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

        Raises:

            DataRefusedError: it cannot be kept; nothing of it was.
        """
        return self._take(connection, [order], pull)[0]

    def take_each(
        self, connection: str, orders: Sequence[Order], *, pull: int
    ) -> list[OrderChange | DataRefusedError]:
        """Keep *orders* as their channel has them; return what each was to us.

        They share one transaction, so have no more of them than others can wait for. One
        that cannot be kept is refused, and takes none of the others with it.
        """
        if not orders:
            return []
        try:
            with in_one_go(), self._store.db.attempt():
                return [*self._take(connection, orders, pull)]
        except DataRefusedError as error:
            if len(orders) == 1:
                return [error]
        half = len(orders) // 2
        with self._store.db.transaction():
            return [
                *self.take_each(connection, orders[:half], pull=pull),
                *self.take_each(connection, orders[half:], pull=pull),
            ]

    def _take(self, connection: str, orders: Sequence[Order], pull: int) -> list[OrderChange]:
        return take_orders(
            self._store,
            connection,
            orders,
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
                self._settle(kept)
                self._begin(kept)
                return
            changed = _changed(store, kept, parcels)
            if changed:
                self._change(kept, parcels, changed, at)
            elif not any(one.order.claimed for one in parcels):
                self._settle(kept)
            self._tell(kept, at)
            # What it claims is its parcels' to say: nobody has to settle it any more.
            store.orders.entered(connection, order_id)

    def settle_listing(self, connection: str, listing_id: str) -> int:
        """Settle every kept order that sold a listing, after its link changed; return how many."""
        return settle_listing(self._store, connection, listing_id, self.settle)

    def _is_carried(self) -> bool:
        """Return whether the merchant has orders carried to warehouses at all."""
        return bool(self._store.routing.reach().rules)

    def _is_work(self, kept: KeptOrder) -> bool:
        """Return whether anything is to exist of an order as its channel has it now."""
        order = kept.order
        if order.status in CLOSED or order.status is OrderStatus.UNKNOWN:
            return False
        row = self.turning.world.policy(kept.connection).row(
            order.status, waybill=bool(order.waybill), courier=order.courier, cause=Cause.SYNC
        )
        return row is None or row.outbound or row.warehouse_order is not Standing.NONE

    def _settle(self, kept: KeptOrder) -> None:
        """Settle an order; where its goods leave from, its parcels say."""
        settle_order(
            self._store,
            kept.connection,
            kept.order.order_id,
            now=self._workspace.clock(),
            run=self._workspace.run,
            departing=not self._is_carried(),
        )

    def _begin(self, kept: KeptOrder) -> None:
        """Make the parcel that an order begins with, if it is to be fulfilled."""
        store, order = self._store, kept.order
        if not self._is_carried() or kept.history or not self._is_work(kept):
            return
        claims = Claims.of(store.ledger.of_order(kept.connection, order.order_id))
        lines = claims.lines or wanted(store, kept)
        if not lines:
            return
        self._make(kept, lines, claims)

    def _make(self, kept: KeptOrder, lines: Lines, claims: Claims, split: int = 0) -> None:
        order = kept.order
        made = WarehouseOrder(
            connection=kept.connection,
            order=order.order_id,
            lines=lines,
            pool=claims.pool or frozenset(self._store.warehouses.open()),
            status=reading_of(order, order.placed_at).status or order.status,
            split=split,
            claimed=bool(claims.lines),
            waybill=order.waybill,
            courier=order.courier,
        )
        self.turning.keep(Parcel(made))

    def _change(
        self, kept: KeptOrder, parcels: list[Parcel], changed: set[str], at: datetime
    ) -> None:
        """Let the parcels ask for what the order asks for now.

        Those that can be changed are gathered in the first, which the router divides
        again. Where a changed line is in one that has gone too far, a person is asked.
        """
        gone_far = [one for one in parcels if one.order.state in _FAR]
        fixed = {unit.line.line for one in gone_far for unit in one.order.lines}
        if changed & fixed:
            detail = f"order {kept.order.order_id} asks for something else now"
            for one in gone_far:
                event = WarehouseOrderEvent(_K.CHANGED, at, detail=detail)
                self.turning.parcel(one.order.key, [event])
            return
        open_ = [one for one in parcels if one.order.state in CHANGEABLE]
        for one in open_:
            self._put_back(one.order, at)
        self._settle(kept)
        self._share(kept, open_, fixed, at)

    def _share(self, kept: KeptOrder, open_: list[Parcel], fixed: set[str], at: datetime) -> None:
        """Give what the order asks for, but for the *fixed* lines, to its first open parcel."""
        claims = Claims.of(self._store.ledger.of_order(kept.connection, kept.order.order_id))
        asked = claims.lines or wanted(self._store, kept)
        lines = tuple(unit for unit in asked if unit.line.line not in fixed)
        open_ = sorted(open_, key=lambda one: one.order.split)
        for one in open_[1:] if lines else open_:
            self._gather(one)
        if open_ and lines:
            event = WarehouseOrderEvent(
                _K.CHANGED, at, lines=lines, pool=claims.pool, resettled=True
            )
            self.turning.parcel(open_[0].order.key, [event])
        elif lines:
            self._make(kept, lines, claims, split=1 + self._last_split(kept))

    def _last_split(self, kept: KeptOrder) -> int:
        parcels = self._store.parcels.of_order(kept.connection, kept.order.order_id)
        return max(one.order.split for one in parcels)

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


def _changed(store: Store, kept: KeptOrder, parcels: list[Parcel]) -> set[str]:
    """Return the lines of which an open order asks for other goods than its parcels do."""
    reading = reading_of(kept.order, kept.order.placed_at)
    if reading.kind is not _K.READING or all(one.order.state is _S.CANCELLED for one in parcels):
        return set()
    asked = _units(unit for one in parcels for unit in _asked(one))
    now = _units(wanted(store, kept))
    if not now:
        return set()
    return {place[0] for place in asked | now if asked.get(place) != now.get(place)}


def _asked(one: Parcel) -> Lines:
    """Return what of an order a parcel is for: once it has left, what has."""
    if one.order.state is _S.CANCELLED:
        return ()
    if one.order.state in {_S.SHIPPED, _S.DONE}:
        return tuple(unit for out in one.outbounds for unit in out.gone) or one.order.lines
    return one.order.lines


def _units(lines: Iterable[OrderUnits]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for unit in lines:
        place = (unit.line.line, unit.sku)
        sums[place] = sums.get(place, 0) + unit.quantity
    return sums


def _news(
    doc: WarehouseOrder, order: Order, claims: Claims, at: datetime
) -> Iterator[WarehouseOrderEvent]:
    if not doc.claimed and claims.units and doc.state not in _ENDED:
        yield WarehouseOrderEvent(_K.CLAIMED, at, pool=claims.pool)
    reading = reading_of(order, at)
    told = (reading.status, order.waybill or doc.waybill, order.courier or doc.courier)
    if told != (doc.status, doc.waybill, doc.courier):
        yield reading
