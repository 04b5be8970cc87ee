"""Buyers, goods and shops on a virtual clock: what the campaign is played on.

Every call to a shop takes time, and while it passes buyers buy. So a quantity that
is worked out, sent and applied meets exactly the sales that fall in between.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import attrs

DAWN = datetime(2026, 1, 5, tzinfo=UTC)


@attrs.frozen
class Demand:
    """What buyers do, and what there is to buy.

    Args:

        shops: how many shops show the same goods.

        per_minute: buyers in a minute, over all shops, of one unit each.

        burst_every, burst_seconds, burst_times: now and then so many times as many
            buyers come for a while; the mean seconds between two such whiles.

        units: in stock at the beginning, and again every ``restock_every`` seconds.
    """

    shops: int = 4
    per_minute: float = 8.0
    burst_every: float = 1800.0
    burst_seconds: float = 60.0
    burst_times: float = 4.0
    units: int = 100
    restock_every: float = 2 * 3600.0
    seconds: float = 4 * 3600.0

    def arrivals(self, dice: random.Random) -> Iterator[tuple[float, int]]:
        """Yield when each buyer comes, and to which shop."""
        moment, calm, wild = 0.0, dice.expovariate(1 / self.burst_every), 0.0
        while moment < self.seconds:
            if moment >= calm:
                wild = calm + self.burst_seconds
                calm = wild + dice.expovariate(1 / self.burst_every)
            rate = self.per_minute / 60 * (self.burst_times if moment < wild else 1.0)
            moment += dice.expovariate(rate)
            yield moment, dice.randrange(self.shops)


@attrs.frozen
class Sale:
    """One unit bought.

    Args:

        served: whether a unit was left for it. If not, the order is cancelled as
            soon as it is read, and claims nothing.
    """

    placed: datetime
    served: bool


class Shop(Protocol):
    """One shop on a channel that enforces the quantity it shows."""

    name: str

    def buy(self, placed: datetime, *, served: bool) -> bool:
        """Sell a unit if the listing shows one; return whether it did. Takes no time."""

    def orders(self) -> Sequence[Sale]:
        """Return what was sold since this was last asked."""

    def read(self) -> int:
        """Return what the listing shows."""

    def set(self, quantity: int) -> None:
        """Let the listing show *quantity*."""

    def set_if(self, quantity: int, expected: int) -> bool:
        """Let it show *quantity* if it shows *expected*; return whether it did."""

    def change(self, units: int) -> None:
        """Let it show so many *units* more or fewer, and never fewer than none."""


@attrs.define
class Market:
    """The goods, the buyers, and what became of them.

    Args:

        latency: seconds that a call to a shop takes, half of them on the way there.

        left: units that nobody has bought yet.

        oversold: orders that no unit was left for; ``lost`` buyers who were turned
            away while there was one.
    """

    demand: Demand
    dice: random.Random
    latency: float = 1.0
    shops: list[Shop] = attrs.field(factory=list)
    now: float = 0.0
    left: int = 0
    served: int = 0
    oversold: int = 0
    lost: int = 0
    received: int = 0
    _coming: deque[tuple[float, int]] = attrs.field(init=False)
    _restocks: deque[float] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._coming = deque(self.demand.arrivals(self.dice))
        count = math.ceil(self.demand.seconds / self.demand.restock_every)
        self._restocks = deque(number * self.demand.restock_every for number in range(count))
        self.passing(0.0)

    @property
    def moment(self) -> datetime:
        """The virtual present."""
        return DAWN + timedelta(seconds=self.now)

    def passing(self, seconds: float) -> None:
        """Let time pass: goods arrive and buyers buy."""
        until = self.now + seconds
        while self._restocks and self._restocks[0] <= until:
            self._play(self._restocks[0])
            self._restocks.popleft()
            self.left += self.demand.units
            self.received += self.demand.units
        self._play(until)
        self.now = until

    def _play(self, until: float) -> None:
        while self._coming and self._coming[0][0] <= until:
            self.now, index = self._coming.popleft()
            self._buyer(self.shops[index])

    def _buyer(self, shop: Shop) -> None:
        there = self.left > 0
        if not shop.buy(self.moment, served=there):
            self.lost += there
        elif there:
            self.left -= 1
            self.served += 1
        else:
            self.oversold += 1


@attrs.define
class SimulatedShop:
    """A shop of a few lines."""

    name: str
    market: Market
    shown: int = 0
    unread: list[Sale] = attrs.field(factory=list)

    def buy(self, placed: datetime, *, served: bool) -> bool:
        """Sell a unit if one is shown."""
        if not self.shown:
            return False
        self.shown -= 1
        self.unread.append(Sale(placed, served))
        return True

    def orders(self) -> Sequence[Sale]:
        """Return what was sold since this was last asked."""
        self.market.passing(self.market.latency / 2)
        sold, self.unread = self.unread, []
        self.market.passing(self.market.latency / 2)
        return sold

    def read(self) -> int:
        """Return what is shown."""
        self.market.passing(self.market.latency / 2)
        shown = self.shown
        self.market.passing(self.market.latency / 2)
        return shown

    def set(self, quantity: int) -> None:
        """Show *quantity*."""
        self._apply(lambda _: quantity)

    def set_if(self, quantity: int, expected: int) -> bool:
        """Show *quantity* if *expected* is shown."""
        self.market.passing(self.market.latency / 2)
        agrees = self.shown == expected
        if agrees:
            self.shown = quantity
        self.market.passing(self.market.latency / 2)
        return agrees

    def change(self, units: int) -> None:
        """Show so many more or fewer, and never fewer than none."""
        self._apply(lambda shown: max(0, shown + units))

    def _apply(self, change: Callable[[int], int]) -> None:
        self.market.passing(self.market.latency / 2)
        self.shown = change(self.shown)
        self.market.passing(self.market.latency / 2)
