"""Places within a warehouse, and which master SKUs lie there.

They are for finding goods. Stock is kept by warehouse, and no quantity depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crossdock.errors import NotFoundError
from crossdock.store.database import Database, Row, stamp


class Locations:
    """The locations of one merchant's warehouses."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def add(self, warehouse: str, names: Sequence[str]) -> int:
        """Add locations to a warehouse; return how many were not there before."""
        before = len(self.all(warehouse))
        now = stamp(self._now())
        with self._db.transaction():
            self._db.execute_each(
                """
                INSERT INTO locations (merchant, warehouse, name, created_at)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [(self._merchant, warehouse, name, now) for name in names],
            )
            return len(self.all(warehouse)) - before

    def bind(self, warehouse: str, pairs: Sequence[tuple[str, str]]) -> int:
        """Say that SKUs lie at locations, as ``(location, sku)``; return how many are news.

        All of them or none; a pair that is known is no news.

        Raises:

            NotFoundError: no such location, or no such master SKU.
        """
        now = stamp(self._now())
        with self._db.transaction():
            known = {row["location"] for row in self.all(warehouse)}
            for location, sku in pairs:
                if location not in known:
                    raise NotFoundError(
                        f"{warehouse} has no location {location!r}; nothing was bound.",
                        next_step=f"Run: crossdock warehouse location add {warehouse} LOCATION",
                    )
                if not self._is_master(sku):
                    raise NotFoundError(
                        f"There is no master SKU {sku!r}; nothing was bound.",
                        next_step="See: crossdock product list",
                    )
            before = self._bound(warehouse)
            self._db.execute_each(
                """
                INSERT INTO location_skus (merchant, warehouse, location, sku, created_at)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [(self._merchant, warehouse, location, sku, now) for location, sku in pairs],
            )
            return self._bound(warehouse) - before

    def all(self, warehouse: str) -> list[Row]:
        """Return the locations of a warehouse with how many SKUs each has."""
        return self._db.rows(
            """
            SELECT locations.warehouse, locations.name AS location, count(sku) AS skus
            FROM locations LEFT JOIN location_skus
            ON location_skus.merchant = locations.merchant
                AND location_skus.warehouse = locations.warehouse
                AND location_skus.location = locations.name
            WHERE locations.merchant = ? AND locations.warehouse = ?
            GROUP BY locations.name ORDER BY locations.name
            """,
            (self._merchant, warehouse),
        )

    def of(self, sku: str) -> list[Row]:
        """Return where a master SKU lies."""
        return self._db.rows(
            """
            SELECT warehouse, location FROM location_skus
            WHERE merchant = ? AND sku = ? ORDER BY warehouse, location
            """,
            (self._merchant, sku),
        )

    def at(self, warehouse: str, location: str) -> list[str]:
        """Return the master SKUs of a location."""
        rows = self._db.rows(
            """
            SELECT sku FROM location_skus
            WHERE merchant = ? AND warehouse = ? AND location = ? ORDER BY sku
            """,
            (self._merchant, warehouse, location),
        )
        return [row["sku"] for row in rows]

    def _bound(self, warehouse: str) -> int:
        return int(
            self._db.value(
                "SELECT count(*) FROM location_skus WHERE merchant = ? AND warehouse = ?",
                (self._merchant, warehouse),
            )
        )

    def _is_master(self, sku: str) -> bool:
        return bool(
            self._db.value(
                "SELECT 1 FROM masters WHERE merchant = ? AND sku = ?", (self._merchant, sku)
            )
        )
