"""How channels share one stock: all of it to each, a part to each, or the one until it is scarce.

What a channel shows is what it may sell before it hears of anything. Shown in
full everywhere, scarce goods are sold twice; divided, they cannot be, at any
speed of news. So goods are shown in full while there are plenty, and divided
once there are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import attrs

#: Units per channel at which sharing gives way to dividing.
SCARCE_PER_CHANNEL = 6


class SharingMode(StrEnum):
    """How the connections of one master SKU share its stock."""

    SHARED = "shared"
    PARTITION = "partition"
    HYBRID = "hybrid"


@attrs.frozen
class Sharing:
    """How one master SKU is shared.

    Args:

        channels: connection and weight, the one that goes first on a tie first.

        scarce_per_channel: hybrid divides at this many units per channel, or fewer.
    """

    mode: SharingMode
    channels: Sequence[tuple[str, int]]
    scarce_per_channel: int = SCARCE_PER_CHANNEL

    def shares(self, units: int) -> Mapping[str, int] | None:
        """Return what each connection may expose of *units*; None while all share them."""
        if self.mode is SharingMode.SHARED or not self.channels:
            return None
        scarce = units <= self.scarce_per_channel * len(self.channels)
        if self.mode is SharingMode.HYBRID and not scarce:
            return None
        return partition(units, self.channels)


def partition(units: int, channels: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    """Divide *units* by weight, wholly; one unit more never takes one from anybody.

    That is d'Hondt's method: each unit goes to the channel whose weight per unit
    held is the largest. Methods of largest remainders divide more evenly and can
    take a unit away when the stock grows.
    """
    weight = sum(weight for _, weight in channels)
    if weight <= 0:
        return {name: 0 for name, _ in channels}
    # Everyone is due at least the whole part of a fair share; the rest goes unit by unit.
    held = {name: max(0, units) * own // weight for name, own in channels}
    for _ in range(max(0, units) - sum(held.values())):
        name = max(channels, key=lambda channel: Fraction(channel[1], held[channel[0]] + 1))[0]
        held[name] += 1
    return held


def pending(shown: int, read_back: int, imported_since: int) -> int:
    """Return the units a channel sold that we have not imported, inferred from its own number.

    Never below zero: a channel that shows more than it should has not sold less
    than nothing.
    """
    return max(0, shown - read_back - imported_since)
