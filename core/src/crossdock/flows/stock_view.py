"""Everything that a plan or a push is made from, read at one time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import attrs

from crossdock.flows.offers import assortment
from crossdock.inventory import (
    Assortment,
    OfferKey,
    Published,
)
from crossdock.store import ShownListing
from crossdock.workspace import Workspace


@attrs.frozen
class View:
    """Everything that a plan is made from, read at one time."""

    found: Assortment
    published: Mapping[OfferKey, Published]
    known: Mapping[OfferKey, ShownListing]
    now: datetime

    @classmethod
    def of(cls, workspace: Workspace, chosen: Collection[str] | None = None) -> View:
        """Return what there is now, with the numbers of what concerns the *chosen* connections."""
        found = assortment(workspace)
        wanted = [o for o in found.offers if chosen is None or o.connection in chosen]
        # Who shares goods with them is computed too: it may have to come down first.
        goods = {sku for offer in wanted for sku in offer.recipe}
        near = [offer for offer in found.offers if not goods.isdisjoint(offer.recipe)]
        published = {
            offer.key: found.published(offer)
            for offer in {id(o): o for o in (*wanted, *near)}.values()
        }
        return cls(found, published, workspace.store.shown.all(), workspace.clock())

    def shown(self, key: OfferKey) -> ShownListing:
        """Return what a listing is known to show; nothing is known of one never pushed."""
        return self.known.get(key, ShownListing(*key))
