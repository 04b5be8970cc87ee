"""Why an order stands where it does: said where a command finds nothing to do for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.fulfilment.claims import wanted
from crossdock.fulfilment.decision import CLOSED
from crossdock.fulfilment.holds import EXPLANATIONS
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.order_status import OrderStatus

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.warehouse_order import WarehouseOrder
    from crossdock.store import KeptOrder
    from crossdock.workspace import Workspace

_S = WarehouseOrderState

#: What an order may be in that is still to leave.
_OPEN = (OrderStatus.PAID, OrderStatus.READY_TO_SHIP, OrderStatus.PENDING_PAY_OR_SHIP)
_NO_RULES = "there are no association rules, so no warehouse is given it"
_ADD_RULE = "crossdock assoc add NAME --to WAREHOUSE"


@attrs.frozen
class Standstill:
    """Why an order, or a parcel of it, is where it is.

    Args:

        why: the end of a sentence that begins with the order.

        next_step: what moves it on; empty where nothing has to.
    """

    why: str
    next_step: str = ""


def standstills(
    workspace: Workspace, turning: Turning, connection: str, order_id: str
) -> list[Standstill]:
    """Return why each parcel of an order stands where it does, or why the order has none."""
    parcels = workspace.store.parcels.of_order(connection, order_id)
    if parcels:
        return [of_parcel(turning, one.order) for one in parcels]
    kept = workspace.store.orders.kept(connection, order_id)
    if kept.order.status in CLOSED or kept.order.status is OrderStatus.UNKNOWN:
        return [Standstill(f"it is {kept.order.status.value}")]
    if not workspace.store.associations.rules():
        own = _own_waybill(turning, connection, order_id)
        return [Standstill(_NO_RULES, own or _ADD_RULE)]
    if kept.history or not wanted(workspace.store, kept):
        return [_unclaimed(kept)]
    why = f"its channel's policy makes nothing of an order that is {kept.order.status.value}"
    return [Standstill(why, f"crossdock order pull {connection}")]


def without_parcels(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield connection and id of each order that is still to leave and has no parcel."""
    parcels = workspace.store.parcels.in_states()
    carried = {(one.order.connection, one.order.order) for one in parcels}
    for place in workspace.store.unrouted.orders(_OPEN):
        if place not in carried:
            yield place


def of_parcel(turning: Turning, order: WarehouseOrder) -> Standstill:
    """Return why a parcel stands where it does."""
    name, state = order.order, order.state
    told = {
        _S.NEW: ("it waits for a warehouse", f"crossdock order route {name}"),
        _S.ASSIGNED: (f"it was given to {order.warehouse} this moment", "crossdock sync"),
        _S.WAIT_ACCEPT: ("it waits to be accepted", f"crossdock order accept {name}"),
        _S.WAIT_TRACKING: ("it waits for a waybill", f"crossdock order arrange {name}"),
        _S.OUTBOUND: (
            f"{order.warehouse} was asked to ship it",
            f"crossdock outbound show {order.outbound}",
        ),
        _S.REVIEW: ("a person must look at it", "crossdock review list"),
    }
    if state is _S.READY:
        return _ready(turning, order)
    if state is _S.HELD and order.hold is not None:
        explained = EXPLANATIONS[order.hold]
        why = f"it is held ({order.hold.value}): {explained.sentence.rstrip('.')}"
        return Standstill(why, f"crossdock {explained.commands[0]}" if explained.commands else "")
    return Standstill(*told.get(state, (f"it is {state.value}", "")))


def _ready(turning: Turning, order: WarehouseOrder) -> Standstill:
    where = f"it is ready to leave from {order.warehouse}"
    if order.waybill:
        return Standstill(f"{where} with waybill {order.waybill}")
    around = turning.world.of(order)
    if around.policy.needs_accepting and not order.accepted and order.status is OrderStatus.PAID:
        return Standstill(f"{where} once it is accepted", f"crossdock order accept {order.order}")
    own = _own_waybill(turning, order.connection, order.order)
    if own:
        return Standstill(f"{where}, and its channel gives out no waybills", own)
    return Standstill(where, f"crossdock order arrange {order.order}")


def _own_waybill(turning: Turning, connection: str, order_id: str) -> str:
    """Return the command that ships an order of a channel that gives out no waybills."""
    manifest = turning.world.manifest(connection)
    if manifest is None or manifest.issues_waybills:
        return ""
    return f"crossdock order ship {order_id} --waybill NUMBER"


def _unclaimed(kept: KeptOrder) -> Standstill:
    if kept.history:
        return Standstill("it was over when it was first seen, so its goods are none of ours")
    return Standstill(
        "none of its lines is linked to a master SKU",
        f"crossdock order show {kept.order.order_id}",
    )
