"""Order lines that wait for a person, each with its reason, until they are mended."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from crossdock.store.database import Database, Row, stamp
from crossdock.store.kept_orders import OrderKey
from crossdock.store.slate import Slate


class Reviews:
    """The open reviews of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._reasons: Slate[OrderKey, Mapping[str, str]] = Slate(db, self._read, self._write)

    def look_up(self, orders: Collection[OrderKey]) -> None:
        """Have the open transaction read what is the matter with *orders*."""
        self._reasons.look_up(orders)

    def put(self, connection: str, order_id: str, reasons: Mapping[str, str]) -> None:
        """Keep what is the matter with an order now, by line; whatever was before is mended.

        Args:

            reasons: by line id; the empty id for the order as a whole.
        """
        key = (connection, order_id)
        with self._db.transaction():
            if dict(reasons) != (self._reasons.get(key) or {}):
                self._reasons.put(key, dict(reasons))

    def _read(self, orders: Collection[OrderKey]) -> dict[OrderKey, dict[str, str]]:
        found: dict[OrderKey, dict[str, str]] = {order: {} for order in orders}
        for row in self._db.peek(
            """
            SELECT connection, order_id, line_id, reason
            FROM json_each(:orders) AS asked CROSS JOIN order_reviews ON merchant = :merchant
                AND connection = json_extract(asked.value, '$[0]')
                AND order_id = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "orders": json.dumps(list(orders))},
        ):
            found[row["connection"], row["order_id"]][row["line_id"]] = row["reason"]
        return found

    def _write(self, orders: Mapping[OrderKey, Mapping[str, str]]) -> None:
        now = stamp(self._now())
        self._db.execute_each(
            """
            DELETE FROM order_reviews
            WHERE merchant = ? AND connection = ? AND order_id = ?
                AND line_id NOT IN (SELECT value FROM json_each(?))
            """,
            [(self._merchant, *key, json.dumps(list(found))) for key, found in orders.items()],
        )
        self._db.execute_each(
            """
            INSERT INTO order_reviews (merchant, connection, order_id, line_id, reason, since)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, order_id, line_id)
            DO UPDATE SET reason = excluded.reason
            """,
            [
                (self._merchant, *key, line_id, reason, now)
                for key, found in orders.items()
                for line_id, reason in found.items()
            ],
        )

    def all(self, connection: str = "") -> list[Row]:
        """Return the open reviews, the oldest first."""
        return self._db.rows(
            """
            SELECT connection, order_id, line_id, reason, since FROM order_reviews
            WHERE merchant = ? AND ? IN ('', connection)
            ORDER BY since, connection, order_id, line_id
            """,
            (self._merchant, connection),
        )
