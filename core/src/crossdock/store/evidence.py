"""What a diagnosis asks of the store beyond what its topics answer; nothing is written."""

from __future__ import annotations

from datetime import datetime

from crossdock.store.database import Database, Row, stamp


class EvidenceViews:
    """What is on record about one merchant's connections."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def calls(self, connection: str, since: datetime) -> list[Row]:
        """Return the calls of a connection since then, newest first, a thousand at most."""
        return self._db.rows(
            """
            SELECT at, hook, endpoint, status, outcome, skew FROM calls
            WHERE merchant = ? AND connection = ? AND at >= ? ORDER BY id DESC LIMIT 1000
            """,
            (self._merchant, connection, stamp(since)),
        )

    def runs(self, connection: str) -> list[Row]:
        """Return the last ended run of each command that called a platform, newest first."""
        return self._db.rows(
            """
            SELECT command, max(started_at) AS started_at, exit_code FROM runs
            WHERE merchant = :merchant AND ended_at IS NOT NULL AND run IN (
                SELECT run FROM calls WHERE merchant = :merchant AND connection = :connection
            )
            GROUP BY command ORDER BY started_at DESC
            """,
            {"merchant": self._merchant, "connection": connection},
        )

    def arrivals(self) -> dict[str, float]:
        """Return where each bucket stands, in seconds since the epoch."""
        rows = self._db.rows(
            "SELECT bucket, arrival FROM buckets WHERE merchant = ?", (self._merchant,)
        )
        return {row["bucket"]: row["arrival"] for row in rows}

    def token_expiries(self, connector: str) -> list[str]:
        """Return when the tokens kept for a connector expire, as far as that is known."""
        rows = self._db.rows(
            """
            SELECT expires_at FROM tokens
            WHERE merchant = ? AND connector = ? AND expires_at IS NOT NULL
            """,
            (self._merchant, connector),
        )
        return [row["expires_at"] for row in rows]

    def refused_pushes(self, connection: str) -> dict[str, str]:
        """Return the reason by listing, for those whose last push the channel refused."""
        rows = self._db.rows(
            """
            SELECT listing_id, reason FROM pushes
            WHERE merchant = :merchant AND connection = :connection AND state = 'refused'
                AND id IN (
                    SELECT max(id) FROM pushes
                    WHERE merchant = :merchant AND connection = :connection GROUP BY listing_id
                )
            ORDER BY listing_id
            """,
            {"merchant": self._merchant, "connection": connection},
        )
        return {row["listing_id"]: row["reason"] for row in rows}

    def garbled(self, connection: str) -> int:
        """Return how many titles hold the mark of characters that were lost."""
        return int(
            self._db.value(
                """
                SELECT (
                    SELECT count(*) FROM listings
                    WHERE merchant = :merchant AND connection = :connection
                        AND instr(title, char(65533)) > 0
                ) + (
                    SELECT count(*) FROM order_lines
                    WHERE merchant = :merchant AND connection = :connection
                        AND instr(title, char(65533)) > 0
                )
                """,
                {"merchant": self._merchant, "connection": connection},
            )
        )
