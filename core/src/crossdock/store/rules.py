"""Stock rules and sharing as they are kept: revisions, of which the open ones hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import Rule, RuleKind, Sharing, SharingMode
from crossdock.store.database import Database, Row, stamp


@attrs.frozen
class SharedPattern:
    """How the SKUs that match *pattern* are shared."""

    pattern: str
    sharing: Sharing


class StockRules:
    """The stock rules of one merchant, and how its master SKUs are shared."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def rules(self, at: datetime | None = None) -> list[Rule]:
        """Return the rules as they are kept now, or were at the moment *at*; by name.

        A rule whose own time has not come, or is over, is among them.
        """
        rows = self._db.rows(
            """
            SELECT name, kind, value, connection, pattern, starts, ends FROM stock_rules
            WHERE merchant = :merchant AND (
                (:at IS NULL AND until IS NULL)
                OR (since <= :at AND (until IS NULL OR :at < until))
            )
            ORDER BY name
            """,
            {"merchant": self._merchant, "at": stamp(at) if at else None},
        )
        return [_rule(row) for row in rows]

    def get(self, name: str) -> Rule:
        """Return the rule called *name*.

        Raises:

            NotFoundError: there is none.
        """
        row = self._db.row(
            """
            SELECT name, kind, value, connection, pattern, starts, ends FROM stock_rules
            WHERE merchant = ? AND name = ? AND until IS NULL
            """,
            (self._merchant, name),
        )
        if row is None:
            raise NotFoundError(
                f"There is no stock rule called {name!r}.",
                next_step="See: crossdock stock rule list",
            )
        return _rule(row)

    def add(self, rule: Rule, run: str) -> None:
        """Keep a new rule.

        Raises:

            InputRefusedError: its name is taken.
        """
        with self._db.transaction():
            if any(rule.name == kept.name for kept in self.rules()):
                raise InputRefusedError(
                    f"name: there is already a stock rule called {rule.name!r}.",
                    next_step=f"Choose another name, or: crossdock stock rule edit {rule.name}",
                )
            self._begin(rule, run)

    def replace(self, rule: Rule, run: str) -> None:
        """End the rule of that name, and begin *rule* in its place.

        Raises:

            NotFoundError: there is none of its name.
        """
        with self._db.transaction():
            self.end(rule.name)
            self._begin(rule, run)

    def end(self, name: str) -> Rule:
        """Let the rule called *name* hold no longer; return it.

        Raises:

            NotFoundError: there is none.
        """
        with self._db.transaction():
            rule = self.get(name)
            self._db.execute(
                """
                UPDATE stock_rules SET until = ?
                WHERE merchant = ? AND name = ? AND until IS NULL
                """,
                (stamp(self._now()), self._merchant, name),
            )
        return rule

    def end_of(self, connection: str) -> int:
        """Let no rule for *connection* hold any longer; return how many there were."""
        return self._db.execute(
            """
            UPDATE stock_rules SET until = ?
            WHERE merchant = ? AND connection = ? AND until IS NULL
            """,
            (stamp(self._now()), self._merchant, connection),
        )

    def history(self, name: str) -> list[Row]:
        """Return every revision of the rule called *name*, oldest first."""
        return self._db.rows(
            """
            SELECT kind, value, connection, pattern, starts, ends, since, until, run
            FROM stock_rules WHERE merchant = ? AND name = ? ORDER BY id
            """,
            (self._merchant, name),
        )

    def sharing(self, at: datetime | None = None) -> list[SharedPattern]:
        """Return how patterns of SKUs are shared now, or were at the moment *at*."""
        rows = self._db.rows(
            """
            SELECT pattern, mode, weights, scarce FROM stock_sharing
            WHERE merchant = :merchant AND (
                (:at IS NULL AND until IS NULL)
                OR (since <= :at AND (until IS NULL OR :at < until))
            )
            ORDER BY pattern
            """,
            {"merchant": self._merchant, "at": stamp(at) if at else None},
        )
        return [
            SharedPattern(
                row["pattern"],
                Sharing(SharingMode(row["mode"]), _weights(row["weights"]), row["scarce"]),
            )
            for row in rows
        ]

    def share(self, shared: SharedPattern, run: str) -> None:
        """Share a pattern so from now on, however it was shared before."""
        sharing = shared.sharing
        with self._db.transaction():
            self._end_sharing(shared.pattern)
            self._db.execute(
                """
                INSERT INTO stock_sharing (merchant, pattern, mode, weights, scarce, run, since)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                (
                    self._merchant,
                    shared.pattern,
                    sharing.mode.value,
                    json.dumps([list(pair) for pair in sharing.weights]),
                    sharing.scarce_per_channel,
                    run,
                    stamp(self._now()),
                ),
            )

    def unshare(self, pattern: str) -> None:
        """Let *pattern* be shared in no particular way any longer.

        Raises:

            NotFoundError: it is not.
        """
        if not self._end_sharing(pattern):
            raise NotFoundError(
                f"Nothing says how {pattern!r} is shared.",
                next_step="See: crossdock stock share list",
            )

    def _begin(self, rule: Rule, run: str) -> None:
        self._db.execute(
            """
            INSERT INTO stock_rules (merchant, name, kind, value, connection, pattern, starts,
                ends, run, since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                self._merchant,
                rule.name,
                rule.kind.value,
                rule.value,
                rule.connection,
                rule.pattern,
                stamp(rule.starts) if rule.starts else None,
                stamp(rule.ends) if rule.ends else None,
                run,
                stamp(self._now()),
            ),
        )

    def _end_sharing(self, pattern: str) -> int:
        return self._db.execute(
            """
            UPDATE stock_sharing SET until = ?
            WHERE merchant = ? AND pattern = ? AND until IS NULL
            """,
            (stamp(self._now()), self._merchant, pattern),
        )


def _rule(row: Row) -> Rule:
    return Rule(
        name=row["name"],
        kind=RuleKind(row["kind"]),
        value=row["value"],
        connection=row["connection"],
        pattern=row["pattern"],
        starts=_moment(row["starts"]),
        ends=_moment(row["ends"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _weights(text: str) -> Sequence[tuple[str, int]]:
    return tuple((name, weight) for name, weight in json.loads(text))
