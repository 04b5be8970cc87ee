"""Association rules as they are kept: revisions, of which the open ones hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.routing import AssociationRule, fields_of, rule_of
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
            self.check_free(rule.name)
            self.change([rule], (), run)

    def check_free(self, name: str) -> None:
        """Refuse a name that a rule has already.

        Raises:

            InputRefusedError: it has.
        """
        if any(name == kept.name for kept in self.rules()):
            raise InputRefusedError(
                f"name: there is already an association rule called {name!r}.",
                next_step=f"Choose another name, or: crossdock assoc edit {name}",
            )

    def replace(self, rule: AssociationRule, run: str) -> None:
        """End the rule of that name, and begin *rule* in its place.

        Raises:

            NotFoundError: there is none of its name.
        """
        with self._db.transaction():
            self.get(rule.name)
            self.change([rule], (), run)

    def end(self, name: str, run: str) -> AssociationRule:
        """Let the rule called *name* hold no longer; return it.

        Raises:

            NotFoundError: there is none.
        """
        with self._db.transaction():
            rule = self.get(name)
            self.change((), [name], run)
        return rule

    def change(self, rules: Iterable[AssociationRule], ended: Collection[str], run: str) -> None:
        """Begin *rules*, each in place of the one of its name, and end those named *ended*.

        All of it or nothing, and as one revision.
        """
        rules, now = list(rules), stamp(self._now())
        with self._db.transaction():
            self._db.execute(
                """
                UPDATE association_rules SET until = ?, ended_run = ?
                WHERE merchant = ? AND until IS NULL
                    AND name IN (SELECT value FROM json_each(?))
                """,
                (now, run, self._merchant, json.dumps([*ended, *(rule.name for rule in rules)])),
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
            UNION ALL SELECT until, ended_run, name, 0 FROM association_rules
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


def _rule(row: Row) -> AssociationRule:
    return rule_of(json.loads(row["body"]), "kept rule")


def _revision(number: int, rows: Sequence[Row]) -> Revision:
    return Revision(
        number=number,
        at=datetime.fromisoformat(rows[0]["at"]),
        run=rows[0]["run"],
        began=tuple(row["name"] for row in rows if row["begun"]),
        ended=tuple(row["name"] for row in rows if not row["begun"]),
    )
