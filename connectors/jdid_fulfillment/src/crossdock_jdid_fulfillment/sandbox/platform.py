"""The sandbox's own door: everybody but the merchant's system (control plane)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_jdid_fulfillment.sandbox.assortment import described
from crossdock_jdid_fulfillment.sandbox.events import Events
from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.master import JD_EXPRESS
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound, OutboundLine
from crossdock_jdid_fulfillment.sandbox.snapshots import (
    counted,
    goods_state,
    inbound_state,
    outbound_state,
    piles_by_goods,
    return_state,
)
from crossdock_jdid_fulfillment.sandbox.stock import GOOD, Place
from crossdock_jos.sandbox.requests import number_in, only_known

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

Fields = Mapping[str, Any]
_MOST_ORDERS = 10_000
_LARGEST = 10_000_000
#: Seed 004: quick authorisation is meant for merchants with fewer orders a day.
QUICK_ORDERS = 1000


@attrs.frozen
class FulfilmentPlatform:
    """Plays everybody but the connector."""

    world: World

    def summary(self) -> Fields:
        """Return the account with its counts."""
        world = self.world
        world.tick()
        today = world.accepted_today()
        quick = world.switches["authorisation"] == "quick"
        return {
            "dialect": "JD warehouse API (ECLP), 2.0 and 3.0",
            "url": world.options.public_url,
            "router": "/routerjson",
            "api_key": world.app_key,
            "pin": world.pin,
            "home": attrs.asdict(world.home),
            "subscribed": world.journal.subscribed,
            "listings": len(world.goods.by_no),
            "outbounds_by_status": counted(one.code for one in world.outbounds),
            "inbounds_by_status": counted(one.code for one in world.inbounds),
            "customer_returns_by_status": counted(one.code for one in world.customer_returns),
            "supplier_returns_by_status": counted(one.code for one in world.supplier_returns),
            "outbounds_today": today,
            "advice": (
                f"quick authorisation is meant for fewer than {QUICK_ORDERS} orders a day"
                if quick and today >= QUICK_ORDERS
                else ""
            ),
        }

    def state(self) -> Fields:
        """Return the stock of all goods, every document, and the log of status changes."""
        world = self.world
        world.tick()
        piles = piles_by_goods(world.stock)
        return {
            "listings": [goods_state(one, piles.get(one.no, [])) for one in world.goods],
            "orders": [outbound_state(one) for one in world.outbounds],
            "inbounds": [inbound_state(one, world.now) for one in world.inbounds],
            "customer_returns": [return_state(one) for one in world.customer_returns],
            "supplier_returns": [return_state(one) for one in world.supplier_returns],
            "subscribed": world.journal.subscribed,
            "log": [change.row() for change in world.journal.changes],
        }

    def time_moved(self) -> None:
        """Let happen what the moved clock has brought about."""
        self.world.tick()

    def place_orders(self, request: Fields) -> list[Fields]:
        """
        Let somebody write outbounds in JD's own console.

        ``count`` of them, each of ``quantity`` pieces of ``listing_id`` or
        ``sku``, or of the goods that lie there.
        """
        only_known(request, {"count", "listing_id", "sku", "quantity"})
        self.world.tick()
        count = number_in(request, "count", 1, 1, _MOST_ORDERS)
        quantity = number_in(request, "quantity", 1, 1, _LARGEST)
        named = self._named(request)
        placed = []
        for number in range(count):
            goods = named or self._any_goods(number)
            outbound = self._written(goods, quantity, number)
            self.world.outbounds.accept(outbound, self.world.now)
            placed.append(outbound)
        return [outbound_state(one) for one in placed]

    def _any_goods(self, number: int) -> Goods:
        world = self.world
        found = [
            goods
            for goods in world.goods
            if world.stock.usable(Place(world.home.warehouse, goods.no)) > 0
        ]
        if not found:
            raise SandboxRefusedError("there are no goods in stock to be sent out")
        return found[number % len(found)]

    def _written(self, goods: Goods, quantity: int, number: int) -> Outbound:
        home = self.world.home
        no = self.world.numbers.document("ESL")
        return Outbound(
            no=no,
            uuid=f"KONSOL-{no[-10:]}",
            department=home.department,
            warehouse=home.warehouse,
            shop=home.shop,
            shipper=JD_EXPRESS,
            created=self.world.now,
            lines=[OutboundLine(goods.no, goods.isv_no, quantity, order_line="1")],
            fields={
                "consigneeName": f"Pembeli {number + 1}",
                "consigneeMobile": "081200000000",
                "consigneeAddress": "Jl. Konsol No. 1",
                "orderMark": "0" * 50,
            },
        )

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an outbound, inbound or return."""
        self.world.tick()
        return Events(self.world).happen(order_id, event, request)

    def edit_stock(self, request: Fields) -> Fields:
        """Count a pile anew: ``quantity`` of a ``status`` lies there, in a ``warehouse``."""
        only_known(request, {"listing_id", "sku", "quantity", "warehouse", "status"})
        world = self.world
        world.tick()
        goods = self._named(request)
        if goods is None:
            raise SandboxRefusedError("stock needs a listing_id or a sku")
        warehouse = str(request.get("warehouse") or world.home.warehouse)
        if warehouse not in world.master.warehouses:
            raise SandboxRefusedError(f"there is no warehouse {warehouse}")
        place = Place(warehouse, goods.no, number_in(request, "status", GOOD, 1, 3))
        total = number_in(request, "quantity", -1, 0, _LARGEST)
        lying, usable = world.stock.seen(place, world.now)
        promised = lying - usable
        if total < promised:
            raise SandboxRefusedError(
                f"{promised} of {goods.no} are promised; there cannot be only {total}"
            )
        if total != lying:
            world.stock.move(place, world.now, "盘点", "", total=total - lying)
        return self._goods_state(goods)

    def add_listing(self, request: Fields) -> Fields:
        """Add goods in JD's own console: title, and if wanted sku, stock and safe_days."""
        only_known(request, {"title", "sku", "stock", "safe_days"})
        world, title = self.world, str(request.get("title") or "")
        if not title:
            raise SandboxRefusedError("a listing needs a title")
        stock = number_in(request, "stock", 0, 0, _LARGEST)
        days = number_in(request, "safe_days", 0, 0, 100_000)
        number = world.numbers.master("EMG")
        code = str(request.get("sku") or f"BARU-{number[-6:]}")
        department, now = world.home.department, world.now
        if world.goods.find(department, isv_no=code) is not None:
            raise SandboxRefusedError(f"there are goods {code!r} already")
        goods = Goods(number, department, code, now, now, described(code, title, days, code))
        world.goods.add(goods)
        place = Place(world.home.warehouse, number)
        world.stock.move(place, now, "期初", "", total=stock)
        return self._goods_state(goods)

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change the title of goods in JD's own console."""
        only_known(request, {"title"})
        goods = self._listing(listing_id)
        goods.fields["goodsName"] = str(request.get("title") or goods.name)
        goods.updated = self.world.now
        return self._goods_state(goods)

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete goods of which nothing lies anywhere."""
        goods = self._listing(listing_id)
        piles = piles_by_goods(self.world.stock).get(goods.no, [])
        if any(pile.total for _, pile in piles):
            raise SandboxRefusedError(f"{goods.no} is in stock: it cannot be deleted")
        self.world.goods.remove(goods)
        self.world.stock.forget(goods.no)
        return goods_state(goods, [])

    def expire_tokens(self) -> Fields:
        """Make every access token in use invalid."""
        return {"expired": self.world.grants.expire()}

    def reset(self) -> None:
        """Begin again as freshly built."""
        self.world.begin()

    def _goods_state(self, goods: Goods) -> Fields:
        return goods_state(goods, piles_by_goods(self.world.stock).get(goods.no, []))

    def _listing(self, listing_id: object) -> Goods:
        found = self.world.goods.by_no.get(str(listing_id))
        if found is None:
            raise SandboxRefusedError(f"there is no listing {listing_id}")
        return found

    def _named(self, request: Fields) -> Goods | None:
        if request.get("listing_id") is not None:
            return self._listing(request["listing_id"])
        if not request.get("sku"):
            return None
        found = self.world.goods.find(self.world.home.department, isv_no=str(request["sku"]))
        if found is None:
            raise SandboxRefusedError(f"there is no listing {request['sku']!r}")
        return found
