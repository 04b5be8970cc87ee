"""What a sale takes off the number that its listing shows.

Platforms tell whole seconds, by clocks that differ from ours a little. A sale so
near to a write that nobody can tell which came first leaves its listing unsure, and
what is wanted is sent once more.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from crossdock.inventory import Shown
from crossdock.orders import Order, OrderStatus
from crossdock.store import ShownListing, Store
from crossdock.store.shown import Happening

#: How far two clocks and a second's rounding may be apart.
NEAR = timedelta(seconds=2)


def take_off(store: Store, connection: str, order: Order) -> None:
    """Lower what the listings of a new order are known to show.

    A channel that had counted a cancelled order down has counted it up again.
    """
    if order.status is OrderStatus.CANCELLED:
        return
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.listing_id] += line.quantity
    known = store.shown.of(connection, units)
    store.shown.change(
        connection,
        {name: _selling(sold, order.placed_at) for name, sold in units.items() if name in known},
    )


def _selling(units: int, placed: datetime) -> Happening:
    def sell(one: ShownListing) -> ShownListing:
        return one.after(one.shown.sold(units, _told_apart(one.shown, placed)))

    return sell


def _told_apart(shown: Shown, placed: datetime) -> datetime:
    """Return *placed*, or a moment of the last write where it cannot be told from that."""
    asked, answered = shown.asked_at, shown.as_of
    if asked is None or answered is None:
        return placed
    if asked - NEAR < placed <= answered + NEAR:
        return min(max(placed, asked), answered)
    return placed
