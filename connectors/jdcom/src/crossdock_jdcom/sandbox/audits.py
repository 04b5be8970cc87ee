"""Refund audits before shipping, and refunds after it (sheet 4.8)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from crossdock_jdcom.sandbox.order_book import OrderBook
from crossdock_jdcom.sandbox.orders import (
    APPROVED,
    CANCELLED,
    LOCKED,
    PENDING,
    REFUNDED,
    REJECTED,
    WITHDRAWN,
    Order,
    RefundAudit,
    ServiceRefund,
)


@attrs.define
class AuditDesk:
    """All audits, by id and by order."""

    book: OrderBook
    by_id: dict[int, RefundAudit] = attrs.field(factory=dict)
    services: list[ServiceRefund] = attrs.field(factory=list)
    last_id: int = 2_600_120_000
    _waiting: list[RefundAudit] = attrs.field(factory=list)

    def __iter__(self) -> Iterator[RefundAudit]:
        return iter(self.by_id.values())

    def open(self, order: Order, at: datetime, reason: str) -> RefundAudit:
        """Note a buyer's wish to cancel, in cents like the platform's."""
        self.last_id += 17
        audit = RefundAudit(
            audit_id=self.last_id,
            order_id=order.order_id,
            pin=order.pin,
            open_id=order.open_id,
            applied=at,
            amount=order.payable,
            reason=reason,
            from_state=order.state,
        )
        self.by_id[audit.audit_id] = audit
        return audit

    def request(self, order: Order, now: datetime, reason: str) -> RefundAudit:
        """Let a buyer ask now: the order is locked until it is answered."""
        audit = self.open(order, now, reason)
        self.book.move(order, LOCKED, now)
        return audit

    def pending_of(self, order_id: int) -> RefundAudit | None:
        """Return an order's unanswered audit."""
        found = (one for one in self if one.order_id == order_id and one.status == PENDING)
        return next(found, None)

    def withdraw(self, audit: RefundAudit, now: datetime) -> None:
        """Let the buyer think better of it: the order goes back to where it was."""
        audit.status = WITHDRAWN
        self._release(audit, now)

    def decide(
        self, audit: RefundAudit, status: int, checker: str, remark: str, now: datetime
    ) -> None:
        """Answer an audit: granted ends the order, refused gives it back."""
        audit.status, audit.checked = status, now
        audit.checker, audit.remark = checker, remark
        order = self.book.find(audit.order_id)
        if status == REJECTED:
            self._release(audit, now)
        elif order is not None and order.state == LOCKED:
            self.book.move(order, CANCELLED, now)
        if status == APPROVED:
            self._waiting.append(audit)

    def _release(self, audit: RefundAudit, now: datetime) -> None:
        order = self.book.find(audit.order_id)
        if order is not None and order.state == LOCKED:
            before = audit.from_state
            self.book.move(order, before if before != LOCKED else "WAIT_SELLER_STOCK_OUT", now)

    def serve(self, order: Order, at: datetime) -> None:
        """Note a refund after shipping."""
        self.last_id += 17
        begun = at - timedelta(days=2)
        self.services.append(
            ServiceRefund(
                self.last_id + 500_000_000,
                self.last_id,
                order.order_id,
                begun,
                begun + timedelta(days=1),
                at,
                order.payable,
            )
        )

    def tick(self, now: datetime, finance: timedelta) -> None:
        """Let JD's finance approve what has waited long enough: the money is back."""
        for audit in [a for a in self._waiting if a.checked and a.checked + finance <= now]:
            audit.status = REFUNDED
            self._waiting.remove(audit)
