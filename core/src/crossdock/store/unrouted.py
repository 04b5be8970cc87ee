"""Demand that no warehouse was given yet, the orders it is of, and what warehouses were given."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from operator import itemgetter

import attrs

from crossdock.inventory import Pool
from crossdock.inventory.keys import parted
from crossdock.orders import OrderStatus
from crossdock.store.claims import changes_of
from crossdock.store.database import Database, stamp
from crossdock.store.event_rows import event_of, pool_of_text

#: Reference of an order line, SKU, pool and units.
_Owed = tuple[str, str, Pool, int]


@attrs.frozen
class UnroutedClaim:
    """Units of a SKU that an order line waits for on a pool.

    Args:

        placed_at: when its order was placed.
    """

    placed_at: datetime
    connection: str
    order_id: str
    line_id: str
    sku: str
    pool: Pool
    units: int

    @property
    def turn(self) -> tuple[datetime, str, str]:
        """Whose turn it is: as `crossdock.routing.Unrouted.turn`."""
        return self.placed_at, self.connection, self.order_id


class UnroutedDemand:
    """The unrouted demand of one merchant."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def claims(self, at: datetime | None = None) -> list[UnroutedClaim]:
        """Return what waits on pools now, or waited at the moment *at*, in its orders' turn."""
        owing = self._now() if at is None else self._then(at)
        lines = [(parted(reference), sku, pool, n) for reference, sku, pool, n in owing if n > 0]
        placed = self._placed({(parts[0], parts[1]) for parts, _, _, _ in lines})
        found = [
            (placed[shop, order], shop, order, line, sku, pool, units)
            for (shop, order, line), sku, pool, units in lines
            # An order that was removed waits no longer, though nobody released it.
            if (shop, order) in placed
        ]
        return [UnroutedClaim(*one) for one in sorted(found, key=itemgetter(0, 1, 2, 3, 4))]

    def orders(
        self, statuses: Collection[OrderStatus], since: datetime | None = None
    ) -> Iterator[tuple[str, str]]:
        """Yield connection and id of orders in one of *statuses*, the first placed first."""
        rows = self._db.each(
            """
            SELECT connection, order_id FROM orders
            WHERE merchant = ? AND placed_at >= ?
                AND status IN (SELECT value FROM json_each(?))
            ORDER BY placed_at, connection, order_id
            """,
            (
                self._merchant,
                "" if since is None else stamp(since),
                json.dumps([status.value for status in statuses]),
            ),
        )
        for row in rows:
            yield row["connection"], row["order_id"]

    def counts(self, since: datetime | None = None) -> Counter[OrderStatus]:
        """Return how many orders there are of each status."""
        rows = self._db.rows(
            """
            SELECT status, count(*) AS orders FROM orders
            WHERE merchant = ? AND placed_at >= ? GROUP BY status
            """,
            (self._merchant, "" if since is None else stamp(since)),
        )
        return Counter({OrderStatus(row["status"]): row["orders"] for row in rows})

    def given(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Yield warehouse and moment of each parcel that was given to one, and not called off."""
        rows = self._db.rows(
            """
            SELECT warehouse, created_at FROM warehouse_orders
            WHERE merchant = ? AND created_at >= ? AND warehouse <> ''
                AND state <> 'cancelled'
            """,
            (self._merchant, stamp(since)),
        )
        for row in rows:
            yield row["warehouse"], datetime.fromisoformat(row["created_at"])

    def _now(self) -> list[_Owed]:
        rows = self._db.rows(
            """
            SELECT reference, sku, pool, pooled AS units FROM claims
            WHERE merchant = ? AND pooled <> 0
            """,
            (self._merchant,),
        )
        return [
            (row["reference"], row["sku"], pool_of_text(row["pool"]), row["units"]) for row in rows
        ]

    def _then(self, at: datetime) -> list[_Owed]:
        rows = self._db.rows(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND effective_at <= ? AND pooled <> 0 ORDER BY id
            """,
            (self._merchant, stamp(at)),
        )
        return [
            (reference, sku, pool_of_text(pool), sums[3])
            for (sku, _, pool, reference), sums in changes_of(map(event_of, rows)).items()
        ]

    def _placed(self, keys: Collection[tuple[str, ...]]) -> dict[tuple[str, str], datetime]:
        rows = self._db.rows(
            """
            SELECT connection, order_id, placed_at FROM json_each(:asked) AS asked
            CROSS JOIN orders ON merchant = :merchant
                AND connection = json_extract(asked.value, '$[0]')
                AND order_id = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "asked": json.dumps(sorted(keys))},
        )
        return {
            (row["connection"], row["order_id"]): datetime.fromisoformat(row["placed_at"])
            for row in rows
        }
