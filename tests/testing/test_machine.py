"""The state machine: it passes a seller that obeys the laws, and finds the ones that do not."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from crossdock.testing.channel import Channel, ThrottledError, TimedOutError
from crossdock.testing.machine import SellerMachine
from crossdock.testing.seller import MemorySeller
from crossdock.testing.subjects import Seller
from crossdock.testing.worlds import World

QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=200)


class MemorySellerMachine(SellerMachine):
    """The machine around the smallest seller."""

    def open_seller(self, channel: Channel, world: World) -> Seller:
        """Return a seller in memory."""
        return MemorySeller(channel, world)


class Trusting(MemorySeller):
    """Takes a time-out for success."""

    def _send(self, listing_id: str, wanted: int) -> bool:
        try:
            self.channel.set(listing_id, wanted)
        except ThrottledError:
            return False
        except TimedOutError:
            pass
        self.memory.shown[listing_id] = wanted
        return True


class Hasty(MemorySeller):
    """Looks up what is in doubt at once, and misses what lands late."""

    def push(self) -> None:
        """Look up, then push."""
        for listing_id in self.memory.doubts:
            self.memory.doubts[listing_id] = -self.channel.horizon
        MemorySeller.push(self)


class Forgetful(MemorySeller):
    """Forgets its intents when its process dies."""

    def restart(self) -> None:
        """Forget."""
        self.memory.doubts.clear()


class Deaf(MemorySeller):
    """Does not know that a sale has already left the channel's number."""

    def imported(self, listing_id: str, units: int, event: object) -> None:
        """Record the order and nothing else."""
        self.record([event])  # type: ignore[list-item]


def test_smallest_seller() -> None:
    """A seller that keeps intents, doubts and acknowledgements apart survives everything."""
    run_state_machine_as_test(MemorySellerMachine, settings=QUICK)


@pytest.mark.parametrize("seller", [Trusting, Hasty, Forgetful, Deaf])
def test_broken_sellers(seller: type[MemorySeller]) -> None:
    """Each way of not keeping them apart is found."""

    class Broken(SellerMachine):
        """The machine around a broken seller."""

        def open_seller(self, channel: Channel, world: World) -> Seller:
            return seller(channel, world)

    unshrunk = settings(QUICK, phases=[Phase.generate], max_examples=2000)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Broken, settings=unshrunk)


def test_open_seller_must_be_given() -> None:
    """A subclass without an implementation says what is missing."""
    with pytest.raises(NotImplementedError, match="must define open_seller"):
        SellerMachine().open_seller(Channel(), World())
