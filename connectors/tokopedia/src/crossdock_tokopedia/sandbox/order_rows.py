"""Orders as order/list and the notification write them (sheet 1.7, 1.8)."""

from typing import Any

from crossdock_tokopedia.sandbox.orders import CANCELLED, Line, Order
from crossdock_tokopedia.sandbox.personal import list_personal
from crossdock_tokopedia.sandbox.wallclock import epoch, wall_iso


def product_of(line: Line) -> dict[str, Any]:
    """Return a line with its weights in kilograms."""
    return {
        "id": line.product_id,
        "name": line.title,
        "quantity": line.quantity,
        "notes": line.notes,
        "weight": line.weight / 1000,
        "total_weight": line.weight * line.quantity / 1000,
        "price": line.price,
        "total_price": line.total,
        "currency": "Rp",
        "sku": line.sku,
        "is_wholesale": False,
    }


def _fulfilled(order: Order) -> list[dict[str, int]]:
    if order.status == 220 or order.accepted is None:
        return []
    rejected = order.status in CANCELLED
    return [
        {
            "product_id": line.product_id,
            "quantity_deliver": 0 if rejected else line.quantity - line.quantity_reject,
            "quantity_reject": line.quantity if rejected else line.quantity_reject,
        }
        for line in order.lines
    ]


def address_of(order: Order) -> dict[str, Any]:
    """Return the recipient's address."""
    place = order.recipient.place
    return {
        "address_full": order.recipient.address,
        "district": place.district,
        "city": place.city,
        "province": place.province,
        "country": "Indonesia",
        "postal_code": place.postal_code,
        "district_id": place.district_id,
        "city_id": place.city_id,
        "province_id": place.province_id,
        "geo": place.geo,
    }


def _logistics(order: Order) -> dict[str, Any]:
    place = order.recipient.place
    return {
        "shipping_id": order.courier.shipping_id,
        "district_id": place.district_id,
        "city_id": place.city_id,
        "province_id": place.province_id,
        "geo": place.geo,
        "shipping_agency": order.courier.agency,
        "service_type": order.courier.service,
    }


def _amounts(order: Order) -> dict[str, int]:
    return {
        "ttl_product_price": order.goods,
        "shipping_cost": order.courier.cost,
        "insurance_cost": 0,
        "ttl_amount": order.total,
        "voucher_amount": order.voucher,
        "toppoints_amount": 0,
    }


def promo_of(order: Order) -> dict[str, Any]:
    """Return promo_order_detail."""
    return {
        "order_id": order.order_id,
        "total_cashback": 0,
        "total_discount": order.voucher,
        "total_discount_product": order.voucher,
        "total_discount_shipping": 0,
        "total_discount_details": (
            [{"amount": order.voucher, "type": "discount_product"}] if order.voucher else []
        ),
        "summary_promo": [],
    }


def list_row(order: Order, fs_id: int) -> dict[str, Any]:
    """Return a row of order/list, nothing hidden; its fs_id is text (Q18)."""
    return {
        "fs_id": str(fs_id),
        "order_id": order.order_id,
        "is_cod_mitra": order.cod,
        "accept_partial": False,
        "invoice_ref_num": order.invoice,
        "have_product_bundle": False,
        "products": [product_of(line) for line in order.lines],
        "products_fulfilled": _fulfilled(order),
        "bundle_detail": {"bundle": [], "non_bundle": [], "total_product": 0},
        "device_type": "android",
        "buyer": {"id": order.buyer.buyer_id, **list_personal(order)["buyer"]},
        "shop_id": order.shop_id,
        "payment_id": order.payment_id,
        "recipient": {
            "name": order.recipient.name,
            "phone": order.recipient.phone,
            "address": address_of(order),
        },
        "logistics": _logistics(order),
        "amt": _amounts(order),
        "dropshipper_info": {},
        "voucher_info": {
            "voucher_code": "HEMAT5RB" if order.voucher else "",
            "voucher_type": 1 if order.voucher else 0,
        },
        "order_status": order.status,
        "warehouse_id": order.warehouse_id,
        "fulfill_by": 0,
        "create_time": epoch(order.created),
        "payment_date": wall_iso(order.paid),
        "custom_fields": {"awb": order.awb},
        "promo_order_detail": promo_of(order),
        "encryption": {},
        "addon_info": None,
        "shipment_fulfillment": {
            "accept_deadline": wall_iso(order.accept_deadline),
            "confirm_shipping_deadline": wall_iso(order.ship_deadline),
        },
        "is_plus": False,
        "pof_info": _pof(order),
    }


def _pof(order: Order) -> dict[str, Any] | None:
    if not order.pof_requested:
        return None
    return {
        "pof_request_status": 1,
        "pof_status": 1,
        "pof_detail": [
            {"product_id": line.product_id, "quantity_request": line.quantity}
            for line in order.lines
        ],
    }


def notification_row(order: Order, fs_id: int, shop_name: str) -> dict[str, Any]:
    """Return order_notification, nothing hidden; where the list says buyer it says customer."""
    row = list_row(order, fs_id)
    products = [{**product, "is_eligible_pof": False} for product in row["products"]]
    return {
        "fs_id": fs_id,
        "order_id": order.order_id,
        "accept_partial": False,
        # Sources disagree about the name, so both are there (sheet 1.8).
        "invoice_num": order.invoice,
        "invoice_ref_num": order.invoice,
        "products": products,
        "customer": row["buyer"],
        "recipient": row["recipient"],
        "shop_id": order.shop_id,
        "warehouse_id": order.warehouse_id,
        "shop_name": shop_name,
        "payment_id": order.payment_id,
        "logistics": row["logistics"],
        "amt": row["amt"],
        "dropshipper_info": {},
        "voucher_info": row["voucher_info"],
        "device_type": row["device_type"],
        "create_time": row["create_time"],
        "order_status": order.status,
        "custom_fields": {},
        "encryption": {},
        "bundle_detail": row["bundle_detail"],
        "is_plus": False,
    }


def status_row(order: Order, fs_id: int) -> dict[str, Any]:
    """Return order_status and order_cancellation, which have one shape."""
    return {
        "order_status": order.status,
        "fs_id": fs_id,
        "shop_id": order.shop_id,
        "order_id": order.order_id,
        "warehouse_id": order.warehouse_id,
        "product_details": [
            {key: value for key, value in product_of(line).items() if key != "is_wholesale"}
            for line in order.lines
        ],
    }
