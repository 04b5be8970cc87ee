"""What both generations do with orders (sheet A6 and A8)."""

import base64
from datetime import datetime

import attrs

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_jdid.sandbox.buying import waybill
from crossdock_jdid.sandbox.orders import READY, SHIPPED, STATES, TO_ARRANGE, Order
from crossdock_jdid.sandbox.verdicts import VerdictError, check_fault
from crossdock_jdid.sandbox.world import World
from crossdock_jos.sandbox.router import Call

#: Rows of a page that is asked for by ``startRow``.
ROWS = 20
_PDF = b"%%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%% %s\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"


@attrs.frozen
class Criteria:
    """Which orders are asked for; a missing bound is open."""

    state: int | None = None
    booked: tuple[datetime | None, datetime | None] = (None, None)
    created: tuple[datetime | None, datetime | None] = (None, None)
    updated: tuple[datetime | None, datetime | None] = (None, None)

    def fits(self, order: Order) -> bool:
        """Say whether an order is asked for; both ends of a range belong to it."""
        return (self.state is None or order.state == self.state) and all(
            (first is None or moment.replace(microsecond=0) >= first)
            and (last is None or moment.replace(microsecond=0) <= last)
            for moment, (first, last) in (
                (order.booked, self.booked),
                (order.created, self.created),
                (order.modified, self.updated),
            )
        )


def order_ids(world: World, call: Call, criteria: Criteria, first: int, rows: int) -> list[int]:
    """Return the ids of a page, the last to change first (decided)."""
    check_fault(call)
    if criteria.state is not None and criteria.state not in STATES:
        raise VerdictError("orderStatus is illegal")
    found = [order for order in world.orders if criteria.fits(order)]
    found.sort(key=lambda order: (order.modified, order.order_id), reverse=True)
    if faults_in(call.scope, "cursor-loop"):
        first = 0
    ids = [order.order_id for order in found[first : first + rows]]
    if world.drifts():
        sold = [sku for sku in world.shelf.sellable() if sku.stock > 0]
        if sold:
            order = world.buying.order([(sold[0], 1)], world.now)
            world.orders.add(order)
            world.take(order)
    if faults_in(call.scope, "missing-rows"):
        ids = ids[::2]
    if faults_in(call.scope, "duplicate-rows"):
        ids = [one for one in ids for _ in range(2)]
    meter_rows(call.scope, len(ids))
    return ids


def one_order(world: World, call: Call, order_id: int | None) -> Order:
    """Return an order, or refuse."""
    check_fault(call)
    order = world.orders.by_id.get(order_id) if order_id is not None else None
    if order is None:
        raise VerdictError("order does not exist")
    return order


def several_orders(world: World, call: Call, ids: list[int]) -> list[Order]:
    """Return the orders there are among *ids*; unknown ones are left out."""
    check_fault(call)
    most = world.switches.number("batch_orders")
    if not ids or len(ids) > most:
        raise VerdictError(f"the number of orders must be between 1 and {most}")
    found = [world.orders.by_id[one] for one in dict.fromkeys(ids) if one in world.orders.by_id]
    if faults_in(call.scope, "missing-rows"):
        found = found[::2]
    meter_rows(call.scope, len(found))
    return found


def print_label(world: World, call: Call, order_id: int | None) -> Order:
    """Print a label: it allots the waybill and makes the order ready; again is the same number."""
    order = one_order(world, call, order_id)
    if order.state not in (TO_ARRANGE, READY, SHIPPED):
        raise VerdictError("the order state does not allow printing")
    order.prints += 1
    if not order.waybill:
        order.waybill = waybill(order)
    if order.state == TO_ARRANGE:
        world.orders.move(order, READY, world.now)
    return order


def label_of(order: Order) -> str:
    """Return the label as base64 of a PDF."""
    return base64.b64encode(_PDF % order.waybill.encode()).decode()


def send_goods(world: World, call: Call, order_id: int | None, number: str) -> Order:
    """Hand the parcel over; printed first, and under the number that was allotted."""
    order = one_order(world, call, order_id)
    allowed = (READY,) if world.switches.on("label_first") else (READY, TO_ARRANGE)
    if order.state not in allowed:
        raise VerdictError("please print the label first" if order.state == TO_ARRANGE
                           else "the order state does not allow shipping")  # fmt: skip
    if order.waybill and number and number != order.waybill:
        raise VerdictError("expressNo does not match")
    order.waybill = order.waybill or number or waybill(order)
    world.orders.move(order, SHIPPED, world.now)
    return order
