"""Everything the sandbox remembers, and what happens between its parts."""

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdcom.sandbox.assortment import Ids, assortment, family
from crossdock_jdcom.sandbox.audits import AuditDesk
from crossdock_jdcom.sandbox.buying import Buying
from crossdock_jdcom.sandbox.goods import KINDS
from crossdock_jdcom.sandbox.lived_in import live_in
from crossdock_jdcom.sandbox.order_book import OrderBook
from crossdock_jdcom.sandbox.order_rows import OrderWriter
from crossdock_jdcom.sandbox.orders import CANCELLED, NOT_SENT, TO_SHIP, Order
from crossdock_jdcom.sandbox.personal import Cipherer
from crossdock_jdcom.sandbox.played_files import families_from
from crossdock_jdcom.sandbox.stock_desk import StockDesk
from crossdock_jdcom.sandbox.wares import Shelf
from crossdock_jos.sandbox.grants import GrantDesk, Seller
from crossdock_jos.sandbox.stamp import millis

VENDER_ID, SHOP_ID = 10_163_784, 10_015_231
SHOP_NAME = "跨仓旗舰店"


class World:
    """One app with one shop: its wares, orders, audits and tokens."""

    def __init__(
        self,
        options: SandboxOptions,
        switches: SwitchBoard,
        clock: Clock,
        files: Iterable[CatalogueRow] | None,
    ) -> None:
        self.options, self.switches, self.clock = options, switches, clock
        self.files = None if files is None else tuple(files)
        self.app_key = _credential(options.seed, "key", 32).upper()
        self.app_secret = _credential(options.seed, "secret", 32)
        self.app_id = str(int(_credential(options.seed, "app", 8), 16) % 900_000 + 100_000)
        self.cipherer = Cipherer(f"jdcom|{options.seed}")
        self.writer = OrderWriter(VENDER_ID, switches, self.cipherer)
        self.begin()

    def begin(self) -> None:
        """Build everything from the seed."""
        seed = self.options.seed
        now = self.clock.now()
        dice = random.Random(f"jdcom|{seed}")  # noqa: S311  reproducible on purpose
        seller = Seller(
            uid=_credential(seed, "uid", 10),
            nick="跨仓旗舰店_主账号",
            open_id=_credential(seed, "open", 43),
            more={"xid": _credential(seed, "xid", 40)},
        )
        self.grants = GrantDesk(
            self.app_key, self.app_secret, seller, seed, self.clock, self.switches
        )
        self.ids = Ids(dice)
        self.shelf = Shelf()
        self.desk = StockDesk(self.shelf)
        self.orders = OrderBook(self._order_changed)
        self.audits = AuditDesk(self.orders)
        self.buying = Buying(random.Random(f"buyers|{seed}"))  # noqa: S311  reproducible
        self.buying.overseas = self.switches["site"] == "jd.hk"
        if self.switches.on("huge_ids"):
            self.ids.leap()
            self.buying.leap()
        self.pages_read = 0
        self._stock(dice, now)
        sold = list(self.shelf.sellable())[:4000]
        live_in(self.orders, self.audits, self.buying, sold, now)
        for order in self.orders:
            if order.state in NOT_SENT:
                self.desk.book(order)

    def _stock(self, dice: random.Random, now: datetime) -> None:
        moment = millis(now)
        families = (
            assortment(dice, self.ids, self.options.listings, moment)
            if self.files is None
            else families_from(self.files, self.ids, moment)
        )
        for ware, skus in families:
            self.shelf.add(ware, skus)

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return self.clock.now()

    def tick(self) -> None:
        """Let time do what it has done since last asked."""
        self.orders.auto_cancel = self.switches.on("auto_cancel")
        self.orders.tick(self.now)
        self.audits.tick(self.now, timedelta(hours=self.switches.number("finance_hours")))

    def drifts(self) -> bool:
        """Count a page that was read, and say whether the list changes after it (sheet 6.6)."""
        every = self.switches.number("drift")
        self.pages_read += 1
        return bool(every) and self.pages_read % every == 0

    def list_ware(self) -> None:
        """Let the merchant list another ware, as happens while somebody reads."""
        kind = KINDS[self.pages_read % len(KINDS)]
        ware, skus = family(self.ids.dice, self.ids, kind, 1, millis(self.now))
        ware.created = ware.modified = skus[0].created = skus[0].modified = millis(self.now)
        self.shelf.add(ware, skus)

    def _order_changed(self, order: Order, before: str) -> None:
        now = millis(self.now)
        if order.state == TO_SHIP and before not in NOT_SENT:
            self.desk.take(order, now)
        elif order.state == CANCELLED and before in NOT_SENT:
            self.desk.give_back(order, now)
        elif before in NOT_SENT and order.state not in NOT_SENT:
            self.desk.send(order)

    def shop(self) -> dict[str, Any]:
        """Return who the merchant is."""
        return {"vender_id": VENDER_ID, "shop_id": SHOP_ID, "shop_name": SHOP_NAME}


def _credential(seed: int, what: str, length: int) -> str:
    return hashlib.sha256(f"sandbox|jdcom|{what}|{seed}".encode()).hexdigest()[:length]
