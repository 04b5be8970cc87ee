"""How channels share one stock: all of it to each, a part to each, or the one until it is scarce.

What a channel shows is what it may sell before it hears of anything. Shown in
full everywhere, scarce goods are sold twice; divided, they cannot be, at any
speed of news. So goods are shown in full while there are plenty, and divided
once there are not.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

import attrs

from crossdock.errors import InputRefusedError
from crossdock.validators import shown, units

#: Units per channel at which sharing gives way to dividing.
SCARCE_PER_CHANNEL = 6

_Name = TypeVar("_Name", bound=Hashable)


class SharingMode(StrEnum):
    """How the connections of one master SKU share its stock."""

    SHARED = "shared"
    PARTITION = "partition"
    HYBRID = "hybrid"


@attrs.frozen
class Sharing:
    """How one master SKU is shared.

    Args:

        weights: connection and weight, the one that goes first on a tie first. A
            connection that is not named has a weight of one and comes after.

        scarce_per_channel: hybrid divides at this many units per channel, or
            fewer. Choose what all channels together may sell during one round of
            pushes, so that the parts are in place before the goods are gone.
    """

    mode: SharingMode = SharingMode.SHARED
    weights: Sequence[tuple[str, int]] = attrs.field(default=())
    scarce_per_channel: int = attrs.field(default=SCARCE_PER_CHANNEL, validator=units())

    @weights.validator
    def _whole(self, _attribute: object, weights: Sequence[tuple[str, int]]) -> None:
        for name, weight in weights:
            if type(weight) is not int or weight < 0:
                raise InputRefusedError(
                    f"The weight of {name} is {shown(weight)}; give a whole number, 0 or more."
                )
        if len({name for name, _ in weights}) < len(weights):
            raise InputRefusedError("A connection has two weights; give each connection one.")

    def divides(self, available: int, channels: int) -> bool:
        """Return whether *available* units are divided among so many *channels*."""
        if self.mode is SharingMode.HYBRID:
            return available <= self.scarce_per_channel * channels
        return self.mode is SharingMode.PARTITION

    def weight(self, connection: str) -> int:
        """Return the weight of *connection*."""
        return dict(self.weights).get(connection, 1)

    def rank(self, connection: str) -> int:
        """Return the place of *connection* on a tie, the first being 0."""
        names = [name for name, _ in self.weights]
        return names.index(connection) if connection in names else len(names)


def partition(available: int, holders: Sequence[tuple[_Name, int]]) -> dict[_Name, int]:
    """Divide *available* units by weight, wholly; one unit more never takes one from anybody.

    That is d'Hondt's method: each unit goes to the holder whose weight per unit
    held is the largest. Methods of largest remainders divide more evenly and can
    take a unit away when the stock grows.
    """
    weight = sum(weight for _, weight in holders)
    if weight <= 0:
        return {name: 0 for name, _ in holders}
    # Everyone is due at least the whole part of a fair share; the rest goes unit by unit.
    held = {name: max(0, available) * own // weight for name, own in holders}
    for _ in range(max(0, available) - sum(held.values())):
        name = max(holders, key=lambda holder: Fraction(holder[1], held[holder[0]] + 1))[0]
        held[name] += 1
    return held


def divide(
    available: int,
    holders: Sequence[tuple[_Name, int]],
    fits: Callable[[Mapping[_Name, int]], bool],
) -> dict[_Name, int]:
    """Divide as `partition` does among holders who cannot all be served from everywhere.

    Units are given out in the same order, and a holder for whom no further unit
    fits drops out. So what the pools allow is given away, and still one unit more
    in stock takes none from anybody.

    Args:

        fits: whether parts can all be served together.
    """
    settled = {name: 0 for name, _ in holders}
    waiting = list(holders)
    while waiting:
        given = _most(available - sum(settled.values()), waiting, settled, fits)
        parts = {**settled, **given}
        full = [name for name, _ in waiting if not fits({**parts, name: parts[name] + 1})]
        if not full:
            return parts
        settled.update({name: given[name] for name in full})
        waiting = [holder for holder in waiting if holder[0] not in full]
    return settled


def _most(
    available: int,
    waiting: Sequence[tuple[_Name, int]],
    settled: Mapping[_Name, int],
    fits: Callable[[Mapping[_Name, int]], bool],
) -> dict[_Name, int]:
    """Return the largest parts of the *waiting* that fit beside what is *settled*."""
    low, high = 0, max(0, available)
    while low < high:
        middle = (low + high + 1) // 2
        if fits({**settled, **partition(middle, waiting)}):
            low = middle
        else:
            high = middle - 1
    return partition(low, waiting)
