"""Counted stock, what is left of it, and what was pushed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import RowOutcome
from crossdock.store.database import Database, Row, stamp
from crossdock.store.trouble import storable
from crossdock.validators import MOST_UNITS, shown

#: What is left of the last count of each SKU: the count, less what was ordered since.
#: Platforms tell whole seconds: an order of the count's own second counts as placed
#: after it, because showing a unit too few is mended by the next count, and a unit
#: too many is sold.
_POSITIONS = """
    WITH last AS (
        SELECT merchant, sku, quantity, counted_at, reason FROM counts
        WHERE id IN (SELECT max(id) FROM counts WHERE merchant = :merchant GROUP BY sku)
    )
    SELECT last.sku, last.quantity AS counted, last.counted_at, last.reason,
        coalesce((
            SELECT sum(order_lines.quantity)
            FROM links
            JOIN order_lines USING (merchant, connection, listing_id)
            JOIN orders USING (merchant, connection, order_id)
            WHERE links.merchant = last.merchant AND links.sku = last.sku
                AND orders.placed_at >= substr(last.counted_at, 1, 19) AND orders.takes_stock = 1
        ), 0) AS sold
    FROM last WHERE :sku IN ('', last.sku) ORDER BY last.sku
"""

#: The last counts again, less what one connection sold since. They keep their
#: time: what the others sold since still counts against them.
_KEEP_SALES = """
    WITH last AS (
        SELECT merchant, sku, quantity, counted_at FROM counts
        WHERE id IN (SELECT max(id) FROM counts WHERE merchant = :merchant GROUP BY sku)
    )
    INSERT INTO counts (merchant, sku, quantity, reason, run, counted_at)
    SELECT last.merchant, last.sku, max(0, last.quantity - sum(order_lines.quantity)),
        :reason, '', last.counted_at
    FROM last
    JOIN links USING (merchant, sku)
    JOIN order_lines USING (merchant, connection, listing_id)
    JOIN orders USING (merchant, connection, order_id)
    WHERE connection = :connection AND orders.placed_at >= substr(last.counted_at, 1, 19)
        AND orders.takes_stock = 1
    GROUP BY last.sku ORDER BY last.sku
"""


@attrs.frozen
class Position:
    """A master SKU's stock.

    Args:

        counted: units when it was last counted.

        sold: units ordered since, cancelled orders not included.
    """

    sku: str
    counted: int
    sold: int
    counted_at: str

    @property
    def available(self) -> int:
        """Units that may be promised; below zero when more was sold than there was."""
        return self.counted - self.sold


@attrs.frozen
class Target:
    """A linked listing, with what it shows and what its master SKU has.

    Args:

        locked: units that the channel holds back for a campaign, part of what it shows.

        doubtful: the last push of it was never acknowledged, so what it shows is not known.
    """

    listing_id: str
    sku: str
    code: str
    title: str
    shown: int
    available: int
    locked: int
    doubtful: bool


def keep_sales(db: Database, merchant: str, connection: str) -> None:
    """Count anew, without its sales, what a connection sold; its orders are about to go.

    Otherwise the units would come back, and be sold once more elsewhere.
    """
    db.execute(
        _KEEP_SALES,
        {
            "merchant": merchant,
            "connection": connection,
            "reason": f"sold through {connection} before it was removed",
        },
    )


class Stock:
    """The stock of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def count(self, rows: Sequence[tuple[str, int]], reason: str, run: str) -> None:
        """Write down that each SKU of *rows* was counted now, all of them or none.

        Raises:

            NotFoundError: a SKU is no master SKU.

            InputRefusedError: a quantity is not a number of units.
        """
        now = stamp(self._now())
        with self._db.transaction():
            for sku, quantity in rows:
                if type(quantity) is not int or not 0 <= quantity <= MOST_UNITS:
                    raise InputRefusedError(
                        f"The count of {sku!r} is {shown(quantity)}; nothing was counted.",
                        next_step=f"Give a whole number from 0 to {MOST_UNITS:,}.",
                    )
                if not self._db.value(
                    "SELECT 1 FROM masters WHERE merchant = ? AND sku = ?", (self._merchant, sku)
                ):
                    raise NotFoundError(
                        f"There is no master SKU {sku!r}; nothing was counted.",
                        next_step="See: crossdock product list",
                    )
            self._db.execute_each(
                """
                INSERT INTO counts (merchant, sku, quantity, reason, run, counted_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [(self._merchant, sku, units, reason, run, now) for sku, units in rows],
            )

    def positions(self, sku: str = "") -> Iterator[Position]:
        """Yield the position of every counted SKU, or of one."""
        for row in self._db.each(_POSITIONS, {"merchant": self._merchant, "sku": sku}):
            yield Position(row["sku"], row["counted"], row["sold"], row["counted_at"])

    def targets(self, connection: str) -> list[Target]:
        """Return every linked listing of a connection whose SKU was ever counted."""
        positions = {position.sku: position for position in self.positions()}
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
                available=positions[row["sku"]].available,
                locked=row["locked"],
                doubtful=row["listing_id"] in doubtful,
            )
            for row in rows
            if row["sku"] in positions
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

    def history(self, sku: str, limit: int = 20) -> list[Row]:
        """Return the last counts of a SKU, newest first."""
        return self._db.rows(
            """
            SELECT counted_at, quantity, reason, run FROM counts
            WHERE merchant = ? AND sku = ? ORDER BY id DESC LIMIT ?
            """,
            (self._merchant, sku, limit),
        )
