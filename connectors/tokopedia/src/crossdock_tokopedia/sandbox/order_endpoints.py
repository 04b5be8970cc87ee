"""Reading and answering orders (sheet 1.7)."""

from datetime import date, datetime
from typing import Any

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_tokopedia.sandbox.buying import booking_code
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import shop_of, warehouse_of
from crossdock_tokopedia.sandbox.order_detail import detail_row
from crossdock_tokopedia.sandbox.order_rows import list_row
from crossdock_tokopedia.sandbox.orders import UNPAID, Order
from crossdock_tokopedia.sandbox.personal import detail_personal, guarded, list_personal
from crossdock_tokopedia.sandbox.product_endpoints import disturbed, page_data
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done
from crossdock_tokopedia.sandbox.wallclock import SHIFT, jakarta_day
from crossdock_tokopedia.sandbox.world import World

#: Sheet 1.7: reject reasons; which of them need words.
NACK_CODES = frozenset({0, 1, 2, 3, 4, 5, 7, 8})
SHOP_CLOSED, COURIER_TROUBLE, BUYER_ASKED = 4, 7, 8
LONGEST_REASON = 512


def order_list(world: World, call: Call) -> Reply:
    """``GET /v2/order/list``: orders paid in a window of at most three days."""
    first = call.number("from_date", empty="ORD_DLV_009", bad="ORD_DLV_010") or 0
    last = call.number("to_date", empty="ORD_DLV_011", bad="ORD_DLV_012") or 0
    page = call.number("page", empty="ORD_DLV_014", bad="ORD_DLV_015")
    per_page = _per_page(world, call)
    if not page:
        raise ApiError("ORD_DLV_015")
    if call.text("shop_id") and call.text("warehouse_id"):
        raise ApiError("ORD_DLV_008")
    shop, place = shop_of(world, call), warehouse_of(world, call)
    status = call.number("status", bad="ORD_DLV_018")
    if last < first:
        raise ApiError("ORD_DLV_012")
    if last - first > world.switches.number("window"):
        raise ApiError("ORD_DLV_013")
    shift = SHIFT if world.switches.on("clock_shift") else 0
    found = [
        order
        for order in world.orders.paid_between(first - shift, last - shift)
        if order.status not in UNPAID
        and (shop is None or order.shop_id == shop.shop_id)
        and (place is None or order.warehouse_id == place[1].warehouse_id)
        and (status is None or order.status == status)
    ]
    dense = world.switches.number("dense_window")
    if dense and len(found) > dense:
        raise ApiError("ORD_API_009", status=500)
    if faults_in(call.scope, "cursor-loop"):
        page = 1
    # Newest first, as a dashboard has it; the sheet does not say.
    shown = found[::-1][(page - 1) * per_page : page * per_page]
    rows = [_listed(world, order) for order in shown]
    rows = disturbed(call, rows, lambda row: row | {"order_id": "?", "products": None, "amt": []})
    meter_rows(call.scope, len(rows))
    return done(page_data(world, rows))


def _per_page(world: World, call: Call) -> int:
    most = world.switches.number("order_page")
    asked = call.number("per_page", empty="ORD_DLV_016", bad="ORD_DLV_017")
    if not asked or (asked > most and world.switches["over_cap"] == "refuse"):
        raise ApiError("ORD_DLV_017")
    return min(asked, most)


def _listed(world: World, order: Order) -> dict[str, Any]:
    row, private = list_row(order, world.fs_id), list_personal(order)
    return guarded(row, private, world.switches["encryption"], world.public_key)


def order_detail(world: World, call: Call) -> Reply:
    """``GET /v2/fs/{fs_id}/order``: one order, by id or by invoice and never by both."""
    order_id = call.number("order_id", bad="ORD_DLV_005")
    invoice = call.text("invoice_num")
    if order_id and invoice:
        raise ApiError("ORD_DLV_004")
    if not order_id and not invoice:
        raise ApiError("ORD_DLV_003")
    order = world.orders.find(order_id) if order_id else world.orders.find_invoice(invoice)
    if order is None:
        raise ApiError("ORD_API_008")
    row = detail_row(order, world.shops[order.shop_id])
    meter_rows(call.scope, 1)
    return done(
        guarded(row, detail_personal(order), world.switches["encryption"], world.public_key)
    )


def order_of(world: World, call: Call, given: object = None) -> Order:
    """Return the order a call is about."""
    order_id = whole(given if given is not None else call.path.get("order_id", ""))
    if order_id is None:
        raise ApiError("ORD_DLV_005")
    order = world.orders.find(order_id)
    if order is None:
        raise ApiError("ORD_API_008")
    if call.text("shop_id"):
        shop = shop_of(world, call)
        if shop is None or shop.shop_id != order.shop_id:
            raise ApiError("ORD_USC_005")
    place = warehouse_of(world, call)
    if place is not None and place[1].warehouse_id != order.warehouse_id:
        raise ApiError("ORD_USC_003")
    return order


def accept(world: World, call: Call) -> Reply:
    """``POST /v1/order/{order_id}/fs/{fs_id}/ack``: from 220 to 400, in full or in part."""
    order = order_of(world, call)
    products = call.fields().get("products") or []
    if order.status != 220:
        raise ApiError("ORD_USC_001")
    if not isinstance(products, list) or not all(isinstance(one, dict) for one in products):
        raise ApiError("ORD_DLV_020")
    _accept_partly(order, products)
    order.booking_code = booking_code(order)
    world.orders.move(order, 400, world.now, "seller")
    return done("success")


def _accept_partly(order: Order, products: list[dict[str, Any]]) -> None:
    """Note the quantities of the old partial acceptance; those refused are not delivered."""
    refused = {
        whole(one.get("product_id")): whole(one.get("quantity_reject")) or 0 for one in products
    }
    for line in order.lines:
        line.quantity_reject = max(0, min(refused.get(line.product_id, 0), line.quantity))


def reject(world: World, call: Call) -> Reply:
    """``POST /v1/order/{order_id}/fs/{fs_id}/nack``: with a reason of the platform's list."""
    order = order_of(world, call)
    fields = call.fields()
    code = whole(fields.get("reason_code") or 0)
    reason = str(fields.get("reason") or "").strip()
    if order.status not in (220, 221, 400):
        raise ApiError("ORD_USC_008")
    if code not in NACK_CODES or len(reason) > LONGEST_REASON:
        raise ApiError("ORD_DLV_020")
    if code in (COURIER_TROUBLE, BUYER_ASKED) and not reason:
        raise ApiError("ORD_USC_009")
    if code == SHOP_CLOSED:
        _close_shop(world, order, fields)
    empty = fields.get("empty_products")
    for one in empty if isinstance(empty, list) else ():
        _sell_out(world, order, whole(one))
    order.reject_reason = reason
    if order.cancel_request is not None and order.cancel_request.status == 1:
        order.cancel_request.status = 3
    world.orders.move(order, 10, world.now, "seller", reason)
    return done("success")


def _close_shop(world: World, order: Order, fields: dict[str, Any]) -> None:
    text, note = str(fields.get("shop_close_end_date") or ""), fields.get("shop_close_note")
    if not text or not note:
        raise ApiError("ORD_USC_012")
    today = jakarta_day(world.now)
    last = _slashed(text)
    if last is None or last < today:
        raise ApiError("ORD_USC_013")
    world.shops[order.shop_id].close(today, last, str(note))


def _slashed(text: str) -> date | None:
    """Read ``DD/MM/YYYY``."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  only its date is used
    except ValueError:
        return None


def _sell_out(world: World, order: Order, product_id: int | None) -> None:
    """Believe the seller that a product of this order is not there, whatever its stock said."""
    for line in order.lines:
        listing = world.shelf.get(line.product_id)
        if line.product_id != product_id or listing is None:
            continue
        home = world.shops[order.shop_id].default_warehouse.warehouse_id
        world.desk.set_stock(listing, home, 0, world.now, couple_status=True)
        line.quantity_reject = line.quantity


def reject_cancel(world: World, call: Call) -> Reply:
    """``POST /v1/order/{order_id}/fs/{fs_id}/reject-cancel``: only what was asked for."""
    order = order_of(world, call)
    request = order.cancel_request
    if request is None or request.status != 1:
        raise ApiError("ORD_USC_019")
    request.status = 2
    return done({"success": True})


def partial_fulfilment(world: World, call: Call) -> Reply:
    """``POST .../pof/request``: deliver less than was ordered."""
    fields = call.fields()
    order = order_of(world, call, call.path.get("order_id") or fields.get("order_id", ""))
    rows = fields.get("pof_detail") or fields.get("products") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ApiError("ORD_DLV_020")
    if order.pof_requested:
        raise ApiError("ORD_API_011")
    wanted = {
        whole(row.get("product_id")): whole(row.get("quantity_request", row.get("quantity")))
        for row in rows
    }
    changed = False
    for line in order.lines:
        quantity = wanted.get(line.product_id)
        if quantity is None or quantity == line.quantity:
            continue
        if not 0 <= quantity < line.quantity:
            raise ApiError("ORD_API_010")
        changed = True
    if not changed:
        raise ApiError("ORD_API_013")
    order.pof_requested = True
    for line in order.lines:
        quantity = wanted.get(line.product_id)
        line.quantity_reject = line.quantity - (line.quantity if quantity is None else quantity)
    return done("success")


def tickets(world: World, call: Call) -> Reply:
    """``GET /resolution/v1/fs/{fs_id}/ticket``: the cases that buyers have opened."""
    shop = shop_of(world, call)
    rows = [
        {
            "resolution_id": order.order_id % 10_000_000,
            "order_id": order.order_id,
            "shop_id": order.shop_id,
            "invoice_ref_num": order.invoice,
            "status": "open",
        }
        for order in world.orders
        if order.status == 601 and (shop is None or order.shop_id == shop.shop_id)
    ]
    return done(rows or None)
