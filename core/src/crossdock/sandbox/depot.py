"""A played fulfilment account: goods in a warehouse, outbounds and inbounds."""

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.sandbox.access import Access
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.shop import Shop

Fields = Mapping[str, Any]

GOODS = 12
ACCEPTED, CANCELLED, SHIPPED, DELIVERED = "accepted", "cancelled", "shipped", "delivered"
#: What brings an outbound where; `short-pick` moves nothing.
EVENTS = {
    "pick": "picked",
    "pack": "packed",
    "ship": SHIPPED,
    "deliver": DELIVERED,
    "refuse": "refused",
    "come-back": "returned",
}


@attrs.define
class PlayedGoods:
    """One product that the warehouse knows."""

    goods_id: str
    sku: str
    units: int = 0


@attrs.define
class PlayedLine:
    """Goods of a document: *units* asked for, and those that were not found."""

    goods: PlayedGoods
    units: int
    short: int = 0


@attrs.define
class Document:
    """An outbound or an inbound, under our *reference*."""

    document_id: str
    reference: str
    lines: list[PlayedLine]
    status: str = ACCEPTED
    waybill: str = ""

    def row(self) -> Fields:
        """Return it as the control plane shows it."""
        lines = [
            {"listing_id": one.goods.goods_id, "sku": one.goods.sku, "quantity": one.units}
            for one in self.lines
        ]
        return {
            "order_id": self.document_id,
            "own_number": self.reference,
            "status": self.status,
            "lines": lines,
        }

    @property
    def has_left(self) -> bool:
        """Whether its goods left the warehouse."""
        return bool(self.waybill)


class Depot:
    """
    A fulfilment account, furnished from a seed; the control plane's `Platform`.

    A dialect answers out of `goods`, `outbounds` and `inbounds`, and writes through
    `learn`, `make` and `cancel`.
    """

    def __init__(self, options: SandboxOptions, clock: Clock, access: Access) -> None:
        self.options = options
        self.clock = clock
        self.access = access
        self.goods: dict[str, PlayedGoods] = {}
        self.outbounds: dict[str, Document] = {}
        self.inbounds: dict[str, Document] = {}
        self._number = 0
        self.reset()

    def learn(self, sku: str) -> PlayedGoods:
        """Return the goods of *sku*, made known now or before."""
        for one in self.goods.values():
            if one.sku == sku:
                return one
        name = f"G{self._next()}"
        self.goods[name] = PlayedGoods(name, sku)
        return self.goods[name]

    def make(
        self, book: dict[str, Document], reference: str, lines: list[tuple[str, int]]
    ) -> tuple[Document | None, str]:
        """Return the document under *reference*, made now or before, or why there is none."""
        if unknown := [name for name, _ in lines if name not in self.goods]:
            return None, f"goods {unknown[0]} are not known"
        for one in book.values():
            if one.reference == reference:
                same = [(line.goods.goods_id, line.units) for line in one.lines] == lines
                return (one, "") if same else (None, "that reference is taken")
        name = self._next()
        wanted = [PlayedLine(self.goods[goods], units) for goods, units in lines]
        book[name] = Document(name, reference, wanted)
        return book[name], ""

    def cancel(self, book: dict[str, Document], document_id: str) -> str:
        """Cancel a document that nobody has begun with; return why not."""
        one = book.get(document_id)
        if one is None:
            return "there is no such document"
        if one.status not in {ACCEPTED, CANCELLED}:
            return f"it is {one.status}"
        one.status = CANCELLED
        return ""

    # What the control plane asks for.

    def summary(self) -> Fields:
        """Return counts."""
        return {"goods": len(self.goods), "outbounds": len(self.outbounds)}

    def state(self) -> Fields:
        """Return everything; outbounds are what an account of this kind has for orders."""
        return {
            "orders": [one.row() for one in self.outbounds.values()],
            "inbounds": [one.row() for one in self.inbounds.values()],
        }

    def time_moved(self) -> None:
        """Do nothing: tokens look at the clock when they are used."""

    def reset(self) -> None:
        """Begin again as the seed says."""
        for book in (self.goods, self.outbounds, self.inbounds):
            book.clear()
        for place in range(GOODS):
            self.learn(f"SKU-{place:04}").units = 40 + place

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an outbound."""
        one = self.outbounds.get(order_id)
        if one is None:
            raise SandboxRefusedError(f"there is no outbound {order_id}")
        if event == "short-pick":
            one.lines[0].short = int(request.get("quantity", 1))
        elif event in EVENTS:
            one.status = EVENTS[event]
        else:
            raise SandboxRefusedError(f"an outbound can short-pick, {', '.join(EVENTS)}")
        if one.status in {SHIPPED, DELIVERED}:
            one.waybill = f"WB{order_id}"
        return one.row()

    def expire_tokens(self) -> Fields:
        """Let every token die."""
        return {"expired": self.access.expire()}

    def edit_stock(self, request: Fields) -> Fields:
        """Change the units of goods, named as ``listing_id``."""
        name = str(request.get("listing_id", ""))
        if name not in self.goods:
            raise SandboxRefusedError(f"there are no goods {name}")
        self.goods[name].units = int(request["quantity"])
        return {"listing_id": name, "stock": self.goods[name].units}

    def place_orders(self, request: Fields) -> list[Fields]:
        """Refuse: nobody buys from a warehouse."""
        raise SandboxRefusedError("a fulfilment service has no buyers")

    def add_listing(self, request: Fields) -> Fields:
        """Refuse: a warehouse lists nothing."""
        raise SandboxRefusedError("a fulfilment service has no listings")

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Refuse: a warehouse lists nothing."""
        return self.add_listing(request)

    def remove_listing(self, listing_id: str) -> Fields:
        """Refuse: a warehouse lists nothing."""
        return self.add_listing({})

    def _next(self) -> str:
        self._number += 1
        return str(700_000 * (self.options.seed % 90 + 10) + self._number)


class ShopAndDepot(Shop):
    """An account of a platform that is both: the shop, with its warehouse as `depot`."""

    def __init__(self, options: SandboxOptions, clock: Clock, access: Access) -> None:
        self.depot = Depot(options, clock, access)
        super().__init__(options, clock, access)

    def state(self) -> Fields:
        """Return everything of both."""
        shop, depot = super().state(), self.depot.state()
        return {**shop, **depot, "orders": [*shop["orders"], *depot["orders"]]}

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order or an outbound."""
        if order_id in self.orders:
            return super().order_event(order_id, event, request)
        return self.depot.order_event(order_id, event, request)

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller does, of goods in the warehouse or of a listing."""
        if str(request.get("listing_id", "")) in self.depot.goods:
            return self.depot.edit_stock(request)
        return super().edit_stock(request)

    def reset(self) -> None:
        """Begin again as the seed says."""
        self.depot.reset()
        super().reset()
