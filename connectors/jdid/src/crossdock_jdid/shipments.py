"""Labels, waybills and the hand-over (sheet A6, A8).

JD.ID allots the waybill itself, when the label is printed, and wants the label
printed before it is told of the hand-over. The courier is its choice as well.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Handover, Label, Order, OrderStatus, Shipment, ShipmentRequest, hookimpl
from crossdock.errors import (
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock_jdid.nesting import rows_of, unpacked
from crossdock_jdid.orders import get_order, order_number
from crossdock_jdid.statuses import GONE
from crossdock_jos.records import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]


@attrs.frozen
class Printed:
    """What printing gave: the waybill, and the label's Base64; either may be empty."""

    waybill: str = ""
    content: str = attrs.field(default="", repr=False)


@hookimpl
def accept_order(connection: Connection[JdidSettings], order_id: str) -> Order:
    """Return the order once its label is printed: that is how a seller takes an order on.

    It moves the order from state 1 to 7 and allots its waybill; one that is
    past state 1 counts as accepted.

    Raises:

        RequestRefusedError: it was cancelled, or is about to be.

        OutcomeUnknownError: nobody can tell whether it was printed.
    """
    order = get_order(connection, order_id)
    if order.status in GONE or order.status is OrderStatus.READY_TO_SHIP:
        return order
    _refuse_unready(order)
    _print(connection, order)
    return get_order(connection, order_id)


@hookimpl
def arrange_shipment(connection: Connection[JdidSettings], request: ShipmentRequest) -> Shipment:
    """Return the order after its parcel was handed over; doing it again changes nothing.

    Raises:

        InputRefusedError: a courier of the seller's own, for which there is no room here.

        RequestRefusedError: the order is in no state to be sent.

        RetryLaterError: its waybill is not there yet.

        OutcomeUnknownError: nobody can tell whether it was handed over.
    """
    if request.handover is Handover.OWN_COURIER:
        raise InputRefusedError(
            f"Order {request.order_id} cannot go with a courier of your own: JD.ID chooses the"
            " courier and allots the waybill.",
            next_step="Arrange it as a pick-up.",
        )
    # Looking first is what makes a repetition safe: both calls must happen once.
    order = get_order(connection, request.order_id)
    printed = Printed()
    if order.status not in GONE:
        _refuse_unready(order)
        if order.status is OrderStatus.PAID or not order.waybill or request.with_label:
            printed = _print(connection, order)
            order = get_order(connection, request.order_id)
        if order.status not in GONE:
            _refuse_unready(order)
            if request.with_label and not printed.content and order.waybill:
                # The answer with the label was lost: a parcel cannot leave without it, and
                # nobody says that it can still be printed after the hand-over.
                printed = _print(connection, order)
            order = _send(connection, order, order.waybill or printed.waybill)
    label = _label(connection, order, printed) if request.with_label else None
    return Shipment(order=order, label=label)


def decode_printed(model: Any) -> Printed:
    """Return what an answer to printing gave, in either generation."""
    model = unpacked(model)
    row = Record(model)
    for found in (row, *(Record(raw) for raw in rows_of(model))):
        waybill = found.text("expressNo", "deliveryId").strip()
        content = found.text("content", "PDF")
        if waybill or content:
            return Printed(waybill, content)
    return Printed()


def decode_label(content: str) -> Label:
    """Return the label, a PDF written as Base64.

    Raises:

        RemoteTroubleError: it is none.
    """
    try:
        pdf = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        pdf = b""
    if not pdf:
        raise RemoteTroubleError(
            "JD.ID sent a label that is not a file written as Base64.",
            next_step="Run it again later.",
        )
    is_pdf = pdf.lstrip()[:5] == b"%PDF-"
    return Label("application/pdf" if is_pdf else "application/octet-stream", pdf)


def _refuse_unready(order: Order) -> None:
    if order.status in {OrderStatus.PAID, OrderStatus.READY_TO_SHIP}:
        return
    shown = order.raw_status or "unknown"
    raise RequestRefusedError(
        f"Order {order.order_id} is in state {shown} ({order.status.value}), in which nothing can"
        " be printed or sent.",
        next_step="Read the order again and act on what it is now.",
    )


def _print(shop: Shop, order: Order) -> Printed:
    """Print the label; after a lost answer, look whether the waybill was allotted."""
    from crossdock_jdid import api

    number = order_number(order.order_id)
    # The first printing allots the waybill; printing again gives the same label.
    is_first = not order.waybill
    try:
        return decode_printed(api.print_order(shop, number, is_first=is_first))
    except OutcomeUnknownError:
        found = get_order(shop, order.order_id)
        if found.waybill or found.status in GONE or found.status is OrderStatus.READY_TO_SHIP:
            return Printed(found.waybill)
        raise OutcomeUnknownError(
            f"Printing the label of order {number} was not confirmed, and the order is still in"
            f" state {found.raw_status or 'unknown'} without a waybill.",
            next_step="Read the order again in a few minutes; arrange it again if it has not"
            " moved.",
        ) from None


def _send(shop: Shop, order: Order, waybill: str) -> Order:
    """Tell of the hand-over, and return the order as it stands then."""
    from crossdock_jdid import api

    if not waybill:
        raise RetryLaterError(
            f"Order {order.order_id} has no waybill yet, though its label was printed.",
            next_step="Arrange its shipment again in a few minutes.",
        )
    number = order_number(order.order_id)
    try:
        api.send_goods(shop, number, waybill)
    except (RequestRefusedError, OutcomeUnknownError) as error:
        # Another worker, or our own call whose answer was lost, may have done it.
        found = get_order(shop, order.order_id)
        if found.status in GONE:
            return found
        if isinstance(error, RequestRefusedError):
            raise
        raise OutcomeUnknownError(
            f"The hand-over of order {number} was not confirmed, and the order is still in state"
            f" {found.raw_status or 'unknown'}.",
            next_step="Read the order again in a few minutes; arrange it again if it has not"
            " moved.",
        ) from None
    return get_order(shop, order.order_id)


def _label(shop: Shop, order: Order, printed: Printed) -> Label:
    from crossdock_jdid import api

    try:
        if not printed.content:
            model = api.print_order(shop, order_number(order.order_id), is_first=False)
            printed = decode_printed(model)
        return decode_label(printed.content)
    except (
        RequestRefusedError,
        RetryLaterError,
        RemoteTroubleError,
        OutcomeUnknownError,
    ) as error:
        raise RemoteTroubleError(
            f"The shipment of order {order.order_id} is arranged, but its label could not be"
            f" fetched. {error.message}",
            next_step="Arrange it again to fetch the label: the shipment itself stays as it is.",
            endpoint=error.endpoint,
            status=error.status,
            remote_code=error.remote_code,
            remote_message=error.remote_message,
            request_id=error.request_id,
        ) from None
