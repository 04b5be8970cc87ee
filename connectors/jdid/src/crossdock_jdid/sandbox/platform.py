"""The sandbox's own door: what buyers, couriers and the seller centre do (control plane)."""

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_jdid.sandbox.buying import Basket
from crossdock_jdid.sandbox.orders import (
    CANCELLED,
    COMPLETED,
    NOT_SENT,
    READY,
    SHIPPED,
    STATES,
    TO_ARRANGE,
    WAIT_CANCEL,
    WAIT_REFUSE,
    Order,
)
from crossdock_jdid.sandbox.products import DELETED, LARGEST_STOCK, OFF, ON, Sku, Spu
from crossdock_jdid.sandbox.snapshots import counted, listing_state, order_state
from crossdock_jdid.sandbox.world import SHOP_ID, SHOP_NAME, World
from crossdock_jos.sandbox.business import whole
from crossdock_jos.sandbox.requests import number_in, only_known

Fields = Mapping[str, Any]
_MOST_ORDERS = 10_000


@attrs.frozen
class JdidPlatform:
    """Plays everybody but the connector."""

    world: World

    def summary(self) -> Fields:
        """Return the shop with its counts."""
        world = self.world
        world.tick()
        return {
            "dialect": "JD.ID seller Open API, both generations",
            "url": world.options.public_url,
            "routers": {"gen2": "/routerjson", "gen1": ["/api", "/api_bigdata"]},
            "app_key": world.app_key,
            "approval": world.approval,
            "shop": {"shop_id": SHOP_ID, "shop_name": SHOP_NAME},
            "spus_by_status": counted(one.status for one in world.shelf.spus.values()),
            "listings": sum(self._alive(one) for one in world.shelf.skus.values()),
            "listings_by_status": counted(one.status for one in world.shelf.skus.values()),
            "orders_by_status": counted(order.state for order in world.orders),
        }

    def _alive(self, sku: Sku) -> bool:
        return self.world.shelf.spus[sku.spu_id].status != DELETED

    def state(self) -> Fields:
        """Return the stock of every SKU and the state of every order."""
        self.world.tick()
        shelf = self.world.shelf
        return {
            "listings": [listing_state(one, shelf) for one in shelf.skus.values()],
            "orders": [order_state(one) for one in self.world.orders],
        }

    def time_moved(self) -> None:
        """Let happen what the moved clock has brought about."""
        self.world.tick()

    def place_orders(self, request: Fields) -> list[Fields]:
        """
        Let buyers order and pay now.

        ``count`` orders of random SKUs, or of ``listing_id`` (or ``sku``) in
        ``quantity``; ``ready`` true has them first seen in state 7.
        """
        only_known(request, {"count", "listing_id", "sku", "quantity", "ready"})
        world = self.world
        count = number_in(request, "count", 1, 1, _MOST_ORDERS)
        quantity = number_in(request, "quantity", 1, 1, 1_000_000)
        named = self._named(request)
        buyable = [] if named else [sku for sku in world.shelf.sellable() if sku.stock > 0]
        placed: list[Order] = []
        for _ in range(count):
            if named is not None:
                basket = self._certain_basket(named, quantity, len(placed))
            else:
                basket = self._random_basket(buyable, len(placed))
            order = world.buying.order(basket, world.now)
            order.state = READY if request.get("ready") is True else TO_ARRANGE
            world.orders.add(order)
            world.take(order)
            placed.append(order)
        return [order_state(order) for order in placed]

    def _certain_basket(self, sku: Sku, quantity: int, placed: int) -> Basket:
        if sku.stock < quantity or not self.world.shelf.buyable(sku):
            raise SandboxRefusedError(
                f"listing {sku.sku_id} has {sku.stock} in stock and status {sku.status}: nobody"
                f" can buy {quantity} of it ({placed} orders were placed before)"
            )
        return [(sku, quantity)]

    def _random_basket(self, buyable: list[Sku], placed: int) -> Basket:
        while buyable:
            basket = self.world.buying.basket(buyable, in_stock=True)
            if basket:
                return basket
            buyable[:] = [sku for sku in buyable if sku.stock > 0]
        raise SandboxRefusedError(
            "there is nothing a buyer could order: no SKU online with stock"
            f" ({placed} orders were placed before)"
        )

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order that the seller does not do."""
        world = self.world
        world.tick()
        order = world.orders.by_id.get(whole(order_id) or 0)
        if order is None:
            raise SandboxRefusedError(f"there is no order {order_id}")
        if event == "status":
            state = whole(request.get("status"))
            if state not in STATES:
                raise SandboxRefusedError(
                    f"there is no order state {request.get('status')!r};"
                    f" there are {', '.join(map(str, STATES))}"
                )
            world.orders.move(order, state, world.now)
            return order_state(order)
        if event not in _EVENTS:
            known = ", ".join(sorted({*_EVENTS, "status"}))
            raise SandboxRefusedError(f"there is no event {event!r}; there are {known}")
        allowed, state = _EVENTS[event]
        if order.state not in allowed:
            raise SandboxRefusedError(
                f"order {order_id} is {order.state}; {event} needs one of"
                f" {', '.join(map(str, sorted(allowed)))}"
            )
        world.orders.move(order, order.before if event == "withdraw-cancel" else state, world.now)
        return order_state(order)

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller does in the seller centre."""
        only_known(request, {"listing_id", "sku", "quantity"})
        sku = self._named(request)
        if sku is None:
            raise SandboxRefusedError("stock needs a listing_id or a sku")
        sku.stock = number_in(request, "quantity", -1, 0, LARGEST_STOCK)
        return listing_state(sku, self.world.shelf)

    def add_listing(self, request: Fields) -> Fields:
        """Add an SPU with one SKU: title, and if wanted price, sku and stock."""
        only_known(request, {"title", "price", "sku", "stock"})
        world, title = self.world, str(request.get("title") or "")
        if not title:
            raise SandboxRefusedError("a listing needs a title")
        price = number_in(request, "price", 10_000, 1, 10**9)
        stock = number_in(request, "stock", 0, 0, LARGEST_STOCK)
        spu = Spu(world.ids.next_spu(), title, 0, "", 0, "")
        code = str(request.get("sku") or "") or None
        sku = Sku(world.ids.next_sku(), spu.spu_id, code, title, price, stock)
        world.shelf.add(spu, [sku])
        return listing_state(sku, world.shelf)

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change title, price, sku or status (1 on, 2 off) of a SKU."""
        only_known(request, {"title", "price", "sku", "status"})
        shelf, sku = self.world.shelf, self._listing(listing_id)
        price = number_in(request, "price", sku.price, 1, 10**9)
        sku.status = number_in(request, "status", sku.status, ON, OFF)
        sku.price, sku.name = price, str(request.get("title") or sku.name)
        if "sku" in request:
            shelf.rename(sku, str(request["sku"] or "") or None)
        return listing_state(sku, shelf)

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete the SPU of a SKU: wareStatus 4."""
        sku, shelf = self._listing(listing_id), self.world.shelf
        shelf.set_status(shelf.spus[sku.spu_id], DELETED)
        return listing_state(sku, shelf)

    def expire_tokens(self) -> Fields:
        """Make every access token in use invalid."""
        return {"expired": self.world.grants.expire()}

    def reset(self) -> None:
        """Begin again as freshly built."""
        self.world.begin()

    def _listing(self, listing_id: object) -> Sku:
        sku = self.world.shelf.skus.get(whole(listing_id) or 0)
        if sku is None:
            raise SandboxRefusedError(f"there is no listing {listing_id}")
        return sku

    def _named(self, request: Fields) -> Sku | None:
        if request.get("listing_id") is not None:
            return self._listing(request["listing_id"])
        if not request.get("sku"):
            return None
        found = self.world.shelf.with_code(str(request["sku"]))
        if not found:
            raise SandboxRefusedError(f"there is no listing {request['sku']!r}")
        return found[0]


#: What may happen to an order, from which states, and what it becomes.
_EVENTS: dict[str, tuple[frozenset[int], int]] = {
    "request-cancel": (frozenset({TO_ARRANGE, READY}), WAIT_CANCEL),
    "refuse-cancel": (frozenset({WAIT_CANCEL}), WAIT_REFUSE),
    "withdraw-cancel": (frozenset({WAIT_CANCEL, WAIT_REFUSE}), 0),
    "cancel": (NOT_SENT, CANCELLED),
    "arrange": (frozenset({TO_ARRANGE}), READY),
    "ship": (frozenset({READY}), SHIPPED),
    "finish": (frozenset({SHIPPED}), COMPLETED),
}
