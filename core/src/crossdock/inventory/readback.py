"""Matching what a channel reads back with the listings that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from crossdock.inventory.push import StockReading

_TWICE = "The answer tells of it twice, and each time something else."


def matched(
    asked: Mapping[str, str], told: Iterable[StockReading], gap: str = ""
) -> tuple[StockReading, ...]:
    """Return the readings of the listings *asked* for, in that order; never by place.

    Two readings of one listing that differ are a doubt. A listing that nothing is
    told of is left out: absent is not zero.

    Args:

        asked: our id of each listing, and what the channel calls it.

        told: one reading per row of the answer, under the channel's id, in any order.

        gap: what of the answer could not be told apart. With it a listing that
            nothing is told of may be just that, and is a doubt.
    """
    found: dict[str, StockReading] = {}
    for reading in told:
        if found.setdefault(reading.listing_id, reading) != reading:
            found[reading.listing_id] = StockReading(reading.listing_id, None, doubt=_TWICE)
    readings = []
    for listing_id, name in asked.items():
        if name in found:
            readings.append(attrs.evolve(found[name], listing_id=listing_id))
        elif gap:
            readings.append(StockReading(listing_id, None, doubt=gap))
    return tuple(readings)
