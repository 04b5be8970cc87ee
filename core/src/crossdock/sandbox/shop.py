"""A played channel account: listings and orders, and the people who move them."""

import random
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from crossdock.sandbox.access import Access
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import SandboxOptions

Fields = Mapping[str, Any]

#: More units than this no shop shows.
MOST_UNITS = 999_999
_GOODS = ("Shirt", "Cap", "Mug", "Lamp", "Chair", "Bag", "Clock", "Scarf")
_COLOURS = ("red", "blue")
_CITIES = ("Jakarta Selatan", "Bandung", "Surabaya", "Medan")
#: What most shops call the states; a dialect may call them otherwise.
ON_SALE, HIDDEN, DELETED = "active", "inactive", "deleted"
PAID, ACCEPTED, SHIPPED, DELIVERED, CANCELLED = (
    "paid",
    "ready_to_ship",
    "shipping",
    "delivered",
    "cancelled",
)


@attrs.define
class PlayedListing:
    """
    One listing of a played shop.

    Attributes:
        locked: Units of *stock* that a campaign holds back.

        parent: The product it is a variant of; empty for none.
    """

    listing_id: str
    sku: str
    title: str
    stock: int
    price: Decimal
    changed: datetime
    status: str = ON_SALE
    locked: int = 0
    parent: str = ""
    colour: str = ""

    def row(self) -> Fields:
        """Return it as the control plane shows it."""
        shown = {name: str(value) for name, value in attrs.asdict(self).items()}
        numbers = {"stock": self.stock, "locked": self.locked}
        return {**shown, **numbers, "listed": self.status != DELETED}


@attrs.define
class PlayedOrder:
    """One order of a played shop; *lines* are listings with units bought."""

    order_id: str
    lines: list[tuple[PlayedListing, int]]
    placed: datetime
    changed: datetime
    city: str
    buyer: str
    status: str = PAID
    waybill: str = ""

    def row(self) -> Fields:
        """Return it as the control plane shows it."""
        lines = [{"listing_id": one.listing_id, "quantity": units} for one, units in self.lines]
        return {
            "order_id": self.order_id,
            "status": self.status,
            "waybill": self.waybill,
            "lines": lines,
        }


class Shop:
    """
    A channel account, furnished from a seed; the control plane's `Platform`.

    A dialect answers out of `listed`, `listings` and `orders`, and writes through
    `set_stock`, `accept` and `ship`.
    """

    #: Whether fewer units than a campaign holds back are refused, or quietly raised.
    refuses_below_lock = False

    def __init__(self, options: SandboxOptions, clock: Clock, access: Access) -> None:
        self.options = options
        self.clock = clock
        self.access = access
        self.listings: dict[str, PlayedListing] = {}
        self.orders: dict[str, PlayedOrder] = {}
        self._number = 0
        self.reset()

    @property
    def listed(self) -> list[PlayedListing]:
        """What the seller's list shows, in the order it was added."""
        return [one for one in self.listings.values() if one.status != DELETED]

    def changed_in(self, start: datetime, end: datetime) -> list[PlayedOrder]:
        """Return the orders that changed from *start* to *end*, to the second."""
        first, last = start.replace(microsecond=0), end.replace(microsecond=0)
        rows = self.orders.values()
        return [one for one in rows if first <= one.changed.replace(microsecond=0) <= last]

    def set_stock(self, listing_id: str, units: int) -> str:
        """Show *units*; return why not, or nothing.

        Fewer than a campaign holds back are raised to what it holds back, and nothing
        is said of it; a shop whose `refuses_below_lock` is set refuses them instead.
        """
        one = self.listings.get(listing_id)
        if one is None or one.status == DELETED:
            return "there is no such product"
        if type(units) is not int or not 0 <= units <= MOST_UNITS:
            return f"stock is a whole number from 0 to {MOST_UNITS}"
        if self.refuses_below_lock and units < one.locked:
            return f"a campaign holds back {one.locked}"
        one.stock, one.changed = max(units, one.locked), self.clock.now()
        return ""

    def accept(self, order_id: str) -> str:
        """Let the seller accept an order; return why not."""
        return self._move(order_id, (PAID, ACCEPTED), ACCEPTED)

    def ship(self, order_id: str, waybill: str = "") -> str:
        """Let an order leave, under the seller's tracking number or one of ours."""
        if why := self._move(order_id, (PAID, ACCEPTED, SHIPPED), SHIPPED):
            return why
        order = self.orders[order_id]
        order.waybill = waybill or order.waybill or f"WB{order_id}"
        return ""

    # What the control plane asks for.

    def summary(self) -> Fields:
        """Return counts."""
        return {"listings": len(self.listed), "orders": len(self.orders)}

    def state(self) -> Fields:
        """Return everything."""
        return {
            "listings": [one.row() for one in self.listings.values()],
            "orders": [one.row() for one in self.orders.values()],
        }

    def time_moved(self) -> None:
        """Do nothing: tokens look at the clock when they are used."""

    def reset(self) -> None:
        """Begin again as the seed says."""
        self.listings.clear()
        self.orders.clear()
        dice = random.Random(f"shop|{self.options.seed}")  # noqa: S311  reproducible
        for place in range(self.options.listings):
            one = self._add(_GOODS[place % len(_GOODS)], f"SKU-{place:04}", 5 + dice.randrange(90))
            one.status = HIDDEN if place % 9 == 8 else ON_SALE
            if place % 5 < len(_COLOURS):
                one.parent, one.colour = f"F{place // 5}", _COLOURS[place % 5]
        if self.options.listings:
            first, *_ = self.place_orders({"count": 3})
            self.ship(str(first["order_id"]))

    def place_orders(self, request: Fields) -> list[Fields]:
        """Let buyers order what is on sale, one listing each."""
        wanted = self.listings.get(str(request.get("listing_id", "")))
        buyable = [wanted] if wanted else [one for one in self.listed if one.status == ON_SALE]
        if not buyable:
            raise SandboxRefusedError("there is nothing to buy")
        units = int(request.get("quantity", 1))
        count = int(request.get("count", 1))
        return [self._order(buyable[one % len(buyable)], units).row() for one in range(count)]

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let an order be cancelled by its buyer, or arrive."""
        ends = {"cancel": CANCELLED, "deliver": DELIVERED}
        if event not in ends:
            raise SandboxRefusedError(f"an order can cancel or deliver, not {event}")
        if order_id not in self.orders:
            raise SandboxRefusedError(f"there is no order {order_id}")
        self._move(order_id, (self.orders[order_id].status,), ends[event])
        return self.orders[order_id].row()

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller does by hand; ``locked`` as a campaign does."""
        one = self._known(str(request.get("listing_id", "")))
        one.locked = int(request.get("locked", one.locked))
        one.stock, one.changed = int(request["quantity"]), self.clock.now()
        return one.row()

    def add_listing(self, request: Fields) -> Fields:
        """Add a listing."""
        title, sku = str(request["title"]), str(request.get("sku", ""))
        return self._add(title, sku, int(request.get("stock", 0))).row()

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change ``title``, ``sku`` or ``status`` of a listing."""
        one = self._known(listing_id)
        for name in ("title", "sku", "status"):
            setattr(one, name, str(request.get(name, getattr(one, name))))
        one.changed = self.clock.now()
        return one.row()

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete a listing."""
        one = self._known(listing_id)
        one.status, one.changed = DELETED, self.clock.now()
        return one.row()

    def expire_tokens(self) -> Fields:
        """Let every token die."""
        return {"expired": self.access.expire()}

    def _known(self, listing_id: str) -> PlayedListing:
        if listing_id not in self.listings:
            raise SandboxRefusedError(f"there is no listing {listing_id}")
        return self.listings[listing_id]

    def _add(self, title: str, sku: str, stock: int) -> PlayedListing:
        name = self._next()
        price = Decimal(15000 + 500 * (self._number % 20)) + Decimal("0.50")
        one = PlayedListing(name, sku, title, stock, price, self.clock.now())
        self.listings[name] = one
        return one

    def _order(self, one: PlayedListing, units: int) -> PlayedOrder:
        name, now = self._next(), self.clock.now()
        city = _CITIES[self._number % len(_CITIES)]
        self.orders[name] = PlayedOrder(name, [(one, units)], now, now, city, "Sari Dewi")
        return self.orders[name]

    def _move(self, order_id: str, before: tuple[str, ...], after: str) -> str:
        order = self.orders.get(order_id)
        if order is None:
            return "there is no such order"
        if order.status not in before:
            return f"the order is {order.status}"
        order.status, order.changed = after, self.clock.now()
        return ""

    def _next(self) -> str:
        self._number += 1
        return str(100_000 * (self.options.seed % 90 + 10) + self._number)
