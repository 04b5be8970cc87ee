"""The laws of stock, put to the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from crossdock.testing import laws
from crossdock.testing.channel import Channel
from crossdock.testing.machine import SellerMachine
from crossdock.testing.stored import Shelves
from crossdock.testing.subjects import Seller
from crossdock.testing.worlds import World

#: P1 to P22, and those of goods that a ledger could break.
ENTRIES = {
    entry.name: entry
    for entry in laws.entries(*laws.TOPICS)
    if entry.number <= 22 or entry.subject in {"Fold", "FoldAt", "OpenBook", "Settle"}
}


@pytest.fixture(name="shelves")
def _shelves(tmp_path: Any) -> Iterator[Shelves]:
    """A database without events."""
    shelves = Shelves(tmp_path / "crossdock.db")
    yield shelves
    shelves.close()


@pytest.mark.parametrize("name", ENTRIES)
def test_law_holds_in_the_database(shelves: Shelves, name: str) -> None:
    """The law holds for events that are rows, and for the positions kept beside them."""
    entry = ENTRIES[name]

    laws.check(entry.law, shelves.subjects()[entry.subject], examples=40)


@pytest.mark.parametrize("name", ["ledger.rebuild", "ledger.append_only"])
def test_law_can_fail_in_the_database(shelves: Shelves, name: str) -> None:
    """A cache that is not kept up, or an event that can be changed, is found."""
    triggers = ("stock_events_stay", "stock_events_remain")
    if name == "ledger.append_only":
        for trigger in triggers:
            shelves.open_book().db.execute("DROP TRIGGER " + trigger)
    else:
        shelves.open_book().db.execute(
            "CREATE TRIGGER fault AFTER INSERT ON pools BEGIN DELETE FROM pools; END"
        )

    law = ENTRIES[name].law
    assert isinstance(laws.counterexample(law, shelves.open_book, examples=200), AssertionError)


def test_a_seller_that_lives_in_the_database(shelves: Shelves) -> None:
    """Buyers, goods, counts, crashes and faults in any order: what is shown can be served."""

    class Machine(SellerMachine):
        """The machine around a seller whose goods are rows."""

        def open_seller(self, channel: Channel, world: World) -> Seller:
            return shelves.open_seller(channel, world)

    quick = settings(deadline=None, derandomize=True, database=None, max_examples=20)
    run_state_machine_as_test(Machine, settings=quick)
