"""Telling JD that parcels have left, with whom and under which numbers (sheet 4.7, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import Handover, Order, OrderStatus, Shipment, ShipmentRequest, hookimpl
from crossdock.errors import InputRefusedError, OutcomeUnknownError, RequestRefusedError
from crossdock_jdcom.cancellations import with_requests
from crossdock_jdcom.carriers import (
    SELF_DELIVERY,
    Parcels,
    carrier_id,
    encode_carriers,
    encode_numbers,
    numbers_in,
    parse_parcels,
)
from crossdock_jdcom.order_records import is_theirs
from crossdock_jdcom.orders import order_number, read_order
from crossdock_jdcom.settings import Marketplace
from crossdock_jdcom.statuses import TO_DELIVER

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

#: "Trade number used before": this step was taken already, by us.
_DUPLICATE = "17"
_GONE = frozenset(
    {OrderStatus.SHIPPING, OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED}
)
_TO_DELIVER = frozenset({TO_DELIVER, "DENGDAIFAHUO"})


@hookimpl
def arrange_shipment(connection: Connection[JdcomSettings], request: ShipmentRequest) -> Shipment:
    """Return the order after its parcels were announced; announcing them again changes nothing.

    Raises:

        InputRefusedError: a pick-up or a label, which JD does not give here, or no
            carrier or tracking number.

        RequestRefusedError: the order is in no state to be sent.

        OutcomeUnknownError: nobody can tell whether it was announced.
    """
    number = order_number(request.order_id)
    parcels = _parcels(connection, request, number)
    # Looking first is what makes a repetition safe: it must happen once.
    order, record = read_order(connection, number)
    if order.status in _GONE:
        _refuse_other_parcels(order, parcels)
        return Shipment(order=order)
    order = with_requests(connection, (order,))[0]
    _refuse_unready(order, theirs=is_theirs(record))
    if connection.settings.marketplace is Marketplace.WORLDWIDE:
        _ship_from_abroad(connection, order, parcels)
    else:
        _ship(connection, number, parcels)
    order, _ = read_order(connection, number)
    return Shipment(order=order)


def _parcels(shop: Shop, request: ShipmentRequest, number: str) -> tuple[Parcels, ...]:
    if request.with_label:
        raise InputRefusedError(
            f"Order {number} was asked for with a label, and JD gives none over this interface.",
            next_step="Print the label with the carrier, and arrange the shipment without one.",
        )
    standard = shop.settings.carrier
    waybill = request.waybill.strip()
    if not waybill and carrier_id(standard) == SELF_DELIVERY:
        return (Parcels(SELF_DELIVERY, ()),)
    if request.handover is not Handover.OWN_COURIER and not waybill:
        raise InputRefusedError(
            f"Order {number} is to be picked up, and JD arranges no pick-up over this interface.",
            next_step="Book a carrier, then arrange it as an own courier with its number.",
        )
    return parse_parcels(waybill, request.courier.strip() or standard, number)


def _ship(shop: Shop, number: str, parcels: tuple[Parcels, ...]) -> None:
    from crossdock_jdcom import api

    carriers, numbers = encode_carriers(parcels), encode_numbers(parcels)
    try:
        told = api.ship(shop, number, carriers, numbers)
    except OutcomeUnknownError:
        told = False
    except RequestRefusedError:
        # Where an earlier try came late, the order has left, which is a wrong state too.
        if not _has_left_with(shop, number, parcels):
            raise
        return
    if not told:
        _look_up(shop, number)


def _ship_from_abroad(shop: Shop, order: Order, parcels: tuple[Parcels, ...]) -> None:
    """Take the two steps of JD Worldwide: out of the warehouse, then to the buyer.

    Each has a trade number made of the order's id, by which the platform knows a
    step that was taken before.
    """
    from crossdock_jdcom import api

    number = order.order_id
    if order.raw_status.upper() not in _TO_DELIVER:
        try:
            api.leave_overseas(shop, number)
        except RequestRefusedError as error:
            if error.remote_code != _DUPLICATE:
                raise
        except OutcomeUnknownError:
            _look_up(shop, number, halfway=True)
    try:
        api.deliver_overseas(shop, number, encode_carriers(parcels), encode_numbers(parcels))
    except RequestRefusedError as error:
        if error.remote_code != _DUPLICATE:
            raise
        _look_up(shop, number)
    except OutcomeUnknownError:
        _look_up(shop, number)


def _look_up(shop: Shop, number: str, *, halfway: bool = False) -> None:
    """Return if the order shows that the step was taken.

    Raises:

        OutcomeUnknownError: it does not, or not yet.
    """
    order, _ = read_order(shop, number)
    if order.status in _GONE or (halfway and order.raw_status.upper() in _TO_DELIVER):
        return
    raise OutcomeUnknownError(
        f"The shipment of order {number} was not confirmed, and the order is still in state"
        f" {order.raw_status or 'unknown'}.",
        next_step="Read the order again in a few minutes; arrange it again if it has not moved.",
    )


def _has_left_with(shop: Shop, number: str, parcels: tuple[Parcels, ...]) -> bool:
    """Return whether the order shows that it left under the numbers of *parcels*."""
    order, _ = read_order(shop, number)
    given = numbers_in(encode_numbers(parcels))
    return order.status in _GONE and bool(given) and given <= numbers_in(order.waybill)


def _refuse_other_parcels(order: Order, parcels: tuple[Parcels, ...]) -> None:
    """Raise that an order has left under numbers other than those given."""
    given = numbers_in(encode_numbers(parcels))
    left = numbers_in(order.waybill)
    if given and left and not given <= left:
        raise RequestRefusedError(
            f"Order {order.order_id} has left with waybill {order.waybill}, not"
            f" {encode_numbers(parcels)}.",
            next_step="Correct the waybill at shop.jd.com, if it is wrong there.",
        )


def _refuse_unready(order: Order, *, theirs: bool) -> None:
    shown = f"Order {order.order_id} is in state {order.raw_status or 'unknown'}"
    if theirs:
        raise RequestRefusedError(
            f"{shown}, and leaves from a warehouse that JD runs: JD ships it.",
            next_step="Wait for JD's waybill.",
        )
    if order.cancel_requested:
        raise RequestRefusedError(
            f"{shown}, and its buyer has asked to cancel.",
            next_step="Answer the refund application at shop.jd.com first.",
        )
    if order.status is not OrderStatus.READY_TO_SHIP:
        raise RequestRefusedError(
            f"{shown} ({order.status.value}), in which nothing can be sent.",
            next_step="Read the order again and act on what it is now.",
        )
