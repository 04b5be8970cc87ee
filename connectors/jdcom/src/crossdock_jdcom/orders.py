"""Orders by window, one by one, and accepted (sheet 4.5, 4.6, 6.6)."""

from __future__ import annotations

import math
from datetime import UTC
from typing import TYPE_CHECKING, Any

from crossdock import Order, OrderStatus, Page, RefusedRecord, Window, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdcom import cancellations, sweep
from crossdock_jdcom.listings import identify
from crossdock_jdcom.order_records import decode_order
from crossdock_jdcom.sweep import Place, Sheet, Span
from crossdock_jos import Record, storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

#: The longest span the interface takes: a month, and the shortest one has 28 days.
LONGEST_SPAN = 28 * 86_400
_REFUSING = frozenset({OrderStatus.CANCELLED, OrderStatus.CANCEL_REQUESTED, OrderStatus.UNPAID})


@hookimpl
def list_orders(
    connection: Connection[JdcomSettings], window: Window, cursor: str | None
) -> Page[Order]:
    """Return a page of the orders that changed within *window*, the last page first."""
    place = Place(spans_of(window)) if cursor is None else sweep.decode_cursor(cursor)
    sheet = _ask(connection, place)
    orders: dict[str, Order] = {}
    refused: list[RefusedRecord] = []
    fresh = [raw for raw in sheet.rows if identify(raw, "orderId") not in sheet.place.before]
    for number, raw in enumerate(fresh, start=1):
        try:
            order = decode_order(raw)
        except DataRefusedError as error:
            refused.append(
                RefusedRecord(
                    record_id=identify(raw, "orderId") or f"row {number}",
                    raw=storable(connection.http.redactor.record(raw)),
                    error=error.message,
                )
            )
        else:
            orders.setdefault(order.order_id, order)
    ids = tuple(order_id for raw in sheet.rows if (order_id := identify(raw, "orderId")))
    name = f"the list of orders from {window.start.astimezone(UTC):%Y-%m-%d %H:%M} UTC on"
    return Page(
        items=cancellations.with_requests(connection, tuple(orders.values())),
        cursor=sweep.encode_cursor(sheet.place.after(ids, len(fresh))),
        refused=(*refused, *sweep.shortfall(name, sheet.missing(len(fresh)))),
    )


@hookimpl
def get_order(connection: Connection[JdcomSettings], order_id: str) -> Order:
    """Return the order as JD has it now.

    Raises:

        InputRefusedError: *order_id* is no number.

        RequestRefusedError: there is no such order in this shop.
    """
    order, _ = read_order(connection, order_id)
    return cancellations.with_requests(connection, (order,))[0]


@hookimpl
def accept_order(connection: Connection[JdcomSettings], order_id: str) -> Order:
    """Return the order, if it may go on: JD has no step of accepting, so nothing is sent.

    Raises:

        RequestRefusedError: it is cancelled, unpaid, or its buyer has asked to cancel.
    """
    order = get_order(connection, order_id)
    if order.status in _REFUSING or order.cancel_requested:
        raise RequestRefusedError(
            f"Order {order.order_id} is in state {order.raw_status or 'unknown'}"
            f" ({order.status.value}), and cannot be accepted.",
            next_step="Answer the buyer's request to cancel first, if there is one.",
        )
    return order


def read_order(shop: Shop, order_id: str) -> tuple[Order, Record]:
    """Return the order and its record as it came."""
    from crossdock_jdcom import api

    number = order_number(order_id)
    raw = api.order_detail(shop, number).value("orderInfo")
    if not raw:
        raise RequestRefusedError(
            f"There is no order {number} in this shop.", next_step="Check the order id."
        )
    try:
        order = decode_order(raw)
    except DataRefusedError as error:
        raise DataRefusedError(
            f"Order {number} cannot be read: {error.message}",
            next_step="Look at the order at shop.jd.com.",
        ) from None
    if order.order_id != number:
        raise UnreadableAnswerError(
            f"JD.com was asked for order {number} and answered with {order.order_id}.",
            next_step="Run it again later.",
        )
    return order, Record(raw)


def spans_of(window: Window) -> tuple[Span, ...]:
    """Return the whole seconds to ask for, none of them longer than a month."""
    start = math.floor(window.start.timestamp())
    end = math.ceil(window.end.timestamp())
    spans = []
    while end - start > LONGEST_SPAN:
        spans.append((start, start + LONGEST_SPAN))
        start += LONGEST_SPAN + 1
    return (*spans, (start, end))


def order_number(order_id: str) -> str:
    """Return *order_id* as the number it is at JD.

    Raises:

        InputRefusedError: it is not one.
    """
    text = order_id.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 30 and int(text)):
        raise InputRefusedError(
            f"{order_id[:60]!r} is no order id of JD, which is a number.",
            next_step="Give the order id.",
        )
    return str(int(text))


def _ask(shop: Shop, place: Place) -> Sheet:
    """Return the page at *place*."""
    from crossdock_jdcom import api

    whole = _bounded(place)

    def fetch(span: Span | None, page: int) -> sweep.Found:
        try:
            found = api.search_orders(shop, span or whole, page)
        except RequestRefusedError:
            if page == 1:
                raise
            # Where the first page is given, it is this one that there is not.
            return [], page * api.ORDERS_PER_PAGE
        rows = found.rows("orderInfoList")
        return rows, _total(found, rows)

    return sweep.read_page(place, api.ORDERS_PER_PAGE, whole, fetch)


def _bounded(place: Place) -> Span:
    if place.span is None:
        raise InputRefusedError(
            "The place where the pull of orders stopped is one of another list.",
            next_step="Pull the window again from its beginning.",
        )
    return place.span


def _total(found: Record, rows: list[Any]) -> int:
    from crossdock_jdcom import api

    total = found.whole("orderTotal")
    if total is None:
        if found and len(rows) < api.ORDERS_PER_PAGE:
            return len(rows)
        raise UnreadableAnswerError(
            "JD.com answered the search for orders without searchorderinfo_result.orderTotal, so"
            " nobody can tell how many there are.",
            next_step="Check the connection's endpoint; if it is right, run it again later.",
        )
    return total
