"""A state machine to subclass: one seller, one untrustworthy channel, and everything at once.

::

    from crossdock.testing.machine import SellerMachine

    class MySellerMachine(SellerMachine):
        def open_seller(self, channel, world):
            return MySeller(channel, world)

    TestMySeller = MySellerMachine.TestCase

Hypothesis lets buyers buy, goods arrive, people count, orders be imported, pushes
run, requests fail, processes die and late writes land, in any order, and shrinks
what goes wrong to the fewest steps.

Always: nothing is believed to show less than no units. As long as no write has
landed late and no goods were lost: every open order can be served.
In the end, once faults are over: the channel shows what it should, the seller
knows it, and the goods add up as in the naive model.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crossdock.inventory import Pool, SharingMode, StockEvent
from crossdock.inventory.movements import receive
from crossdock.inventory.stocktaking import count
from crossdock.testing import reference
from crossdock.testing.channel import Channel, Fault, ProcessDiedError
from crossdock.testing.laws.push import settle_down
from crossdock.testing.strategies import WAREHOUSES, worlds
from crossdock.testing.subjects import Seller
from crossdock.testing.worlds import DAWN, World, ordered

_PLACES = st.sampled_from(WAREHOUSES[:3])
#: So many faults in a row a seller must come through; it is not waited for longer.
_MOST_FAULTS = 8


class SellerMachine(RuleBasedStateMachine):
    """Everything that can happen to a seller, in any order. Subclass and give `open_seller`."""

    def open_seller(self, channel: Channel, world: World) -> Seller:
        """Return the implementation under test at its beginning."""
        raise NotImplementedError(f"{type(self).__name__} must define open_seller.")

    @initialize(
        world=worlds(
            kits=False, rules=(), pending=False, short=False, sharing=SharingMode.PARTITION, most=5
        )
    )
    def open(self, world: World) -> None:
        """Begin with some goods, listings and orders."""
        self.world = world
        self.channel = Channel()
        self.seller = self.open_seller(self.channel, world)
        self.events: list[StockEvent] = list(world.events)
        self.unread: list[tuple[str, Pool, int]] = []
        self.number = 0
        self.calm = reference.servable(
            world.available("shirt"), world.holdings.pooled("shirt").items()
        )

    @rule(index=st.integers(0, 2), units=st.integers(1, 4))
    def sell(self, index: int, units: int) -> None:
        """Buyers buy, as many as the listing shows."""
        offer = self.world.offers[index % len(self.world.offers)]
        sold = self.channel.sell(offer.listing_id, units)
        if sold:
            self.unread.append((offer.listing_id, offer.pool, sold))

    @rule()
    def import_orders(self) -> None:
        """All orders are read, each perhaps for the second time."""
        for listing_id, pool, sold in self.unread:
            event = ordered("shirt", pool, sold, self._next())
            self.events.append(event)
            self.seller.imported(listing_id, sold, event)
            self.seller.imported(listing_id, sold, event)
        self.unread.clear()

    @rule(warehouse=_PLACES, units=st.integers(1, 3))
    def receive(self, warehouse: str, units: int) -> None:
        """Goods arrive."""
        number = str(self._next())
        at = DAWN + timedelta(minutes=self.number)
        self._record(receive("M", number, "1", "shirt", warehouse, at, good=units))

    @rule(warehouse=_PLACES, lost=st.integers(0, 2))
    def count(self, warehouse: str, lost: int) -> None:
        """People count, and find up to so many units fewer than known."""
        known = self._now().holdings
        level = max(0, known.at("shirt", warehouse).on_hand - lost)
        at = DAWN + timedelta(minutes=self._next())
        self._record(count(str(self.number), "shirt", level, warehouse, at))
        # Goods that were sold and are not there: nobody could have known.
        self.calm = self.calm and not lost

    @rule()
    def push(self) -> None:
        """Orders are imported, and the seller pushes; its process may die of it."""
        self.import_orders()
        try:
            self.seller.push()
        except ProcessDiedError:
            self.seller.restart()

    @precondition(lambda self: len(self.channel.faults) < _MOST_FAULTS)
    @rule(fault=st.sampled_from(list(Fault)))
    def break_down(self, fault: Fault) -> None:
        """The next request meets a fault."""
        self.channel.break_down([fault])
        # A late write overwrites what the channel has sold since.
        self.calm = self.calm and fault is not Fault.LATE

    @rule(moments=st.integers(1, 5))
    def wait(self, moments: int) -> None:
        """Time passes, and late writes land."""
        self.channel.wait(moments)

    @rule()
    def restart(self) -> None:
        """The process is killed between two pushes."""
        self.seller.restart()

    @invariant()
    def nothing_is_believed_below_zero(self) -> None:
        """Nothing is believed to show less than no units."""
        if hasattr(self, "seller") and any(u < 0 for u in self.seller.shown().values()):
            raise AssertionError(f"{self.seller.shown()} is believed to be shown.")

    @invariant()
    @precondition(lambda self: getattr(self, "calm", False))
    def every_order_can_be_served(self) -> None:
        """As long as no write was late and no goods were lost, every order can be served."""
        sold = [(pool, units) for _, pool, units in self.unread]
        world = self._now()
        owed = [*world.holdings.pooled("shirt").items(), *sold]
        if not reference.servable(world.available("shirt"), owed):
            raise AssertionError(f"{owed} cannot be served from {world.available('shirt')}.")

    def teardown(self) -> None:
        """Let faults end, and compare what is shown with what should be."""
        if not hasattr(self, "seller"):
            return
        self.import_orders()
        settle_down(self.seller, self.channel)
        wanted = dict(self.seller.wanted())
        showing = {name: self.channel.read(name) for name in wanted}
        if not wanted == showing == dict(self.seller.shown()):
            raise AssertionError(
                f"{wanted} is to be shown, {dict(self.seller.shown())} is believed to be, and"
                f" {showing} is."
            )
        offers = {offer.listing_id: offer for offer in self.world.offers}
        world = self._now()
        owed = list(world.holdings.pooled("shirt").items())
        promised = [(offers[name].pool, units) for name, units in wanted.items()]
        stock = world.available("shirt")
        if reference.servable(stock, owed) and not reference.servable(stock, [*owed, *promised]):
            raise AssertionError(
                f"{promised} is shown, and {stock} cannot serve it beside {owed}."
            )

    def _now(self) -> World:
        return self.world.after(*self.events[len(self.world.events) :])

    def _record(self, event: StockEvent) -> None:
        self.events.append(event)
        self.seller.record([event])

    def _next(self) -> int:
        self.number += 1
        return 1000 + self.number
