"""All orders: found by id, by when they changed or were made, and moved on by time."""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from datetime import datetime

from crossdock_jdcom.sandbox.orders import CANCELLED, FINISHED, SHIPPED, TO_SHIP, UNPAID, Order
from crossdock_jos.sandbox.stamp import millis

#: Told after each change: the order and the state it had before.
Listener = Callable[[Order, str], None]
_Index = list[tuple[int, int]]


class OrderBook:
    """The orders of the shop."""

    def __init__(self, on_change: Listener) -> None:
        self.by_id: dict[int, Order] = {}
        self._modified: _Index = []
        self._created: _Index = []
        self._due: list[tuple[float, int, str]] = []
        self._on_change = on_change
        self.auto_cancel = True

    def __iter__(self) -> Iterator[Order]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def add(self, order: Order) -> None:
        """Enter an order as it is, telling nobody."""
        self.by_id[order.order_id] = order
        insort(self._created, (millis(order.created), order.order_id))
        insort(self._modified, (millis(order.modified), order.order_id))
        self._plan(order)

    def find(self, order_id: int) -> Order | None:
        """Return an order by its id."""
        return self.by_id.get(order_id)

    def between(self, first: datetime, last: datetime, *, created: bool) -> list[Order]:
        """Return what was changed, or made, in a window with both ends, oldest first."""
        index = self._created if created else self._modified
        begin = bisect_left(index, (millis(first), 0))
        # Wall-clock seconds: the whole last second belongs to the window.
        end = bisect_right(index, (millis(last) + 999, 2**63))
        return [self.by_id[order_id] for _, order_id in index[begin:end]]

    def touch(self, order: Order, at: datetime) -> None:
        """Note that an order changed, so that it moves in lists by modification."""
        old = (millis(order.modified), order.order_id)
        place = bisect_left(self._modified, old)
        if place < len(self._modified) and self._modified[place] == old:
            del self._modified[place]
        order.modified = at
        insort(self._modified, (millis(at), order.order_id))

    def move(self, order: Order, state: str, at: datetime) -> None:
        """Give an order another state and tell whoever listens."""
        before, order.state = order.state, state
        if state == TO_SHIP and order.paid is None:
            order.paid = at
        elif state == SHIPPED and order.shipped is None:
            order.shipped = at
        elif state in (FINISHED, CANCELLED):
            order.ended = at
        self.touch(order, at)
        self._plan(order)
        self._on_change(order, before)

    def _plan(self, order: Order) -> None:
        step = order.next_move()
        if step is not None:
            heapq.heappush(self._due, (step[0].timestamp(), order.order_id, order.state))

    def tick(self, now: datetime) -> None:
        """Let everything happen that was due by *now*, each at its own moment."""
        while self._due and self._due[0][0] <= now.timestamp():
            _, order_id, state = heapq.heappop(self._due)
            order = self.by_id.get(order_id)
            step = order.next_move() if order is not None and order.state == state else None
            if order is None or step is None or step[0] > now:
                continue
            if state == UNPAID and not self.auto_cancel:
                continue
            self.move(order, step[1], step[0])
