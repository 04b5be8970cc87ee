"""Everything the sandbox remembers, and what happens between its parts."""

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.limits import Limits
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_tokopedia.sandbox.assortment import ProductIds, assortment
from crossdock_tokopedia.sandbox.buying import Buying
from crossdock_tokopedia.sandbox.listings import Shelf
from crossdock_tokopedia.sandbox.lived_in import live_in
from crossdock_tokopedia.sandbox.order_book import OrderBook
from crossdock_tokopedia.sandbox.order_rows import notification_row, status_row
from crossdock_tokopedia.sandbox.orders import CANCELLED, Order
from crossdock_tokopedia.sandbox.personal import guarded, list_personal
from crossdock_tokopedia.sandbox.played_files import listings_from
from crossdock_tokopedia.sandbox.replies import Reply
from crossdock_tokopedia.sandbox.shops import (
    CLOSED,
    HOLIDAY,
    MAIN,
    SECOND,
    Shop,
    connected_shops,
)
from crossdock_tokopedia.sandbox.stock_desk import ProductChange, StockDesk
from crossdock_tokopedia.sandbox.subscriptions import Subscriptions
from crossdock_tokopedia.sandbox.tokens import TokenDesk
from crossdock_tokopedia.sandbox.wallclock import epoch, jakarta_day, wall_text

FS_ID = 15231


class World:
    """One app (fs_id) with its shops, listings, orders, tokens and subscriptions."""

    def __init__(
        self,
        options: SandboxOptions,
        switches: SwitchBoard,
        clock: Clock,
        files: Iterable[CatalogueRow] | None,
    ) -> None:
        self.options = options
        self.switches = switches
        self.clock = clock
        self.files = None if files is None else tuple(files)
        self.fs_id = FS_ID
        self.client_id = _credential(options.seed, "id", 32)
        self.client_secret = _credential(options.seed, "secret", 40)
        self.limits = Limits()
        self.subscriptions = Subscriptions(switches)
        self.begin()

    def begin(self) -> None:
        """Build everything from the seed."""
        seed = self.options.seed
        dice = random.Random(f"tokopedia|{seed}")  # noqa: S311  reproducible on purpose
        now = self.clock.now()
        self.shops = connected_shops()
        self.shelf = Shelf()
        self.subscriptions.end()
        self.subscriptions = Subscriptions(self.switches)
        self.desk = StockDesk(self.shelf, self.shops, self._product_changed)
        self.orders = OrderBook(self._order_changed)
        self.tokens = TokenDesk(
            self.client_id, self.client_secret, seed, self.clock, self.switches
        )
        self.product_ids = ProductIds(dice)
        self.buying = Buying(random.Random(f"buyers|{seed}"))  # noqa: S311  reproducible
        self.public_key: rsa.RSAPublicKey | None = None
        self.uploads: dict[int, dict[str, Any]] = {}
        self.answered: dict[tuple[str, str], Reply] = {}
        self._stock(dice, now)
        live_in(self.orders, self.buying, self.shelf, self.shops, now)

    def _stock(self, dice: random.Random, now: datetime) -> None:
        moment = epoch(now)
        if self.files is not None:
            for listing in listings_from(self.files, self.product_ids, MAIN, moment):
                self.shelf.add(listing)
            self.product_ids.leap(max(self.shelf.by_id, default=0))
        sizes = {MAIN: self.options.listings, SECOND: 60, HOLIDAY: 24}
        if self.files is not None:
            del sizes[MAIN]
        for shop_id, size in sizes.items():
            places = [place.warehouse_id for place in self.shops[shop_id].warehouses]
            for listing in assortment(dice, self.product_ids, shop_id, places, size, moment):
                self.shelf.add(listing)

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return self.clock.now()

    def tick(self) -> None:
        """Let time do what it has done since last asked."""
        self.orders.auto_cancel = self.switches.on("auto_cancel")
        main = self.shops[MAIN]
        main.official = self.switches.on("official_store")
        self.orders.tick(self.now)

    def shop_row(self, shop: Shop) -> dict[str, Any]:
        """Return a shop as shop-info shows it."""
        row = shop.row(jakarta_day(self.now), "https://www.tokopedia.com")
        if shop.shop_id == MAIN and self.switches.on("holiday"):
            row |= {"is_open": 0, "status": CLOSED, "reason": "Libur toko"}
        return row

    def _product_changed(self, change: ProductChange) -> None:
        if not self.subscriptions.wants("product_changes_url"):
            return
        if not self.switches.on("webhook_echo"):
            return
        entry: dict[str, Any] = {
            "action": change.action,
            "product_id": change.listing.product_id,
            "shop_id": change.listing.shop_id,
            "value": str(change.after),
            "previous_value": str(change.before),
            "update_time": wall_text(change.at),
        }
        if change.warehouse_id:
            home = self.shops[change.listing.shop_id].default_warehouse.warehouse_id
            entry["warehouse_id"] = change.warehouse_id
            entry["is_default_warehouse"] = change.warehouse_id == home
        self.subscriptions.notify(
            "product_changes_url", {"fs_id": self.fs_id, "product_changes_data": [entry]}
        )

    def _order_changed(self, order: Order, before: int) -> None:
        if order.status == 220:
            self.desk.take(order, order.since)
            self.announce_order(order)
        elif order.status in CANCELLED:
            self.desk.give_back(order, order.since)
            if before >= 220:
                self.subscriptions.notify("order_cancellation_url", status_row(order, self.fs_id))
        if before >= 220 or order.status == 220:
            self.subscriptions.notify("order_status_url", status_row(order, self.fs_id))

    def announce_order(self, order: Order, url: str = "") -> None:
        """Send order_notification, encrypted where a key is there."""
        row = notification_row(order, self.fs_id, self.shops[order.shop_id].name)
        private = list_personal(order, "customer")
        mode = self.switches["encryption"]
        payload = guarded(row, private, mode, self.public_key)
        self.subscriptions.notify("order_notification_url", payload, url)

    def announce_cancel_request(self, order: Order) -> None:
        """Send order_request_cancellation, which carries nothing but the id (Q13, Q18)."""
        text = self.switches["cancel_webhook_id"] == "string"
        payload = {"order_id": str(order.order_id) if text else order.order_id}
        self.subscriptions.notify("order_request_cancellation_url", payload)


def _credential(seed: int, what: str, length: int) -> str:
    return hashlib.sha256(f"sandbox|tokopedia|{what}|{seed}".encode()).hexdigest()[:length]
