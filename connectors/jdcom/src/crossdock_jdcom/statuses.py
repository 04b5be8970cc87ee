"""JD's status codes in our words (sheet 4.1, 4.2, 4.5, 4.8)."""

from __future__ import annotations

from crossdock import ListingStatus, OrderStatus

WARE_ON_SALE = 8
WARE_DELETED = -1

#: ``wareStatus`` of a ware.
WARES = {
    1: ListingStatus.INACTIVE,
    2: ListingStatus.INACTIVE,
    # Taken off the shelf by JD, which only JD undoes.
    4: ListingStatus.BANNED,
    WARE_ON_SALE: ListingStatus.ACTIVE,
    # The four above, waiting for an audit.
    513: ListingStatus.PENDING,
    514: ListingStatus.PENDING,
    516: ListingStatus.PENDING,
    # It goes on being sold as it was; to take it for unsold would let its stock run out.
    520: ListingStatus.ACTIVE,
    # The audit failed.
    1028: ListingStatus.BANNED,
    WARE_DELETED: ListingStatus.DELETED,
}

#: ``status`` of a SKU.
SKUS = {1: ListingStatus.ACTIVE, 2: ListingStatus.INACTIVE, 4: ListingStatus.DELETED}

TO_SHIP = "WAIT_SELLER_STOCK_OUT"
SHIPPED = "WAIT_GOODS_RECEIVE_CONFIRM"
#: JD Worldwide: left the overseas warehouse, waits for its domestic leg.
TO_DELIVER = "WAIT_SELLER_DELIVERY"
LOCKED = "LOCKED"

#: ``orderState`` of an order, in both of its spellings.
ORDERS = {
    TO_SHIP: OrderStatus.READY_TO_SHIP,
    "DENGDAICHUKU": OrderStatus.READY_TO_SHIP,
    # The seller still has to hand it to a carrier.
    TO_DELIVER: OrderStatus.READY_TO_SHIP,
    "DENGDAIFAHUO": OrderStatus.READY_TO_SHIP,
    SHIPPED: OrderStatus.SHIPPING,
    "DENGDAIQUERENSHOUHUO": OrderStatus.SHIPPING,
    "SEND_TO_DISTRIBUTION_CENER": OrderStatus.SHIPPING,
    "DISTRIBUTION_CENTER_RECEIVED": OrderStatus.SHIPPING,
    "FINISHED_L": OrderStatus.DELIVERED,
    "WANCHENG": OrderStatus.DELIVERED,
    "RECEIPTS_CONFIRM": OrderStatus.DELIVERED,
    # Stopped before it left: neither to be sent nor cancelled.
    "PAUSE": OrderStatus.PENDING_PAY_OR_SHIP,
    "POP_ORDER_PAUSE": OrderStatus.PENDING_PAY_OR_SHIP,
    "ZANTING": OrderStatus.PENDING_PAY_OR_SHIP,
    # A voucher for a local service: nothing leaves a warehouse.
    "WAIT_SEND_CODE": OrderStatus.PENDING_PAY_OR_SHIP,
    # The buyer asked to cancel; it will be cancelled, or come back (sheet 4.5).
    LOCKED: OrderStatus.CANCEL_REQUESTED,
    "TRADE_CANCELED": OrderStatus.CANCELLED,
    "NOT_PAY": OrderStatus.UNPAID,
    "DELIVERY_RETURN": OrderStatus.RETURNING,
    "PEISONGTUIHUO": OrderStatus.RETURNING,
}

#: The states to list orders of, as the interface takes them: all that were ever
#: documented, those of other kinds of merchants included, where they find nothing;
#: but not ``ALL``, which older routers do not know, and not NOT_PAY, which only
#: another method lists.
ASKED = ",".join(
    (
        TO_SHIP,
        SHIPPED,
        TO_DELIVER,
        "PAUSE",
        "POP_ORDER_PAUSE",
        "FINISHED_L",
        "TRADE_CANCELED",
        LOCKED,
        "WAIT_SEND_CODE",
        "DELIVERY_RETURN",
        "UN_KNOWN",
        "SEND_TO_DISTRIBUTION_CENER",
        "DISTRIBUTION_CENTER_RECEIVED",
        "RECEIPTS_CONFIRM",
    )
)

#: ``status`` of a refund application that waits for the seller.
AUDIT_PENDING = 0


def listing_status(ware: int | None, sku: int | None) -> ListingStatus:
    """Return the state of a SKU: its ware's, unless that is on sale and the SKU is not."""
    if sku is not None and SKUS.get(sku) is ListingStatus.DELETED:
        return ListingStatus.DELETED
    found = ListingStatus.UNKNOWN if ware is None else WARES.get(ware, ListingStatus.UNKNOWN)
    if found is not ListingStatus.ACTIVE or sku is None:
        return found
    return SKUS.get(sku, ListingStatus.UNKNOWN)


def order_status(state: str) -> OrderStatus:
    """Return the state of an order in *state*."""
    return ORDERS.get(state.strip().upper(), OrderStatus.UNKNOWN)


def may_be_cancelled(status: OrderStatus) -> bool:
    """Return whether a buyer's refund application can still stop an order in *status*."""
    return status in {
        OrderStatus.READY_TO_SHIP,
        OrderStatus.PENDING_PAY_OR_SHIP,
        OrderStatus.CANCEL_REQUESTED,
    }
