"""What linked listings show, and what was pushed to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from crossdock.inventory import RowOutcome
from crossdock.store.database import Database, stamp
from crossdock.store.trouble import storable


@attrs.frozen
class Target:
    """A linked listing, with what it shows.

    Args:

        sku: the master SKU it is linked to; ``code`` the channel's own.

        locked: units that the channel holds back for a campaign, part of what it shows.

        doubtful: the last push of it was never acknowledged, so what it shows is not known.
    """

    listing_id: str
    sku: str
    code: str
    title: str
    shown: int
    locked: int
    doubtful: bool


class Stock:
    """What one merchant shows on its channels."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def targets(self, connection: str) -> list[Target]:
        """Return every linked listing of a connection."""
        doubtful = self._doubtful(connection)
        rows = self._db.rows(
            """
            SELECT links.listing_id, links.sku, listings.sku AS code, title, quantity,
                json_extract(body, '$.locked') AS locked
            FROM links JOIN listings USING (merchant, connection, listing_id)
            WHERE merchant = ? AND connection = ? ORDER BY links.sku, links.listing_id
            """,
            (self._merchant, connection),
        )
        return [
            Target(
                listing_id=row["listing_id"],
                sku=row["sku"],
                code=row["code"],
                title=row["title"],
                shown=row["quantity"],
                locked=row["locked"],
                doubtful=row["listing_id"] in doubtful,
            )
            for row in rows
        ]

    def intend(
        self, connection: str, rows: Sequence[tuple[str, int, int]], run: str
    ) -> dict[str, int]:
        """Write down what is about to be pushed, as ``(listing, before, quantity)``.

        Returns the key of each intent by listing id. Once this returns, a crash
        leaves a trace: the listing counts as doubtful until it is pushed again.
        """
        now = stamp(self._now())
        keys = {}
        with self._db.transaction():
            for listing_id, before, quantity in rows:
                keys[listing_id] = self._db.insert(
                    """
                    INSERT INTO pushes (merchant, connection, listing_id, before, quantity,
                        state, reason, run, intended_at)
                    VALUES (?, ?, ?, ?, ?, 'sending', '', ?, ?)
                    """,
                    (self._merchant, connection, listing_id, before, quantity, run, now),
                )
        return keys

    def conclude(self, key: int, outcome: RowOutcome, reason: str) -> None:
        """Write down how the push *key* ended; one that settles a listing ends its doubts."""
        now = stamp(self._now())
        with self._db.transaction():
            self._db.execute(
                """
                UPDATE pushes SET state = ?, reason = ?, ended_at = ?
                WHERE merchant = ? AND id = ?
                """,
                (outcome.value, storable(reason), now, self._merchant, key),
            )
            if outcome is RowOutcome.DONE:
                self._db.execute(
                    """
                    UPDATE pushes SET state = 'superseded', ended_at = ?
                    FROM pushes AS settled
                    WHERE settled.merchant = ? AND settled.id = ? AND pushes.id < settled.id
                        AND pushes.merchant = settled.merchant
                        AND pushes.connection = settled.connection
                        AND pushes.listing_id = settled.listing_id
                        AND pushes.state IN ('sending', 'unknown')
                    """,
                    (now, self._merchant, key),
                )

    def in_doubt(self) -> int:
        """Return how many listings were pushed to and never acknowledged."""
        return int(
            self._db.value(
                """
                SELECT count(*) FROM (
                    SELECT DISTINCT connection, listing_id FROM pushes
                    WHERE merchant = ? AND state IN ('sending', 'unknown')
                )
                """,
                (self._merchant,),
            )
        )

    def _doubtful(self, connection: str) -> set[str]:
        rows = self._db.rows(
            """
            SELECT DISTINCT listing_id FROM pushes
            WHERE merchant = ? AND connection = ? AND state IN ('sending', 'unknown')
            """,
            (self._merchant, connection),
        )
        return {row["listing_id"] for row in rows}
