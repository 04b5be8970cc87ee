"""From which warehouses the orders of a workspace may leave: what is reserved on, and sold.

Without a single rule every open warehouse may send any order. From the first rule on,
an order leaves only from where a rule says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import attrs

from crossdock.inventory import Holdings, Pool, Recipe
from crossdock.inventory.sellable import sellable_kits, slack
from crossdock.orders import Order
from crossdock.routing.gazetteer import Gazetteer
from crossdock.routing.matching import Matching
from crossdock.routing.places import country
from crossdock.routing.pools import pool, pool_of_line, pools
from crossdock.routing.rules import AssociationRule
from crossdock.routing.unrouted import Unrouted, UnroutedLine
from crossdock.routing.warehouses import WarehouseFacts

#: Answers that are remembered before memory is cleared.
_REMEMBERED = 10_000


@attrs.define(eq=False)
class Reach:
    """Rules and warehouses, asked where goods may leave from before anything is decided.

    Args:

        rules: in their turn.

        warehouses: in the order they were added.

        channels: the channel of each connection.
    """

    rules: Sequence[AssociationRule]
    warehouses: Sequence[WarehouseFacts]
    channels: Mapping[str, str] = attrs.field(factory=dict)
    gazetteer: Gazetteer | None = None
    matching: Matching = attrs.field(init=False)
    #: What `pools` said, by all that it depends on: goods differ by few of these.
    _sets: dict[object, tuple[Pool, ...]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.matching = Matching(self.rules, self.gazetteer)

    @property
    def open(self) -> tuple[str, ...]:
        """The open warehouses, in the order they were added."""
        return tuple(facts.name for facts in self.warehouses if facts.open)

    def preferred(self, connection: str) -> tuple[str, ...]:
        """Return where orders of *connection* may leave from, the preferred first."""
        if not self.rules:
            return self.open
        known = {facts.name for facts in self.warehouses}
        mine = [r for r in self.rules if not r.connections or connection in r.connections]
        named = dict.fromkeys(name for rule in mine for name in rule.warehouses)
        return tuple(name for name in named if name in known)

    def anywhere(
        self, connection: str, sku: str, goods: Collection[str], now: datetime | None = None
    ) -> Pool:
        """Return every warehouse that some order line of *sku* may be served from."""
        if not self.rules:
            return frozenset(self.open)
        channel = self.channels.get(connection, "")
        return pool(self.rules, connection, sku, self.warehouses, goods, channel=channel, now=now)

    def of_line(self, order: Unrouted, line: UnroutedLine, now: datetime | None = None) -> Pool:
        """Return the warehouses that *line* may be served from as its order stands.

        Where no rule ever takes it, those of all orders of its shop, so that its goods
        are kept for it while a person looks.
        """
        if not self.rules:
            return frozenset(self.open)
        found = pool_of_line(self.matching, order, line, self.warehouses)
        return found or self.anywhere(order.connection, line.sku, line.goods, now)

    def reserved_on(
        self, order: Order, connection: str, goods: Mapping[str, Recipe], now: datetime
    ) -> list[Pool]:
        """Return the warehouses on which each line of *order* is to be reserved: see `of_line`.

        Args:

            goods: what lines of it are made of, by master SKU.
        """
        if not self.rules or not goods:
            return [frozenset(self.open) for _ in goods]
        lines = [UnroutedLine(sku, sku, 1, recipe) for sku, recipe in goods.items()]
        channel = self.channels.get(connection, "")
        read = Unrouted.of(order, connection, lines, channel=channel)
        return [self.of_line(read, line, now) for line in lines]

    def for_sale(
        self,
        connection: str,
        sku: str,
        recipe: Recipe,
        holdings: Holdings,
        now: datetime,
        site: str = "",
    ) -> Pool:
        """Return the warehouses through which *sku* may be offered to buyers anywhere.

        Of the sets that buyers are left with, depending on where they live, it is the
        one that can serve the fewest units: so many are servable whoever buys them.

        Args:

            site: the country that the shop sells in; leaves out warehouses that do not
                serve it. Their goods would be sold, and no order for them could leave.
        """
        if not self.rules:
            able = (facts for facts in self.warehouses if facts.open)
            return frozenset(facts.name for facts in able if facts.ships_to(country(site)))
        found = self._narrowest(connection, sku, recipe, now, site)
        if len(found) == 1:
            return found[0]
        units = {one: _units(holdings, recipe, one, self.open) for one in found}
        return min(found, key=lambda one: (units[one], sorted(one)), default=frozenset())

    def serving(self, countries: Mapping[str, Collection[str]]) -> Reach:
        """Return it with the *countries* that each service says it serves.

        They are those of its warehouses of which nobody has said which they serve.
        """
        told = [
            attrs.evolve(facts, serves=countries.get(facts.service, ()))
            if not facts.serves and countries.get(facts.service)
            else facts
            for facts in self.warehouses
        ]
        return self if told == list(self.warehouses) else attrs.evolve(self, warehouses=told)

    def _narrowest(
        self, connection: str, sku: str, goods: Collection[str], now: datetime, site: str
    ) -> tuple[Pool, ...]:
        knowing = tuple(
            any(facts.knows(part) for part in goods)
            for facts in self.warehouses
            if facts.skus is not None
        )
        key = (connection, site, self.matching.skus.met(sku), knowing, now)
        found = self._sets.get(key)
        if found is None:
            if len(self._sets) >= _REMEMBERED:
                self._sets.clear()
            channel = self.channels.get(connection, "")
            found = self._sets[key] = pools(
                self.rules,
                connection,
                sku,
                self.warehouses,
                goods,
                channel=channel,
                site=site,
                now=now,
            )
        return found


def _units(
    holdings: Holdings, recipe: Mapping[str, int], through: Pool, warehouses: Collection[str]
) -> int:
    """Return how many of a listing *through* can serve, less than none being possible."""
    if sum(recipe.values()) > 1:
        return sellable_kits(holdings, recipe, through, warehouses)
    return min((slack(holdings, sku, through, warehouses) for sku in recipe), default=0)
