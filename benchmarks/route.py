"""How many orders a second the router decides, beside a bare loop over the same orders.

Orders of 1 to 4 lines, 6 warehouses, 20 rules; the production function
(`crossdock.routing.Router.route`), and every decision takes its goods, so that the
next order finds less. The bare loop is the floor: the first warehouse of the one rule
an order is known to be for that has all its goods, and nothing else asked::

    uv run python benchmarks/route.py
    uv run python benchmarks/route.py --orders 20000 --places 500000

The more places, the fewer orders find their rules remembered from another order to
the same place; ``first_sight`` is the speed where none do. Prints one JSON object; ends
with 1 when the median is under what was promised.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from crossdock.inventory import Holdings, Position
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    Destination,
    Router,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
)

#: Orders a second, on one core of a common machine.
PROMISED = 50_000
REPEATS = 5
NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
WAREHOUSES = tuple(f"warehouse-{number}" for number in range(6))
SHOPS = tuple(f"shop-{number}" for number in range(5))
SKUS = tuple(f"SKU-{number:04}" for number in range(2_000))


def main() -> int:
    """Run the benchmark and print its figures."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--orders", type=int, default=50_000)
    asked.add_argument("--places", type=int, default=7_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a benchmark, not a secret
    rules = association_rules(chance)
    orders = [order(chance, number, given.places) for number in range(given.orders)]
    alone = [order(chance, number, 10**9) for number in range(min(given.orders, 10_000))]
    holdings = shelves(chance)
    routed = [measured(lambda: routing(rules, orders, holdings)) for _ in range(REPEATS)]
    first = [measured(lambda: routing(rules, alone, holdings)) for _ in range(REPEATS)]
    bare = [measured(lambda: floor(rules, orders, holdings)) for _ in range(REPEATS)]
    median = len(orders) / statistics.median(routed)
    figures = {
        "orders": len(orders),
        "lines": sum(len(order.lines) for order in orders),
        "rules": len(rules),
        "warehouses": len(WAREHOUSES),
        "places": given.places,
        "seed": given.seed,
        "orders_per_second": round(median),
        "slowest": round(len(orders) / max(routed)),
        "fastest": round(len(orders) / min(routed)),
        "first_sight": round(len(alone) / statistics.median(first)),
        "floor": round(len(orders) / statistics.median(bare)),
        "times_the_floor": round(statistics.median(routed) / statistics.median(bare), 1),
        "promised": PROMISED,
        **outcomes(rules, orders, holdings),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    print(json.dumps(figures, indent=2))  # noqa: T201 - a command's result
    return int(median < PROMISED)


def association_rules(chance: random.Random) -> list[AssociationRule]:
    """Return 20 rules: by shop and province, by SKU, by courier, and one for the rest."""
    rules = [
        AssociationRule(
            f"shop {shop} province {half}",
            tuple(chance.sample(WAREHOUSES, 3)),
            order=10 * number,
            connections=(shop,),
            destinations=tuple(
                Destination(country="ID", province=f"Province {n}") for n in range(half, 30, 3)
            ),
        )
        for number, (shop, half) in enumerate((s, h) for s in SHOPS for h in range(3))
    ]
    for digit in range(3):
        patterns = (f"SKU-{digit}*",)
        rules.append(
            AssociationRule(
                f"goods {digit}", tuple(chance.sample(WAREHOUSES, 2)), order=200, skus=patterns
            )
        )
    rules.append(AssociationRule("instant", WAREHOUSES[:2], order=5, couriers=("*instant*",)))
    rules.append(AssociationRule("all", WAREHOUSES, order=900))
    return rules


def order(chance: random.Random, number: int, places: int) -> Unrouted:
    """Return an order of 1 to 4 lines."""
    there = chance.randrange(places)
    return Unrouted(
        connection=chance.choice(SHOPS),
        order_id=f"order-{number}",
        lines=tuple(
            UnroutedLine(f"{line}", chance.choice(SKUS), chance.randint(1, 3))
            for line in range(chance.randint(1, 4))
        ),
        placed_at=NOW + timedelta(seconds=number),
        channel="tokopedia",
        site="ID",
        address=Address(
            country="ID", province=f"Province {there % 34}", city=f"Kota Number {there}"
        ),
        courier=chance.choice(("JNE reguler", "SiCepat", "Gosend instant", "AnterAja")),
    )


def shelves(chance: random.Random) -> Holdings:
    """Return stock that lasts for most of the orders."""
    return Holdings(
        {sku: {w: Position(on_hand=chance.randint(0, 60)) for w in WAREHOUSES} for sku in SKUS}
    )


def routing(
    rules: Sequence[AssociationRule], orders: Sequence[Unrouted], holdings: Holdings
) -> None:
    """Route *orders*, each finding what the ones before it left."""
    router = Router(rules, [WarehouseFacts(name, country="ID") for name in WAREHOUSES])
    stock = router.stock(holdings)
    for order in orders:
        stock.take(router.route(order, stock, NOW).assignments)


def floor(
    rules: Sequence[AssociationRule], orders: Sequence[Unrouted], holdings: Holdings
) -> None:
    """Do the least that routing is: find a warehouse with all goods, and take them."""
    preferred = {
        order.order_id: rules[number % 20].warehouses for number, order in enumerate(orders)
    }
    there = {
        (sku, w): position.available
        for sku, at in holdings.positions.items()
        for w, position in at.items()
    }
    for order in orders:
        for warehouse in preferred[order.order_id]:
            if all(there[line.sku, warehouse] >= line.quantity for line in order.lines):
                for line in order.lines:
                    there[line.sku, warehouse] -= line.quantity
                break


def outcomes(
    rules: Sequence[AssociationRule], orders: Sequence[Unrouted], holdings: Holdings
) -> dict[str, int]:
    """Return what became of the orders; the counts add up to all of them."""
    router = Router(rules, [WarehouseFacts(name, country="ID") for name in WAREHOUSES])
    stock = router.stock(holdings)
    counts = {"whole": 0, "split": 0, "held": 0}
    for order in orders:
        decision = router.route(order, stock, NOW)
        stock.take(decision.assignments)
        several = "split" if len(decision.assignments) > 1 else "whole"
        counts["held" if decision.held else several] += 1
    return counts


def measured(work: Callable[[], None]) -> float:
    """Return the seconds of processor time that *work* takes."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
