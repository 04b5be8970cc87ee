"""Tokopedia's status codes in our words (sheet 1.4, 1.5, 1.7)."""

from __future__ import annotations

from crossdock import ListingStatus, OrderStatus

#: ``basic.status`` of a product.
LISTINGS = {
    -2: ListingStatus.BANNED,
    -1: ListingStatus.PENDING,
    0: ListingStatus.DELETED,
    1: ListingStatus.ACTIVE,
    # "Best", a featured product: no current page lists it, and it is on sale.
    2: ListingStatus.ACTIVE,
    3: ListingStatus.INACTIVE,
}

#: ``status`` of a shop, as people read it.
SHOPS = {
    0: "deleted",
    1: "open",
    2: "closed",
    3: "moderated",
    4: "inactive",
    5: "moderated permanently",
    6: "in incubation",
    7: "scheduled to open",
}
SHOP_OPEN = 1
SHOP_CLOSED = 2

ACCEPTED = 400
#: The courier was called for a pick-up.
PICK_UP_ASKED = 450
SHIPPED = 500
#: Shipped, and no waybill was given for it yet.
SHIPPED_WITHOUT_WAYBILL = 501

#: ``order_status`` of an order.
ORDERS = {
    0: OrderStatus.CANCELLED,
    2: OrderStatus.CANCELLED,
    3: OrderStatus.CANCELLED,
    4: OrderStatus.CANCELLED,
    5: OrderStatus.CANCELLED,
    6: OrderStatus.CANCELLED,
    10: OrderStatus.CANCELLED,
    # A replacement is being looked for: neither cancelled nor to be sent.
    11: OrderStatus.PENDING_PAY_OR_SHIP,
    15: OrderStatus.CANCELLED,
    100: OrderStatus.UNPAID,
    103: OrderStatus.UNPAID,
    200: OrderStatus.UNPAID,
    220: OrderStatus.PAID,
    221: OrderStatus.PAID,
    400: OrderStatus.READY_TO_SHIP,
    # The courier was called and has not come: the goods are still where they were, and
    # a warehouse may still be told to pack them. Some integrations count it as shipping.
    PICK_UP_ASKED: OrderStatus.READY_TO_SHIP,
    500: OrderStatus.SHIPPING,
    501: OrderStatus.SHIPPING,
    520: OrderStatus.SHIPPING,
    530: OrderStatus.SHIPPING,
    540: OrderStatus.SHIPPING,
    # The one code for the whole way back: it does not say that the parcel has
    # arrived, and goods are not back before somebody has received them.
    550: OrderStatus.RETURNING,
    600: OrderStatus.DELIVERED,
    601: OrderStatus.DELIVERED,
    690: OrderStatus.DELIVERED,
    691: OrderStatus.DELIVERED,
    695: OrderStatus.DELIVERED,
    698: OrderStatus.DELIVERED,
    699: OrderStatus.DELIVERED,
    700: OrderStatus.DELIVERED,
    701: OrderStatus.DELIVERED,
}


def listing_status(code: int | None) -> ListingStatus:
    """Return the state of a product with status *code*; None when it was left out."""
    return ListingStatus.UNKNOWN if code is None else LISTINGS.get(code, ListingStatus.UNKNOWN)


def order_status(code: int | None) -> OrderStatus:
    """Return the state of an order with status *code*; None when it was left out."""
    return OrderStatus.UNKNOWN if code is None else ORDERS.get(code, OrderStatus.UNKNOWN)


def is_accepted(status: OrderStatus) -> bool:
    """Return whether an order in *status* has been accepted by its seller."""
    return status in {
        OrderStatus.READY_TO_SHIP,
        OrderStatus.SHIPPING,
        OrderStatus.DELIVERED,
        OrderStatus.RETURNING,
        OrderStatus.RETURNED,
    }
