"""What an order does to the number that each of its listings shows.

A channel counts a listing down when it sells, and most count it up again when an order
is cancelled, or asks for fewer; but which do, and when, no platform says. So a sale
lowers the number, and what was cancelled leaves its listing unsure: what is wanted is
sent once more, whatever the channel did.

Platforms tell whole seconds, by clocks that differ from ours a little. A sale so near
to a write that nobody can tell which came first leaves its listing unsure as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import attrs

from crossdock.inventory import Shown
from crossdock.orders import Order, OrderStatus
from crossdock.store import ShownListing, Store
from crossdock.store.shown_listing import Happening

#: How far two clocks and a second's rounding may be apart.
NEAR = timedelta(seconds=2)


@attrs.frozen
class Sale:
    """An order as it was taken in.

    Args:

        before: units of each listing that it asked for until now; None where nobody had
            heard of it.
    """

    order: Order
    before: Mapping[str, int] | None = None


def asked_for(order: Order) -> Counter[str]:
    """Return the units of each listing that *order* asks for; a cancelled one, nothing."""
    return Counter() if order.status is OrderStatus.CANCELLED else _bought(order)


def _bought(order: Order) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in order.lines:
        units[line.listing_id] += line.quantity
    return units


def take_off(store: Store, connection: str, sales: Iterable[Sale], now: datetime) -> None:
    """Bring what listings are known to show up to date with *sales*, one after the other."""
    happened: dict[str, list[Happening]] = defaultdict(list)
    for sale in sales:
        for name, happening in _happened(sale, now).items():
            happened[name].append(happening)
    if happened:
        store.shown.change(connection, {name: _all_of(here) for name, here in happened.items()})


def _happened(sale: Sale, now: datetime) -> dict[str, Happening]:
    """Return what *sale* does to each listing."""
    order, before = sale.order, sale.before
    after = asked_for(order)
    if before is not None:
        return {
            name: partial(_changed, units=after[name] - before.get(name, 0), now=now)
            for name in sorted({*before, *after})
            if after[name] != before.get(name, 0)
        }
    if order.status is OrderStatus.CANCELLED:
        return {
            name: partial(_came_and_went, units=units, order=order, now=now)
            for name, units in _bought(order).items()
        }
    return {
        name: partial(_sold, units=units, placed=order.placed_at) for name, units in after.items()
    }


def _all_of(happenings: Sequence[Happening]) -> Happening:
    def happen(one: ShownListing) -> ShownListing:
        for happening in happenings:
            one = happening(one)
        return one

    return happen


def _sold(one: ShownListing, units: int, placed: datetime) -> ShownListing:
    return one.after(one.shown.sold(units, _told_apart(one.shown, placed)))


def _came_and_went(one: ShownListing, units: int, order: Order, now: datetime) -> ShownListing:
    """Return a listing after an order was heard of that is cancelled already.

    If all of it happened before the number was set or read, it is in the number.
    """
    asked, ended = one.shown.asked_at, order.updated_at
    if asked is not None and ended is not None and ended < asked - NEAR:
        return one
    return one.stirred(one.shown.put_back(units), now)


def _changed(one: ShownListing, units: int, now: datetime) -> ShownListing:
    """Return a listing after an order that we had imported asks for so many more, or fewer."""
    shown = one.shown.sold(units) if units > 0 else one.shown
    return one.stirred(shown.put_back(abs(units)), now)


def _told_apart(shown: Shown, placed: datetime) -> datetime:
    """Return *placed*, or a moment of the last write where it cannot be told from that."""
    asked, answered = shown.asked_at, shown.as_of
    if asked is None or answered is None:
        return placed
    if asked - NEAR < placed <= answered + NEAR:
        return min(max(placed, asked), answered)
    return placed
