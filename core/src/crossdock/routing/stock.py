"""The goods that the router may still give away.

A working copy of `crossdock.inventory.holdings.Holdings` for orders routed one
after the other. Its unrouted demand is that of orders whose turn came before: they
were promised their units, so every unit given away must leave them servable. That
is tested with the bound by which quantities are published
(`crossdock.inventory.sellable`), so what may be promised through a pool can be routed
from it. The test is per SKU: that two parts of an earlier kit end up in different
warehouses, it does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import repeat

import attrs

from crossdock.inventory import Holdings, Pool, Position
from crossdock.inventory.sellable import slack
from crossdock.routing.decision import Assignment
from crossdock.routing.unrouted import Unrouted

#: Whether a warehouse, named first, can ship a SKU.
Knows = Callable[[str, str], bool]


# Not frozen, though nobody changes one: a frozen value takes twice as long to make, and
# one is made of every part that is sent.
@attrs.define
class Shelf:
    """One SKU at all warehouses.

    Args:

        available: units that may be promised, of any sign, by warehouse.

        demand: units that earlier orders wait for, by pool.

        open: every warehouse that ships.

        contested: whether units given away here could be missed there, by earlier
            orders or because some warehouse owes more than it has.
    """

    sku: str
    available: Mapping[str, int]
    demand: Mapping[Pool, int]
    open: Pool
    contested: bool

    @classmethod
    def of(
        cls, sku: str, available: Mapping[str, int], demand: Mapping[Pool, int], open_: Pool
    ) -> Shelf:
        """Return the shelf of *sku*."""
        short = any(units < 0 for units in available.values())
        return cls(sku, available, demand, open_, short or any(demand.values()))

    def room(self, warehouse: str) -> int:
        """Return the most units that *warehouse* may give away; below zero, what is owed."""
        if not self.contested:
            return self.available.get(warehouse, 0)
        return self._slack(frozenset((warehouse,)))

    def total(self, warehouses: Collection[str]) -> int:
        """Return the most units that *warehouses* may give away together."""
        if not self.contested:
            return sum(map(self.available.get, warehouses, repeat(0)))
        return self._slack(frozenset(warehouses))

    def less(self, warehouse: str, units: int) -> Shelf:
        """Return the shelf once *units* more are promised at *warehouse*."""
        there = self.available.get(warehouse, 0) - units
        left = {**self.available, warehouse: there}
        if not self.contested and there >= 0:
            return Shelf(self.sku, left, self.demand, self.open, False)
        return Shelf.of(self.sku, left, self.demand, self.open)

    def owing(self, pool: Pool, units: int) -> Shelf:
        """Return the shelf once an order that waits asks for *units* more, through *pool*."""
        demand = {**self.demand, pool: max(0, self.demand.get(pool, 0) + units)}
        return Shelf.of(self.sku, self.available, demand, self.open)

    def _slack(self, pool: Pool) -> int:
        there = {w: Position(on_hand=units) for w, units in self.available.items()}
        return slack(
            Holdings({self.sku: there}, {self.sku: self.demand}), self.sku, pool, self.open
        )


class Stock(dict[str, Shelf]):
    """The shelves by SKU, each made when it is first asked for.

    A dictionary, because the router looks into it for every line of every order.
    """

    def __init__(self, holdings: Holdings, open_: Pool, knows: Knows) -> None:
        """Make a stock of *holdings*.

        Args:

            open_: every warehouse that ships.

            knows: units at a warehouse that cannot ship their SKU serve nobody.
        """
        super().__init__()
        self.holdings, self.open, self.knows = holdings, open_, knows

    def __missing__(self, sku: str) -> Shelf:
        available = {
            warehouse: position.available
            for warehouse, position in self.holdings.of(sku).items()
            if position.available < 0 or self.knows(warehouse, sku)
        }
        made = self[sku] = Shelf.of(sku, available, self.holdings.pooled(sku), self.open)
        return made

    def twin(self) -> Stock:
        """Return a stock that can be taken from without changing this one."""
        twin = Stock(self.holdings, self.open, self.knows)
        twin.update(self)
        return twin

    def take(self, assignments: Iterable[Assignment]) -> None:
        """Promise what *assignments* send."""
        for assignment in assignments:
            warehouse = assignment.warehouse
            for part in assignment.parts:
                self[part.sku] = self[part.sku].less(warehouse, part.units)

    def put(self, sku: str, warehouse: str, units: int) -> None:
        """Add *units*, which may be below zero."""
        self[sku] = self[sku].less(warehouse, -units)

    def owe(self, sku: str, pool: Pool, units: int) -> None:
        """Let an order that waits ask for *units* more through *pool*; for fewer, below zero."""
        self[sku] = self[sku].owing(pool, units)


def before(stock: Stock, orders: Iterable[Unrouted]) -> Stock:
    """Return *stock* without what *orders* themselves wait for.

    Holdings contain the demand of every unrouted order. An order must be routed
    against the demand of those before it alone: against its own it would compete
    with itself, and against later ones two orders could wait for each other.
    """
    without = stock.twin()
    for order in orders:
        for line in order.lines:
            if line.sku and line.pool:
                for sku, units in line.goods.items():
                    without.owe(sku, line.pool, -units)
    return without
