"""One order and what its lines claim, while it is settled: see `crossdock.flows.settlement`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import attrs

from crossdock.errors import DataRefusedError, InputRefusedError
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
from crossdock.store import KeptOrder, Store
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


@attrs.define
class Account:
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
