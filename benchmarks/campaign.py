"""What each rule against overselling is worth, by playing a sale to its end many times.

Several shops show the same scarce goods, and each enforces what it shows. Orders
are read and quantities pushed once every so many seconds; every call takes time,
and buyers buy meanwhile. Everything that decides is crossdock's own (see
`sellers`); only the blind strategy is written for this, because crossdock refuses
to have it::

    uv run python benchmarks/campaign.py
    uv run python benchmarks/campaign.py --runs 20
    uv run python benchmarks/campaign.py --sandbox --runs 3

Ends with 1 when dividing scarce goods, with or without reading before writing,
oversells more than it may, or when a strategy without it comes out better.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
from market import Demand, Market, Shop, SimulatedShop
from sellers import BlindSeller, Seller, Strategy
from tabulate import tabulate

from crossdock.inventory import Rule, RuleKind, SharingMode, Writing

#: Oversold units of 100 that dividing scarce goods may cost.
PROMISED = 0.5
BUFFER = Rule("buffer", RuleKind.BUFFER, 3)


STALE = Strategy("absolute from last poll, shared", imports_first=False)
FIRST = Strategy("absolute, import first, shared")
BUFFERED = Strategy("absolute, import first, shared, buffer 3", rules=(BUFFER,))
HYBRID = Strategy("absolute, import first, hybrid", sharing=SharingMode.HYBRID, promised=PROMISED)
PREREAD = attrs.evolve(HYBRID, name="+ read before set, hybrid", writing=Writing.READ_THEN_SET)
RELATIVE = attrs.evolve(
    HYBRID, name="relative after reading, hybrid", writing=Writing.READ_THEN_CHANGE
)
COMPARED = attrs.evolve(HYBRID, name="compare and set, hybrid", writing=Writing.COMPARE_AND_SET)
BLIND = Strategy("blind relative, shared", blind=True)

#: What is played at each polling period, in seconds; the worst last.
CAMPAIGN = {
    60: (STALE, FIRST, BUFFERED, HYBRID, PREREAD, RELATIVE, COMPARED, BLIND),
    10: (FIRST, BUFFERED, HYBRID, PREREAD, BLIND),
}
#: What is played on the Tokopedia sandbox; it cannot compare before it sets.
ON_THE_SANDBOX = {60: (FIRST, HYBRID, PREREAD, BLIND)}


#: From a market to its shops.
Opening = Callable[[Market], list[Shop]]


def simulated(market: Market) -> list[Shop]:
    """Return simulated shops."""
    return [SimulatedShop(f"shop-{number}", market) for number in range(market.demand.shops)]


def played(
    strategy: Strategy, period: float, demand: Demand, seed: int, opening: Opening
) -> Market:
    """Play one run, and return the market at its end."""
    market = Market(demand, random.Random(seed))  # noqa: S311 - dice
    market.shops.extend(opening(market))
    seller = (BlindSeller if strategy.blind else Seller)(market, strategy)
    while market.now < demand.seconds:
        began = market.now
        seller.cycle()
        market.passing(max(0.0, period - (market.now - began)))
    return market


@attrs.frozen
class Figures:
    """What the runs of one strategy came to."""

    oversold: float
    runs_with_any: float
    lost: float

    @classmethod
    def of(cls, ended: Sequence[Market]) -> Figures:
        """Return the figures of markets at their end."""
        return cls(
            oversold=100 * sum(m.oversold for m in ended) / sum(m.served for m in ended),
            runs_with_any=100 * sum(m.oversold > 0 for m in ended) / len(ended),
            lost=sum(m.lost for m in ended) / len(ended),
        )

    def cells(self) -> tuple[str, str, str]:
        """Return them as a table shows them."""
        return f"{self.oversold:.2f}", f"{self.runs_with_any:.1f}", f"{self.lost:.0f}"


def main() -> int:
    """Run the campaign and print its table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--hours", type=float, default=4.0, help="of virtual time in a run")
    asked.add_argument("--sandbox", action="store_true", help="play on the Tokopedia sandbox")
    given = asked.parse_args()
    demand = attrs.evolve(Demand(), seconds=given.hours * 3600)
    campaign, opening = CAMPAIGN, simulated
    if given.sandbox:
        from sandbox_market import sandboxed

        campaign, opening = ON_THE_SANDBOX, sandboxed
    found: dict[tuple[int, Strategy], Figures] = {}
    for period, strategies in campaign.items():
        for strategy in strategies:
            seeds = range(given.seed, given.seed + given.runs)
            ended = [played(strategy, period, demand, seed, opening) for seed in seeds]
            found[period, strategy] = Figures.of(ended)
    table = tabulate(
        [[period, strategy.name, *each.cells()] for (period, strategy), each in found.items()],
        ["T s", "strategy", "oversold per 100", "runs with any %", "lost buyers per run"],
        tablefmt="github",
        disable_numparse=True,
    )
    print(f"{demand}\n\n{table}")  # noqa: T201 - a command's result
    return int(any(broken(found)))


def broken(found: Mapping[tuple[int, Strategy], Figures]) -> Iterator[bool]:
    """Yield whether each thing that must hold does not."""
    for (period, strategy), figures in found.items():
        if strategy.promised is not None:
            yield figures.oversold > strategy.promised
        better = found.get((period, HYBRID))
        if better is not None and strategy.sharing is SharingMode.SHARED and not strategy.rules:
            yield figures.oversold <= better.oversold


if __name__ == "__main__":
    sys.exit(main())
