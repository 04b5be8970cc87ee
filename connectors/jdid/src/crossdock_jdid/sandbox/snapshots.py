"""SKUs and orders as the control plane shows them."""

from collections.abc import Iterable
from typing import Any

from crossdock_jdid.sandbox.orders import Order
from crossdock_jdid.sandbox.products import Shelf, Sku


def counted(values: Iterable[object]) -> dict[str, int]:
    """Return how often each value occurs."""
    counts: dict[str, int] = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return dict(sorted(counts.items()))


def listing_state(sku: Sku, shelf: Shelf) -> dict[str, Any]:
    """Return a SKU with its stock; a listing here is a SKU."""
    return {
        "listing_id": sku.sku_id,
        "spu_id": sku.spu_id,
        "sku": sku.seller_sku,
        "title": sku.name,
        "price": sku.price,
        "stock": sku.stock,
        "booked": sku.booked,
        "status": sku.status,
        "spu_status": shelf.spus[sku.spu_id].status,
    }


def order_state(order: Order) -> dict[str, Any]:
    """Return an order with its lines."""
    return {
        "order_id": order.order_id,
        "status": order.state,
        "booked": order.booked.isoformat(),
        "modified": order.modified.isoformat(),
        "waybill": order.waybill,
        "prints": order.prints,
        "cod": order.cod,
        "buyer": order.buyer.pin,
        "lines": [
            {
                "listing_id": line.sku_id,
                "sku": line.seller_sku,
                "quantity": line.quantity,
                "price": line.price,
            }
            for line in order.lines
        ],
    }
