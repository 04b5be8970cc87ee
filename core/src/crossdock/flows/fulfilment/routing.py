"""New parcels given to warehouses, as the router decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.counts import nonzero
from crossdock.fulfilment.booking import Lines, OrderUnits
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.parcel import Parcel, divide
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.routing import Reason as RoutingReason
from crossdock.routing import RoutingDecision

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.flows.routing import Routing
    from crossdock.workspace import Workspace

_K = WarehouseOrderEventKind

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

        held_too: try those again that are held for what may have changed.
    """
    counts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for key in _waiting(workspace, orders, held_too=held_too):
        with workspace.store.db.transaction():
            _release(workspace, turning, key)
            _route_one(workspace, turning, routing, key, counts, held)
    return Routed(nonzero(counts), nonzero(held))


def _waiting(
    workspace: Workspace, orders: Iterable[tuple[str, str]] | None, *, held_too: bool
) -> list[str]:
    states = [WarehouseOrderState.NEW]
    if held_too:
        states.append(WarehouseOrderState.HELD)
    if orders is None:
        found: Iterable[Parcel] = workspace.store.parcels.in_states(states)
    else:
        found = (
            one
            for connection, order_id in orders
            for one in workspace.store.parcels.of_order(connection, order_id)
        )
    return [one.order.key for one in found if one.order.state in states]


def _release(workspace: Workspace, turning: Turning, key: str) -> None:
    """Take a held parcel up again, so that it can be routed."""
    if workspace.store.parcels.get(key).order.state is WarehouseOrderState.HELD:
        turning.parcel(key, [WarehouseOrderEvent(_K.RELEASE, workspace.clock())])


def _route_one(
    workspace: Workspace,
    turning: Turning,
    routing: Routing,
    key: str,
    counts: Counter[str],
    held: Counter[str],
) -> None:
    order = workspace.store.parcels.get(key).order
    if order.state is not WarehouseOrderState.NEW:
        return
    decision = routing.route(order.connection, order.order, refused=order.refused)
    shares = _shares(order, decision)
    counts["parcels"] += 1
    if len(shares) > 1:
        counts["divided"] += 1
    for one, (warehouse, reason) in _divided(workspace, turning, order, shares):
        if warehouse:
            _assign(workspace, turning, one, warehouse)
            counts["assigned"] += 1
        else:
            turning.parcel(
                one.key, [WarehouseOrderEvent(_K.HOLD, workspace.clock(), reason=reason)]
            )
            counts["held"] += 1
            held[reason.value] += 1
    routing.assigned(decision)


def _assign(workspace: Workspace, turning: Turning, order: WarehouseOrder, warehouse: str) -> None:
    service = bool(workspace.store.warehouses.get(warehouse).connection)
    event = WarehouseOrderEvent(
        _K.ROUTED, workspace.clock(), warehouse=warehouse, service=service, pool=order.pool
    )
    turning.parcel(order.key, [event])


_Share = tuple[Lines, tuple[str, Reason]]


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
            taken.append(attrs.evolve(unit, quantity=units))
            if units < unit.quantity:
                left[part.line_id, part.sku] = attrs.evolve(unit, quantity=unit.quantity - units)
            else:
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
