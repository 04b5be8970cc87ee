"""Numbers that differed from ours when they were read back, and what was done about each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import attrs

from crossdock.store.database import Database, Row, stamp


@attrs.frozen
class DriftRow:
    """One reading that differed.

    Args:

        expected: what the listing was to show, by all we knew; ``found`` what it showed.

        verdict: ``heal``, or ``alert`` where it had differed before.
    """

    listing_id: str
    expected: int
    found: int
    verdict: str


class Drifts:
    """The drift of one merchant's listings. A row is open until something is done about it."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def record(self, connection: str, rows: Iterable[DriftRow], run: str) -> None:
        """Write down readings that differed; what was open of those listings is replaced."""
        found = list(rows)
        with self._db.transaction():
            self.settle(connection, [row.listing_id for row in found], "read again")
            self._db.execute_each(
                """
                INSERT INTO drifts (merchant, connection, listing_id, expected, found, verdict,
                    run, at, settlement)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')
                """,
                [
                    (
                        self._merchant,
                        connection,
                        row.listing_id,
                        row.expected,
                        row.found,
                        row.verdict,
                        run,
                        stamp(self._now()),
                    )
                    for row in found
                ],
            )

    def settle(self, connection: str, listing_ids: Iterable[str], settlement: str) -> None:
        """Close what is open of listings, and say how it ended."""
        now = stamp(self._now())
        self._db.execute_each(
            """
            UPDATE drifts SET settled_at = ?, settlement = ?
            WHERE merchant = ? AND connection = ? AND listing_id = ? AND settled_at IS NULL
            """,
            [(now, settlement, self._merchant, connection, name) for name in listing_ids],
        )

    def open(self, connection: str) -> list[DriftRow]:
        """Return what is open of a connection, by listing."""
        rows = self._db.rows(
            """
            SELECT listing_id, expected, found, verdict FROM drifts
            WHERE merchant = ? AND connection = ? AND settled_at IS NULL ORDER BY listing_id
            """,
            (self._merchant, connection),
        )
        return [DriftRow(**row) for row in rows]

    def of(self, connection: str, listing_id: str, until: datetime | None = None) -> list[Row]:
        """Return every reading of a listing that differed, oldest first."""
        return self._db.rows(
            """
            SELECT expected, found, verdict, at, settled_at, settlement FROM drifts
            WHERE merchant = :merchant AND connection = :connection AND listing_id = :listing
                AND (:until IS NULL OR at <= :until)
            ORDER BY id
            """,
            {
                "merchant": self._merchant,
                "connection": connection,
                "listing": listing_id,
                "until": stamp(until) if until else None,
            },
        )
