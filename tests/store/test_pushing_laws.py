"""The laws of pushing, put to the push as it runs, with its memory in the database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from crossdock.inventory import LineRef, Pool, StockEvent
from crossdock.inventory.claims import release
from crossdock.store import Store
from crossdock.testing import laws
from crossdock.testing.channel import Channel
from crossdock.testing.machine import SellerMachine
from crossdock.testing.pushing import PushedShelves
from crossdock.testing.subjects import Seller
from crossdock.testing.worlds import DAWN, World, ordered

QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=25)
PUSHING = {entry.name: entry for entry in laws.entries(laws.push)}


@pytest.fixture(name="shelves")
def _shelves(tmp_path: Path) -> Iterator[PushedShelves]:
    """A database in which nothing was ever pushed."""
    store = Store(tmp_path / "crossdock.db", lambda: DAWN)
    store.db.value("PRAGMA synchronous=OFF")
    yield PushedShelves(store.db)
    store.close()


@pytest.mark.parametrize("name", PUSHING)
def test_law_holds_in_the_database(shelves: PushedShelves, name: str) -> None:
    """The law holds for the push as it runs, one row in a call."""
    entry = PUSHING[name]

    laws.check(entry.law, shelves.subjects()[entry.subject], examples=50)


@pytest.mark.parametrize("name", ["push.convergence", "push.fault_transparency"])
def test_law_holds_for_batches(shelves: PushedShelves, name: str) -> None:
    """The law holds where several rows travel in one call."""

    def open_seller(channel: Channel, world: World) -> Seller:
        return shelves.open_seller(channel, world, batch=3)

    laws.check(PUSHING[name].law, open_seller, examples=40)


def test_everything_at_once(shelves: PushedShelves) -> None:
    """Buyers, goods, counts, crashes and faults in any order: what is shown can be served."""

    class Machine(SellerMachine):
        """The machine around the push as it runs."""

        def open_seller(self, channel: Channel, world: World) -> Seller:
            return shelves.open_seller(channel, world)

    run_state_machine_as_test(Machine, settings=QUICK)


def test_everything_at_once_and_cancelled_orders(shelves: PushedShelves) -> None:
    """Whether a channel puts cancelled units back on sale or not, the end is right."""

    class Machine(SellerMachine):
        """The machine around the push as it runs, with buyers who change their minds."""

        def open_seller(self, channel: Channel, world: World) -> Seller:
            self.orders: list[tuple[str, Pool, int, int]] = []
            self.unheard: list[tuple[str, int, StockEvent]] = []
            return shelves.open_seller(channel, world)

        @rule()
        def import_orders(self) -> None:
            """All orders are read, and which of those read before were cancelled."""
            for listing_id, pool, units in self.unread:
                self.orders.append((listing_id, pool, units, 1 + 1000 + self.number))
                event = ordered("shirt", pool, units, self._next())
                self.events.append(event)
                self.seller.imported(listing_id, units, event)
            self.unread.clear()
            for listing_id, units, event in self.unheard:
                self.seller.record([event])
                shop = next(o.connection for o in self.world.offers if o.listing_id == listing_id)
                back = {listing_id: lambda one, n=units: one.after(one.shown.put_back(n))}
                self.seller.shelf.change(shop, back)
            self.unheard.clear()

        @precondition(lambda self: getattr(self, "orders", ()))
        @rule(index=st.integers(0, 9), puts_back=st.booleans())
        def cancel(self, index: int, puts_back: bool) -> None:
            """A buyer cancels, and some channels put the units back on sale."""
            listing_id, pool, units, number = self.orders.pop(index % len(self.orders))
            line = LineRef("law", f"order {number}", "shirt")
            event = release(line, "shirt", units, pool, DAWN + timedelta(days=21))
            self.events.append(event)
            self.unheard.append((listing_id, units, event))
            if puts_back:
                self.channel.listings[listing_id] += units

    run_state_machine_as_test(Machine, settings=QUICK)
