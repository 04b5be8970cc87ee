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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial

import attrs

from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock.flows.sales import Sale, asked_for, take_off
from crossdock.inventory import (
    EventKind,
    LineRef,
    LineState,
    Pool,
    Reading,
    Recipe,
    StockEvent,
    departures,
    settle,
    stands,
)
from crossdock.inventory.claims import cancel_after_ship
from crossdock.inventory.keys import parted
from crossdock.orders import Order, OrderLine, OrderStatus
from crossdock.store import KeptOrder, OrderChange, Store
from crossdock.store.ledger import by_reference
from crossdock.store.orders import OVER

#: The goods of an order in one of these states are gone.
_LEFT = frozenset(
    {
        OrderStatus.SHIPPING,
        OrderStatus.DELIVERED,
        OrderStatus.RETURNING,
        OrderStatus.RETURNED,
    }
)
_BACK = frozenset({OrderStatus.RETURNING, OrderStatus.RETURNED})
_CLAIMS = frozenset({EventKind.RESERVE, EventKind.RESERVE_POOL})

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
        account = _Account(store, kept, now, by_reference(known), departing=departing)
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
    """Settle the orders that were kept before there was a ledger; return how many."""
    with store.db.transaction():
        waiting = store.orders.to_enter()
        _settle_each(store, waiting, partial(settle_order, store, now=now, run=run))
    return len(waiting)


def _settle_each(store: Store, orders: Sequence[tuple[str, str]], settle: Settle) -> None:
    for start in range(0, len(orders), AT_ONCE):
        store.look_up(orders[start : start + AT_ONCE])
        for connection, order_id in orders[start : start + AT_ONCE]:
            settle(connection, order_id)


@attrs.define
class _Account:
    """One order and what its lines claim, while it is being settled."""

    store: Store
    kept: KeptOrder
    now: datetime
    known: dict[str, list[StockEvent]]
    departing: bool = True
    events: list[StockEvent] = attrs.field(factory=list)
    reviews: dict[str, str] = attrs.field(factory=dict)

    @property
    def order(self) -> Order:
        """The order as its channel has it."""
        return self.kept.order

    @cached_property
    def pool(self) -> Pool:
        """The warehouses on which the order's lines are reserved.

        One for all, for a parcel knows one; what is reserved already stays where it is.
        It is those that all lines may leave from, if any: never too much is promised.
        """
        kept = {one.pool for one in self._all() if one.kind in _CLAIMS and one.pool}
        if kept:
            return frozenset().union(*kept)
        reach = self.store.routing.reach()
        if not reach.rules:
            return frozenset(reach.open)
        found = reach.reserved_on(self.order, self.kept.connection, self._goods(), self.now)
        # What no rule takes has no pool; but to be cancelled it must be known.
        cancelled = self.order.status is OrderStatus.CANCELLED
        pools = list(filter(None, found)) or [frozenset(reach.open if cancelled else ())]
        return frozenset.intersection(*pools) or frozenset().union(*pools)

    def _goods(self) -> dict[str, Recipe]:
        skus = set(self.skus.values())
        return {sku: self.store.recipes.goods_of(sku) for sku in sorted(skus)}

    @cached_property
    def skus(self) -> dict[str, str]:
        """The master SKU of each linked line."""
        return self.store.orders.line_skus(self.kept.connection, self.order.order_id)

    def settle(self) -> None:
        """Find the events to record, and what a person must look at."""
        status = self.order.status
        if self.kept.history and not self.known:
            if status not in OVER:
                self.reviews[""] = f"{self._name} was over when it was first seen, and is {status}"
            return
        if status is OrderStatus.UNKNOWN:
            word = self.order.raw_status or "no status"
            self.reviews[""] = f"{self._name} is in a state nobody knows ({word}); nothing moved"
            return
        self._read_lines()
        if status in _LEFT and self.departing:
            self._depart()
        if status in _BACK:
            self._await_back()

    def _read_lines(self) -> None:
        for line in self.order.lines:
            try:
                self._read_line(line, self.skus.get(line.line_id, ""))
            except (DataRefusedError, InputRefusedError) as error:
                # The order stands as it is told; only this line of it moves nothing.
                self.reviews[line.line_id] = error.message
        told = {line.line_id for line in self.order.lines}
        for reference in list(self.known):
            line_id = parted(reference)[-1]
            if line_id not in told:
                here = LineRef(self.kept.connection, self.order.order_id, line_id)
                self._settle_line(self._reading(here, {}, LineState.CANCELLED))

    def _read_line(self, line: OrderLine, sku: str) -> None:
        goods = self.store.recipes.goods_of(sku) if sku else {}
        units = {part: each * line.quantity for part, each in goods.items()}
        here = LineRef(self.kept.connection, self.order.order_id, line.line_id)
        state = self._state(self.known.get(here.reference, ()))
        if state is not None:
            self._settle_line(self._reading(here, units, state))

    def _state(self, known: Sequence[StockEvent]) -> LineState | None:
        """Return what the order's status says of a line; None if it says nothing."""
        status = self.order.status
        if status in _BACK and any(e.kind is EventKind.CANCEL_AFTER_SHIP for e in known):
            return None
        if status is OrderStatus.PENDING_PAY_OR_SHIP and self.order.paid_at is None:
            return LineState.OPEN if any(e.kind in _CLAIMS for e in known) else None
        return {
            OrderStatus.UNPAID: LineState.UNPAID,
            OrderStatus.CANCELLED: LineState.CANCELLED,
        }.get(status, LineState.OPEN)

    def _reading(self, line: LineRef, units: Mapping[str, int], state: LineState) -> Reading:
        """Return the reading as the newest there is: older ones never come this far."""
        known = self.known.get(line.reference)
        if known:
            line = attrs.evolve(line, revision=1 + max(event.revision for event in known))
        return Reading(line, units, self.pool, state, self._at)

    def _settle_line(self, reading: Reading) -> None:
        known = self.known.get(reading.line.reference, [])
        if reading.state is LineState.OPEN and stands(known, reading):
            return
        settlement = settle(known, reading)
        self._add(settlement.events)
        if settlement.review:
            self.reviews[reading.line.line] = settlement.review

    def _depart(self) -> None:
        """Ship what is still claimed and nobody has routed."""
        self._add(
            departures(
                list(_claimed(self.known)),
                self.store.ledger.holdings({e.sku for e in self._all()}),
                self.store.routing.reach().preferred(self.kept.connection),
                self._at,
                source=self.kept.connection,
            )
        )

    def _await_back(self) -> None:
        """Write down that what has left is awaited back, once for each line."""
        for line, known in _claimed(self.known):
            shipped = [event for event in known if event.kind is EventKind.SHIP]
            if shipped and not any(e.kind is EventKind.CANCEL_AFTER_SHIP for e in known):
                self._add([cancel_after_ship(line, shipped[0].sku, self._at)])

    def _add(self, events: Iterable[StockEvent]) -> None:
        for event in list(events):
            self.events.append(event)
            self.known.setdefault(event.reference, []).append(event)

    def _all(self) -> Iterator[StockEvent]:
        for known in self.known.values():
            yield from known

    @property
    def _at(self) -> datetime:
        """When it was so: as the channel says, else when we first and last heard of it.

        Never later than now: a count must be able to come after it.
        """
        heard = self.order.placed_at if self.kept.revision == 1 else self.now
        return min(self.now, self.order.updated_at or heard)

    @property
    def _name(self) -> str:
        return f"Order {self.order.order_id} on {self.kept.connection}"


def _claimed(
    known: Mapping[str, Sequence[StockEvent]],
) -> Iterator[tuple[LineRef, list[StockEvent]]]:
    """Yield each line at the revision that it claims at, with its events."""
    for reference, events in list(known.items()):
        connection, order, line = parted(reference)
        revision = max((e.revision for e in events if e.kind in _CLAIMS), default=0)
        yield LineRef(connection, order, line, revision), list(events)
