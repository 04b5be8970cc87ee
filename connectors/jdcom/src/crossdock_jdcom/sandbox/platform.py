"""The sandbox's own door: what buyers, carriers and the console do (control plane)."""

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_jdcom.sandbox.buying import Basket
from crossdock_jdcom.sandbox.orders import (
    CANCELLED,
    FINISHED,
    LOCKED,
    NOT_SENT,
    OVERSEAS_LEG,
    POP_PAUSED,
    RETURNED,
    SHIPPED,
    STATES,
    TO_SHIP,
    UNPAID,
    Order,
)
from crossdock_jdcom.sandbox.snapshots import counted, listing_state, order_state
from crossdock_jdcom.sandbox.wares import (
    DELETED,
    LARGEST_STOCK,
    MAIN_STORE,
    ON,
    ON_SALE,
    Sku,
    Ware,
)
from crossdock_jdcom.sandbox.world import SHOP_ID, SHOP_NAME, VENDER_ID, World
from crossdock_jos.sandbox.business import whole
from crossdock_jos.sandbox.requests import number_in, only_known
from crossdock_jos.sandbox.stamp import millis

Fields = Mapping[str, Any]
_MOST_ORDERS = 10_000


@attrs.frozen
class JdcomPlatform:
    """Plays everybody but the connector."""

    world: World

    def summary(self) -> Fields:
        """Return the shop with its counts."""
        world = self.world
        world.tick()
        return {
            "dialect": "JD.com router (JOS), 2.0",
            "url": world.options.public_url,
            "router": "/routerjson",
            "app_key": world.app_key,
            "shop": {"vender_id": VENDER_ID, "shop_id": SHOP_ID, "shop_name": SHOP_NAME},
            "wares": len(world.shelf.wares),
            "wares_by_status": counted(one.status for one in world.shelf.wares.values()),
            "listings": sum(one.status != DELETED for one in world.shelf.skus.values()),
            "listings_by_status": counted(one.status for one in world.shelf.skus.values()),
            "orders_by_status": counted(order.state for order in world.orders),
            "audits_by_status": counted(audit.status for audit in world.audits),
        }

    def state(self) -> Fields:
        """Return the stock of every SKU and the state of every order."""
        self.world.tick()
        return {
            "listings": [
                listing_state(one, self.world.shelf) for one in self.world.shelf.skus.values()
            ],
            "orders": [self._order(one) for one in self.world.orders],
            "places": [
                {"warehouse": store, "settings": {"store_id": store} if store != "0" else {}}
                for store in sorted(
                    {str(store) for one in self.world.shelf.skus.values() for store in one.stores}
                )
            ],
        }

    def _order(self, order: Order) -> Fields:
        return order_state(order, self.world.audits.pending_of(order.order_id))

    def time_moved(self) -> None:
        """Let happen what the moved clock has brought about."""
        self.world.tick()

    def place_orders(self, request: Fields) -> list[Fields]:
        """
        Let buyers order and pay now.

        ``count`` orders of random SKUs on sale, or of ``listing_id`` (or
        ``sku``) in ``quantity``; ``paid`` false leaves them unpaid.
        """
        only_known(request, {"count", "listing_id", "sku", "quantity", "paid"})
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
            world.orders.add(order)
            if request.get("paid", True):
                world.orders.move(order, TO_SHIP, world.now)
            placed.append(order)
        return [self._order(order) for order in placed]

    def _certain_basket(self, sku: Sku, quantity: int, placed: int) -> Basket:
        ware = self.world.shelf.wares[sku.ware_id]
        if sku.stock < quantity or sku.status != ON or ware.status != ON_SALE:
            raise SandboxRefusedError(
                f"listing {sku.sku_id} has {sku.stock} in stock and status {sku.status}, its ware"
                f" {ware.status}: nobody can buy {quantity} of it"
                f" ({placed} orders were placed before)"
            )
        return [(sku, quantity)]

    def _random_basket(self, buyable: list[Sku], placed: int) -> Basket:
        while buyable:
            basket = self.world.buying.basket(buyable, in_stock=True)
            if basket:
                return basket
            buyable[:] = [sku for sku in buyable if sku.stock > 0]
        raise SandboxRefusedError(
            "there is nothing a buyer could order: no SKU on sale with stock"
            f" ({placed} orders were placed before)"
        )

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order that the merchant does not do."""
        world = self.world
        world.tick()
        order = world.orders.find(whole(order_id) or 0)
        if order is None:
            raise SandboxRefusedError(f"there is no order {order_id}")
        if event == "status":
            state = str(request.get("status"))
            if state not in STATES:
                raise SandboxRefusedError(
                    f"there is no order state {state!r}; there are {', '.join(STATES)}"
                )
            world.orders.move(order, state, world.now)
        elif event == "request-cancel":
            if order.state not in NOT_SENT - {LOCKED}:
                raise SandboxRefusedError(f"order {order_id} is {order.state}: too late to cancel")
            world.audits.request(order, world.now, str(request.get("reason") or "不想要了"))
        elif event == "withdraw-cancel":
            audit = world.audits.pending_of(order.order_id)
            if audit is None:
                raise SandboxRefusedError(f"order {order_id} has no pending refund audit")
            world.audits.withdraw(audit, world.now)
        elif event in _EVENTS:
            self._simple(order, event)
        else:
            known = ", ".join(sorted({*_EVENTS, "request-cancel", "withdraw-cancel", "status"}))
            raise SandboxRefusedError(f"there is no event {event!r}; there are {known}")
        return self._order(order)

    def _simple(self, order: Order, event: str) -> None:
        world = self.world
        allowed, state = _EVENTS[event]
        if order.state not in allowed:
            raise SandboxRefusedError(
                f"order {order.order_id} is {order.state}; {event} needs one of"
                f" {', '.join(sorted(allowed))}"
            )
        if event == "touch":
            world.orders.touch(order, world.now)
            return
        world.orders.move(order, state, world.now)
        if event == "return":
            world.audits.serve(order, world.now)

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the merchant does in the console."""
        only_known(request, {"listing_id", "sku", "quantity", "store_id"})
        sku = self._named(request)
        if sku is None:
            raise SandboxRefusedError("stock needs a listing_id or a sku")
        store = number_in(request, "store_id", MAIN_STORE, 0, 10**9)
        quantity = number_in(request, "quantity", -1, 0, LARGEST_STOCK)
        self.world.desk.set(sku, store, quantity, millis(self.world.now))
        return listing_state(sku, self.world.shelf)

    def add_listing(self, request: Fields) -> Fields:
        """Add a ware with one SKU: title, and if wanted price (fen), sku and stock."""
        only_known(request, {"title", "price", "sku", "stock"})
        world, title = self.world, str(request.get("title") or "")
        if not title:
            raise SandboxRefusedError("a listing needs a title")
        now = millis(world.now)
        price = number_in(request, "price", 9900, 1, 10**11)
        stock = number_in(request, "stock", 0, 0, LARGEST_STOCK)
        ware = Ware(world.ids.next_ware(), title, 0, 0, "", now, now, online=now)
        code = str(request.get("sku") or "")
        sku = Sku(
            world.ids.next_sku(), ware.ware_id, code, title, price, {MAIN_STORE: stock}, now, now
        )
        world.shelf.add(ware, [sku])
        return listing_state(sku, world.shelf)

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change title, price, sku or status (1 on, 2 off, 4 deleted) of a SKU."""
        only_known(request, {"title", "price", "sku", "status"})
        shelf, sku, now = self.world.shelf, self._listing(listing_id), millis(self.world.now)
        price = number_in(request, "price", sku.price, 1, 10**11)
        status = number_in(request, "status", sku.status, 1, DELETED)
        if status == 3:
            raise SandboxRefusedError("status is 1, 2 or 4")
        sku.price, sku.name = price, str(request.get("title") or sku.name)
        if "sku" in request:
            shelf.rename(sku, str(request["sku"] or ""))
        if status != sku.status:
            shelf.set_sku_status(sku, status, now)
        shelf.touch(sku, now)
        shelf.restructured()
        return listing_state(sku, shelf)

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete a SKU, and its ware with the last one."""
        sku = self._listing(listing_id)
        self.world.shelf.set_sku_status(sku, DELETED, millis(self.world.now))
        return listing_state(sku, self.world.shelf)

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
        found = self.world.shelf.with_outer(str(request["sku"]))
        if not found:
            raise SandboxRefusedError(f"there is no listing {request['sku']!r}")
        return found[0]


#: What may happen to an order, from which states, and what it becomes.
_EVENTS: dict[str, tuple[frozenset[str], str]] = {
    "pay": (frozenset({UNPAID}), TO_SHIP),
    "cancel": (NOT_SENT | {UNPAID}, CANCELLED),
    "ship": (frozenset({TO_SHIP, OVERSEAS_LEG}), SHIPPED),
    "finish": (frozenset({SHIPPED}), FINISHED),
    "return": (frozenset({SHIPPED}), RETURNED),
    "pause": (frozenset({TO_SHIP}), POP_PAUSED),
    "resume": (frozenset({POP_PAUSED, "PAUSE"}), TO_SHIP),
    "touch": (frozenset(STATES), ""),
}
