"""What routing needs to know besides rules: warehouses, channels and places.

What is read for settling orders is remembered until one of its tables changes, by
whatever process: orders are settled by the thousand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from crossdock.errors import NotFoundError
from crossdock.fulfilment.warehouse_goods import GoodsState
from crossdock.routing import Gazetteer, Reach, WarehouseFacts
from crossdock.store.associations import Associations
from crossdock.store.database import Database, Row, stamp


class RoutingFacts:
    """What one merchant's orders are routed by."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._associations = Associations(db, merchant, now)
        self._read: tuple[int, Reach] | None = None

    def revision(self) -> int:
        """Return a number that is another whenever something has changed that is read here."""
        return int(
            self._db.value(
                "SELECT revision FROM routing_revisions WHERE merchant = ?", (self._merchant,)
            )
            or 0
        )

    def reach(self, at: datetime | None = None) -> Reach:
        """Return where goods may leave from now, or by the rules of the moment *at*."""
        if at is not None:
            return self._reach(at)
        # Asked first: what changes while it is read is read again the next time.
        revision = self._db.recall(("reach", self._merchant), self.revision)
        if self._read is None or self._read[0] != revision:
            self._read = revision, self._reach(None)
        return self._read[1]

    def _reach(self, at: datetime | None) -> Reach:
        rules = self._associations.rules(at)
        return Reach(rules, self.facts(), self.channels(), self.gazetteer())

    def put_facts(self, facts: WarehouseFacts) -> None:
        """Keep what a warehouse refuses: its countries, channels, days and most outbounds.

        What its row and its service say is read from there: name, country, service,
        whether it is open and which goods it knows.
        """
        self._db.execute(
            """
            INSERT INTO warehouse_facts (merchant, warehouse, body, changed_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (merchant, warehouse) DO UPDATE
            SET body = excluded.body, changed_at = excluded.changed_at
            """,
            (self._merchant, facts.name, json.dumps(_body(facts)), stamp(self._now())),
        )

    def facts(
        self, countries: Mapping[str, Collection[str]] | None = None
    ) -> list[WarehouseFacts]:
        """Return what is known of every warehouse, in the order they were added.

        Args:

            countries: what services serve, by connection; for warehouses of which
                nothing else was said.
        """
        rows = self._db.rows(
            """
            SELECT name, country, connection, open, body FROM warehouses
            LEFT JOIN warehouse_facts ON warehouse_facts.merchant = warehouses.merchant
                AND warehouse_facts.warehouse = warehouses.name
            WHERE warehouses.merchant = ? ORDER BY id
            """,
            (self._merchant,),
        )
        known = {row["connection"]: self._goods(row["connection"]) for row in rows}
        return [_facts(row, known[row["connection"]], countries or {}) for row in rows]

    def facts_of(self, warehouse: str) -> WarehouseFacts:
        """Return what is known of *warehouse*.

        Raises:

            NotFoundError: there is none of that name.
        """
        found = {facts.name: facts for facts in self.facts()}
        if warehouse not in found:
            raise NotFoundError(
                f"There is no warehouse called {warehouse!r}.",
                next_step=f"It is one of: {', '.join(found)}." if found else "Add one first.",
            )
        return found[warehouse]

    def channels(self) -> dict[str, str]:
        """Return the channel of each connection: its connector, or that of its files."""
        rows = self._db.rows(
            """
            SELECT name, connector AS channel FROM connections WHERE merchant = :merchant
            UNION ALL SELECT name, channel FROM file_channels WHERE merchant = :merchant
            """,
            {"merchant": self._merchant},
        )
        return {row["name"]: row["channel"] for row in rows}

    def put_places(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Keep *rows* (province, city with its form, district or nothing) in place of any."""
        with self._db.transaction():
            self._db.execute("DELETE FROM places WHERE merchant = ?", (self._merchant,))
            self._db.execute_each(
                """
                INSERT INTO places (merchant, province, city, district)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                [(self._merchant, *row) for row in rows],
            )

    def gazetteer(self) -> Gazetteer | None:
        """Return the list of places, or None where none was given."""
        rows = self._db.rows(
            "SELECT province, city, district FROM places WHERE merchant = ?", (self._merchant,)
        )
        if not rows:
            return None
        return Gazetteer.of((row["province"], row["city"], row["district"]) for row in rows)

    def _goods(self, connection: str) -> frozenset[str] | None:
        """Return the goods that a service can ship; None for one's own warehouses."""
        if not connection:
            return None
        rows = self._db.rows(
            "SELECT sku FROM warehouse_goods WHERE merchant = ? AND connection = ? AND state = ?",
            (self._merchant, connection, GoodsState.ACTIVE.value),
        )
        return frozenset(row["sku"] for row in rows)


def _body(facts: WarehouseFacts) -> dict[str, Any]:
    return {
        "serves": sorted(facts.serves),
        "refuses": sorted(facts.refuses),
        "capacity": facts.capacity,
        "holidays": sorted(day.isoformat() for day in facts.holidays),
        "cut_off": facts.cut_off.isoformat() if facts.cut_off else None,
        "zone": facts.zone,
    }


def _facts(
    row: Row, skus: frozenset[str] | None, countries: Mapping[str, Collection[str]]
) -> WarehouseFacts:
    said: dict[str, Any] = json.loads(row["body"] or "{}")
    return WarehouseFacts(
        name=row["name"],
        country=row["country"],
        service=row["connection"],
        open=bool(row["open"]),
        serves=said.get("serves") or countries.get(row["connection"], ()),
        refuses=said.get("refuses", ()),
        skus=skus,
        capacity=said.get("capacity"),
        holidays=map(date.fromisoformat, said.get("holidays", ())),
        cut_off=time.fromisoformat(said["cut_off"]) if said.get("cut_off") else None,
        zone=said.get("zone", "UTC"),
    )
