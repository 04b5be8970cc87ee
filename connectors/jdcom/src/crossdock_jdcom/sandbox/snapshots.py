"""SKUs and orders as the control plane shows them."""

from collections.abc import Iterable
from typing import Any

from crossdock_jdcom.sandbox.orders import Order, RefundAudit
from crossdock_jdcom.sandbox.wares import WARE_DELETED, Shelf, Sku


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
        "listed": shelf.wares[sku.ware_id].status != WARE_DELETED,
        "ware_id": sku.ware_id,
        "sku": sku.outer_id,
        "title": sku.name,
        "price": sku.price,
        "stock": sku.stock,
        "warehouses": {str(store): stock for store, stock in sku.stores.items()},
        "stores": {str(store): stock for store, stock in sku.stores.items()},
        "booked": sku.booked,
        "status": sku.status,
        "ware_status": shelf.wares[sku.ware_id].status,
    }


def order_state(order: Order, audit: RefundAudit | None) -> dict[str, Any]:
    """Return an order with its lines."""
    return {
        "order_id": order.order_id,
        "status": order.state,
        "created": order.created.isoformat(),
        "modified": order.modified.isoformat(),
        "carrier": order.carrier,
        "waybill": order.waybill,
        "audit": audit.audit_id if audit else None,
        "pin": order.pin,
        "consignee": {
            "name": order.consignee.name,
            "mobile": order.consignee.mobile,
            "address": order.consignee.address,
        },
        "lines": [
            {
                "listing_id": line.sku_id,
                "sku": line.outer_id,
                "quantity": line.quantity,
                "price": line.price,
            }
            for line in order.lines
        ],
    }
