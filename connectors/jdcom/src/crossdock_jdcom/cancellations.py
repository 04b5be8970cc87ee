"""Refund applications of orders that have not left: the buyer asks to cancel (sheet 4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Order
from crossdock.errors import DataRefusedError, RemoteError, UnreadableAnswerError
from crossdock_jdcom import sweep
from crossdock_jdcom.listings import identify
from crossdock_jdcom.statuses import AUDIT_PENDING, may_be_cancelled
from crossdock_jos import Record
from crossdock_jos.codes import UNAVAILABLE

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]


def with_requests(shop: Shop, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """Return *orders*, those marked whose refund application waits for an answer.

    Nothing is asked where no order could still be stopped. An app that may not
    read the applications still reads its orders; `conn test` says so. Where an
    application of many cannot be read, the list does not tell of the others
    whether they are to be cancelled, and each is asked for alone.

    Raises:

        UnreadableAnswerError: the answer is no list of applications.
    """
    candidates = [order for order in orders if may_be_cancelled(order.status)]
    if not candidates or not shop.settings.refund_audits:
        return orders
    only = candidates[0].order_id if len(orders) == 1 else None
    try:
        asking = _pending(shop, only)
    except RemoteError as error:
        if error.remote_code not in UNAVAILABLE:
            raise
        return orders
    return tuple(
        _marked(order, asking) if may_be_cancelled(order.status) else order for order in orders
    )


def decode_requests(rows: list[Any], asked_for: str = "") -> frozenset[str]:
    """Return the ids of the orders whose refund application is pending.

    Only pending ones were asked for, so one without a readable status is one of
    them. One that names no order is that of *asked_for*; empty where all were.
    """
    return frozenset(identify(raw, "orderId") or asked_for for raw in rows if _is_pending(raw))


def _marked(order: Order, asking: frozenset[str]) -> Order:
    if order.order_id in asking:
        return attrs.evolve(order, cancel_requested=True)
    if "" in asking and not order.cancel_requested:
        return attrs.evolve(order, cancel_requested=None)
    return order


def _is_pending(raw: Any) -> bool:
    try:
        return Record(raw).whole("status") in {None, AUDIT_PENDING}
    except DataRefusedError:
        return True


def _pending(shop: Shop, order_id: str | None) -> frozenset[str]:
    """Return the ids of the orders that are to be cancelled; an empty one for each unknown."""
    from crossdock_jdcom import api

    def fetch(page: int) -> sweep.Found:
        return _rows_of(api.refund_audits(shop, page, order_id))

    rows, total = sweep.read_all(fetch, api.AUDITS_PER_PAGE)
    asking = decode_requests(rows, order_id or "")
    if total is not None and total > len(rows):
        asking |= {order_id or ""}
    return asking


def _rows_of(found: Record) -> sweep.Found:
    """Return the applications on a page and how many there are in all.

    Raises:

        UnreadableAnswerError: it is no page of applications.
    """
    rows = found.rows("result")
    try:
        total = found.whole("totalCount", "total")
    except DataRefusedError:
        total = None
    listed = found.value("result")
    if (total is None and not rows) or (listed and not isinstance(listed, list | Mapping)):
        raise UnreadableAnswerError(
            "JD.com answered the query for refund applications without queryResult.totalCount or"
            " without a list, so nobody can tell which orders are to be cancelled.",
            next_step="Run it again later; `refund_audits=no` reads orders without them.",
        )
    return rows, total
