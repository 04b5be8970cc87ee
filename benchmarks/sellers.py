"""Sellers that keep shops up to date, each by one strategy: crossdock's own functions, driven.

`Assortment` works out the quantities, `next_round` says what to send, `write` how,
and `Shown` what is known. `BlindSeller` alone does without them, as what not to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import attrs
from market import DAWN, Market, Shop

from crossdock.inventory import (
    Assortment,
    Change,
    ChangeBy,
    Holdings,
    Offer,
    Position,
    Queued,
    Rule,
    SetIf,
    SetTo,
    Sharing,
    SharingMode,
    Shown,
    StockReading,
    Write,
    Writing,
    next_round,
    write,
)

#: How often a comparison that failed is tried again in one round.
ATTEMPTS = 3


@attrs.frozen
class Strategy:
    """One way to keep shops up to date.

    Args:

        imports_first: whether orders are read before quantities are pushed, and not after.
    """

    name: str
    writing: Writing = Writing.SET
    sharing: SharingMode = SharingMode.SHARED
    rules: tuple[Rule, ...] = ()
    imports_first: bool = True
    promised: float | None = None
    blind: bool = False


@attrs.define
class Seller:
    """Reads orders and pushes quantities, as *strategy* says."""

    market: Market
    strategy: Strategy
    goods: int = 0
    received: int = 0
    rows: dict[str, Shown] = attrs.field(factory=dict)
    pending: dict[str, int] = attrs.field(factory=dict)

    def cycle(self) -> None:
        """Do what is done once in a polling period."""
        if self.strategy.imports_first:
            self.read_orders()
            self.push()
        else:
            self.push()
            self.read_orders()

    def read_orders(self) -> None:
        """Read the orders of every shop, and take note of goods that arrived."""
        self.goods += self.market.received - self.received
        self.received = self.market.received
        for shop in self.market.shops:
            for sale in shop.orders():
                self.goods -= sale.served
                self.sold(shop.name, sale.placed)
            self.pending[shop.name] = 0

    def sold(self, name: str, placed: datetime) -> None:
        """Take note that the shop *name* sold a unit."""
        self.rows[name] = self.row(name).sold(1, placed)

    def push(self) -> None:
        """Send what differs, each listing once in a cycle."""
        done: set[str] = set()
        while changes := [c for c in self.changes() if c.connection not in done]:
            for change in changes:
                done.add(change.connection)
                self.send(change)

    def changes(self) -> Sequence[Change]:
        """Return what is to be sent now."""
        self.want()
        queued = [
            Queued(shop.name, "listing", self.row(shop.name), frozenset({"goods"}), DAWN)
            for shop in self.market.shops
        ]
        ways = {shop.name: self.strategy.writing for shop in self.market.shops}
        return next_round(queued, ways, now=self.market.moment).send

    def want(self) -> None:
        """Work out what every shop is to show."""
        names = tuple(shop.name for shop in self.market.shops)
        pending = tuple(self.pending.get(name, 0) for name in names)
        found = wanted(self.goods, names, pending, self.strategy)
        for name, quantity in zip(names, found, strict=True):
            self.rows[name] = self.row(name).want(quantity)

    def send(self, change: Change) -> None:
        """Write one listing the way that the strategy writes."""
        shop = next(shop for shop in self.market.shops if shop.name == change.connection)
        for _ in range(ATTEMPTS):
            if self.written(shop):
                return

    def written(self, shop: Shop) -> bool:
        """Try to write, after reading where that is the way; return whether it is settled."""
        asked = self.market.moment
        reading = self.read(shop) if self.strategy.writing.reads else None
        told = self.market.moment
        row = self.row(shop.name)
        chosen = write(self.strategy.writing, row, reading)
        if reading is not None and chosen.quantity == reading.quantity:
            self.rows[shop.name] = row.read_back(chosen.quantity, asked, told)
            return True
        # What is set overwrites every sale until then; what starts from the reading does not.
        sent = row.send(told if isinstance(chosen, SetTo) else asked, chosen.quantity)
        self.rows[shop.name] = sent
        if not applied(shop, chosen):
            self.rows[shop.name] = sent.retry(sent.issued)
            return False
        since = self.market.moment if isinstance(chosen, SetTo) else told
        self.rows[shop.name] = sent.acknowledge(sent.issued, chosen.quantity, since)
        return True

    def read(self, shop: Shop) -> StockReading:
        """Read what *shop* shows; what it must have sold is counted for all others at once."""
        shown = shop.read()
        self.pending[shop.name] = self.row(shop.name).pending(shown)
        self.want()
        return StockReading("listing", shown)

    def row(self, name: str) -> Shown:
        """Return what the shop *name* is known to show."""
        return self.rows.get(name, Shown(quantity=0))


def applied(shop: Shop, chosen: Write) -> bool:
    """Send *chosen* to *shop*; return whether it was applied."""
    if isinstance(chosen, SetIf):
        return shop.set_if(chosen.quantity, chosen.expected)
    if isinstance(chosen, ChangeBy):
        shop.change(chosen.change)
    else:
        shop.set(chosen.quantity)
    return True


@attrs.define
class BlindSeller(Seller):
    """Sends differences from what it believes, and never looks: what not to do."""

    believed: dict[str, int] = attrs.field(factory=dict)

    def sold(self, name: str, placed: datetime) -> None:
        """Take a unit off what the shop is believed to show, whether or not it has one."""
        self.believed[name] = self.believed.get(name, 0) - 1

    def push(self) -> None:
        """Send every shop the difference."""
        self.want()
        for shop in self.market.shops:
            quantity = self.row(shop.name).wanted or 0
            difference = quantity - self.believed.get(shop.name, 0)
            self.believed[shop.name] = quantity
            if difference:
                shop.change(difference)


@cache
def wanted(
    goods: int, names: tuple[str, ...], pending: tuple[int, ...], strategy: Strategy
) -> tuple[int, ...]:
    """Return what each shop is to show, by crossdock's own formula."""
    offers = [
        Offer(name, "listing", {"goods": 1}, frozenset({"here"}), pending=units)
        for name, units in zip(names, pending, strict=True)
    ]
    assortment = Assortment(
        Holdings({"goods": {"here": Position(on_hand=goods)}}),
        offers,
        ["here"],
        DAWN,
        strategy.rules,
        {"goods": Sharing(strategy.sharing)},
    )
    return tuple(assortment.quantities()[offer.key] for offer in offers)
