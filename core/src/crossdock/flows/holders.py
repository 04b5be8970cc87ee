"""Whom an increase waits for: the listings that show more of the same goods than they are to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import attrs

from crossdock.inventory import Queued


@attrs.frozen
class Holders:
    """By master SKU, a listing that must come down first, in words."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, *queued: Iterable[Queued]) -> Holders:
        """Return those among *queued*; of several that hold one SKU, one of the first kind."""
        return cls(
            {
                sku: f"listing {one.listing_id} of {one.connection}"
                for part in reversed(queued)
                for one in part
                if one.shown.exceeds
                for sku in one.skus
            }
        )

    def of_goods(self, skus: Collection[str]) -> str:
        """Return who holds a listing made of *skus*."""
        found = (self.names[sku] for sku in sorted(skus) if sku in self.names)
        return next(found, "another listing")
