"""A small merchant, complete: what the laws of quantities are stated about.

A stock rule under test is a function of a world and one of its offers::

    def quantity(world, offer):
        return ...                      # the units that offer is to show

`quantity` here is crossdock's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

import attrs

from crossdock.inventory import (
    Assortment,
    Holdings,
    LineRef,
    Offer,
    Rule,
    Sharing,
    StockEvent,
    fold,
)
from crossdock.inventory.claims import reserve
from crossdock.inventory.entries import changing
from crossdock.inventory.events import EventKind

#: The moment at which worlds begin. Events happen after it, rules are read long after it.
DAWN = datetime(2026, 1, 5, tzinfo=UTC)


@attrs.frozen
class World:
    """Events, offers and rules of one merchant, as far as stock is concerned.

    Args:

        warehouses: every open warehouse.

        sharing: by master SKU.

        now: when quantities are computed.
    """

    events: tuple[StockEvent, ...] = ()
    offers: tuple[Offer, ...] = ()
    warehouses: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    sharing: Mapping[str, Sharing] = attrs.field(factory=dict)
    now: datetime = DAWN + timedelta(days=30)

    @cached_property
    def holdings(self) -> Holdings:
        """What there is."""
        return fold(self.events)

    @cached_property
    def assortment(self) -> Assortment:
        """All offers together, for crossdock's own numbers."""
        return Assortment(
            self.holdings, self.offers, self.warehouses, self.now, self.rules, self.sharing
        )

    def after(self, *events: StockEvent) -> World:
        """Return the world once *events* have happened too."""
        return attrs.evolve(self, events=(*self.events, *events))

    def with_rules(self, *rules: Rule) -> World:
        """Return the world with *rules* besides its own."""
        return attrs.evolve(self, rules=(*self.rules, *rules))

    def with_offers(self, change: Callable[[Offer], Offer]) -> World:
        """Return the world with every offer changed."""
        return attrs.evolve(self, offers=tuple(map(change, self.offers)))

    def available(self, sku: str) -> dict[str, int]:
        """Return what may be promised of *sku* at each open warehouse."""
        return {w: self.holdings.at(sku, w).available for w in self.warehouses}


#: A stock rule: what an offer of a world is to show.
Quantity = Callable[[World, Offer], int]


def quantity(world: World, offer: Offer) -> int:
    """Return what crossdock shows on *offer*."""
    return world.assortment.published(offer).quantity


def quantities(rule: Quantity, world: World) -> dict[tuple[str, str], int]:
    """Return what *rule* shows on every offer of *world*."""
    return {offer.key: rule(world, offer) for offer in world.offers}


def returned(sku: str, warehouse: str, units: int, *, bad: bool = False) -> StockEvent:
    """Return the arrival of *units* more at *warehouse*, nobody having expected them."""
    kind = EventKind.RETURN_BAD if bad else EventKind.RETURN_GOOD
    key = f"ret:law:{warehouse}:{sku}:{units}:{bad}"
    return changing(kind, key, sku, units, DAWN + timedelta(days=20), warehouse=warehouse)


def ordered(sku: str, place: str | frozenset[str], units: int, number: int = 0) -> StockEvent:
    """Return the claim of a new order to *units* at a warehouse, or on a pool of them."""
    line = LineRef("law", f"order {number}", sku)
    return reserve(line, sku, units, place, DAWN + timedelta(days=20))
