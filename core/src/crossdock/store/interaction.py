"""The interaction settings of connections as they are kept: revisions, the open one holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from crossdock.converters import make_converter
from crossdock.errors import ConfigurationError
from crossdock.interaction import Interaction
from crossdock.store.database import Database, Row, stamp

_CONVERTER = make_converter()

_REFUSALS = {
    "active": "The connection {!r} is switched off (active=no), so its channel is not contacted.",
    "sync_inventory": "The listings of {!r} are not pulled, because its sync_inventory is no.",
    "sync_stock": "No stock is pushed to {!r}, because its sync_stock is no.",
}


class Interactions:
    """The interaction settings of one merchant's connections."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def of(self, connection: str, at: datetime | None = None) -> Interaction:
        """Return how to deal with *connection* now, or at the moment *at*; as usual, if unsaid."""
        asked = ("interaction", self._merchant, connection, at)
        return self._db.recall(asked, lambda: self._of(connection, at))

    def _of(self, connection: str, at: datetime | None) -> Interaction:
        body = self._db.value(
            """
            SELECT body FROM interactions
            WHERE merchant = :merchant AND connection = :connection AND (
                (:at IS NULL AND until IS NULL)
                OR (since <= :at AND (until IS NULL OR :at < until))
            )
            ORDER BY id DESC LIMIT 1
            """,
            {
                "merchant": self._merchant,
                "connection": connection,
                "at": stamp(at) if at else None,
            },
        )
        if body is None:
            return Interaction()
        return _CONVERTER.structure(json.loads(body), Interaction)

    def require(self, connection: str, setting: str) -> None:
        """Refuse what *setting* (``active``, ``sync_inventory``, ``sync_stock``) switches off.

        Raises:

            ConfigurationError: it is off for *connection*.
        """
        if not getattr(self.of(connection), setting):
            raise ConfigurationError(
                _REFUSALS[setting].format(connection),
                next_step=f"Change that: crossdock conn settings {connection} --set {setting}=yes",
            )

    def put(self, connection: str, interaction: Interaction, run: str) -> None:
        """Deal so with *connection* from now on."""
        with self._db.transaction():
            self.end(connection)
            self._db.execute(
                """
                INSERT INTO interactions (merchant, connection, body, run, since)
                VALUES (?, ?, ?, ?, ?)
                """,
                (
                    self._merchant,
                    connection,
                    json.dumps(_CONVERTER.unstructure(interaction)),
                    run,
                    stamp(self._now()),
                ),
            )

    def end(self, connection: str) -> int:
        """Go back to the usual settings; return how many revisions that ended."""
        return self._db.execute(
            """
            UPDATE interactions SET until = ?
            WHERE merchant = ? AND connection = ? AND until IS NULL
            """,
            (stamp(self._now()), self._merchant, connection),
        )

    def history(self, connection: str) -> list[Row]:
        """Return every revision, oldest first."""
        return self._db.rows(
            """
            SELECT body, since, until, run FROM interactions
            WHERE merchant = ? AND connection = ? ORDER BY id
            """,
            (self._merchant, connection),
        )
