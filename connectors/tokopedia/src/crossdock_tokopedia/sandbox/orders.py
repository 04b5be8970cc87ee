"""Orders and what is known about them (sheet 1.7)."""

from datetime import datetime, timedelta

import attrs

from crossdock_tokopedia.sandbox.people import Place

#: Sheet 1.7: every status with the platform's meaning; the second half is older lists only.
STATUSES = {
    0: "Seller cancel order",
    3: "Order rejected due to empty stock",
    5: "Order canceled by fraud",
    6: "Order rejected (auto cancel out of stock)",
    10: "Order rejected by seller",
    15: "Instant cancel by buyer",
    100: "Order created",
    103: "Wait for payment confirmation from third party",
    220: "Payment verified, order ready to process",
    221: "Waiting for partner approval",
    400: "Seller accept order",
    450: "Waiting for pickup",
    500: "Order shipment",
    501: "Status changed to waiting resi have no input",
    520: "Invalid shipment reference number (AWB)",
    530: "Requested by user to correct invalid input of shipment reference number",
    540: "Delivered to pickup point",
    550: "Return to seller",
    600: "Order delivered",
    601: "Buyer open a case to finish an order",
    690: "Fraud review",
    700: "Order finished",
    2: "Order reject, replaced",
    4: "Order reject approval",
    11: "Order pending replacement",
    200: "Payment confirmation",
    691: "Suspected fraud",
    695: "Post fraud review",
    698: "Finish fraud review",
    699: "Order invalid or shipping more than 25 days and payment more than 5 days",
    701: "Order assumed as finished",
}

UNPAID = frozenset({100, 103, 200})
CANCELLED = frozenset({0, 2, 3, 4, 5, 6, 10, 15})

#: Decided, since nothing is published: the time a seller has, and a parcel takes.
ACCEPT_WITHIN = timedelta(hours=48)
SHIP_WITHIN = timedelta(hours=96)
MOVES = {
    450: (timedelta(hours=2), 500),
    500: (timedelta(hours=48), 600),
    600: (timedelta(hours=48), 700),
}


@attrs.frozen
class Buyer:
    """Who ordered."""

    buyer_id: int
    name: str
    phone: str
    email: str


@attrs.frozen
class Recipient:
    """Who receives, and where."""

    name: str
    phone: str
    address: str
    place: Place


@attrs.frozen
class Courier:
    """How it is sent."""

    shipping_id: int
    agency: str
    service_id: int
    service: str
    cost: int


@attrs.define
class Line:
    """Goods of an order; for a variant the child's product id."""

    product_id: int
    title: str
    sku: str
    quantity: int
    price: int
    weight: int
    notes: str = ""
    from_reserve: int = 0
    quantity_reject: int = 0

    @property
    def total(self) -> int:
        """Price of the line."""
        return self.price * self.quantity


@attrs.frozen
class HistoryEntry:
    """A status an order had."""

    status: int
    at: datetime
    actor: str
    comment: str = ""


@attrs.define
class CancelRequest:
    """A buyer's wish to cancel: status 1 while it waits, 2 when refused, 3 when granted."""

    at: datetime
    reason: str
    status: int = 1


@attrs.define
class Order:
    """One order of one shop."""

    order_id: int
    shop_id: int
    warehouse_id: int
    invoice: str
    status: int
    created: datetime
    paid: datetime | None
    buyer: Buyer
    recipient: Recipient
    courier: Courier
    lines: list[Line]
    payment_id: int
    cod: bool = False
    preorder: bool = False
    voucher: int = 0
    history: list[HistoryEntry] = attrs.field(factory=list)
    accepted: datetime | None = None
    shipped: datetime | None = None
    delivered: datetime | None = None
    awb: str = ""
    booking_code: str = ""
    printed: bool = False
    cancel_request: CancelRequest | None = None
    reject_reason: str = ""
    pof_requested: bool = False
    stock_taken: bool = False

    @property
    def goods(self) -> int:
        """Price of the goods."""
        return sum(line.total for line in self.lines)

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return self.goods + self.courier.cost - self.voucher

    @property
    def accept_deadline(self) -> datetime | None:
        """Until when it must be accepted."""
        return self.paid + ACCEPT_WITHIN if self.paid else None

    @property
    def ship_deadline(self) -> datetime | None:
        """Until when it must be shipped."""
        return self.paid + SHIP_WITHIN if self.paid else None

    @property
    def since(self) -> datetime:
        """When it took its present status."""
        return self.history[-1].at if self.history else self.created

    def become(self, status: int, at: datetime, actor: str, comment: str = "") -> None:
        """Take a status and remember it."""
        self.status = status
        self.history.append(HistoryEntry(status, at, actor, comment))
        if status == 220 and self.paid is None:
            self.paid = at
        elif status == 400:
            self.accepted = at
        elif status in (450, 500) and self.shipped is None:
            self.shipped = at
        elif status == 600:
            self.delivered = at

    def next_move(self, *, auto_cancel: bool) -> tuple[datetime, int] | None:
        """Return when time alone will move this order on, and to what."""
        if self.status in MOVES:
            wait, then = MOVES[self.status]
            return self.since + wait, then
        deadline = {220: self.accept_deadline, 400: self.ship_deadline}.get(self.status)
        return (deadline, 0) if deadline is not None and auto_cancel else None
