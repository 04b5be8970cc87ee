"""How a parcel leaves, and what the channel gave for it."""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.orders.order import Order


class Handover(StrEnum):
    """The ways a parcel can leave the seller."""

    #: The channel's courier comes, or takes it at a counter; the channel issues the waybill.
    PICK_UP = "pick_up"
    #: The seller ships it and tells the channel the waybill.
    OWN_COURIER = "own_courier"


@attrs.frozen
class ShipmentRequest:
    """What is asked of `arrange_shipment`.

    Args:

        order_id: the channel's id of the order.

        handover: who carries it.

        waybill: the seller's own tracking number; required for ``own_courier``.

        with_label: fetch the label too.

        courier: whose tracking number it is, as the channel or the seller names it;
            empty where the channel does not ask, or the number tells.
    """

    order_id: str
    handover: Handover = Handover.PICK_UP
    waybill: str = ""
    with_label: bool = False
    courier: str = ""


@attrs.frozen
class Label:
    """A shipping label as the channel made it: HTML, PDF or an image."""

    media_type: str
    content: bytes = attrs.field(repr=False)


@attrs.frozen
class Shipment:
    """The order as the channel has it after arranging, with its waybill if one was issued."""

    order: Order
    label: Label | None = None
