"""Kept orders as the router reads them: their lines as they are linked, and still unrouted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import CrossdockError
from crossdock.inventory import Pool, Recipe, StockEvent
from crossdock.inventory.keys import joined
from crossdock.orders import Order
from crossdock.routing import Unrouted, UnroutedLine
from crossdock.store.ledger import by_reference

if TYPE_CHECKING:
    from crossdock.manifest import Manifest
    from crossdock.workspace import Workspace


_NOWHERE: Pool = frozenset()


@attrs.define(slots=False)
class Reader:
    """Reads orders for the router; what they share is read once."""

    workspace: Workspace
    _sites: dict[str, str] = attrs.field(factory=dict, init=False)

    @cached_property
    def channels(self) -> Mapping[str, str]:
        """The channel of each connection."""
        return self.workspace.store.routing.channels()

    def of(
        self,
        connection: str,
        order: Order,
        lines: Iterable[UnroutedLine],
        refused: Collection[str],
    ) -> Unrouted:
        """Return *order* with *lines*, which are one or more."""
        read = Unrouted.of(
            order,
            connection,
            lines,
            channel=self.channels.get(connection, ""),
            site=self.site(connection),
        )
        return attrs.evolve(read, refused=frozenset(refused)) if refused else read

    def whole(self, connection: str, order: Order) -> Unrouted:
        """Return *order* with all its lines, as though none of them had been given away."""
        skus = self.workspace.store.orders.line_skus(connection, order.order_id)
        lines = [
            UnroutedLine(line.line_id, sku, line.quantity, self._recipe(sku))
            for line in order.lines
            for sku in [skus.get(line.line_id, "")]
        ]
        return self.of(connection, order, lines, ())

    def waiting(
        self, connection: str, order: Order, events: Iterable[StockEvent]
    ) -> list[UnroutedLine]:
        """Return the lines of *order*, or what of them, that no warehouse was given.

        A line of which nothing was ever claimed, for it is not linked or no rule takes
        it, is among them.

        Args:

            events: those of the order's lines.
        """
        skus = self.workspace.store.orders.line_skus(connection, order.order_id)
        claimed = by_reference(events)
        found = []
        for line in order.lines:
            sku = skus.get(line.line_id, "")
            recipe = self._recipe(sku)
            reference = joined(connection, order.order_id, line.line_id)
            quantity, pool = line.quantity, _NOWHERE
            if reference in claimed:
                quantity, pool = _left(recipe or {sku: 1}, claimed[reference])
            if quantity > 0:
                found.append(UnroutedLine(line.line_id, sku, quantity, recipe, pool=pool))
        return found

    def site(self, connection: str) -> str:
        """Return the country that a shop sells in; empty where that is not one, or not known."""
        if connection not in self._sites:
            self._sites[connection] = self._site(connection)
        return self._sites[connection]

    def countries(self) -> dict[str, frozenset[str]]:
        """Return the countries that each connection's platform serves, as far as it says."""
        kept = self.workspace.store.connections.all()
        found = {one.name: self._manifest(one.connector) for one in kept}
        return {name: manifest.countries for name, manifest in found.items() if manifest}

    def _site(self, connection: str) -> str:
        of_files = self.workspace.store.files.site(connection)
        manifest = None if of_files else self._manifest(self.channels.get(connection, ""))
        countries = sorted(manifest.countries) if manifest else []
        return of_files or (countries[0] if len(countries) == 1 else "")

    def _manifest(self, connector: str) -> Manifest | None:
        """Return what a connector declares; None where it cannot be asked any more."""
        try:
            return self.workspace.plugins.hooks(connector).manifest()
        except CrossdockError:
            return None

    def _recipe(self, sku: str) -> Recipe | None:
        return recipe_of(sku, self.workspace.store.recipes.goods_of(sku)) if sku else None


def recipe_of(sku: str, goods: Recipe) -> Recipe | None:
    """Return the recipe of *sku* as the router reads it: none for plain goods."""
    return None if not goods or goods == {sku: 1} else goods


def _left(each: Recipe, events: Iterable[StockEvent]) -> tuple[int, Pool]:
    """Return how many units, made of *each*, wait on which pool, by the events of a line."""
    units: dict[str, int] = defaultdict(int)
    pool: Pool = frozenset()
    for event in events:
        units[event.sku] += event.pooled
        pool |= event.pool if event.pooled > 0 else frozenset()
    return max((-(-units[sku] // one) for sku, one in each.items() if sku), default=0), pool
