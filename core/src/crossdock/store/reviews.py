"""Order lines that wait for a person, each with its reason, until they are mended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from crossdock.store.database import Database, Row, stamp


class Reviews:
    """The open reviews of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def put(self, connection: str, order_id: str, reasons: Mapping[str, str]) -> None:
        """Keep what is the matter with an order now, by line; whatever was before is mended.

        Args:

            reasons: by line id; the empty id for the order as a whole.
        """
        key = (self._merchant, connection, order_id)
        with self._db.transaction():
            self._db.execute(
                """
                DELETE FROM order_reviews
                WHERE merchant = ? AND connection = ? AND order_id = ?
                    AND line_id NOT IN (SELECT value FROM json_each(?))
                """,
                (*key, json.dumps(list(reasons))),
            )
            now = stamp(self._now())
            self._db.execute_each(
                """
                INSERT INTO order_reviews (merchant, connection, order_id, line_id, reason, since)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (merchant, connection, order_id, line_id)
                DO UPDATE SET reason = excluded.reason
                """,
                [(*key, line_id, reason, now) for line_id, reason in reasons.items()],
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
