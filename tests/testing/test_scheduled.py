"""crossdock's own push schedule and the smallest push engine: both obey the laws of pushing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from crossdock.testing import laws
from crossdock.testing.channel import Channel
from crossdock.testing.machine import SellerMachine
from crossdock.testing.scheduled import ScheduledSeller
from crossdock.testing.seller import MemoryFence, MemorySeller
from crossdock.testing.subjects import Seller
from crossdock.testing.usual import USUAL
from crossdock.testing.worlds import World

SMALLEST: dict[str, Any] = {"OpenFence": MemoryFence, "OpenSeller": MemorySeller}
PUSHING = tuple(laws.entries(laws.push))


def test_the_usual_seller_is_ours() -> None:
    """The laws of pushing are put to the production schedule, not to a stand-in."""
    assert USUAL["OpenSeller"] is ScheduledSeller


@pytest.mark.parametrize("entry", PUSHING, ids=lambda entry: entry.name)
def test_the_smallest_engine(entry: laws.Entry) -> None:
    """The smallest engine obeys the laws of pushing as well."""
    laws.check(entry.law, SMALLEST[entry.subject], examples=100)


class ScheduledMachine(SellerMachine):
    """The machine around the production schedule."""

    def open_seller(self, channel: Channel, world: World) -> Seller:
        """Return a seller of ours."""
        return ScheduledSeller(channel, world)


def test_everything_at_once() -> None:
    """The production schedule survives whatever channels, buyers and processes do."""
    quick = settings(deadline=None, derandomize=True, database=None, max_examples=200)

    run_state_machine_as_test(ScheduledMachine, settings=quick)
