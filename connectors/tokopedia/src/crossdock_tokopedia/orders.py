"""Orders by window, one by one, and accepted (sheet 1.7, Q2 to Q4)."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Order, OrderStatus, Page, RefusedRecord, Window, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RemoteError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_tokopedia import buyers, statuses
from crossdock_tokopedia.codes import NOT_FOUND, TOO_MUCH_DATA
from crossdock_tokopedia.manifest import JAKARTA_AHEAD
from crossdock_tokopedia.order_records import decode_order
from crossdock_tokopedia.reading import Record, rows_of, storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

    Shop = Connection[TokopediaSettings]

#: Orders per page: the main page names no maximum, Tokocabang's names 100 (sheet 1.7).
PER_PAGE = 50
#: "Date Range must be less than 3 days" (ORD_DLV_013): strictly read.
LONGEST_SPAN = 3 * 86_400 - 1
#: A span that holds too many orders is halved down to this and no further: epochs are whole.
SHORTEST_SPAN = 1

Span = tuple[int, int]


@attrs.frozen
class Place:
    """Where a pull of a window stands: what its cursor says.

    Args:

        spans: epochs still to be read, the first one from *page* on.
    """

    spans: tuple[Span, ...]
    page: int = 1


@hookimpl
def list_orders(
    connection: Connection[TokopediaSettings], window: Window, cursor: str | None
) -> Page[Order]:
    """Return a page of the window's orders; a few from outside it come along."""
    place = Place(spans_of(window)) if cursor is None else decode_cursor(cursor)
    body, place = _ask(connection, place)
    rows = decode_rows(body)
    if not rows:
        following = Place(place.spans[1:])
        return Page(cursor=encode_cursor(following) if following.spans else None)
    orders: dict[str, Order] = {}
    refused: list[RefusedRecord] = []
    unseal = buyers.opener(connection.settings.private_key)
    for number, raw in enumerate(rows, start=1):
        try:
            order = decode_order(raw, connection.settings, unseal)
        except DataRefusedError as error:
            refused.append(
                RefusedRecord(
                    record_id=_order_id(raw) or f"row {number}",
                    raw=storable(connection.http.redactor.record(raw)),
                    error=error.message,
                )
            )
        else:
            orders.setdefault(order.order_id, order)
    return Page(
        items=tuple(orders.values()),
        cursor=encode_cursor(attrs.evolve(place, page=place.page + 1)),
        refused=tuple(refused),
    )


@hookimpl
def get_order(connection: Connection[TokopediaSettings], order_id: str) -> Order:
    """Return the order, by its id or by its invoice number.

    Raises:

        InputRefusedError: neither an order id nor an invoice number.

        RequestRefusedError: there is no such order in this shop.
    """
    return read_order(connection, order_id)[0]


@hookimpl
def accept_order(connection: Connection[TokopediaSettings], order_id: str) -> Order:
    """Return the order after accepting it; one that was accepted before counts as accepted.

    Raises:

        RequestRefusedError: it cannot be accepted any more.

        OutcomeUnknownError: nobody can tell whether it was.
    """
    from crossdock_tokopedia import api

    number = order_number(order_id)
    try:
        body = api.acknowledge(connection, number)
    except RequestRefusedError as error:
        # Whatever code it wears (some are bare numbers), the order says what is true.
        try:
            order = read_order(connection, order_id)[0]
        except (RemoteError, DataRefusedError):
            raise error from None
        if statuses.is_accepted(order.status):
            return order
        raise
    except OutcomeUnknownError:
        return _look_up(connection, order_id)
    if not succeeded(body):
        return _look_up(connection, order_id)
    return read_order(connection, order_id)[0]


def read_order(shop: Shop, order_id: str) -> tuple[Order, Record]:
    """Return the order and its record as it came."""
    from crossdock_tokopedia import api

    params: dict[str, str | int]
    if order_id.strip().upper().startswith("INV/"):
        params = {"invoice_num": order_id.strip()}
    else:
        params = {"order_id": order_number(order_id)}
    try:
        body = api.order_detail(shop, params)
    except RequestRefusedError as error:
        if error.remote_code.upper() in NOT_FOUND:
            raise _absent(shop, order_id, error.remote_code) from None
        raise
    rows = decode_rows(body)
    if not rows:
        raise _absent(shop, order_id)
    try:
        order = decode_order(rows[0], shop.settings, buyers.opener(shop.settings.private_key))
    except DataRefusedError as error:
        raise DataRefusedError(
            f"Order {order_id} cannot be read: {error.message}",
            next_step="Look at the order in Seller Centre.",
        ) from None
    if "order_id" in params and order.order_id != str(params["order_id"]):
        raise UnreadableAnswerError(
            f"Tokopedia was asked for order {order_id} and answered with {order.order_id}.",
            next_step="Run it again later.",
        )
    return order, Record(rows[0])


def spans_of(window: Window) -> tuple[Span, ...]:
    """Return the epochs to ask with so that both readings of their clock find the window.

    Either the platform filters by true epochs, or by Jakarta's wall clock
    written as if it were UTC, 7 hours later. Asking up to 7 hours past the end
    covers both (sheet Q2).
    """
    start = math.floor(window.start.timestamp())
    end = math.ceil(window.end.timestamp()) + int(JAKARTA_AHEAD.total_seconds())
    spans = []
    while end - start > LONGEST_SPAN:
        spans.append((start, start + LONGEST_SPAN))
        start += LONGEST_SPAN + 1
    return (*spans, (start, end))


def halved(span: Span) -> tuple[Span, Span]:
    """Return the two halves of *span*, which share no second."""
    middle = (span[0] + span[1]) // 2
    return (span[0], middle), (middle + 1, span[1])


def decode_rows(body: Any) -> list[Any]:
    """Return the orders of an answer; none for ``data: null``, which ends the list."""
    return rows_of(body, "orders", "data", "list")


def encode_cursor(place: Place) -> str:
    """Return *place* as text."""
    return json.dumps(attrs.asdict(place), separators=(",", ":"))


def decode_cursor(cursor: str) -> Place:
    """Return the place that *cursor* stands for.

    Raises:

        InputRefusedError: it is none of ours.
    """
    try:
        found = json.loads(cursor)
        spans = tuple((int(start), int(end)) for start, end in found["spans"])
        place = Place(spans, int(found["page"]))
    except (ValueError, TypeError, KeyError):
        place = Place(())
    if not place.spans or place.page < 1:
        raise InputRefusedError(
            "The place where the pull of orders stopped cannot be read.",
            next_step="Pull the window again from its beginning.",
        )
    return place


def order_number(order_id: str) -> int:
    """Return *order_id* as the number it is at Tokopedia.

    Raises:

        InputRefusedError: it is not one.
    """
    text = order_id.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text)):
        raise InputRefusedError(
            f"{order_id!r} is no order id of Tokopedia, which is a number.",
            next_step="Give the order id, or to read an order its invoice number INV/...",
        )
    return int(text)


def succeeded(body: Any) -> bool:
    """Return whether the answer to an action says "success", in any of its spellings."""
    data = Record(body).value("data")
    if isinstance(data, dict):
        return Record(data).flag("success", "status") or Record(data).has("result")
    if isinstance(data, str):
        return data.strip().lower() in {"success", "ok"}
    return data is True


def _ask(shop: Shop, place: Place) -> tuple[Any, Place]:
    """Return a page and its place; a span that holds too many orders is halved first."""
    from crossdock_tokopedia import api

    while True:
        start, end = place.spans[0]
        try:
            return api.orders_of_span(shop, start, end, place.page, PER_PAGE), place
        except RequestRefusedError as error:
            code = error.remote_code.upper()
            if code in NOT_FOUND:
                return {}, place
            if code != TOO_MUCH_DATA:
                raise
            if end - start < SHORTEST_SPAN:
                raise _too_dense(start, error) from None
        # Begins anew in the first half: the pages of the whole do not fit it.
        place = Place((*halved((start, end)), *place.spans[1:]))


def _too_dense(second: int, error: RequestRefusedError) -> RequestRefusedError:
    moment = datetime.fromtimestamp(second, UTC)
    return RequestRefusedError(
        f"Too many orders fall on {moment:%Y-%m-%d %H:%M:%S} UTC for Tokopedia to list any of"
        f" them ({error.remote_code}), and no span is shorter than a second.",
        next_step="Pull with --since a moment after it; look at those orders in Seller Centre.",
        endpoint=error.endpoint,
        status=error.status,
        remote_code=error.remote_code,
        remote_message=error.remote_message,
        request_id=error.request_id,
    )


def _look_up(shop: Shop, order_id: str) -> Order:
    """Return the order if it was accepted after all.

    Raises:

        RequestRefusedError: it is cancelled, and never will be.

        OutcomeUnknownError: it was not, or not yet.
    """
    order = read_order(shop, order_id)[0]
    if statuses.is_accepted(order.status):
        return order
    if order.status is OrderStatus.CANCELLED:
        raise RequestRefusedError(
            f"Order {order_id} was cancelled (status {order.raw_status}) and cannot be accepted.",
            next_step="There is nothing to send for it.",
        )
    raise OutcomeUnknownError(
        f"Accepting order {order_id} was not confirmed, and the order is still in status"
        f" {order.raw_status or 'unknown'}.",
        next_step="Read the order again in a few minutes; accept it again if it has not moved.",
    )


def _absent(shop: Shop, order_id: str, code: str = "") -> RequestRefusedError:
    return RequestRefusedError(
        f"There is no order {order_id} for fs_id {shop.settings.fs_id}.",
        next_step="Check the order id.",
        endpoint=f"GET /v2/fs/{shop.settings.fs_id}/order",
        status=None if code else 200,
        remote_code=code,
    )


def _order_id(raw: Any) -> str:
    value = Record(raw).value("order_id")
    return storable(str(value))[:40] if isinstance(value, int | str) else ""
