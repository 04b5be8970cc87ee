"""Orders as order detail and the booking list write them (sheet 1.7)."""

from typing import Any

from crossdock_tokopedia.sandbox.order_rows import promo_of
from crossdock_tokopedia.sandbox.orders import STATUSES, Order
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.wallclock import NEVER, wall_iso


def detail_row(order: Order, shop: Shop) -> dict[str, Any]:
    """Return order detail, nothing hidden; most names differ from those of the list."""
    return {
        "order_id": order.order_id,
        "buyer_id": order.buyer.buyer_id,
        "seller_id": shop.user_id,
        "payment_id": order.payment_id,
        "is_affiliate": False,
        "is_fulfillment": False,
        "order_warehouse": {
            "warehouse_id": order.warehouse_id,
            "fulfill_by": 0,
            "meta_data": _warehouse(order, shop),
        },
        "order_status": order.status,
        "invoice_number": order.invoice,
        "invoice_pdf": f"{order.invoice.replace('/', '-')}.pdf",
        "invoice_url": f"https://www.tokopedia.com/invoice.pl?id={order.order_id}",
        "open_amt": order.total,
        "lp_amt": 0,
        "cashback_amt": 0,
        "info": "",
        "comment": order.reject_reason,
        "item_price": order.goods,
        "buyer_info": {
            "buyer_id": order.buyer.buyer_id,
            "buyer_fullname": order.buyer.name,
            "buyer_email": order.buyer.email,
            "buyer_phone": order.buyer.phone,
        },
        "shop_info": {
            "shop_owner_id": shop.user_id,
            "shop_owner_email": "",
            "shop_owner_phone": "",
            "shop_name": shop.name,
            "shop_domain": shop.domain,
            "shop_id": shop.shop_id,
        },
        "shipment_fulfillment": _fulfilment(order),
        "preorder": {
            "order_id": order.order_id if order.preorder else 0,
            "preorder_type": 1 if order.preorder else 0,
            "preorder_process_time": 7 if order.preorder else 0,
            "preorder_process_start": NEVER,
            "preorder_deadline": NEVER,
            "shop_id": order.shop_id if order.preorder else 0,
            "customer_id": order.buyer.buyer_id if order.preorder else 0,
        },
        "order_info": _order_info(order),
        "origin_info": _origin(order, shop),
        "payment_info": {
            "payment_id": order.payment_id,
            "payment_ref_num": f"PYM/{order.invoice[4:]}",
            "payment_date": wall_iso(order.paid),
            "payment_method": 2 if order.cod else 0,
            "payment_status": "Verified" if order.paid else "Pending",
            "payment_status_id": 2 if order.paid else 1,
            "create_time": wall_iso(order.created),
            "pg_id": 12,
            "gateway_name": "COD" if order.cod else "Installment Payment",
            "discount_amount": order.voucher,
            "voucher_code": "HEMAT5RB" if order.voucher else "",
            "voucher_id": 0,
        },
        "insurance_info": {"insurance_type": 0},
        "hold_info": None,
        "cancel_request_info": _cancel_request(order),
        "create_time": wall_iso(order.created),
        "shipping_date": wall_iso(order.shipped) if order.shipped else None,
        "update_time": wall_iso(order.since),
        "payment_date": wall_iso(order.paid),
        "delivered_date": wall_iso(order.delivered) if order.delivered else None,
        "est_shipping_date": None,
        "est_delivery_date": None,
        "related_invoices": None,
        "custom_fields": None,
        "promo_order_detail": promo_of(order),
        "pof_info": None,
        "encryption": {},
    }


def _warehouse(order: Order, shop: Shop) -> dict[str, Any]:
    place = shop.default_warehouse
    return {
        "warehouse_id": order.warehouse_id,
        "partner_id": 0,
        "shop_id": order.shop_id,
        "warehouse_name": place.name,
        "district_id": place.district_id,
        "district_name": place.district,
        "city_id": place.city_id,
        "city_name": place.city,
        "province_id": place.province_id,
        "province_name": place.province,
        "status": 1,
        "postal_code": place.postal_code,
        "is_default": 1,
        "latlon": f"{place.latitude},{place.longitude}",
        "latitude": place.latitude,
        "longitude": place.longitude,
        "email": "",
        "address_detail": place.address,
        "country_name": "Indonesia",
        "is_fulfillment": False,
    }


def _origin(order: Order, shop: Shop) -> dict[str, Any]:
    """Return origin_info; its own copy of the receiver is left empty, as it is private."""
    place, target = shop.default_warehouse, order.recipient.place
    return {
        "sender_name": shop.name,
        "origin_province": place.province_id,
        "origin_province_name": place.province,
        "origin_city": place.city_id,
        "origin_city_name": place.city,
        "origin_address": place.address,
        "origin_district": place.district_id,
        "origin_district_name": place.district,
        "origin_postal_code": place.postal_code,
        "origin_geo": f"{place.latitude},{place.longitude}",
        "receiver_name": "",
        "destination_address": "",
        "destination_province": target.province_id,
        "destination_city": target.city_id,
        "destination_district": target.district_id,
        "destination_postal_code": target.postal_code,
        "destination_geo": target.geo,
        "destination_loc": {"lat": 0, "lon": 0},
    }


def _fulfilment(order: Order) -> dict[str, Any]:
    return {
        "id": order.order_id % 10_000_000,
        "order_id": order.order_id,
        "payment_date_time": wall_iso(order.paid),
        "is_same_day": order.courier.agency == "GoSend",
        "accept_deadline": wall_iso(order.accept_deadline),
        "confirm_shipping_deadline": wall_iso(order.ship_deadline),
        "item_delivered_deadline": {"Time": NEVER, "Valid": False},
        "is_accepted": order.accepted is not None,
        "is_confirm_shipping": order.shipped is not None,
        "is_item_delivered": order.delivered is not None,
        "fulfillment_status": 0,
    }


def _cancel_request(order: Order) -> dict[str, Any] | None:
    request = order.cancel_request
    if request is None:
        return None
    return {
        "create_time": wall_iso(request.at),
        "reason": request.reason,
        "status": request.status,
    }


def _order_info(order: Order) -> dict[str, Any]:
    place = order.recipient.place
    return {
        "order_detail": detail_lines(order),
        "order_history": history(order),
        "order_age_day": 0,
        "shipping_age_day": 0,
        "delivered_age_day": 0,
        "partial_process": False,
        "shipping_info": {
            "sp_id": order.courier.service_id,
            "shipping_id": order.courier.shipping_id,
            "logistic_name": order.courier.agency,
            "logistic_service": order.courier.service,
            "shipping_price": order.courier.cost,
            "shipping_price_rate": order.courier.cost,
            "shipping_fee": 0,
            "insurance_price": 0,
            "fee": 0,
            "is_change_courier": False,
            "second_sp_id": 0,
            "second_shipping_id": 0,
            "second_logistic_name": "",
            "second_logistic_service": "",
            "second_agency_fee": 0,
            "second_insurance": 0,
            "second_rate": 0,
            "awb": order.awb,
            "autoresi_cashless_status": 0,
            "autoresi_awb": order.awb,
            "autoresi_shipping_price": order.courier.cost,
            "count_awb": 1 if order.awb else 0,
            "isCashless": True,
            "is_fake_delivery": False,
        },
        "destination": {
            "receiver_name": order.recipient.name,
            "receiver_phone": order.recipient.phone,
            "address_street": order.recipient.address,
            "address_district": place.district,
            "address_city": place.city,
            "address_province": place.province,
            "address_postal": place.postal_code,
            "customer_address_id": order.buyer.buyer_id * 3,
            "district_id": place.district_id,
            "city_id": place.city_id,
            "province_id": place.province_id,
        },
        "is_replacement": False,
        "replacement_multiplier": 0,
        "is_plus": False,
    }


def detail_lines(order: Order) -> list[dict[str, Any]]:
    """Return order_info.order_detail; weights are kilograms here too."""
    return [
        {
            "order_detail_id": order.order_id % 10_000_000 * 10 + number,
            "product_id": line.product_id,
            "product_name": line.title,
            "product_desc_pdp": line.title,
            "product_desc_atc": line.title,
            "product_price": line.price,
            "subtotal_price": line.total,
            "weight": line.weight / 1000,
            "total_weight": line.weight * line.quantity / 1000,
            "quantity": line.quantity,
            "quantity_deliver": line.quantity - line.quantity_reject,
            "quantity_reject": line.quantity_reject,
            "is_free_returns": False,
            "insurance_price": 0,
            "normal_price": line.price,
            "currency_id": 2,
            "currency_rate": 0,
            "min_order": 1,
            "notes": line.notes,
            "child_cat_id": 0,
            "sku": line.sku,
            "campaign_id": "0",
            "product_picture": "",
            "snapshot_url": "",
        }
        for number, line in enumerate(order.lines, start=1)
    ]


def history(order: Order) -> list[dict[str, Any]]:
    """Return order_history, the newest first."""
    return [
        {
            "action_by": entry.actor,
            "hist_status_code": entry.status,
            "message": STATUSES.get(entry.status, ""),
            "timestamp": wall_iso(entry.at),
            "comment": entry.comment,
            "create_by": 0,
            "update_by": "system",
        }
        for entry in reversed(order.history)
    ]


def booking_row(order: Order, shop: Shop) -> dict[str, Any]:
    """Return a row of fulfillment_order: booking code, COB and COD."""
    return {
        "order": {
            "order_id": order.order_id,
            "buyer_id": order.buyer.buyer_id,
            "seller_id": shop.user_id,
            "payment_id": order.payment_id,
            "order_status": order.status,
            "invoice_number": order.invoice,
            "invoice_pdf_link": f"{order.invoice.replace('/', '-')}.pdf",
            "open_amt": order.total,
            "payment_amt_cod": order.total if order.cod else 0,
        },
        "order_history": history(order),
        "order_detail": detail_lines(order),
        "drop_shipper": {"order_id": 0, "dropship_name": "", "dropship_telp": ""},
        "type_meta": {"kelontong": None, "cod": None, "sampai": None, "now": None, "ppp": None},
        "order_shipment_fulfillment": _fulfilment(order),
        "booking_data": {
            "order_id": order.order_id,
            "booking_code": order.booking_code,
            "booking_status": 200 if order.booking_code else 0,
        },
    }
