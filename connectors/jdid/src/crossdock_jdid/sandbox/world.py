"""Everything the sandbox remembers, and what happens between its parts."""

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid.sandbox.assortment import Ids, assortment, families_from, family
from crossdock_jdid.sandbox.buying import Buying, live_in
from crossdock_jdid.sandbox.goods import KINDS
from crossdock_jdid.sandbox.orders import CANCELLED, NOT_SENT, Order, OrderBook
from crossdock_jdid.sandbox.products import LARGEST_STOCK, Shelf, Sku
from crossdock_jos.sandbox.grants import GrantDesk, Seller
from crossdock_jos.sandbox.refusals import RouterError

SHOP_ID, SHOP_NAME = 10_016_478, "Toko Crossdock"


class World:
    """One app with one shop: its SPUs, orders and tokens."""

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
        self.begin()

    def begin(self) -> None:
        """Build everything from the seed."""
        seed = self.options.seed
        self.begun = now = self.clock.now()
        dice = random.Random(f"jdid|{seed}")  # noqa: S311  reproducible on purpose
        seller = Seller(
            uid=_credential(seed, "uid", 10),
            nick=SHOP_NAME,
            open_id=_credential(seed, "open", 43),
            more={"token_type": "bearer"},
        )
        self.grants = GrantDesk(
            self.app_key, self.app_secret, seller, seed, self.clock, self.switches
        )
        self.ids = Ids(dice)
        self.shelf = Shelf()
        self.orders = OrderBook(self._order_changed)
        self.buying = Buying(random.Random(f"buyers|{seed}"))  # noqa: S311  reproducible
        if self.switches.on("huge_ids"):
            self.ids.leap()
            self.buying.leap()
        self.pages_read = 0
        families = (
            assortment(dice, self.ids, self.options.listings)
            if self.files is None
            else families_from(self.files, self.ids)
        )
        for spu, skus in families:
            self.shelf.add(spu, skus)
        live_in(self.orders, self.buying, list(self.shelf.sellable())[:4000], now)
        for order in self.orders:
            if order.state in NOT_SENT:
                self._book(order)

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return self.clock.now()

    def tick(self) -> None:
        """Let time do what it has done since last asked."""
        self.orders.tick(self.now, timedelta(hours=self.switches.number("cancel_hours")))

    @property
    def approval(self) -> str:
        """The state of the API key (sheet A2): waiting ends after some days."""
        state = self.switches["approval"]
        days = self.switches.number("approval_days")
        if state == "waiting" and days and self.now - self.begun >= timedelta(days=days):
            return "own"
        return state

    def check_seller(self, method: str) -> None:
        """Refuse what this seller's key may not do (decided codes, sheet A2)."""
        if not self.switches.on("qualified"):
            raise RouterError("64")
        if self.approval == "waiting":
            raise RouterError("24")
        if self.approval == "none":
            raise RouterError("88")

    def drifts(self) -> bool:
        """Count a page that was read, and say whether the list changes after it."""
        every = self.switches.number("drift")
        self.pages_read += 1
        return bool(every) and self.pages_read % every == 0

    def list_spu(self) -> None:
        """Let the seller list another SPU, as happens while somebody reads."""
        kind = KINDS[self.pages_read % len(KINDS)]
        self.shelf.add(*family(self.ids.dice, self.ids, kind, 1))

    def set_stock(self, sku: Sku, number: int) -> str:
        """Overwrite a SKU's stock; return why not, empty where it was done."""
        if not 0 <= number <= LARGEST_STOCK:
            return "realNum is illegal"
        if not self.shelf.buyable(sku):
            # Seen for an inactive SKU (sheet A5).
            return "Failure operation!!"
        sku.stock = number
        return ""

    def _book(self, order: Order) -> None:
        for line in order.lines:
            line.taken = True
            self.shelf.skus[line.sku_id].booked += line.quantity

    def take(self, order: Order) -> None:
        """Take a new order's goods."""
        for line in order.lines:
            sku = self.shelf.skus[line.sku_id]
            sku.stock = max(0, sku.stock - line.quantity)
        self._book(order)

    def _order_changed(self, order: Order, before: int) -> None:
        if order.state in NOT_SENT or before not in NOT_SENT:
            return
        for line in order.lines:
            sku = self.shelf.skus.get(line.sku_id)
            if sku is None or not line.taken:
                continue
            line.taken = False
            sku.booked -= line.quantity
            if order.state == CANCELLED:
                sku.stock += line.quantity


def _credential(seed: int, what: str, length: int) -> str:
    return hashlib.sha256(f"sandbox|jdid|{what}|{seed}".encode()).hexdigest()[:length]
