"""How many units may be promised through a pool of warehouses, exactly.

Orders that are imported and not routed yet may be served from any warehouse of
their pool. Promising *q* more units through a pool is safe when all of those and
the *q* can still be served together; by Hall's theorem that is so exactly when
no set of warehouses around the pool is asked for more than it has.

A shortage at one warehouse counts against all others, because its orders will be
routed onto their stock. Closed warehouses serve nothing; unrouted orders that
nobody open may serve stay owed, and count like a shortage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

import attrs

from crossdock.inventory.events import Pool
from crossdock.inventory.holdings import Holdings

#: Beyond this many warehouses that matter, the exact bound costs too much and
#: one that never promises more takes its place. Which bound it is depends on the
#: warehouses and pools, never on the units: stock that grows must not lower it.
EXACT_WAREHOUSES = 12


@attrs.frozen
class _Shelves:
    """One SKU as the bounds see it.

    Args:

        available: at each open warehouse.

        demand: by pool, of open warehouses only.

        short: units missing at warehouses that are closed.
    """

    available: Mapping[str, int]
    demand: Mapping[Pool, int]
    short: int


def sellable(holdings: Holdings, sku: str, pool: Pool, warehouses: Collection[str]) -> int:
    """Return the most units of *sku* that may be promised through *pool*.

    Args:

        warehouses: every open warehouse; those of *pool* that are not among them
            are closed.
    """
    return max(0, slack(holdings, sku, pool, warehouses))


def slack(holdings: Holdings, sku: str, pool: Pool, warehouses: Collection[str]) -> int:
    """Return `sellable` before it is cut off at zero: below it, what is owed already."""
    everywhere = frozenset(warehouses)
    through = pool & everywhere
    if not through:
        return 0
    shelves = _shelves(holdings, sku, everywhere)
    return _least_slack(shelves, through)


def servable(
    holdings: Holdings, sku: str, asked: Mapping[Pool, int], warehouses: Collection[str]
) -> bool:
    """Return whether *asked*, units by pool, can be served on top of all orders there are."""
    everywhere = frozenset(warehouses)
    shelves = _shelves(holdings, sku, everywhere)
    demand = dict(shelves.demand)
    for pool, units in asked.items():
        if units:
            demand[pool & everywhere] = demand.get(pool & everywhere, 0) + units
    together = attrs.evolve(shelves, demand=demand)
    return all(
        _least_slack(together, pool & everywhere) >= 0 for pool, units in asked.items() if units
    )


def sellable_kits(
    holdings: Holdings, recipe: Mapping[str, int], pool: Pool, warehouses: Collection[str]
) -> int:
    """Return the most kits that may be promised, each packed whole in one warehouse.

    Pooling the components first would promise a kit whose parts lie in two
    warehouses. Each unit of unrouted demand can break one kit at most, whichever
    component it asks for; so from the kits there are, those units are taken off.

    Warehouses whose kits are all spoken for by demand that touches them are left
    out, because promising through fewer warehouses is promising less: an order
    for goods elsewhere must not lower the kits of this pool below what it holds
    without that warehouse.

    The result may be below zero by the units that are short, so that a caller can
    keep back more before cutting it off.
    """
    everywhere = frozenset(warehouses)
    through = pool & everywhere
    shelves = {sku: _shelves(holdings, sku, everywhere) for sku in recipe}
    whole = {
        w: min(max(0, shelves[sku].available[w]) // units for sku, units in recipe.items())
        for w in through
    }
    demand = [item for sku in recipe for item in shelves[sku].demand.items()]
    short = sum(_short(shelves[sku]) for sku in recipe)
    return max((_kits(whole, demand, part) for part in _parts(through, demand)), default=0) - short


def _kits(whole: Mapping[str, int], demand: Collection[tuple[Pool, int]], through: Pool) -> int:
    touching = sum(units for pool, units in demand if pool & through)
    return sum(whole[w] for w in through) - touching


def _parts(through: Pool, demand: Collection[tuple[Pool, int]]) -> Iterator[Pool]:
    """Yield the parts of *through* worth promising through: all of what no demand touches."""
    touched = through.intersection(frozenset().union(*(pool for pool, _ in demand)))
    free = through - touched
    if len(touched) > EXACT_WAREHOUSES:
        yield free
        yield through
        return
    for chosen in _subsets(touched):
        yield free | chosen


def _shelves(holdings: Holdings, sku: str, everywhere: Pool) -> _Shelves:
    positions = holdings.of(sku)
    demand: dict[Pool, int] = {}
    for pool, units in holdings.pooled(sku).items():
        demand[pool & everywhere] = demand.get(pool & everywhere, 0) + units
    stranded = sum(-min(0, p.available) for w, p in positions.items() if w not in everywhere)
    return _Shelves(
        {w: positions[w].available if w in positions else 0 for w in everywhere}, demand, stranded
    )


def _short(shelves: _Shelves) -> int:
    """Return what is missing where: it will be taken from whoever has any."""
    missing = sum(-units for units in shelves.available.values() if units < 0)
    return missing + shelves.short + shelves.demand.get(frozenset(), 0)


def _least_slack(shelves: _Shelves, pool: Pool) -> int:
    """Return the least that any set of warehouses around *pool* has left over.

    Only warehouses that demand could be served from make a difference, and those
    that are short always do.
    """
    reached = frozenset().union(*shelves.demand) - pool
    if len(reached) > EXACT_WAREHOUSES:
        return _cautious_slack(shelves, pool)
    short = frozenset(w for w, units in shelves.available.items() if units < 0)
    return min(_slack(shelves, pool | short | chosen) for chosen in _subsets(reached - short))


def _slack(shelves: _Shelves, around: Pool) -> int:
    """Return what *around* has, less what can be served from nowhere else."""
    asked = sum(units for asking, units in shelves.demand.items() if asking <= around)
    return sum(shelves.available[w] for w in around) - asked - shelves.short


def _cautious_slack(shelves: _Shelves, pool: Pool) -> int:
    """Return a bound that is never above the exact one: all demand that may falls on *pool*.

    Demand that cannot is served from elsewhere, each pool in turn taking what it
    finds; what finds nothing is owed by everybody.
    """
    left = {w: max(0, u) for w, u in shelves.available.items() if w not in pool}
    owed = shelves.short + sum(-u for w, u in shelves.available.items() if w in left and u < 0)
    for asking in sorted(shelves.demand, key=sorted):
        missing = shelves.demand[asking]
        for w in () if asking & pool else sorted(asking):
            taken = min(missing, left[w])
            left[w] -= taken
            missing -= taken
        owed += missing
    return sum(shelves.available[w] for w in pool) - owed


def _subsets(of: Pool) -> Iterator[Pool]:
    names = sorted(of)
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            yield frozenset(chosen)
