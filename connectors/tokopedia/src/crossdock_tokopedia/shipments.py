"""Parcels: the courier's pick-up, the seller's own courier, and the label (sheet 1.7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crossdock import Handover, Label, Order, OrderStatus, Shipment, ShipmentRequest, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock_tokopedia import clock, statuses
from crossdock_tokopedia.orders import order_number, read_order, succeeded
from crossdock_tokopedia.reading import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock.http import Answer
    from crossdock_tokopedia.settings import TokopediaSettings

    Shop = Connection[TokopediaSettings]

#: A pick-up must be asked for no earlier than this after accepting (sheet 1.7, Q14).
REST = timedelta(seconds=5)
#: Added to it: a history may be cut to whole seconds, and two clocks differ.
_MARGIN = timedelta(seconds=1)
#: How far their clock may run ahead of ours without spoiling the rest.
_SKEW = timedelta(seconds=2)
_GONE = frozenset({OrderStatus.SHIPPING, OrderStatus.DELIVERED, OrderStatus.RETURNING})


@hookimpl
def arrange_shipment(
    connection: Connection[TokopediaSettings], request: ShipmentRequest
) -> Shipment:
    """Return the order after its shipment was arranged; arranging it again changes nothing.

    Raises:

        InputRefusedError: an own courier without a waybill.

        RequestRefusedError: the order is in no state to be sent.

        RetryLaterError: it was accepted less than 5 seconds ago.

        OutcomeUnknownError: nobody can tell whether it was arranged.
    """
    number = order_number(request.order_id)
    own = request.handover is Handover.OWN_COURIER
    waybill = request.waybill.strip()
    if own and not waybill:
        raise InputRefusedError(
            f"Order {request.order_id} is to go with a courier of your own, and has no waybill.",
            next_step="Give the courier's tracking number.",
        )
    # Looking first is what makes a repetition safe: both calls must happen once.
    order, record = read_order(connection, request.order_id)
    if not _is_arranged(order, record, waybill if own else ""):
        _refuse_unready(order)
        if own:
            _confirm(connection, number, waybill)
        else:
            _refuse_hurry(record, request.order_id, connection.now())
            _pick_up(connection, number)
        order, _ = read_order(connection, request.order_id)
    label = _label(connection, number) if request.with_label else None
    return Shipment(order=order, label=label)


def encode_confirmation(waybill: str) -> dict[str, int | str]:
    """Return the body that tells that an order was shipped."""
    return {"order_status": statuses.SHIPPED, "shipping_ref_num": waybill}


def decode_label(answer: Answer) -> Label:
    """Return the label, which the platform makes as HTML."""
    declared = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Label(media_type=declared or "text/html", content=answer.body)


def rest_of(record: Record, now: datetime) -> float:
    """Return the seconds until the order that *record* is may be picked up; 0 for at once.

    Its history says when it was accepted, in Jakarta's clock by all evidence;
    both readings are tried, and the one that was a moment ago counts.
    """
    try:
        history = record.record("order_info").records("order_history")
    except DataRefusedError:
        return 0.0
    ages = [
        now - moment
        for entry in history
        if str(entry.value("hist_status_code")) == str(statuses.ACCEPTED)
        for moment in clock.readings(entry.value("timestamp"))
    ]
    rest = REST + _MARGIN
    rests = [(rest - age).total_seconds() for age in ages if -_SKEW <= age < rest]
    return max(rests, default=0.0)


def _is_arranged(order: Order, record: Record, waybill: str) -> bool:
    """Return whether there is nothing left to arrange.

    Raises:

        RequestRefusedError: it has left with another waybill than the one given, or with none.
    """
    status = record.whole("order_status")
    if not _is_on_its_way(order, status):
        return False
    if not waybill:
        return True
    if status < statuses.SHIPPED:
        # A pick-up was asked for (450) and the parcel has not left: the seller
        # may still send it.
        return False
    if order.waybill and order.waybill != waybill:
        raise RequestRefusedError(
            f"Order {order.order_id} has left with waybill {order.waybill}, not {waybill}.",
            next_step="Correct the waybill in Seller Centre, if it is wrong there.",
        )
    if not order.waybill and status == statuses.SHIPPED_WITHOUT_WAYBILL:
        # Nothing says that the call for a first shipment may add it later.
        raise RequestRefusedError(
            f"Order {order.order_id} has left without a waybill, and Tokopedia waits for it.",
            next_step=f"Enter {waybill} in Seller Centre.",
        )
    return True


def _is_on_its_way(order: Order, status: int) -> bool:
    """Return whether a courier has the order, or was called for it."""
    return order.status in _GONE or status == statuses.PICK_UP_ASKED


def _refuse_unready(order: Order) -> None:
    if order.status in {OrderStatus.READY_TO_SHIP, OrderStatus.SHIPPING}:
        return
    shown = order.raw_status or "unknown"
    step = "Read the order again and act on what it is now."
    if order.status is OrderStatus.PAID:
        step = "Accept it first, then arrange its shipment."
    raise RequestRefusedError(
        f"Order {order.order_id} is in status {shown} ({order.status.value}), in which nothing"
        " can be sent.",
        next_step=step,
    )


def _refuse_hurry(record: Record, order_id: str, now: datetime) -> None:
    rest = rest_of(record, now)
    if rest > 0:
        raise RetryLaterError(
            f"Order {order_id} was accepted less than {REST.seconds} seconds ago, and Tokopedia"
            " takes a pick-up only then.",
            retry_after=rest,
            next_step="Arrange its shipment in a few seconds.",
        )


def _pick_up(shop: Shop, number: int) -> None:
    from crossdock_tokopedia import api

    try:
        confirmed = succeeded(api.request_pick_up(shop, number))
    except OutcomeUnknownError:
        confirmed = False
    if not confirmed:
        _look_up(shop, number, "The pick-up")


def _confirm(shop: Shop, number: int, waybill: str) -> None:
    from crossdock_tokopedia import api

    try:
        confirmed = succeeded(api.confirm_shipping(shop, number, encode_confirmation(waybill)))
    except OutcomeUnknownError:
        confirmed = False
    if not confirmed:
        _look_up(shop, number, "The shipment", past=statuses.SHIPPED)


def _look_up(shop: Shop, number: int, what: str, past: int = 0) -> None:
    order, record = read_order(shop, str(number))
    status = record.whole("order_status")
    if _is_on_its_way(order, status) and status >= past:
        return
    raise OutcomeUnknownError(
        f"{what} of order {number} was not confirmed, and the order is still in status"
        f" {order.raw_status or 'unknown'}.",
        next_step="Read the order again in a few minutes; arrange it again if it has not moved.",
    )


def _label(shop: Shop, number: int) -> Label:
    from crossdock_tokopedia import api

    try:
        return decode_label(api.shipping_label(shop, number))
    except (RequestRefusedError, RetryLaterError, RemoteTroubleError) as error:
        raise RemoteTroubleError(
            f"The shipment of order {number} is arranged, but its label could not be fetched."
            f" {error.message}",
            next_step="Arrange it again to fetch the label: the shipment itself stays as it is.",
            endpoint=error.endpoint,
            status=error.status,
            remote_code=error.remote_code,
            remote_message=error.remote_message,
            request_id=error.request_id,
        ) from None
