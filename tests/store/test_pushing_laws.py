"""The laws of pushing, put to the push as it runs, with its memory in the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from crossdock.store import Store
from crossdock.testing import laws
from crossdock.testing.channel import Channel
from crossdock.testing.machine import SellerMachine
from crossdock.testing.pushing import PushedShelves
from crossdock.testing.subjects import Seller
from crossdock.testing.worlds import DAWN, World

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

    quick = settings(deadline=None, derandomize=True, database=None, max_examples=25)
    run_state_machine_as_test(Machine, settings=quick)
