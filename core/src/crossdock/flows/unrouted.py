"""Kept orders as the router reads them: their lines as they are linked, and still unrouted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import CrossdockError
from crossdock.inventory import Pool, Recipe, StockEvent
from crossdock.inventory.keys import LineRef
from crossdock.orders import Order, OrderLine
from crossdock.routing import Unrouted, UnroutedLine
from crossdock.store.ledger import by_reference

if TYPE_CHECKING:
    from crossdock.manifest import Manifest
    from crossdock.workspace import Workspace


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
        self, connection: str, order: Order, lines: Iterable[UnroutedLine], refused: Iterable[str]
    ) -> Unrouted:
        """Return *order* with *lines*, which are one or more."""
        read = Unrouted.of(
            order,
            connection,
            lines,
            channel=self.channels.get(connection, ""),
            site=self.site(connection),
        )
        return attrs.evolve(read, refused=frozenset(refused))

    def whole(self, connection: str, order: Order) -> Unrouted:
        """Return *order* with all its lines, as though none of them had been given away."""
        skus = self.workspace.store.orders.line_skus(connection, order.order_id)
        lines = [self._line(line, skus.get(line.line_id, "")) for line in order.lines]
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
            whole = self._line(line, skus.get(line.line_id, ""))
            reference = LineRef(connection, order.order_id, line.line_id).reference
            left = whole if reference not in claimed else _left(whole, claimed[reference])
            if left is not None:
                found.append(left)
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

    def _line(self, line: OrderLine, sku: str) -> UnroutedLine:
        goods = self.workspace.store.recipes.goods_of(sku) if sku else {}
        return UnroutedLine(line.line_id, sku, line.quantity, recipe_of(sku, goods))


def recipe_of(sku: str, goods: Recipe) -> Recipe | None:
    """Return the recipe of *sku* as the router reads it: none for plain goods."""
    return None if not goods or goods == {sku: 1} else goods


def _left(line: UnroutedLine, events: Iterable[StockEvent]) -> UnroutedLine | None:
    """Return what of *line* waits on a pool, by the events of it; None for nothing."""
    units: dict[str, int] = defaultdict(int)
    pool: Pool = frozenset()
    for event in events:
        units[event.sku] += event.pooled
        pool |= event.pool if event.pooled > 0 else frozenset()
    each = line.recipe or {line.sku: 1}
    quantity = max((-(-units[sku] // one) for sku, one in each.items() if sku), default=0)
    if quantity <= 0:
        return None
    return attrs.evolve(line, quantity=quantity, pool=pool)
