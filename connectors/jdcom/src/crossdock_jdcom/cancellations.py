"""Refund applications of orders that have not left: the buyer asks to cancel (sheet 4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Order
from crossdock.errors import DataRefusedError, RemoteError
from crossdock_jdcom import sweep
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
    read the applications still reads its orders; `conn test` says so.
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
        attrs.evolve(order, cancel_requested=True)
        if order.order_id in asking and may_be_cancelled(order.status)
        else order
        for order in orders
    )


def decode_requests(rows: list[Any]) -> frozenset[str]:
    """Return the ids of the orders whose refund application is pending."""
    found = set()
    for raw in rows:
        row = Record(raw)
        try:
            if row.whole("status") == AUDIT_PENDING and (order_id := row.identifier("orderId")):
                found.add(order_id)
        except DataRefusedError:
            # One without a readable order cannot stop any.
            continue
    return frozenset(found)


def _pending(shop: Shop, order_id: str | None) -> frozenset[str]:
    from crossdock_jdcom import api

    def fetch(page: int) -> sweep.Found:
        found = api.refund_audits(shop, page, order_id)
        return found.rows("result"), found.whole("totalCount", "total")

    rows, _ = sweep.read_all(fetch, api.AUDITS_PER_PAGE)
    return decode_requests(rows)
