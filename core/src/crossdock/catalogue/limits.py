"""What a listing must have before it is imported for the first time."""

from __future__ import annotations

from collections.abc import Collection

from crossdock.catalogue.listing import Listing, ListingStatus
from crossdock.catalogue.sku import trimmed
from crossdock.manifest import ImportLimit

#: What each unmet limit is called in counts, and how it reads in a sentence.
REFUSALS = {
    ImportLimit.ACTIVE: ("not-active", "it is not active on the channel"),
    ImportLimit.SKU_FILLED: ("sku-blank", "its SKU code is blank"),
    ImportLimit.IN_STOCK: ("out-of-stock", "it has no stock on the channel"),
}


def refusal(listing: Listing, limits: Collection[ImportLimit]) -> str | None:
    """Return why *listing* may not be imported, as a slug, or None if it may.

    A listing that fails several limits is refused for the one that takes most
    work to mend, so that each is counted once.
    """
    unmet = {
        ImportLimit.ACTIVE: listing.status is not ListingStatus.ACTIVE,
        ImportLimit.SKU_FILLED: not trimmed(listing.sku),
        ImportLimit.IN_STOCK: listing.quantity <= 0,
    }
    for limit, (slug, _sentence) in REFUSALS.items():
        if limit in limits and unmet[limit]:
            return slug
    return None


def explain(slug: str) -> str:
    """Return the sentence part that belongs to a refusal's *slug*."""
    return dict(REFUSALS.values())[slug]
