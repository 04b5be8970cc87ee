"""How near a push comes to the shortest time that a channel's limits allow.

On a virtual clock, so that the figures are the same on every machine. A platform
with an exact limiter turns away every request that comes too early. The schedule
is the production one: `in_turn` and `batches` for the order, `crossdock.pacing`
for the moments. As many calls are under way as the latency asks for::

    uv run python benchmarks/floor.py
    uv run python benchmarks/floor.py --listings 1000 --promised 0.99

The floor is `crossdock.inventory.seconds_for` without headroom; the efficiency is
the floor divided by what was measured. Ends with 1 when it is below what was
promised, or when anything was turned away.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import attrs
from tabulate import tabulate

from crossdock.inventory import Change, batches, in_turn, seconds_for
from crossdock.manifest import RateLimit
from crossdock.pacing import reserve

NOW = datetime(2026, 1, 5, tzinfo=UTC)
BATCHES = (1, 50, 100, 1000)
RATES = (1, 5, 20)
#: Seconds from a request to its answer.
LATENCY = 0.25
#: Sums of many fractions may miss a whole token by so much.
TINY = 1e-6


@attrs.define
class ExactLimiter:
    """A bucket that refills evenly, holds a burst, and turns away what finds too little."""

    limit: RateLimit
    tokens: float
    refilled: float = 0.0

    def takes(self, moment: float, cost: int) -> bool:
        """Return whether a request of *cost* that arrives at *moment* is taken."""
        grown = self.tokens + (moment - self.refilled) * self.limit.per_second
        self.tokens, self.refilled = min(float(self.limit.burst), grown), moment
        # One request larger than the burst is taken by a full bucket, which then owes.
        if self.tokens + TINY < min(cost, self.limit.burst):
            return False
        self.tokens -= cost
        return True


@attrs.frozen
class Measured:
    """What a push came to, in virtual seconds."""

    seconds: float
    requests: int
    turned_away: int
    staleness: Sequence[float]


def main() -> int:
    """Run the benchmark and print its table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--listings", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    asked.add_argument("--promised", type=float, default=0.95)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    rows, broken = [], 0
    for listings in given.listings:
        changes = drawn(listings, random.Random(given.seed))  # noqa: S311 - dice
        for name, size, limits in shapes():
            floor = seconds_for(listings, size, limits, latency=LATENCY)
            measured = pushed(batches(changes, size), limits)
            efficiency = floor / measured.seconds
            broken += efficiency < given.promised or measured.turned_away > 0
            late = [percentile(measured.staleness, part) for part in (50, 95, 99)]
            rows.append(
                [
                    name,
                    listings,
                    measured.requests,
                    f"{floor:.2f}",
                    f"{measured.seconds:.2f}",
                    f"{efficiency:.3f}",
                    measured.turned_away,
                    " / ".join(f"{seconds:.0f}" for seconds in late),
                ]
            )
    headers = ["shape", "listings", "requests", "floor s", "measured s", "η", "429"]
    table = tabulate(
        rows, [*headers, "staleness p50 / p95 / p99 s"], tablefmt="github", disable_numparse=True
    )
    print(table)  # noqa: T201 - a command's result
    return int(broken > 0)


def drawn(listings: int, dice: random.Random) -> list[Change]:
    """Return so many changes of every class, in turn."""
    changes = [
        Change(
            "shop",
            str(number),
            dice.randrange(30),
            dice.randrange(30),
            NOW - timedelta(seconds=dice.randrange(60)),
            dice.choice((0.0, 0.1, 1.0, 10.0)),
        )
        for number in range(listings)
    ]
    return in_turn(changes, NOW)


def shapes() -> list[tuple[str, int, list[RateLimit]]]:
    """Return the shapes of interfaces: a name, rows in a batch, and limits that all hold."""
    plain = [
        (f"{size} a request, {rate}/s", size, [RateLimit("calls", rate, burst=rate)])
        for size in BATCHES
        for rate in RATES
    ]
    minute = [
        RateLimit("calls", 60 / 60, burst=60),
        RateLimit("rows", 2000 / 60, burst=2000, counts="rows"),
    ]
    return [*plain, ("1000 a request, 60/min and 2,000 rows/min", 1000, minute)]


def pushed(requests: Sequence[Sequence[Change]], limits: Sequence[RateLimit]) -> Measured:
    """Send *requests* in turn, as many at once as the latency asks for."""
    platform = [ExactLimiter(limit, float(limit.burst)) for limit in limits]
    arrivals: list[float | None] = [None] * len(limits)
    fastest = max((limit.per_second for limit in limits if limit.counts == "requests"), default=1)
    free = [0.0] * (math.ceil(fastest * LATENCY) + max(limit.burst for limit in limits))
    staleness: list[float] = []
    turned_away = 0
    now = 0.0
    for request in requests:
        now = max(now, heapq.heappop(free))
        for index, limit in enumerate(limits):
            place = reserve(arrivals[index], now, limit, cost(limit, request))
            arrivals[index] = place.arrival
            now += place.wait
        taken = [each.takes(now, cost(each.limit, request)) for each in platform]
        turned_away += not all(taken)
        heapq.heappush(free, now + LATENCY)
        staleness += [now + LATENCY] * len(request)
    return Measured(now + LATENCY, len(requests), turned_away, staleness)


def cost(limit: RateLimit, request: Sequence[Change]) -> int:
    """Return what *request* takes from the bucket of *limit*."""
    return len(request) if limit.counts == "rows" else 1


def percentile(values: Sequence[float], part: int) -> float:
    """Return the value that so many percent of *values*, sorted, do not exceed."""
    return values[max(0, math.ceil(len(values) * part / 100) - 1)]


if __name__ == "__main__":
    sys.exit(main())
