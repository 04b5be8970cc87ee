"""Buyers: who they are and what they put in their basket; and the orders a shop begins with."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from crossdock_jdid.sandbox.goods import (
    CARRIERS,
    FIRST_NAMES,
    LAST_NAMES,
    MESSAGES,
    PLACES,
    STREETS,
)
from crossdock_jdid.sandbox.orders import (
    CANCELLED,
    COMPLETED,
    DELIVERED_AFTER,
    READY,
    SHIPPED,
    TO_ARRANGE,
    WAIT_CANCEL,
    WAIT_REFUSE,
    Buyer,
    Line,
    Order,
    OrderBook,
)
from crossdock_jdid.sandbox.products import Sku

Basket = list[tuple[Sku, int]]
#: How many orders of each state there are, and how many hours old at most.
_PLAN = {
    TO_ARRANGE: (20, 40),
    READY: (9, 30),
    SHIPPED: (18, 60),
    COMPLETED: (46, 23 * 24),
    CANCELLED: (14, 25 * 24),
    WAIT_CANCEL: (3, 1),
    WAIT_REFUSE: (2, 1),
}


@attrs.define
class Buying:
    """Makes orders; everything about them follows from its dice."""

    dice: random.Random
    last_order: int = 1_041_200_000

    def leap(self) -> None:
        """Go on beyond 2^53."""
        self.last_order = 2**53 + 40_000_001

    def order(self, basket: Basket, booked: datetime) -> Order:
        """Return an order that was paid at once: unpaid ones are not exposed (sheet A8)."""
        dice = self.dice
        self.last_order += dice.randrange(1, 90)
        lines = [
            Line(
                sku.sku_id,
                sku.spu_id,
                sku.seller_sku,
                sku.name,
                quantity,
                sku.price,
                sku.weight,
                sku.attributes,
            )
            for sku, quantity in basket
        ]
        return Order(
            order_id=self.last_order,
            state=TO_ARRANGE,
            booked=booked,
            created=booked,
            paid=booked,
            modified=booked,
            buyer=self._buyer(),
            lines=lines,
            freight=dice.randrange(9_000, 48_000, 500),
            carrier=CARRIERS[dice.randrange(len(CARRIERS))],
            coupon=5_000 if dice.random() < 0.1 else 0,
            cod=dice.random() < 0.1,
            message=MESSAGES[dice.randrange(len(MESSAGES))],
        )

    def _buyer(self) -> Buyer:
        number = self.dice.randrange(600)
        # The same buyer has the same home.
        dice = random.Random(f"jdid buyer {number}")  # noqa: S311  reproducible
        place = PLACES[dice.randrange(len(PLACES))]
        first = FIRST_NAMES[dice.randrange(len(FIRST_NAMES))]
        last = LAST_NAMES[dice.randrange(len(LAST_NAMES))]
        return Buyer(
            pin=f"jdid_{number:06d}",
            name=f"{first} {last}".strip(),
            phone=f"62812{dice.randrange(10**7, 10**8)}",
            email=f"pembeli{number}@contoh.example",
            province=place.province,
            city=place.city,
            area=place.area,
            post_code=place.post_code,
            street=f"{STREETS[dice.randrange(len(STREETS))]} No. {dice.randrange(1, 190)}",
        )

    def basket(self, shelf: Sequence[Sku], *, in_stock: bool) -> Basket:
        """Return one to three different SKUs in quantities that stock allows."""
        dice = self.dice
        chosen: dict[int, tuple[Sku, int]] = {}
        for _ in range(1 + (dice.random() < 0.3) + (dice.random() < 0.1)):
            sku = shelf[dice.randrange(len(shelf))]
            wanted = 1 + (dice.random() < 0.25) + (dice.random() < 0.05) * 3
            quantity = min(wanted, sku.stock) if in_stock else wanted
            if quantity > 0:
                chosen[sku.sku_id] = (sku, quantity)
        return list(chosen.values())


def waybill(order: Order) -> str:
    """Return the number that printing allots."""
    return f"{order.carrier[2]}{order.order_id * 7 % 10**12:012d}"


def live_in(book: OrderBook, buying: Buying, sold: Sequence[Sku], now: datetime) -> None:
    """Fill *book* with the last four weeks."""
    if not sold:
        return
    dice = buying.dice
    plan: list[tuple[timedelta, int]] = []
    for state, (count, hours) in _PLAN.items():
        wait = DELIVERED_AFTER if state == COMPLETED else timedelta()
        plan += [
            (wait + timedelta(minutes=10 + dice.randrange(60 * hours)), state)
            for _ in range(count)
        ]
    for number, (age, state) in enumerate(sorted(plan, reverse=True)):
        order = buying.order(buying.basket(sold, in_stock=False), now - age)
        order.state = state
        if state in (READY, SHIPPED, COMPLETED) or (state == CANCELLED and number % 3 == 0):
            order.waybill, order.prints = waybill(order), 1
            order.modified = order.paid + min(timedelta(hours=5), age / 4)
        if state in (SHIPPED, COMPLETED):
            order.shipped = order.modified = order.paid + min(timedelta(hours=9), age / 3)
        if state in (COMPLETED, CANCELLED):
            shipped = order.shipped or order.paid
            order.completed = order.modified = min(now, shipped + min(DELIVERED_AFTER, age / 2))
        book.add(order)
