"""Orders by window, and one by one (sheet A6 to A9).

The list gives ids, state by state, and the orders are fetched by them. Its pages
move while they are read: an order that changes leaves its state or its span,
and the rest moves up into its place. So a list that may not fit into one answer
is not paged but asked for again in halves of its span, until each answer is whole.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Order, Page, RefusedRecord, Window, hookimpl
from crossdock.errors import (
    CursorLoopError,
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdid import statuses
from crossdock_jdid.calls import IDS_PER_PAGE
from crossdock_jdid.keeping import shown_of
from crossdock_jdid.nesting import listed, rows_of, unpacked
from crossdock_jdid.order_records import decode_order, order_id_of
from crossdock_jdid.patience import Patience
from crossdock_jdid.spans import Span, span_of
from crossdock_jos.records import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

#: Orders fetched by one call: as many as a page of ids had in the older generation.
AT_ONCE = 20
#: Sweeps over two seconds that hold more orders than an answer, and pages of a sweep.
_MOST_SWEEPS = 4
_MOST_PAGES = 500


@attrs.frozen
class Place:
    """Where a pull of a window stands: what its cursor says.

    Args:

        turn: which state of `statuses.SWEEP` is being read.

        spans: still to be read in it.

        brought: ids of the last list that had any. The next one may have them
            again, from the seam of two spans or in their next state.
    """

    turn: int
    spans: tuple[Span, ...]
    brought: tuple[int, ...] = ()


@hookimpl
def list_orders(
    connection: Connection[JdidSettings], window: Window, cursor: str | None
) -> Page[Order]:
    """Return a page of the window's orders, one state after the other."""
    place = Place(0, (span_of(window),)) if cursor is None else decode_cursor(cursor)
    ids, place = _ask(connection, place)
    orders, refused = _fetch(connection, [one for one in ids if one not in place.brought])
    brought = tuple(ids) or place.brought
    following: Place | None = Place(place.turn, place.spans[1:], brought)
    if len(place.spans) == 1:
        is_last = place.turn + 1 == len(statuses.SWEEP)
        following = None if is_last else Place(place.turn + 1, (span_of(window),), brought)
    return Page(
        items=tuple(orders),
        cursor=None if following is None else encode_cursor(following),
        refused=tuple(refused),
    )


@hookimpl
def get_order(connection: Connection[JdidSettings], order_id: str) -> Order:
    """Return the order as the channel has it now.

    Raises:

        InputRefusedError: that is no order id.

        RequestRefusedError: there is no such order in this shop.
    """
    from crossdock_jdid import api

    number = order_number(order_id)
    model = api.order(connection, number)
    rows = rows_of(model)
    found = rows[0] if rows else model
    if not Record(unpacked(found)):
        raise RequestRefusedError(
            f"JD.ID knows no order {number} in this shop.", next_step="Check the order id."
        )
    try:
        order = decode_order(found, connection.settings)
    except DataRefusedError as error:
        raise DataRefusedError(
            f"Order {number} cannot be read: {error.message}",
            next_step="Look at the order in the seller centre.",
        ) from None
    if order.order_id != str(number):
        raise UnreadableAnswerError(
            f"JD.ID was asked for order {number} and answered with {order.order_id}.",
            next_step="Run it again later.",
        )
    return order


def order_number(order_id: str) -> int:
    """Return *order_id* as the number it is at JD.ID.

    Raises:

        InputRefusedError: it is not one.
    """
    text = order_id.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text)):
        raise InputRefusedError(
            f"{order_id!r} is no order id of JD.ID, which is a number.",
            next_step="Give the order id as the seller centre shows it.",
        )
    return int(text)


def decode_ids(model: Any) -> list[int]:
    """Return the order ids of an answer.

    Raises:

        UnreadableAnswerError: it is no list, or one of them is no number.
    """
    ids = []
    for raw in listed(model):
        try:
            number = Record(raw if isinstance(raw, dict) else {"orderId": raw}).whole("orderId")
        except DataRefusedError:
            number = None
        if number is None or number <= 0:
            raise UnreadableAnswerError(
                "JD.ID's list of orders holds an id that is no number.",
                next_step="Run it again later; if it stays so, the gateway is broken.",
            )
        ids.append(number)
    return list(dict.fromkeys(ids))


def encode_cursor(place: Place) -> str:
    """Return *place* as text."""
    spans = [[span.start, span.end] for span in place.spans]
    said = {"turn": place.turn, "spans": spans, "brought": place.brought}
    return json.dumps(said, separators=(",", ":"))


def decode_cursor(cursor: str) -> Place:
    """Return the place that *cursor* stands for.

    Raises:

        InputRefusedError: it is none of ours.
    """
    try:
        found = json.loads(cursor)
        spans = tuple(Span(int(start), int(end)) for start, end in found["spans"])
        place = Place(int(found["turn"]), spans, tuple(map(int, found["brought"])))
    except (ValueError, TypeError, KeyError):
        place = Place(0, ())
    if not place.spans or not 0 <= place.turn < len(statuses.SWEEP):
        raise InputRefusedError(
            "The place where the pull of orders stopped cannot be read.",
            next_step="Pull the window again from its beginning.",
        )
    return place


def _ask(shop: Shop, place: Place) -> tuple[list[int], Place]:
    """Return the ids at *place*; a span of which one answer may not hold all is halved first."""
    state = statuses.SWEEP[place.turn]
    while True:
        span = place.spans[0]
        ids = _page(shop, state, span, 1)
        if len(ids) < IDS_PER_PAGE:
            return ids, place
        if not span.divisible:
            return _sweep(shop, state, span), place
        place = attrs.evolve(place, spans=(*span.halves(), *place.spans[1:]))


def _sweep(shop: Shop, state: int, span: Span) -> list[int]:
    """Return the ids of a span that cannot be halved, read until two readings are the same."""
    found: dict[int, None] = {}
    before: set[int] | None = None
    for _ in range(_MOST_SWEEPS):
        ids = _walk(shop, state, span)
        found |= dict.fromkeys(ids)
        if before == set(ids):
            break
        before = set(ids)
    return list(found)


def _walk(shop: Shop, state: int, span: Span) -> list[int]:
    found: dict[int, None] = {}
    for page in range(1, _MOST_PAGES + 1):
        ids = _page(shop, state, span, page)
        # An empty page ends the list; one that brings nothing new comes from a
        # platform that repeats its last page.
        if not ids or (page > 1 and all(number in found for number in ids)):
            return list(found)
        found |= dict.fromkeys(ids)
    raise CursorLoopError(
        f"JD.ID's list of orders in state {state} did not end within {_MOST_PAGES} pages.",
        next_step="Pull again later.",
    )


def _page(shop: Shop, state: int, span: Span, page: int) -> list[int]:
    from crossdock_jdid import api

    return decode_ids(api.order_ids(shop, state, span, page))


def _fetch(shop: Shop, ids: Sequence[int]) -> tuple[list[Order], list[RefusedRecord]]:
    orders: list[Order] = []
    refused: list[RefusedRecord] = []
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        rows = _rows_by_id(shop, batch)
        for number in batch:
            raw, why = rows[number]
            if raw is None:
                refused.append(RefusedRecord(str(number), raw="", error=why))
                continue
            try:
                orders.append(decode_order(raw, shop.settings))
            except DataRefusedError as error:
                shown = shown_of(raw, shop.http.redactor)
                refused.append(RefusedRecord(str(number), raw=shown, error=error.message))
    return orders, refused


def _rows_by_id(shop: Shop, ids: Sequence[int]) -> dict[int, tuple[Any, str]]:
    """Return each order as it came, or None and why; by id, because the answer is in any order.

    One order that spoils the answer for all, or is missing from it, is asked for alone.
    """
    from crossdock_jdid import api

    found: dict[str, Any] = {}
    if ids:
        try:
            found = {order_id_of(raw): raw for raw in rows_of(api.orders(shop, ids))}
        except (RequestRefusedError, UnreadableAnswerError):
            found = {}
    patience = Patience()
    return {
        number: (found[str(number)], "")
        if str(number) in found
        else _alone(shop, number, patience)
        for number in ids
    }


def _alone(shop: Shop, number: int, patience: Patience) -> tuple[Any, str]:
    from crossdock_jdid import api

    try:
        model = api.order(shop, number)
    except (RequestRefusedError, UnreadableAnswerError) as error:
        patience.bear(error)
        return None, error.message
    raw = next(iter(rows_of(model)), model)
    if order_id_of(raw) != str(number):
        return None, "The list names this order, and JD.ID does not give it."
    return raw, ""
