"""New parcels given to warehouses, as the router decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.batches import AT_ONCE, in_one_go
from crossdock.flows.fulfilment.retrying import denial, is_overruled, is_routers, refusing
from crossdock.fulfilment.booking import Lines, OrderUnits
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.parcel import Parcel, divide
from crossdock.fulfilment.readings import reading_of
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.order_status import OrderStatus
from crossdock.routing import Reason as RoutingReason
from crossdock.routing import RoutingDecision

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.flows.routing import Routing
    from crossdock.workspace import Workspace

_K = WarehouseOrderEventKind
_Share = tuple[Lines, tuple[str, Reason]]

#: What the router's reasons are as holds.
_HOLDS: Mapping[RoutingReason, Reason] = {
    RoutingReason.UNLINKED: Reason.UNLINKED,
    RoutingReason.NO_RULE: Reason.NO_RULE,
    RoutingReason.AMBIGUOUS_PLACE: Reason.NO_RULE,
    RoutingReason.SHORT: Reason.SHORT,
    RoutingReason.SPLIT_REFUSED: Reason.SHORT,
    RoutingReason.SIBLING_HELD: Reason.SHORT,
    RoutingReason.UNKNOWN_WAREHOUSE: Reason.NO_RULE,
    RoutingReason.WAREHOUSE_CLOSED: Reason.NO_RULE,
    RoutingReason.HOLIDAY: Reason.NO_RULE,
    RoutingReason.CAPACITY: Reason.NO_RULE,
    RoutingReason.UNSUPPORTED_CHANNEL: Reason.NO_WAYBILL_INTERFACE,
    RoutingReason.FOREIGN: Reason.FOREIGN,
    RoutingReason.REFUSED: Reason.OUTBOUND_REFUSED,
    RoutingReason.UNKNOWN_SKU: Reason.GOODS_NOT_ACTIVE,
}


@attrs.frozen
class Routed:
    """What routing came to: parcels ``assigned``, ``held`` by reason, ``divided`` orders."""

    counts: Mapping[str, int]
    held: Mapping[str, int]


def route_new(
    workspace: Workspace,
    turning: Turning,
    routing: Routing,
    orders: Iterable[tuple[str, str]] | None = None,
    *,
    held_too: bool = False,
) -> Routed:
    """Route every new parcel, or those of *orders*; the oldest order first.

    Args:

        orders: connection and order id.

        held_too: try those again that are held: of *orders* all of them, else those
            whose hold may be mended by something other than a person.
    """
    states = [WarehouseOrderState.NEW]
    if held_too:
        states.append(WarehouseOrderState.HELD)
    run = _Run(workspace, turning, routing)
    named = None if orders is None else list(orders)
    waiting = workspace.store.parcels.in_turn(states, named)
    for start in range(0, len(waiting), AT_ONCE):
        batch = waiting[start : start + AT_ONCE]
        with in_one_go(), workspace.store.db.transaction():
            turning.world.look_up(list(dict.fromkeys(order for order, _ in batch)))
            for _, key in batch:
                run.route(key, named=named is not None)
    return Routed(nonzero(run.counts), nonzero(run.held))


@attrs.define
class _Run:
    """One run of the router, with what it has come to."""

    workspace: Workspace
    turning: Turning
    routing: Routing
    counts: Counter[str] = attrs.field(factory=Counter)
    held: Counter[str] = attrs.field(factory=Counter)

    def route(self, key: str, *, named: bool) -> None:
        """Route one parcel; a held one that was not *named*, if what held it is mended."""
        parcel = self.workspace.store.parcels.get(key)
        if parcel.order.state is WarehouseOrderState.HELD:
            if not named and not self._is_mended(parcel):
                self._count_held(parcel.order.hold)
                return
            refused = frozenset() if named else self._refusing(parcel)
            event = WarehouseOrderEvent(_K.RELEASE, self.workspace.clock())
            parcel = self.turning.parcel(key, [event])
        else:
            refused = parcel.order.refused
        self.counts["parcels"] += 1
        self._give(parcel.order, refused)

    def _give(self, order: WarehouseOrder, refused: Collection[str]) -> None:
        """Give an order to warehouses, until none of them is one that cannot have it."""
        if order.state is not WarehouseOrderState.NEW:
            return
        decision = self._decided(order, refused)
        shares = self._shares(order, decision)
        self.counts["divided"] += len(shares) > 1
        for one, (warehouse, reason) in _divided(self.workspace, self.turning, order, shares):
            if not warehouse:
                self._hold(one, reason)
                continue
            after = self._assign(one, warehouse)
            if after.state is WarehouseOrderState.NEW:
                self._give(after, after.refused)
            else:
                self.counts["assigned"] += 1
        self.routing.assigned(decision)

    def _is_mended(self, parcel: Parcel) -> bool:
        """Return whether a held parcel would come to something else than it did."""
        if not is_routers(parcel.order):
            return is_overruled(self.turning, parcel)
        decision = self._decided(parcel.order, self._refusing(parcel))
        return [where for _, where in self._shares(parcel.order, decision)] != [
            ("", parcel.order.hold)
        ]

    def _refusing(self, parcel: Parcel) -> frozenset[str]:
        return refusing(self.workspace, self.turning, parcel)

    def _decided(self, order: WarehouseOrder, refused: Collection[str]) -> RoutingDecision:
        return self.routing.route(order.connection, order.order, refused=refused)

    def _shares(self, order: WarehouseOrder, decision: RoutingDecision) -> Sequence[_Share]:
        """Return the shares of *order*, and of those that wait what denies them."""
        shares = _shares(order, decision)
        return [(lines, self._told(order, *where)) for lines, where in shares]

    def _told(self, order: WarehouseOrder, warehouse: str, reason: Reason) -> tuple[str, Reason]:
        """Return where a share goes, or the reason of the table where one stands behind it."""
        if warehouse or reason is not Reason.OUTBOUND_REFUSED:
            return warehouse, reason
        denials = (
            denial(self.workspace, self.turning, order, one) for one in sorted(order.refused)
        )
        return "", next(filter(None, denials), reason)

    def _assign(self, order: WarehouseOrder, warehouse: str) -> WarehouseOrder:
        store, now = self.workspace.store, self.workspace.clock()
        service = bool(store.warehouses.get(warehouse).connection)
        events = [
            WarehouseOrderEvent(
                _K.ROUTED, now, warehouse=warehouse, service=service, pool=order.pool
            )
        ]
        if order.status is OrderStatus.SHIPPING and not service:
            # It was told so before it had a warehouse that it could have left from.
            events.append(reading_of(store.orders.kept(order.connection, order.order).order, now))
        return self.turning.parcel(order.key, events).order

    def _hold(self, order: WarehouseOrder, reason: Reason) -> None:
        event = WarehouseOrderEvent(_K.HOLD, self.workspace.clock(), reason=reason)
        self.turning.parcel(order.key, [event])
        self.counts["held"] += 1
        self.held[reason.value] += 1

    def _count_held(self, reason: Reason | None) -> None:
        self.counts["parcels"] += 1
        self.counts["held"] += 1
        self.held[reason.value if reason else ""] += 1


def _shares(order: WarehouseOrder, decision: RoutingDecision) -> Sequence[_Share]:
    """Return what each warehouse is to send of *order*, and what waits, with its reason.

    The router decides over the whole order; of a parcel split off before, only its
    own units count.
    """
    left = {(one.line.line, one.sku): one for one in order.lines}
    shares: list[_Share] = []
    for assignment in decision.assignments:
        taken = []
        for part in assignment.parts:
            unit = left.get((part.line_id, part.sku))
            if unit is None:
                continue
            units = min(unit.quantity, part.units)
            if units < unit.quantity:
                taken.append(attrs.evolve(unit, quantity=units))
                left[part.line_id, part.sku] = attrs.evolve(unit, quantity=unit.quantity - units)
            else:
                taken.append(unit)
                del left[part.line_id, part.sku]
        if taken:
            shares.append((tuple(taken), (assignment.warehouse, Reason.NO_RULE)))
    reasons = {one.line_id: _HOLDS[one.reason] for one in decision.held}
    waiting: dict[Reason, list[OrderUnits]] = defaultdict(list)
    for (line_id, _), unit in left.items():
        waiting[reasons.get(line_id, Reason.SHORT)].append(unit)
    for reason, units_left in waiting.items():
        shares.append((tuple(units_left), ("", reason)))
    return shares


def _divided(
    workspace: Workspace, turning: Turning, order: WarehouseOrder, shares: Sequence[_Share]
) -> list[tuple[WarehouseOrder, tuple[str, Reason]]]:
    """Return a parcel for each share, kept; the order's own one first."""
    if len(shares) == 1:
        return [(order, shares[0][1])]
    siblings = workspace.store.parcels.of_order(order.connection, order.order)
    free = 1 + max(one.order.split for one in siblings)
    parts = divide(order, tuple(lines for lines, _ in shares), free)
    outbounds = workspace.store.parcels.get(order.key).outbounds
    for part in parts:
        turning.keep(Parcel(part, outbounds if part.split == order.split else ()))
    return [(part, where) for part, (_, where) in zip(parts, shares, strict=True)]
