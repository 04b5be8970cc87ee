"""The orders and audits a shop already has when somebody first looks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crossdock_jdcom.sandbox.audits import AuditDesk
from crossdock_jdcom.sandbox.buying import Buying
from crossdock_jdcom.sandbox.order_book import OrderBook
from crossdock_jdcom.sandbox.orders import (
    APPROVED,
    CANCELLED,
    DELIVERED_AFTER,
    FINISHED,
    LOCKED,
    OVERSEAS_LEG,
    PENDING,
    REFUNDED,
    REJECTED,
    RETURNED,
    SEND_CODE,
    SHIPPED,
    STATES,
    TO_SHIP,
    UNPAID,
    WITHDRAWN,
    Order,
    RefundAudit,
)
from crossdock_jdcom.sandbox.people import REASONS
from crossdock_jdcom.sandbox.wares import Sku

#: How many orders of each state there are, and how many hours old at most.
_PLAN: dict[str, tuple[int, int]] = {
    TO_SHIP: (22, 40),
    SHIPPED: (24, 80),
    FINISHED: (48, 22 * 24),
    CANCELLED: (16, 25 * 24),
    LOCKED: (5, 30),
    UNPAID: (6, 20),
    **dict.fromkeys(set(STATES) - {TO_SHIP, SHIPPED, FINISHED, CANCELLED, LOCKED, UNPAID}, (2, 0)),
}
_SENT = frozenset(
    {
        SHIPPED,
        FINISHED,
        RETURNED,
        "SEND_TO_DISTRIBUTION_CENER",
        "DISTRIBUTION_CENTER_RECEIVED",
        "RECEIPTS_CONFIRM",
    }
)
_CARRIERS = (("467", "SF"), ("463", "YT"), ("1499", "ZT"), ("2087", "JDVA"))


def live_in(
    book: OrderBook, audits: AuditDesk, buying: Buying, sold: Sequence[Sku], now: datetime
) -> None:
    """Fill *book* with the last four weeks."""
    if not sold:
        return
    plan: list[tuple[timedelta, str]] = []
    dice = buying.dice
    for state in STATES:
        count, hours = _PLAN[state]
        for number in range(count):
            if hours:
                age = timedelta(minutes=20 + dice.randrange(60 * hours))
            else:
                age = timedelta(hours=30 + 200 * number + dice.randrange(160))
            plan.append((age + (DELIVERED_AFTER if state == FINISHED else timedelta()), state))
    for number, (age, state) in enumerate(sorted(plan, reverse=True)):
        order = buying.order(buying.basket(sold, in_stock=False), now - age)
        _live(order, state, number, now)
        book.add(order)
        _audit(audits, order, number)


def _live(order: Order, state: str, number: int, now: datetime) -> None:
    """Let an order have come to *state* by *now*."""
    order.state = state
    if state == UNPAID:
        return
    left = now - order.created
    order.paid = order.created + min(timedelta(minutes=4), left / 4)
    order.modified = order.paid
    if state in _SENT:
        order.shipped = order.paid + min(timedelta(hours=9), left / 3)
        order.modified = order.shipped
        order.carrier, letters = _CARRIERS[number % len(_CARRIERS)]
        order.waybill = f"{letters}{order.order_id * 7 % 10**12:012d}"
        if number % 11 == 0:
            # Two carriers, and two numbers of the first (sheet 4.5).
            order.waybill = f"{order.waybill},{order.waybill}2|EM{order.order_id % 10**9}"
            order.carrier += "|465"
    elif state == OVERSEAS_LEG:
        order.shipped = None
    if state in (FINISHED, CANCELLED, RETURNED):
        order.ended = min(now, (order.shipped or order.paid) + min(DELIVERED_AFTER, left / 2))
        order.modified = order.ended
    if state == SEND_CODE:
        order.order_type = 75
    if number % 13 == 0 and state in (TO_SHIP, SHIPPED):
        order.store_order = "京仓订单"
    if number % 9 == 4 and order.parent_id == 0 and state != LOCKED:
        order.parent_id = order.order_id - 3
    if number % 17 == 0 and state == FINISHED:
        order.return_order = 1


def _audit(audits: AuditDesk, order: Order, number: int) -> None:
    """Give locked and cancelled orders the audit that made them so."""
    if order.state == LOCKED:
        audits.open(order, order.modified, REASONS[number % len(REASONS)])
    elif order.state == CANCELLED and order.paid is not None and number % 2:
        audit = audits.open(order, order.paid, REASONS[number % len(REASONS)])
        _settled(audit, REFUNDED if number % 4 == 1 else APPROVED, order.modified)
    elif order.state == SHIPPED and order.paid is not None and number % 5 == 0:
        audit = audits.open(order, order.paid, REASONS[number % len(REASONS)])
        _settled(audit, REJECTED if number % 2 else WITHDRAWN, order.modified)
    if order.state == RETURNED or order.return_order:
        audits.serve(order, order.ended or order.modified)


def _settled(audit: RefundAudit, status: int, at: datetime) -> None:
    audit.status = status
    if status not in (PENDING, WITHDRAWN):
        audit.checked, audit.checker, audit.remark = (
            at,
            "admin",
            "同意" if status != 2 else "已发货",
        )
