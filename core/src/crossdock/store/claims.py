"""What each order line, inbound line or document still claims, by place.

A place is a warehouse, or the pool that unrouted demand may be served from. A
reference whose claims have come to nothing has no row; one below zero has, for
it was heard of in the wrong order and owes the difference to itself alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from crossdock.inventory import StockEvent
from crossdock.store.database import Database, Row
from crossdock.store.event_rows import pool_text

#: SKU, warehouse and pool; of the last two, one is empty.
Place = tuple[str, str, str]
_Key = tuple[str, str, str, str]
#: Units reserved, expected, occupied and pooled.
Sums = tuple[int, int, int, int]

NOTHING: Sums = (0, 0, 0, 0)


class Claims:
    """The claims of one merchant."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def add(self, events: Iterable[StockEvent]) -> Mapping[Place, Sums]:
        """Add the claims of *events* up; return what each place holds more than before."""
        changes = changes_of(events)
        before = self._kept(changes)
        after = {key: added(before.get(key, NOTHING), change) for key, change in changes.items()}
        self._write(after)
        grown: dict[Place, Sums] = defaultdict(lambda: NOTHING)
        for key, sums in after.items():
            more = _difference(_held(sums), _held(before.get(key, NOTHING)))
            grown[key[:3]] = added(grown[key[:3]], more)
        return grown

    def of(self, skus: Collection[str]) -> Mapping[_Key, Sums]:
        """Return the claims on *skus* by SKU, warehouse, pool and reference."""
        return _by_key(
            self._db.rows(
                """
                SELECT * FROM claims
                WHERE merchant = ? AND sku IN (SELECT value FROM json_each(?))
                """,
                (self._merchant, json.dumps(list(skus))),
            )
        )

    def occupied(self, sku: str, warehouse: str) -> dict[str, int]:
        """Return the occupied units at a warehouse by reference, those below zero too."""
        rows = self._db.rows(
            """
            SELECT reference, occupied FROM claims
            WHERE merchant = ? AND sku = ? AND warehouse = ? AND occupied <> 0
            """,
            (self._merchant, sku, warehouse),
        )
        return {row["reference"]: row["occupied"] for row in rows}

    def promised(self) -> list[Row]:
        """Return every claim of an order line: what it reserves, and where."""
        return self._db.rows(
            """
            SELECT reference, sku, warehouse, pool, reserved + pooled AS units FROM claims
            WHERE merchant = ? AND (reserved <> 0 OR pooled <> 0)
            ORDER BY reference, sku, warehouse, pool
            """,
            (self._merchant,),
        )

    def _kept(self, keys: Collection[_Key]) -> dict[_Key, Sums]:
        return _by_key(
            self._db.rows(
                """
                SELECT claims.* FROM json_each(:keys) AS asked CROSS JOIN claims
                ON merchant = :merchant AND sku = json_extract(asked.value, '$[0]')
                    AND warehouse = json_extract(asked.value, '$[1]')
                    AND pool = json_extract(asked.value, '$[2]')
                    AND reference = json_extract(asked.value, '$[3]')
                """,
                {"merchant": self._merchant, "keys": json.dumps(list(keys))},
            )
        )

    def _write(self, claims: Mapping[_Key, Sums]) -> None:
        self._db.execute_each(
            """
            REPLACE INTO claims (merchant, sku, warehouse, pool, reference, reserved, expected,
                occupied, pooled)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [(self._merchant, *key, *sums) for key, sums in claims.items() if any(sums)],
        )
        self._db.execute_each(
            """
            DELETE FROM claims
            WHERE merchant = ? AND sku = ? AND warehouse = ? AND pool = ? AND reference = ?
            """,
            [(self._merchant, *key) for key, sums in claims.items() if not any(sums)],
        )


def changes_of(events: Iterable[StockEvent]) -> dict[_Key, Sums]:
    """Return what *events* add to each claim."""
    changes: dict[_Key, Sums] = defaultdict(lambda: NOTHING)
    for event in events:
        here: Sums = (event.reserved, event.expected, event.occupied, 0)
        if any(here):
            key = (event.sku, event.warehouse, "", event.reference)
            changes[key] = added(changes[key], here)
        if event.pooled:
            key = (event.sku, "", pool_text(event.pool), event.reference)
            changes[key] = added(changes[key], (0, 0, 0, event.pooled))
    return changes


def added(one: Sums, other: Sums) -> Sums:
    """Return the two added up, column by column."""
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3])


def _difference(one: Sums, other: Sums) -> Sums:
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2], one[3] - other[3])


def _held(sums: Sums) -> Sums:
    """Return what counts of *sums*: a reference owes units to nobody but itself."""
    return (max(0, sums[0]), max(0, sums[1]), max(0, sums[2]), max(0, sums[3]))


def _by_key(rows: Iterable[Row]) -> dict[_Key, Sums]:
    return {
        (row["sku"], row["warehouse"], row["pool"], row["reference"]): (
            row["reserved"],
            row["expected"],
            row["occupied"],
            row["pooled"],
        )
        for row in rows
    }
