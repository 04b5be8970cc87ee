"""All orders: found by id, invoice and window, and moved on by time."""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from datetime import datetime

from crossdock_tokopedia.sandbox.orders import CANCELLED, Order
from crossdock_tokopedia.sandbox.wallclock import epoch

#: Told after each change: the order and the status it had before.
Listener = Callable[[Order, int], None]


#: What the platform notes when a deadline has passed.
TOO_LATE = "Penjual telah melebihi batas waktu proses pesanan"


class OrderBook:
    """The orders of every connected shop."""

    def __init__(self, on_change: Listener) -> None:
        self.by_id: dict[int, Order] = {}
        self._by_invoice: dict[str, int] = {}
        self._paid: list[tuple[int, int]] = []
        self._due: list[tuple[float, int, int]] = []
        self._on_change = on_change
        self.auto_cancel = True

    def __iter__(self) -> Iterator[Order]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def add(self, order: Order) -> None:
        """Enter an order as it is, telling nobody."""
        self.by_id[order.order_id] = order
        self._by_invoice[order.invoice] = order.order_id
        self._note_payment(order)
        self._plan(order)

    def find(self, order_id: int) -> Order | None:
        """Return an order by its id."""
        return self.by_id.get(order_id)

    def find_invoice(self, invoice: str) -> Order | None:
        """Return an order by its invoice number."""
        return self.by_id.get(self._by_invoice.get(invoice, 0))

    def paid_between(self, first: int, last: int) -> Iterator[Order]:
        """Yield what was paid in these seconds, both ends included, oldest first (Q3)."""
        begin = bisect_left(self._paid, (first, 0))
        end = bisect_right(self._paid, (last, 2**63))
        for _, order_id in self._paid[begin:end]:
            yield self.by_id[order_id]

    def move(self, order: Order, status: int, at: datetime, actor: str, comment: str = "") -> None:
        """Give an order another status and tell whoever listens."""
        before = order.status
        unpaid = order.paid is None
        order.become(status, at, actor, comment)
        if unpaid:
            self._note_payment(order)
        self._plan(order)
        self._on_change(order, before)

    def _note_payment(self, order: Order) -> None:
        if order.paid is not None:
            insort(self._paid, (epoch(order.paid), order.order_id))

    def _plan(self, order: Order) -> None:
        step = order.next_move(auto_cancel=True)
        if step is not None:
            heapq.heappush(self._due, (step[0].timestamp(), order.order_id, order.status))

    def tick(self, now: datetime) -> None:
        """Let everything happen that was due by *now*, each at its own moment."""
        while self._due and self._due[0][0] <= now.timestamp():
            _, order_id, status = heapq.heappop(self._due)
            order = self.by_id.get(order_id)
            if order is None or order.status != status:
                continue
            step = order.next_move(auto_cancel=self.auto_cancel)
            if step is not None and step[0] <= now:
                why = TOO_LATE if step[1] in CANCELLED else ""
                self.move(order, step[1], step[0], "system-automatic", why)
