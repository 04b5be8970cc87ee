"""Association rules as they are kept, what warehouses refuse, and what both come to.

Rules are revisions, of which the open ones hold. What is read is remembered until one
of its tables changes, by whatever process: orders are settled by the thousand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.fulfilment.warehouse_goods import GoodsState
from crossdock.routing import (
    AssociationRule,
    Gazetteer,
    WarehouseFacts,
    fields_of,
    rule_of,
)
from crossdock.store.database import Database, Row, stamp


@attrs.frozen
class Revision:
    """The rules as they were from one change to the next.

    Args:

        number: counts the changes, from 1.

        began, ended: the rules that were begun and ended by it, by name; an edit is both.
    """

    number: int
    at: datetime
    run: str
    began: tuple[str, ...]
    ended: tuple[str, ...]


class Associations:
    """The association rules of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def revision(self) -> int:
        """Return a number that grows whenever something changes that orders are routed by."""
        return int(
            self._db.value(
                "SELECT revision FROM routing_revisions WHERE merchant = ?", (self._merchant,)
            )
            or 0
        )

    def rules(self, at: datetime | None = None) -> list[AssociationRule]:
        """Return the rules as they are kept now, or were at the moment *at*, in their turn.

        A rule whose own time has not come, or is over, is among them.
        """
        rows = self._db.rows(
            """
            SELECT body FROM association_rules
            WHERE merchant = :merchant AND (
                (:at IS NULL AND until IS NULL)
                OR (since <= :at AND (until IS NULL OR :at < until))
            )
            """,
            {"merchant": self._merchant, "at": stamp(at) if at else None},
        )
        return sorted(map(_rule, rows), key=lambda rule: rule.rank)

    def get(self, name: str) -> AssociationRule:
        """Return the rule called *name*.

        Raises:

            NotFoundError: there is none.
        """
        row = self._db.row(
            """
            SELECT body FROM association_rules
            WHERE merchant = ? AND name = ? AND until IS NULL
            """,
            (self._merchant, name),
        )
        if row is None:
            raise NotFoundError(
                f"There is no association rule called {name!r}.",
                next_step="See: crossdock assoc list",
            )
        return _rule(row)

    def add(self, rule: AssociationRule, run: str) -> None:
        """Keep a new rule.

        Raises:

            InputRefusedError: its name is taken.
        """
        with self._db.transaction():
            if any(rule.name == kept.name for kept in self.rules()):
                raise InputRefusedError(
                    f"name: there is already an association rule called {rule.name!r}.",
                    next_step=f"Choose another name, or: crossdock assoc edit {rule.name}",
                )
            self.change([rule], (), run)

    def replace(self, rule: AssociationRule, run: str) -> None:
        """End the rule of that name, and begin *rule* in its place.

        Raises:

            NotFoundError: there is none of its name.
        """
        with self._db.transaction():
            self.get(rule.name)
            self.change([rule], (), run)

    def end(self, name: str) -> AssociationRule:
        """Let the rule called *name* hold no longer; return it.

        Raises:

            NotFoundError: there is none.
        """
        with self._db.transaction():
            rule = self.get(name)
            self.change((), [name], "")
        return rule

    def change(
        self, rules: Iterable[AssociationRule], ended: Collection[str], run: str
    ) -> None:
        """Begin *rules*, each in place of the one of its name, and end those named *ended*.

        All of it or nothing, and as one revision.
        """
        rules, now = list(rules), stamp(self._now())
        with self._db.transaction():
            self._db.execute(
                """
                UPDATE association_rules SET until = ?
                WHERE merchant = ? AND until IS NULL
                    AND name IN (SELECT value FROM json_each(?))
                """,
                (now, self._merchant, json.dumps([*ended, *(rule.name for rule in rules)])),
            )
            self._db.execute_each(
                """
                INSERT INTO association_rules (merchant, name, body, run, since)
                VALUES (?, ?, ?, ?, ?)
                """,
                [
                    (self._merchant, rule.name, json.dumps(fields_of(rule)), run, now)
                    for rule in rules
                ],
            )

    def history(self, name: str) -> list[Row]:
        """Return every revision of the rule called *name*, oldest first, each with its fields."""
        rows = self._db.rows(
            """
            SELECT body, since, until, run FROM association_rules
            WHERE merchant = ? AND name = ? ORDER BY id
            """,
            (self._merchant, name),
        )
        return [{**row, "body": _rule(row)} for row in rows]

    def revisions(self) -> list[Revision]:
        """Return every change there was, oldest first."""
        rows = self._db.rows(
            """
            SELECT since AS at, run, name, 1 AS begun FROM association_rules
            WHERE merchant = :merchant
            UNION ALL SELECT until, '', name, 0 FROM association_rules
            WHERE merchant = :merchant AND until IS NOT NULL
            ORDER BY at, name
            """,
            {"merchant": self._merchant},
        )
        moments = sorted({row["at"] for row in rows})
        return [
            _revision(number, [row for row in rows if row["at"] == at])
            for number, at in enumerate(moments, start=1)
        ]

    def at_revision(self, number: int) -> list[AssociationRule]:
        """Return the rules as change *number* left them; none before the first.

        Raises:

            NotFoundError: there were fewer changes.
        """
        if number == 0:
            return []
        made = self.revisions()
        if not 0 < number <= len(made):
            raise NotFoundError(
                f"There is no revision {number}; there were {len(made):,}.",
                next_step="See: crossdock assoc history",
            )
        return self.rules(made[number - 1].at)

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
        """Return the channel of each connection: the connector it is made on."""
        rows = self._db.rows(
            "SELECT name, connector FROM connections WHERE merchant = ?", (self._merchant,)
        )
        return {row["name"]: row["connector"] for row in rows}

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


def _rule(row: Row) -> AssociationRule:
    return rule_of(json.loads(row["body"]), "kept rule")


def _revision(number: int, rows: Sequence[Row]) -> Revision:
    return Revision(
        number=number,
        at=datetime.fromisoformat(rows[0]["at"]),
        run=next((row["run"] for row in rows if row["run"]), ""),
        began=tuple(row["name"] for row in rows if row["begun"]),
        ended=tuple(row["name"] for row in rows if not row["begun"]),
    )


def _body(facts: WarehouseFacts) -> dict[str, Any]:
    return {
        "serves": sorted(facts.serves),
        "refuses": sorted(facts.refuses),
        "capacity": facts.capacity,
        "holidays": sorted(day.isoformat() for day in facts.holidays),
        "cut_off": facts.cut_off.isoformat() if facts.cut_off else None,
        "zone": facts.zone,
    }
