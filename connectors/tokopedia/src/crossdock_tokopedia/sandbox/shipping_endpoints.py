"""Pick-up, waybill, delivery, booking codes and labels (sheet 1.7)."""

from datetime import timedelta
from html import escape

from crossdock.sandbox.meter import meter_rows
from crossdock_tokopedia.sandbox.buying import waybill
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import shop_of, warehouse_of
from crossdock_tokopedia.sandbox.order_detail import booking_row
from crossdock_tokopedia.sandbox.order_endpoints import order_of
from crossdock_tokopedia.sandbox.orders import Order
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done
from crossdock_tokopedia.sandbox.wallclock import wall_text
from crossdock_tokopedia.sandbox.world import World

#: From these a waybill number may still be given or mended.
_SHIPPABLE = (400, 450, 500, 501, 520, 530)
#: From 400 on there is a label, for as long as the parcel is the seller's concern.
_LABELLED = frozenset({400, 450, 500, 501, 520, 530, 540, 550, 600, 601, 690, 700, 701})


def pick_up(world: World, call: Call) -> Reply:
    """``POST /inventory/v1/fs/{fs_id}/pick-up``: not within five seconds of the ack (Q14)."""
    fields = call.fields()
    order = order_of(world, call, fields.get("order_id", ""))
    shop_id = fields.get("shop_id")
    if shop_id not in (None, "", 0, "0"):
        shop = shop_of(world, call, shop_id)
        if shop is None or shop.shop_id != order.shop_id:
            raise ApiError("LGS_USC_012")
    if order.status != 400:
        raise ApiError("LGS_USC_012")
    wait = timedelta(seconds=world.switches.number("pickup_wait"))
    if order.accepted is not None and world.now - order.accepted < wait:
        # Decided: the courier's system does not know the order yet, which
        # passes, so it is the server's fault and not the client's.
        raise ApiError("ORD_API_008", status=500)
    order.awb = waybill(order)
    world.orders.move(order, 450, world.now, "seller")
    return done(
        {
            "order_id": order.order_id,
            "shop_id": order.shop_id,
            "request_time": wall_text(world.now),
            "result": "Terima kasih telah melakukan pengiriman.",
        }
    )


def change_status(world: World, call: Call) -> Reply:
    """``POST /v1/order/{order_id}/fs/{fs_id}/status``: confirm shipping, or set delivered."""
    order = order_of(world, call)
    fields = call.fields()
    status = whole(fields.get("order_status"))
    if status == 500:
        reference = str(fields.get("shipping_ref_num") or "").strip()
        if not reference:
            raise ApiError("ORD_DLV_021")
        if order.status not in _SHIPPABLE:
            raise ApiError("LGS_USC_006")
        order.awb = reference
        world.orders.move(order, 500, world.now, "seller")
    elif status == 600:
        if order.status != 500:
            raise ApiError("ORD_USC_016")
        world.orders.move(order, 600, world.now, "seller")
    else:
        raise ApiError("ORD_DLV_023")
    return done("Success")


def booking(world: World, call: Call) -> Reply:
    """``GET /v1/fs/{fs_id}/fulfillment_order``: booking codes, by order or by shop."""
    if call.text("order_id"):
        orders = [order_of(world, call, call.text("order_id"))]
        following = 0
    else:
        if call.text("shop_id") and call.text("warehouse_id"):
            raise ApiError("ORD_DLV_008")
        orders, following = _booked(world, call)
    rows = [booking_row(order, world.shops[order.shop_id]) for order in orders]
    meter_rows(call.scope, len(rows))
    first = orders[0].order_id if orders else 0
    return done({"order_data": rows or None, "next_order_id": following, "first_order_id": first})


def _booked(world: World, call: Call) -> tuple[list[Order], int]:
    """Return a page of orders waiting to be collected, and the id the next page begins with."""
    shop, place = shop_of(world, call), warehouse_of(world, call)
    if shop is None and place is None:
        raise ApiError("ORD_DLV_006")
    per_page = call.number("per_page", bad="ORD_DLV_017") or 10
    begin = call.number("next_order_id", bad="ORD_DLV_005") or 0
    begin = begin or call.number("first_order_id", bad="ORD_DLV_005") or 0
    waiting = sorted(
        (
            order
            for order in world.orders
            if order.status in (400, 450)
            and order.order_id >= begin
            and (shop is None or order.shop_id == shop.shop_id)
            and (place is None or order.warehouse_id == place[1].warehouse_id)
        ),
        key=lambda order: order.order_id,
    )
    rest = waiting[per_page:]
    return waiting[:per_page], rest[0].order_id if rest else 0


def label(world: World, call: Call) -> Reply:
    """``GET .../shipping-label``: HTML; unless printed=0 the order counts as printed (Q15)."""
    order = order_of(world, call)
    if order.status not in _LABELLED:
        raise ApiError("ORD_API_008")
    if call.text("printed") != "0":
        order.printed = True
    return Reply(label_html(order), content_type="text/html; charset=utf-8")


def label_html(order: Order) -> str:
    """Return the label of an order as a page to print."""
    goods = "".join(
        f"<tr><td>{escape(line.title)}</td><td>{escape(line.sku)}</td><td>{line.quantity}</td></tr>"
        for line in order.lines
    )
    cod = f"<p>COD Rp{order.total:,}</p>".replace(",", ".") if order.cod else ""
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        f"<title>Label {escape(order.invoice)}</title></head><body>"
        f"<h1>{escape(order.courier.agency)} {escape(order.courier.service)}</h1>"
        f"<p class='awb'>{escape(order.awb or order.booking_code)}</p>"
        f"<p class='invoice'>{escape(order.invoice)}</p>"
        f"<p class='recipient'>{escape(order.recipient.name)}<br>"
        f"{escape(order.recipient.address)}<br>{escape(order.recipient.place.postal_code)}<br>"
        f"{escape(order.recipient.phone)}</p>{cod}<table>{goods}</table></body></html>"
    )
