"""All offers of a workspace together: what each is to show, given the others.

An offer's number depends on other offers in three ways only: units sold on other
connections and not imported yet, units reserved for other connections, and its
share where the stock is divided. Everything else is its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from math import lcm

import attrs

from crossdock.inventory.events import Pool
from crossdock.inventory.explanation import Published
from crossdock.inventory.holdings import Holdings
from crossdock.inventory.offers import Offer
from crossdock.inventory.published import publish
from crossdock.inventory.rules import Rule, RuleKind, Rules, holding
from crossdock.inventory.sellable import sellable, servable
from crossdock.inventory.sharing import Sharing, divide

#: Connection and listing.
OfferKey = tuple[str, str]

_SHARED = Sharing()


@attrs.frozen
class Assortment:
    """What there is, what is offered, and how.

    Only what an offer has to do with is looked at for it: after an event on one
    SKU, `affected` names the offers to compute again, and the others stand.

    Args:

        warehouses: every open warehouse.

        sharing: by master SKU; what is not named is shown in full by everybody.

        now: for rules that hold at certain times.
    """

    holdings: Holdings
    offers: Sequence[Offer]
    warehouses: Collection[str]
    now: datetime
    rules: Sequence[Rule] = ()
    sharing: Mapping[str, Sharing] = attrs.field(factory=dict)

    def published(self, offer: Offer) -> Published:
        """Return what *offer*, one of the offers, is to show, and why."""
        skus = (*offer.recipe, offer.sku)
        return publish(
            self.holdings,
            offer,
            warehouses=self.warehouses,
            rules={sku: self._holding(offer.connection, sku) for sku in skus},
            pending=self._pending_elsewhere(offer),
            reserved=self._reserved_elsewhere(offer),
            share=self._share(offer),
        )

    def quantities(self) -> Mapping[OfferKey, int]:
        """Return what every offer is to show."""
        return {offer.key: self.published(offer).quantity for offer in self.offers}

    def affected(self, sku: str) -> Sequence[Offer]:
        """Return the offers whose number an event on *sku* may change: those that contain it."""
        return self._by_sku.get(sku, [])

    def is_divided(self, offer: Offer) -> bool:
        """Return whether goods of *offer* are divided among channels rather than shared."""
        return self._share(offer) is not None

    @cached_property
    def _by_sku(self) -> Mapping[str, list[Offer]]:
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            for sku in offer.recipe:
                found[sku].append(offer)
        return found

    @cached_property
    def _parts(self) -> dict[str, Mapping[OfferKey, int] | None]:
        """Shares already computed, by master SKU."""
        return {}

    @cached_property
    def _reserves(self) -> Sequence[Rule]:
        return [rule for rule in self.rules if rule.kind is RuleKind.RESERVE_FOR]

    def _holding(self, connection: str, sku: str) -> Rules:
        return holding(self.rules, connection, sku, self.now)

    def _pending_elsewhere(self, offer: Offer) -> Mapping[str, int]:
        return {
            sku: sum(
                other.pending * other.recipe[sku]
                for other in self.affected(sku)
                if other.connection != offer.connection
            )
            for sku in offer.recipe
        }

    def _reserved_elsewhere(self, offer: Offer) -> Mapping[str, int]:
        """Return what is kept for other connections: by each, the narrowest rule that holds."""
        others = {rule.connection for rule in self._reserves} - {offer.connection}
        kept: dict[str, int] = {}
        for sku in offer.recipe:
            for name in others:
                rule = holding(self._reserves, name, sku, self.now).get(RuleKind.RESERVE_FOR)
                kept[sku] = kept.get(sku, 0) + (rule.value if rule is not None else 0)
        return kept

    def _share(self, offer: Offer) -> int | None:
        shares = []
        for sku, each in offer.recipe.items():
            if sku not in self._parts:
                self._parts[sku] = self._divided(sku)
            parts = self._parts[sku]
            if parts is not None and offer.key in parts:
                shares.append(parts[offer.key] // each)
        return min(shares, default=None)

    def _divided(self, sku: str) -> Mapping[OfferKey, int] | None:
        """Return the units of *sku* that each offer may expose; None where all may expose all.

        A connection's weight is spread over its listings: two listings of one shop
        that show the same goods expose them twice.
        """
        sharing = self.sharing.get(sku, _SHARED)
        offers = sorted(
            (offer for offer in self.affected(sku) if offer.active),
            key=lambda offer: sharing.rank(offer.connection),
        )
        connections = {offer.connection for offer in offers}
        everywhere: Pool = frozenset().union(*(offer.pool for offer in offers))
        available = sellable(self.holdings, sku, everywhere, self.warehouses)
        if not offers or not sharing.divides(available, len(connections)):
            return None
        listings = {
            name: sum(offer.connection == name for offer in offers) for name in connections
        }
        scale = lcm(*listings.values())
        holders = [
            (offer.key, sharing.weight(offer.connection) * scale // listings[offer.connection])
            for offer in offers
        ]
        pools = {offer.key: offer.pool for offer in offers}

        def fits(parts: Mapping[OfferKey, int]) -> bool:
            asked: dict[Pool, int] = defaultdict(int)
            for key, units in parts.items():
                asked[pools[key]] += units
            return servable(self.holdings, sku, asked, self.warehouses)

        return divide(available, holders, fits)
