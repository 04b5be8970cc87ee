"""What orders take off the listings that they were placed through."""

from __future__ import annotations

from datetime import datetime

from crossdock.store.database import Database, stamp


class Sales:
    """The units that the orders of one merchant sold."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def since(self, moment: datetime) -> dict[tuple[str, str], int]:
        """Return the units ordered since then, by connection and listing."""
        rows = self._db.rows(
            """
            SELECT connection, listing_id, sum(quantity) AS units
            FROM order_lines JOIN orders USING (merchant, connection, order_id)
            WHERE merchant = ? AND placed_at >= ? GROUP BY connection, listing_id
            """,
            (self._merchant, stamp(moment)),
        )
        return {(row["connection"], row["listing_id"]): row["units"] for row in rows}
