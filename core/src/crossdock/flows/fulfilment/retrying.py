"""Held parcels that may go on by themselves, because what held them is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.outbound_order import OutboundState
from crossdock.fulfilment.warehouse_guards import decided, is_denied
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
)

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.workspace import Workspace

#: Holds that stock, links, rules or settings mend: the router finds out whether they have.
_ROUTERS = frozenset(
    {
        Reason.UNLINKED,
        Reason.NO_RULE,
        Reason.SHORT,
        Reason.FOREIGN,
        Reason.NO_WAYBILL_INTERFACE,
        Reason.CHANNEL_NOT_CONFIGURED,
        Reason.NOT_AUTHORISED,
        Reason.GOODS_NOT_ACTIVE,
    }
)
#: Holds of the decision table that end when another order or parcel is changed.
_OBJECTIONS = frozenset({Reason.MIXED_WAREHOUSES, Reason.WAYBILL_SHARED})


def is_routers(order: WarehouseOrder) -> bool:
    """Return whether it is the router that holds an order."""
    if order.hold is Reason.OUTBOUND_REFUSED:
        # Every warehouse has refused it; or else one did, with no word of its stock.
        return bool(order.refused)
    return order.hold in _ROUTERS


def is_overruled(turning: Turning, parcel: Parcel) -> bool:
    """Return whether the decision table objects no more to what it held a parcel for."""
    order = parcel.order
    if order.hold not in _OBJECTIONS:
        return False
    around = turning.world.of(order, mixed=turning.is_mixed(order))
    return decided(order, around).hold is not order.hold


def refusing(workspace: Workspace, turning: Turning, parcel: Parcel) -> frozenset[str]:
    """Return which of the warehouses that could not have a parcel cannot have it now either.

    Those that refused it themselves stay refused until a person has it sent again.
    """
    themselves = {one.warehouse for one in parcel.outbounds if one.state is OutboundState.REJECTED}
    return frozenset(
        warehouse
        for warehouse in parcel.order.refused
        if warehouse in themselves or denial(workspace, turning, parcel.order, warehouse)
    )


def denial(
    workspace: Workspace, turning: Turning, order: WarehouseOrder, warehouse: str
) -> Reason | None:
    """Return why the decision table lets *warehouse* not have an order; None if it does."""
    service = bool(workspace.store.warehouses.get(warehouse).connection)
    there = attrs.evolve(order, warehouse=warehouse, service=service)
    around = turning.world.of(there)
    event = WarehouseOrderEvent(WarehouseOrderEventKind.DECIDE, around.now)
    denied = service and is_denied(there, event, around)
    return decided(there, around).hold if denied else None
