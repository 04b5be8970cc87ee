"""What can be asked of the catalogue: its lists, as `product` and `map` show them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from crossdock.catalogue.linking import Link
from crossdock.catalogue.sku import near_key
from crossdock.store.database import Database, Row


class CatalogueViews:
    """The lists of one merchant's catalogue."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def masters(self, like: str = "") -> Iterator[Row]:
        """Yield master SKUs with how many listings each links to."""
        return self._db.each(
            """
            SELECT masters.sku, masters.title, count(links.sku) AS listings
            FROM masters LEFT JOIN links USING (merchant, sku)
            WHERE merchant = ? AND (? = '' OR instr(lower(masters.sku || ' ' || title), ?) > 0)
            GROUP BY masters.sku ORDER BY masters.sku
            """,
            (self._merchant, like, like.lower()),
        )

    def near_masters(self, sku: str) -> list[str]:
        """Return the master SKUs that look like *sku*."""
        rows = self._db.rows(
            "SELECT sku FROM masters WHERE merchant = ? AND near_key = ?",
            (self._merchant, near_key(sku)),
        )
        # Sorted here: asked to sort, SQLite walks every master SKU in order
        # instead of looking up the few that are near.
        return sorted(row["sku"] for row in rows)

    def listings_of(self, sku: str) -> list[Row]:
        """Return every listing that links to a master SKU."""
        return self._db.rows(
            """
            SELECT connection, listing_id, listings.sku AS code, title, status, quantity, origin
            FROM links JOIN listings USING (merchant, connection, listing_id)
            WHERE merchant = ? AND links.sku = ? ORDER BY connection, listing_id
            """,
            (self._merchant, sku),
        )

    def links_of(self, connection: str) -> Iterator[Row]:
        """Yield the links of a connection (of all, for an empty name)."""
        return self._db.each(
            """
            SELECT connection, listing_id, links.sku, listings.sku AS code, title, quantity, origin
            FROM links JOIN listings USING (merchant, connection, listing_id)
            WHERE merchant = ? AND ? IN ('', connection) ORDER BY connection, links.sku, listing_id
            """,
            (self._merchant, connection),
        )

    def unmapped(self, connection: str) -> Iterator[Row]:
        """Yield the listings without a link, with the reason of each."""
        return self._db.each(
            """
            SELECT listings.connection, listing_id, listings.sku AS code, title,
                coalesce(refusal, kind, 'unlinked') AS reason
            FROM listings
            LEFT JOIN links USING (merchant, connection, listing_id)
            LEFT JOIN conflicts USING (merchant, connection, listing_id)
            WHERE merchant = ? AND ? IN ('', connection) AND links.sku IS NULL
            ORDER BY connection, reason, listing_id
            """,
            (self._merchant, connection),
        )

    def conflicts(self, connection: str) -> Iterator[Row]:
        """Yield the listings that wait for a person."""
        return self._db.each(
            """
            SELECT connection, listing_id, kind, listings.sku AS code, title, detail, other
            FROM conflicts JOIN listings USING (merchant, connection, listing_id)
            WHERE merchant = ? AND ? IN ('', connection)
            ORDER BY connection, kind, listing_id
            """,
            (self._merchant, connection),
        )

    def refusals(self, connection: str) -> Iterator[Row]:
        """Yield the listings that the channel's import limits keep out."""
        return self._db.each(
            """
            SELECT connection, listing_id, sku AS code, title, status, quantity, refusal
            FROM listings WHERE merchant = ? AND ? IN ('', connection) AND refusal IS NOT NULL
            ORDER BY connection, refusal, listing_id
            """,
            (self._merchant, connection),
        )

    def links(self, connection: str, ids: Collection[str]) -> dict[str, Link]:
        """Return the links of the listings *ids*, by listing id."""
        rows = self._db.rows(
            """
            SELECT listing_id, sku, code, origin FROM links
            WHERE merchant = ? AND connection = ?
                AND listing_id IN (SELECT value FROM json_each(?))
            """,
            (self._merchant, connection, json.dumps(list(ids))),
        )
        return {row["listing_id"]: Link(**row) for row in rows}

    def master_exists(self, sku: str) -> bool:
        """Return whether there is a master SKU of exactly this code."""
        return bool(
            self._db.value(
                "SELECT 1 FROM masters WHERE merchant = ? AND sku = ?", (self._merchant, sku)
            )
        )
