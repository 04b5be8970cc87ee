"""How long it takes to work out what listings are to show: all of them, or what one SKU touches.

In memory: how holdings and offers are read from a database is not part of it.
Five connections, rules of every kind in force, a tenth of the goods in packs of
two, and stock that is divided where it is scarce::

    uv run python benchmarks/compute.py
    uv run python benchmarks/compute.py --listings 10000 --catalogue 20000

After a change of one SKU only the listings that contain it are worked out again.
Ends with 1 when that touches others than those, comes to other numbers than
working out everything does, or is less than a thousand times quicker.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import attrs
from tabulate import tabulate

from crossdock.inventory import (
    Assortment,
    Holdings,
    Offer,
    OfferKey,
    Position,
    Rule,
    RuleKind,
    Sharing,
    SharingMode,
)

NOW = datetime(2026, 1, 5, tzinfo=UTC)
CONNECTIONS = ("shop-1", "shop-2", "shop-3", "shop-4", "shop-5")
WAREHOUSES = ("north", "south", "west")
#: Times as fast as working out everything.
PROMISED = 1000
REPEATS = 200


def main() -> int:
    """Run the benchmark and print its table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--listings", type=int, default=100_000)
    asked.add_argument("--catalogue", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--promised", type=float, default=PROMISED)
    listings, catalogue, seed, promised = vars(asked.parse_args()).values()
    some = merchant(listings, random.Random(seed))  # noqa: S311 - dice
    before, whole = everything(some)
    agree = agrees(some, before, "sku-7")
    many = merchant(catalogue, random.Random(seed))  # noqa: S311 - dice
    _, all_of_them = everything(many)
    known = len(many.affected("sku-7"))
    repeats = min(REPEATS, catalogue // len(CONNECTIONS))
    one = statistics.median(timed(many, f"sku-{number}") for number in range(repeats))
    rows = [
        [f"everything, {listings:,} listings with rules", f"{whole:.2f} s"],
        ["listings a second", f"{listings / whole:,.0f}"],
        [f"everything, {catalogue:,} listings with rules", f"{all_of_them:.2f} s"],
        [f"one SKU among {catalogue:,} listings ({known} touched)", f"{one * 1000:.2f} ms"],
        ["times as fast as everything", f"{all_of_them / one:,.0f}"],
        ["others touched, or other numbers", "no" if agree else "YES"],
    ]
    print(tabulate(rows, ["what", "figure"], tablefmt="github"))  # noqa: T201 - a result
    return int(not agree or all_of_them / one < promised)


def everything(assortment: Assortment) -> tuple[Mapping[OfferKey, int], float]:
    """Return what every listing is to show, and the seconds it took to work out."""
    began = time.perf_counter()
    quantities = assortment.quantities()
    return quantities, time.perf_counter() - began


def merchant(listings: int, dice: random.Random) -> Assortment:
    """Return a merchant with so many listings, each SKU listed on every connection."""
    skus = [f"sku-{number}" for number in range(-(-listings // len(CONNECTIONS)))]
    positions = {
        sku: {
            w: Position(on_hand=dice.randrange(40), reserved=dice.randrange(3)) for w in WAREHOUSES
        }
        for sku in skus
    }
    pool = frozenset(WAREHOUSES)
    offers = [
        Offer(connection, f"{connection}-{sku}", recipe, pool)
        for number, sku in enumerate(skus)
        for recipe in ({sku: 2 if number % 10 == 9 else 1},)
        for connection in CONNECTIONS
    ]
    rules = [
        Rule("buffer", RuleKind.BUFFER, 1),
        Rule("percent", RuleKind.PERCENT, 90, "shop-2"),
        Rule("cap", RuleKind.MAX, 50),
        Rule("end", RuleKind.END_WHEN, 2, "shop-3"),
        Rule("packs", RuleKind.PACK, 2, "shop-4", "sku-*5"),
        Rule("kept", RuleKind.RESERVE_FOR, 2, "shop-5", "sku-1*"),
    ]
    return Assortment(
        Holdings(positions),
        offers[:listings],
        WAREHOUSES,
        NOW,
        rules,
        {sku: Sharing(SharingMode.HYBRID) for sku in skus},
    )


def sold(assortment: Assortment, sku: str) -> Assortment:
    """Return what there is to look at after a sale of *sku*: the offers that share its goods."""
    touched = {
        other.key: other
        for offer in assortment.affected(sku)
        for part in offer.recipe
        for other in assortment.affected(part)
    }
    places = assortment.holdings.of(sku)
    left = {
        **places,
        "north": attrs.evolve(places["north"], reserved=places["north"].reserved + 1),
    }
    positions = {
        **{part: assortment.holdings.of(part) for o in touched.values() for part in o.recipe},
        sku: left,
    }
    return attrs.evolve(assortment, holdings=Holdings(positions), offers=tuple(touched.values()))


def timed(assortment: Assortment, sku: str) -> float:
    """Return the seconds in which the listings of *sku* are worked out after a sale."""
    began = time.perf_counter()
    after = sold(assortment, sku)
    for offer in assortment.affected(sku):
        after.published(offer)
    return time.perf_counter() - began


def agrees(assortment: Assortment, before: Mapping[OfferKey, int], sku: str) -> bool:
    """Return whether working out everything after a sale changes what was touched, and so."""
    after = sold(assortment, sku)
    alone = {offer.key: after.published(offer).quantity for offer in assortment.affected(sku)}
    positions = {**assortment.holdings.positions, sku: after.holdings.of(sku)}
    return {**before, **alone} == attrs.evolve(
        assortment, holdings=Holdings(positions)
    ).quantities()


if __name__ == "__main__":
    sys.exit(main())
