"""Where an order stands, in words that every channel's are translated into."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands, whatever the channel calls it."""

    UNPAID = "unpaid"
    PAID = "paid"
    READY_TO_SHIP = "ready_to_ship"
    PENDING_PAY_OR_SHIP = "pending_pay_or_ship"
    SHIPPING = "shipping"
    DELIVERED = "delivered"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    RETURNING = "returning"
    RETURNED = "returned"
    #: A state this connector has not met before: it opens a review and moves nothing.
    UNKNOWN = "unknown"
