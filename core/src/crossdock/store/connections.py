"""Connections as they are kept: settings in the clear, secrets as references or sealed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.store.database import Database, Row, stamp
from crossdock.vault import is_reference, is_sealed


@attrs.frozen
class StoredConnection:
    """A connection's row.

    Args:

        secrets: by setting: ``env:NAME``, ``file:PATH``, ``keyring:SERVICE/NAME``
            or ``sealed:...``; never the text itself.

        endpoints: overridden hosts by role; the empty role for all.
    """

    name: str
    connector: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = attrs.field(repr=False)
    endpoints: Mapping[str, str] = attrs.field(factory=dict)
    answers: Mapping[str, str] = attrs.field(factory=dict)
    sandbox: bool = False
    rate: float | None = None

    @secrets.validator
    def _hidden(self, _attribute: object, secrets: Mapping[str, str]) -> None:
        for field, kept in secrets.items():
            if not is_reference(kept) and not is_sealed(kept):
                raise ValueError(f"the secret {field!r} is neither a reference nor sealed")


class Connections:
    """The connections of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def add(self, connection: StoredConnection) -> None:
        """Keep a new connection.

        Raises:

            InputRefusedError: the name is taken.
        """
        with self._db.transaction():
            if self._is_taken(connection.name):
                raise InputRefusedError(
                    f"There is already a connection called {connection.name!r}.",
                    next_step=f"Choose another name, or: crossdock conn edit {connection.name}",
                )
            self._db.execute(
                """
                INSERT INTO connections (settings, secrets, endpoints, answers, sandbox, rate,
                    connector, merchant, name, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (
                    *_columns(connection),
                    connection.connector,
                    self._merchant,
                    connection.name,
                    stamp(self._now()),
                ),
            )

    def replace(self, connection: StoredConnection) -> None:
        """Keep *connection* in place of the one of its name.

        Raises:

            NotFoundError: there is none of its name on its connector.
        """
        changed = self._db.execute(
            """
            UPDATE connections
            SET settings = ?, secrets = ?, endpoints = ?, answers = ?, sandbox = ?, rate = ?
            WHERE merchant = ? AND name = ? AND connector = ?
            """,
            (*_columns(connection), self._merchant, connection.name, connection.connector),
        )
        if not changed:
            raise NotFoundError(
                f"This workspace has no connection {connection.name!r} to {connection.connector}.",
                next_step="See: crossdock conn list",
            )

    def find(self, name: str) -> StoredConnection | None:
        """Return the connection called *name*, or None."""
        row = self._db.row(
            "SELECT * FROM connections WHERE merchant = ? AND name = ?", (self._merchant, name)
        )
        return None if row is None else _connection(row)

    def get(self, name: str) -> StoredConnection:
        """Return the connection called *name*.

        Raises:

            NotFoundError: there is none; the message names those that exist.
        """
        found = self.find(name)
        if found is not None:
            return found
        names = self.names()
        known = f"It has: {', '.join(names)}." if names else "Add one: crossdock conn add --help"
        raise NotFoundError(f"This workspace has no connection called {name!r}.", next_step=known)

    def check(self, name: str) -> None:
        """Refuse a name under which nothing is imported: no connection's, and no files'.

        Raises:

            NotFoundError: it is no name; the message tells those that are.
        """
        if not self._is_taken(name):
            self.get(name)

    def _is_taken(self, name: str) -> bool:
        return name in self.names()

    def names(self) -> list[str]:
        """Return the names of every connection, and of every shop with orders from files."""
        rows = self._db.rows(
            """
            SELECT name FROM connections WHERE merchant = :merchant
            UNION ALL
            SELECT name FROM file_channels WHERE merchant = :merchant
            ORDER BY name
            """,
            {"merchant": self._merchant},
        )
        return [row["name"] for row in rows]

    def all(self) -> list[StoredConnection]:
        """Return every connection, by name."""
        rows = self._db.rows(
            "SELECT * FROM connections WHERE merchant = ? ORDER BY name", (self._merchant,)
        )
        return [_connection(row) for row in rows]

    def remove(self, name: str) -> dict[str, int]:
        """Remove a connection with what was imported through it; return rows removed by table.

        Stock events, master SKUs and the record of calls stay. What its open orders
        have reserved stays reserved, so that nobody else sells it.
        """
        removed = {}
        with self._db.transaction():
            for table, statement in _REMOVALS.items():
                removed[table] = self._db.execute(statement, (self._merchant, name))
        return removed


_REMOVALS = {
    "order_lines": "DELETE FROM order_lines WHERE merchant = ? AND connection = ?",
    "order_reviews": "DELETE FROM order_reviews WHERE merchant = ? AND connection = ?",
    "orders": "DELETE FROM orders WHERE merchant = ? AND connection = ?",
    "pushes": "DELETE FROM pushes WHERE merchant = ? AND connection = ?",
    "shown": "DELETE FROM shown WHERE merchant = ? AND connection = ?",
    "drifts": "DELETE FROM drifts WHERE merchant = ? AND connection = ?",
    "conflicts": "DELETE FROM conflicts WHERE merchant = ? AND connection = ?",
    "links": "DELETE FROM links WHERE merchant = ? AND connection = ?",
    "listings": "DELETE FROM listings WHERE merchant = ? AND connection = ?",
    "quarantine": "DELETE FROM quarantine WHERE merchant = ? AND connection = ?",
    "pulls": "DELETE FROM pulls WHERE merchant = ? AND connection = ?",
    "account_bindings": "DELETE FROM account_bindings WHERE merchant = ? AND connection = ?",
    "connections": "DELETE FROM connections WHERE merchant = ? AND name = ?",
    "file_channels": "DELETE FROM file_channels WHERE merchant = ? AND name = ?",
}


def _columns(connection: StoredConnection) -> tuple[str, str, str, str, int, float | None]:
    return (
        json.dumps(dict(connection.settings)),
        json.dumps(dict(connection.secrets)),
        json.dumps(dict(connection.endpoints)),
        json.dumps(dict(connection.answers)),
        int(connection.sandbox),
        connection.rate,
    )


def _connection(row: Row) -> StoredConnection:
    return StoredConnection(
        name=row["name"],
        connector=row["connector"],
        settings=json.loads(row["settings"]),
        secrets=json.loads(row["secrets"]),
        endpoints=json.loads(row["endpoints"]),
        answers=json.loads(row["answers"]),
        sandbox=bool(row["sandbox"]),
        rate=row["rate"],
    )
