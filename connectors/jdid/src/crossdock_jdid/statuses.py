"""JD.ID's status codes in our words (sheet A7, A8)."""

from __future__ import annotations

from crossdock import ListingStatus, OrderStatus

#: ``wareStatus`` of a product (SPU).
LISTINGS = {
    1: ListingStatus.ACTIVE,
    2: ListingStatus.INACTIVE,
    3: ListingStatus.BANNED,
    4: ListingStatus.DELETED,
}
DELETED = 4

WAITING_FOR_DELIVERY = 1
READY_TO_SHIP = 7

#: ``orderState`` of an order.
ORDERS = {
    WAITING_FOR_DELIVERY: OrderStatus.PAID,
    READY_TO_SHIP: OrderStatus.READY_TO_SHIP,
    2: OrderStatus.SHIPPING,
    6: OrderStatus.DELIVERED,
    3: OrderStatus.CANCEL_REQUESTED,
    # "Waiting refuse" stands among the cancellations and is not final: such an order is
    # neither to be sent nor are its goods free, until it is 5.
    4: OrderStatus.CANCEL_REQUESTED,
    5: OrderStatus.CANCELLED,
}

#: The states in the order an order goes through them. Asked one after the other, an order
#: that moves meanwhile is met where it was or where it went, and never slips between.
SWEEP = (1, 7, 2, 6, 3, 4, 5)

#: Nothing is left to arrange.
GONE = frozenset({OrderStatus.SHIPPING, OrderStatus.DELIVERED})


def listing_status(ware: int | None, sku: int | None) -> ListingStatus:
    """Return the state of a SKU by its product's ``wareStatus`` and its own ``status``.

    Either is None when it was left out. One SKU of a product that is online can
    be inactive (its stock cannot be set); its own code is read like the
    product's, and only where it says so: nobody wrote its values down.
    """
    state = ListingStatus.UNKNOWN if ware is None else LISTINGS.get(ware, ListingStatus.UNKNOWN)
    if state is ListingStatus.ACTIVE and sku is not None:
        return LISTINGS.get(sku, state)
    return state


def order_status(code: int | None) -> OrderStatus:
    """Return the state of an order with ``orderState`` *code*; None when it was left out."""
    return OrderStatus.UNKNOWN if code is None else ORDERS.get(code, OrderStatus.UNKNOWN)
