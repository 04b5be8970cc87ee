"""Linked listings, as a push sees them."""

from __future__ import annotations

import attrs

from crossdock.store.database import Database


@attrs.frozen
class Target:
    """A linked listing, with what it shows.

    Args:

        sku: the master SKU it is linked to; ``code`` the channel's own.

        locked: units that the channel holds back for a campaign, part of what it shows.

        doubtful: a write to it has no answer, so what it shows is not known.
    """

    listing_id: str
    sku: str
    code: str
    title: str
    shown: int
    locked: int
    doubtful: bool


class Stock:
    """What one merchant's quantities can be pushed to."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def targets(self, connection: str) -> list[Target]:
        """Return every linked listing of a connection."""
        rows = self._db.rows(
            """
            SELECT links.listing_id, links.sku, listings.sku AS code, title,
                listings.quantity AS shown,
                coalesce(json_extract(body, '$.locked'), 0) AS locked,
                shown.flight IS NOT NULL OR shown.doubt IS NOT NULL AS doubtful
            FROM links JOIN listings USING (merchant, connection, listing_id)
            LEFT JOIN shown USING (merchant, connection, listing_id)
            WHERE merchant = ? AND connection = ? ORDER BY links.sku, links.listing_id
            """,
            (self._merchant, connection),
        )
        return [Target(**{**row, "doubtful": bool(row["doubtful"])}) for row in rows]
