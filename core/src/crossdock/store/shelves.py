"""What is known of many master SKUs, and of what lies where, asked for all at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import attrs

from crossdock.catalogue.sku import near_key
from crossdock.inventory import Shelf, StockEvent
from crossdock.store.database import Database, Row, stamp
from crossdock.store.event_rows import event_of

#: SKU and warehouse.
Place = tuple[str, str]


class Shelves:
    """The shelves of one merchant: each is one SKU at one warehouse."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def masters(self, codes: Collection[str]) -> set[str]:
        """Return which of *codes* are those of master SKUs."""
        rows = self._db.rows(
            """
            SELECT sku FROM json_each(?) CROSS JOIN masters
            ON masters.merchant = ? AND masters.sku = json_each.value
            """,
            (json.dumps(list(codes)), self._merchant),
        )
        return {row["sku"] for row in rows}

    def look_alikes(self, codes: Collection[str]) -> dict[str, list[str]]:
        """Return the master SKUs that look like each of *codes*; those without are left out."""
        keys = {code: near_key(code) for code in codes}
        rows = self._db.rows(
            """
            SELECT near_key, sku FROM json_each(?) CROSS JOIN masters
            ON masters.merchant = ? AND masters.near_key = json_each.value
            """,
            (json.dumps(sorted(set(keys.values()))), self._merchant),
        )
        alike: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            alike[row["near_key"]].append(row["sku"])
        return {code: sorted(alike[key]) for code, key in keys.items() if key in alike}

    def at(self, places: Mapping[Place, datetime]) -> dict[Place, Shelf]:
        """Return what is known of *places*, each with what happened there from a moment on."""
        asked = json.dumps([(*place, stamp(since)) for place, since in places.items()])
        kept = self._kept(asked)
        since: dict[Place, list[StockEvent]] = defaultdict(list)
        for row in self._since(asked):
            since[row["sku"], row["warehouse"]].append(event_of(row))
        return {
            place: attrs.evolve(kept.get(place, Shelf()), since=tuple(since.get(place, ())))
            for place in places
        }

    def counted(self, skus: Collection[str] = (), warehouse: str = "") -> Iterator[Row]:
        """Yield what is on hand wherever somebody ever said so, by SKU and warehouse.

        Each row tells whether that is still a master SKU's (``master``), what its
        goods are made of, being a ``kit``, and whether the warehouse is still ``there``.

        Args:

            skus, warehouse: only of these; of all, for none.
        """
        yield from self._db.each(
            """
            SELECT positions.sku, positions.warehouse, on_hand,
                EXISTS (SELECT 1 FROM masters WHERE masters.merchant = positions.merchant
                    AND masters.sku = positions.sku) AS master,
                EXISTS (SELECT 1 FROM recipes WHERE recipes.merchant = positions.merchant
                    AND recipes.kit = positions.sku) AS kit,
                EXISTS (SELECT 1 FROM warehouses WHERE warehouses.merchant = positions.merchant
                    AND warehouses.name = positions.warehouse) AS there
            FROM positions
            WHERE merchant = :merchant AND (known = 1 OR on_hand <> 0)
                AND :warehouse IN ('', warehouse)
                AND (:all OR sku IN (SELECT value FROM json_each(:skus)))
            ORDER BY positions.sku, positions.warehouse
            """,
            {
                "merchant": self._merchant,
                "warehouse": warehouse,
                "all": not skus,
                "skus": json.dumps(list(skus)),
            },
        )

    def _kept(self, asked: str) -> dict[Place, Shelf]:
        rows = self._db.rows(
            """
            SELECT positions.sku AS at_sku, positions.warehouse AS at_warehouse,
                positions.on_hand AS here, known, stock_events.*
            FROM json_each(:asked) AS asked CROSS JOIN positions
            ON positions.merchant = :merchant
                AND positions.sku = json_extract(asked.value, '$[0]')
                AND positions.warehouse = json_extract(asked.value, '$[1]')
            LEFT JOIN stock_events ON stock_events.merchant = positions.merchant
                AND stock_events.key = positions.count_key
            """,
            {"merchant": self._merchant, "asked": asked},
        )
        return {
            (row["at_sku"], row["at_warehouse"]): Shelf(
                on_hand=row["here"],
                known=bool(row["known"]),
                count=event_of(row) if row["key"] is not None else None,
            )
            for row in rows
        }

    def _since(self, asked: str) -> list[Row]:
        return self._db.rows(
            """
            SELECT stock_events.* FROM json_each(:asked) AS asked CROSS JOIN stock_events
            ON stock_events.merchant = :merchant
                AND stock_events.sku = json_extract(asked.value, '$[0]')
                AND stock_events.warehouse = json_extract(asked.value, '$[1]')
                AND stock_events.effective_at >= json_extract(asked.value, '$[2]')
            """,
            {"merchant": self._merchant, "asked": asked},
        )
