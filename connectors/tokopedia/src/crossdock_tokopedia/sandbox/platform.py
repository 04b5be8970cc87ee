"""The sandbox's own door: what buyers, couriers and the dashboard do (control plane)."""

import json
from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_tokopedia.sandbox.calls import whole
from crossdock_tokopedia.sandbox.listings import ACTIVE, DELETED, Listing
from crossdock_tokopedia.sandbox.order_rows import status_row
from crossdock_tokopedia.sandbox.orders import STATUSES, CancelRequest, Order
from crossdock_tokopedia.sandbox.shops import MAIN, Shop
from crossdock_tokopedia.sandbox.snapshots import counted, listing_state, order_state
from crossdock_tokopedia.sandbox.subscriptions import sign
from crossdock_tokopedia.sandbox.wallclock import epoch
from crossdock_tokopedia.sandbox.world import World

Fields = Mapping[str, Any]
_MOST_ORDERS = 10_000


@attrs.frozen
class TokopediaPlatform:
    """Plays everybody but the connector."""

    world: World

    def summary(self) -> Fields:
        """Return shops with their counts, and what is connected."""
        world = self.world
        world.tick()
        return {
            "dialect": "Tokopedia Open API, 2022 to 2024",
            "url": world.options.public_url,
            "fs_id": world.fs_id,
            "shops": [self._shop(shop) for shop in world.shops.values()],
            "orders_by_status": counted(order.status for order in world.orders),
            "webhooks": dict(world.subscriptions.fields) | {"webhook_secret": "****"},
            "deliveries": list(world.subscriptions.log)[-20:],
            "public_key": world.public_key is not None,
        }

    def _shop(self, shop: Shop) -> dict[str, Any]:
        listings = self.world.shelf.of_shop(shop.shop_id)
        return {
            "shop_id": shop.shop_id,
            "name": shop.name,
            "is_open": self.world.shop_row(shop)["is_open"],
            "warehouses": [place.warehouse_id for place in shop.warehouses],
            "listings": sum(one.status != DELETED for one in listings),
            "listings_by_status": counted(one.status for one in listings),
            "orders": sum(order.shop_id == shop.shop_id for order in self.world.orders),
        }

    def state(self) -> Fields:
        """Return the stock of every listing and the state of every order."""
        self.world.tick()
        return {
            "listings": [self._stocked(one) for one in self.world.shelf],
            "orders": [order_state(one) for one in self.world.orders],
            "places": [
                {"warehouse": str(place), "settings": {"warehouse_id": str(place)}}
                for place in (one.warehouse_id for one in self.world.shops[MAIN].warehouses)
            ],
        }

    def _stocked(self, listing: Listing) -> Fields:
        home = str(self.world.shops[listing.shop_id].default_warehouse.warehouse_id)
        state = listing_state(listing)
        return state | {"warehouses": {home: state["main_stock"], **state["elsewhere"]}}

    def time_moved(self) -> None:
        """Let happen what the moved clock has brought about."""
        self.world.tick()

    def place_orders(self, request: Fields) -> list[Fields]:
        """
        Let buyers order and pay now.

        ``count`` orders of random buyable listings, or of ``listing_id`` (or
        ``sku``) in ``quantity``; in ``shop_id``; ``cod``; ``paid`` false leaves
        them unpaid.
        """
        _only(request, {"count", "listing_id", "sku", "quantity", "shop_id", "cod", "paid"})
        shop = self._shop_of_order(request)
        if not self.world.shop_row(shop)["is_open"]:
            raise SandboxRefusedError(f"shop {shop.shop_id} is closed: nobody can order there")
        count = _number(request, "count", 1, 1, _MOST_ORDERS)
        quantity = _number(request, "quantity", 1, 1, 1_000_000)
        named = self._named(request, shop)
        buyable = [] if named else self._buyable(shop)
        placed: list[Order] = []
        for _ in range(count):
            if named is not None:
                if named.stock < quantity or not named.buyable:
                    raise SandboxRefusedError(
                        f"listing {named.product_id} has {named.stock} in stock and status"
                        f" {named.status}: nobody can buy {quantity} of it"
                        f" ({len(placed)} orders were placed before)"
                    )
                basket = [(named, quantity)]
            else:
                basket = self._random_basket(shop, buyable, len(placed))
            placed.append(self._buy(shop, basket, request))
        return [order_state(order) for order in placed]

    def _shop_of_order(self, request: Fields) -> Shop:
        """Return the shop named, or that of the listing named; both must be one."""
        listing_id = request.get("listing_id")
        if listing_id is None:
            return self._named_shop(request)
        home = self._listing(listing_id).shop_id
        if request.get("shop_id") not in (None, home, str(home)):
            raise SandboxRefusedError(f"listing {listing_id} is in shop {home}")
        return self.world.shops[home]

    def _buyable(self, shop: Shop) -> list[Listing]:
        return [one for one in self.world.shelf.of_shop(shop.shop_id) if one.buyable]

    def _random_basket(
        self, shop: Shop, buyable: list[Listing], placed: int
    ) -> list[tuple[Listing, int]]:
        """Fill a basket; what has sold out meanwhile is only then taken off the list."""
        while buyable:
            basket = self.world.buying.basket(buyable, in_stock=True)
            if basket:
                return basket
            buyable[:] = [one for one in buyable if one.buyable]
        raise SandboxRefusedError(
            f"shop {shop.shop_id} has nothing a buyer could order: no active listing with"
            f" stock ({placed} orders were placed before)"
        )

    def _buy(self, shop: Shop, basket: list[tuple[Listing, int]], request: Fields) -> Order:
        world = self.world
        order = world.buying.order(shop, basket, world.now, cod=request.get("cod"))
        world.orders.add(order)
        if request.get("paid", True):
            world.orders.move(order, 220, world.now, "buyer")
        return order

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order that the seller does not do."""
        world = self.world
        world.tick()
        order = world.orders.find(whole(order_id) or 0)
        if order is None:
            raise SandboxRefusedError(f"there is no order {order_id}")
        if event == "status":
            status = _number(request, "status", -1, -1, 999)
            if status not in STATUSES:
                raise SandboxRefusedError(
                    f"there is no order status {status}; there are {', '.join(map(str, STATUSES))}"
                )
            world.orders.move(order, status, world.now, "system")
        elif event == "request-cancel":
            if order.status not in (220, 221, 400):
                raise SandboxRefusedError(
                    f"order {order_id} is {order.status}: too late to cancel"
                )
            reason = str(request.get("reason") or "Ingin ubah pesanan")
            order.cancel_request = CancelRequest(world.now, reason)
            world.announce_cancel_request(order)
        elif event in _EVENTS:
            allowed, status = _EVENTS[event]
            if order.status not in allowed:
                raise SandboxRefusedError(
                    f"order {order_id} is {order.status}; {event} needs one of"
                    f" {', '.join(map(str, allowed))}"
                )
            world.orders.move(order, status, world.now, "buyer" if event == "cancel" else "system")
        else:
            known = ", ".join(sorted({*_EVENTS, "request-cancel", "status"}))
            raise SandboxRefusedError(f"there is no event {event!r}; there are {known}")
        return order_state(order)

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller does in the dashboard; *locked* of it are a campaign's."""
        _only(request, {"listing_id", "sku", "quantity", "locked", "warehouse_id", "shop_id"})
        listing = self._named(request, self._named_shop(request))
        if listing is None:
            raise SandboxRefusedError("stock needs a listing_id or a sku")
        if listing.children:
            raise SandboxRefusedError(
                f"listing {listing.product_id} is a variant parent; its stock is its children's"
            )
        home = self.world.shops[listing.shop_id].default_warehouse.warehouse_id
        place = _number(request, "warehouse_id", home, 1, 10**9)
        quantity = _number(request, "quantity", -1, 0, 999_999)
        if "locked" in request:
            listing.reserve = _number(request, "locked", 0, 0, quantity)
            listing.on_campaign = listing.reserve > 0
            quantity -= listing.reserve
        self.world.desk.set_stock(
            listing,
            place,
            quantity,
            self.world.now,
            couple_status=self.world.switches.on("status_coupling"),
            action="stock_overwrite",
        )
        return listing_state(listing)

    def add_listing(self, request: Fields) -> Fields:
        """Add a listing: title, price, and if wanted sku, stock and shop_id."""
        _only(request, {"title", "price", "sku", "stock", "shop_id", "status"})
        world = self.world
        if not request.get("title"):
            raise SandboxRefusedError("a listing needs a title")
        listing = Listing(
            product_id=world.product_ids.next(),
            shop_id=self._named_shop(request).shop_id,
            title=str(request["title"]),
            sku=str(request.get("sku") or ""),
            price=_number(request, "price", 10_000, 1, 10**9),
            main=_number(request, "stock", 0, 0, 999_999),
            category=0,
            weight=500,
            updated=epoch(world.now),
            status=_number(request, "status", ACTIVE, -2, 3),
        )
        world.shelf.add(listing)
        return listing_state(listing)

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change title, price, sku or status of a listing."""
        _only(request, {"title", "price", "sku", "status"})
        world, listing = self.world, self._listing(listing_id)
        if "price" in request:
            price = _number(request, "price", 0, 1, 10**9)
            world.desk.set_price(listing, price, world.now)
        if "status" in request:
            world.desk.set_status(listing, _number(request, "status", 1, -2, 3), world.now)
        if "sku" in request:
            world.shelf.rename(listing, str(request["sku"] or ""))
        listing.title = str(request.get("title") or listing.title)
        world.shelf.touch(listing, epoch(world.now))
        return listing_state(listing)

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete a listing; by id it can still be asked for."""
        listing = self._listing(listing_id)
        self.world.desk.set_status(listing, DELETED, self.world.now)
        return listing_state(listing)

    def expire_tokens(self) -> Fields:
        """Make every token in use invalid."""
        return {"expired": self.world.tokens.expire()}

    def notification(self) -> Fields:
        """Return the call that tells of the newest order, signed with a secret made up for it."""
        world = self.world
        order = max(world.orders, key=lambda one: one.order_id)
        secret = f"{world.client_secret[:16]}-webhook"
        body = json.dumps(status_row(order, world.fs_id), separators=(",", ":"))
        return {
            "headers": {"Authorization-Hmac": sign(secret, body.encode())},
            "body": body,
            "settings": {"webhook_secret": secret},
        }

    def reset(self) -> None:
        """Begin again as freshly built."""
        self.world.begin()

    def _listing(self, listing_id: object) -> Listing:
        listing = self.world.shelf.get(whole(listing_id) or 0)
        if listing is None:
            raise SandboxRefusedError(f"there is no listing {listing_id}")
        return listing

    def _named(self, request: Fields, shop: Shop) -> Listing | None:
        if request.get("listing_id") is not None:
            return self._listing(request["listing_id"])
        if not request.get("sku"):
            return None
        found = self.world.desk.find(shop, None, str(request["sku"]))
        if isinstance(found, str):
            raise SandboxRefusedError(f"shop {shop.shop_id} has no listing {request['sku']!r}")
        return found

    def _named_shop(self, request: Fields) -> Shop:
        shop = self.world.shops.get(whole(request.get("shop_id", MAIN)) or 0)
        if shop is None:
            known = ", ".join(map(str, self.world.shops))
            raise SandboxRefusedError(f"there is no shop {request['shop_id']}; there are {known}")
        return shop


#: What may happen to an order, from which statuses, and what it becomes.
_EVENTS: dict[str, tuple[tuple[int, ...], int]] = {
    "pay": ((100, 103, 200), 220),
    "cancel": ((100, 103, 200, 220, 221, 400), 15),
    "ship": ((400, 450, 501), 500),
    "deliver": ((450, 500, 540), 600),
    "finish": ((600, 601), 700),
    "complain": ((600,), 601),
    "return": ((500, 540, 601), 550),
}


def _only(request: Fields, known: set[str]) -> None:
    unknown = set(request) - known
    if unknown:
        raise SandboxRefusedError(
            f"there is no field {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}"
        )


def _number(request: Fields, name: str, default: int, least: int, most: int) -> int:
    number = whole(request.get(name, default))
    if number is None or not least <= number <= most:
        raise SandboxRefusedError(
            f"{name} must be a whole number from {least} to {most}, not {request.get(name)!r}"
        )
    return number
