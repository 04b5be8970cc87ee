"""How many units may be promised through a pool of warehouses, exactly.

Orders that are imported and not routed yet may be served from any warehouse of
their pool. Promising *q* more units through a pool is safe when all of those and
the *q* can still be served together; by Hall's theorem that is so exactly when
no set of warehouses around the pool is asked for more than it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from crossdock.inventory.events import Pool
from crossdock.inventory.ledger import Holdings

#: Above this many warehouses around a pool, the exact bound costs too much and
#: one that never promises more takes its place.
EXACT_WAREHOUSES = 12


def sellable(holdings: Holdings, sku: str, pool: Pool, warehouses: Collection[str]) -> int:
    """Return the most units of *sku* that may be promised through *pool*.

    Args:

        warehouses: every warehouse there is; *pool* is part of it.
    """
    everywhere = frozenset(warehouses) | pool
    available = {w: holdings.at(sku, w).available for w in everywhere}
    demand = holdings.pooled(sku)
    if not pool:
        return 0
    if len(everywhere) - len(pool) > EXACT_WAREHOUSES:
        return max(0, _cautious(available, demand, pool))
    return max(0, min(_slack(available, demand, around) for around in _around(pool, everywhere)))


def sellable_kits(
    holdings: Holdings, recipe: Mapping[str, int], pool: Pool, kept: Mapping[str, int]
) -> int:
    """Return the most kits that may be promised, each packed whole in one warehouse.

    Pooling the components first would promise a kit whose parts lie in two
    warehouses. Each unit of unrouted demand can break one kit at most.

    Args:

        recipe: units of each component in one kit, one or more.

        kept: units of each component to keep back.
    """
    whole = sum(
        min(max(0, holdings.at(sku, w).available) // units for sku, units in recipe.items())
        for w in pool
    )
    broken = sum(_touching(holdings, sku, pool) + kept.get(sku, 0) for sku in recipe)
    return max(0, whole - broken)


def _slack(available: Mapping[str, int], demand: Mapping[Pool, int], around: Pool) -> int:
    """Return what *around* has, less what can be served from nowhere else.

    A shortage at one warehouse counts against the others: its orders will be
    routed onto their stock.
    """
    asked = sum(units for asking, units in demand.items() if asking <= around)
    return sum(available[w] for w in around) - asked


def _cautious(available: Mapping[str, int], demand: Mapping[Pool, int], pool: Pool) -> int:
    """Return a bound that is never above the exact one: all demand may fall on *pool*."""
    short = sum(units for w, units in available.items() if w not in pool and units < 0)
    return sum(available[w] for w in pool) + short - sum(demand.values())


def _around(pool: Pool, everywhere: Pool) -> Iterator[Pool]:
    others = sorted(everywhere - pool)
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            yield pool.union(chosen)


def _touching(holdings: Holdings, sku: str, pool: Pool) -> int:
    """Return the demand for *sku* that may fall on *pool*: unrouted, or moved by a shortage."""
    unrouted = sum(units for asking, units in holdings.pooled(sku).items() if asking & pool)
    short = sum(
        -position.available
        for (held, _), position in holdings.positions.items()
        if held == sku and position.available < 0
    )
    return unrouted + short
