"""Orders and their states (sheet A7 and A8)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import attrs

TO_ARRANGE, SHIPPED, WAIT_CANCEL, WAIT_REFUSE, CANCELLED, COMPLETED, READY = 1, 2, 3, 4, 5, 6, 7
#: Sheet A8: every state.
STATES = {
    TO_ARRANGE: "paid, waiting for delivery",
    SHIPPED: "shipped",
    WAIT_CANCEL: "waiting cancel",
    WAIT_REFUSE: "waiting refuse",
    CANCELLED: "cancelled",
    COMPLETED: "completed",
    READY: "ready to ship",
}
#: What goes back to stock when it is cancelled.
NOT_SENT = frozenset({TO_ARRANGE, READY, WAIT_CANCEL, WAIT_REFUSE})
#: Decided: the time a parcel takes.
DELIVERED_AFTER = timedelta(days=3)


@attrs.frozen
class Buyer:
    """Who ordered, and where it goes."""

    pin: str
    name: str
    phone: str
    email: str
    province: str
    city: str
    area: str
    post_code: str
    street: str


@attrs.define
class Line:
    """Goods of an order; ``popSkuId`` is the seller's own code (sheet A7)."""

    sku_id: int
    spu_id: int
    seller_sku: str | None
    name: str
    quantity: int
    price: int
    weight: str
    attributes: str
    taken: bool = False


@attrs.define
class Order:
    """One paid order; amounts in whole rupiah."""

    order_id: int
    state: int
    booked: datetime
    created: datetime
    paid: datetime
    modified: datetime
    buyer: Buyer
    lines: list[Line]
    freight: int
    carrier: tuple[int, str, str]
    coupon: int = 0
    cod: bool = False
    message: str = ""
    waybill: str = ""
    prints: int = 0
    shipped: datetime | None = None
    completed: datetime | None = None
    before: int = TO_ARRANGE

    @property
    def goods(self) -> int:
        """Price of the goods."""
        return sum(line.price * line.quantity for line in self.lines)

    @property
    def payable(self) -> int:
        """What the buyer pays."""
        return self.goods + self.freight - self.coupon


#: Told after each change: the order and the state it had before.
Listener = Callable[[Order, int], None]


class OrderBook:
    """The orders of the shop."""

    def __init__(self, on_change: Listener) -> None:
        self.by_id: dict[int, Order] = {}
        self._on_change = on_change

    def __iter__(self) -> Iterator[Order]:
        return iter(self.by_id.values())

    def add(self, order: Order) -> None:
        """Enter an order as it is, telling nobody."""
        self.by_id[order.order_id] = order

    def move(self, order: Order, state: int, at: datetime) -> None:
        """Give an order another state and tell whoever listens."""
        before, order.state, order.modified = order.state, state, at
        if state in (WAIT_CANCEL, WAIT_REFUSE) and before in (TO_ARRANGE, READY):
            order.before = before
        if state == SHIPPED:
            order.shipped = at
        elif state in (COMPLETED, CANCELLED):
            order.completed = at
        self._on_change(order, before)

    def tick(self, now: datetime, settle: timedelta) -> None:
        """Let everything happen that was due by *now*, each at its own moment."""
        for order in list(self.by_id.values()):
            if order.state == SHIPPED and order.shipped is not None:
                due, then = order.shipped + DELIVERED_AFTER, COMPLETED
            elif order.state == WAIT_CANCEL:
                due, then = order.modified + settle, CANCELLED
            elif order.state == WAIT_REFUSE:
                due, then = order.modified + settle, order.before
            else:
                continue
            if due <= now:
                self.move(order, then, due)
