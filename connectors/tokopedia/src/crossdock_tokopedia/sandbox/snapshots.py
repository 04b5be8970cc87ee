"""Listings and orders as the control plane shows them."""

from collections.abc import Iterable
from typing import Any

from crossdock_tokopedia.sandbox.listings import DELETED, Listing
from crossdock_tokopedia.sandbox.orders import Order
from crossdock_tokopedia.sandbox.shops import MAIN


def counted(values: Iterable[int]) -> dict[str, int]:
    """Return how often each value occurs."""
    counts: dict[str, int] = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: int(pair[0])))


def listing_state(listing: Listing) -> dict[str, Any]:
    """Return a listing with its stock; *listed* where the main shop's list has it."""
    return {
        "listing_id": listing.product_id,
        "listed": listing.shop_id == MAIN and listing.status != DELETED and not listing.children,
        "shop_id": listing.shop_id,
        "sku": listing.sku,
        "title": listing.title,
        "price": listing.price,
        "stock": listing.stock,
        "main_stock": listing.main,
        "reserve_stock": listing.reserve,
        "elsewhere": {str(place): stock for place, stock in listing.elsewhere.items()},
        "status": listing.status,
        "parent_id": listing.parent_id,
        "children": list(listing.children),
    }


def order_state(order: Order) -> dict[str, Any]:
    """Return an order with its lines; *listed* where it is the main shop's."""
    return {
        "order_id": order.order_id,
        "listed": order.shop_id == MAIN,
        "shop_id": order.shop_id,
        "invoice": order.invoice,
        "status": order.status,
        "paid": order.paid.isoformat() if order.paid else None,
        "created": order.created.isoformat(),
        "awb": order.awb,
        "booking_code": order.booking_code,
        "printed": order.printed,
        "cod": order.cod,
        "cancel_request": order.cancel_request.status if order.cancel_request else None,
        "lines": [
            {
                "listing_id": line.product_id,
                "sku": line.sku,
                "quantity": line.quantity,
                "price": line.price,
            }
            for line in order.lines
        ],
    }
