"""How far each pull has come, and the records it could not read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

import attrs

from crossdock.errors import StaleError
from crossdock.paging import RefusedRecord
from crossdock.store.database import Database, Row, stamp
from crossdock.store.trouble import storable


@attrs.frozen
class StoredPull:
    """One pull: running, done, or left where it stopped.

    Args:

        cursor: what to go on with; None before the first page.

        counts: what has become of the records so far.
    """

    id: int
    stream: str
    state: str
    cursor: str | None
    pages: int
    counts: Mapping[str, int]
    started_at: datetime
    updated_at: datetime


class Pulls:
    """The pulls of one merchant, by connection and stream (``listings``, ``orders``)."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def start(
        self, connection: str, stream: str, run: str, cursor: str | None = None
    ) -> StoredPull:
        """Begin a pull."""
        now = stamp(self._now())
        with self._db.transaction():
            key = self._db.insert(
                """
                INSERT INTO pulls (merchant, connection, stream, state, cursor, pages, counts,
                    run, started_at, updated_at)
                VALUES (?, ?, ?, 'running', ?, 0, '{}', ?, ?, ?)
                """,
                (self._merchant, connection, stream, cursor, run, now, now),
            )
        return self._get(key)

    def unfinished(self, connection: str, stream: str) -> list[StoredPull]:
        """Return the pulls that are running, or were when their process ended; newest first."""
        rows = self._db.rows(
            """
            SELECT * FROM pulls
            WHERE merchant = ? AND connection = ? AND stream = ? AND state = 'running'
            ORDER BY id DESC
            """,
            (self._merchant, connection, stream),
        )
        return [_pull(row) for row in rows]

    def leave(self, pull: StoredPull) -> None:
        """Write down that nobody will go on with an interrupted pull."""
        self._db.execute(
            "UPDATE pulls SET state = 'left', updated_at = ? WHERE merchant = ? AND id = ?",
            (stamp(self._now()), self._merchant, pull.id),
        )

    def last_done(self, connection: str, stream: str) -> StoredPull | None:
        """Return the last pull that reached its end."""
        row = self._db.row(
            """
            SELECT * FROM pulls
            WHERE merchant = ? AND connection = ? AND stream = ? AND state = 'done'
            ORDER BY id DESC LIMIT 1
            """,
            (self._merchant, connection, stream),
        )
        return None if row is None else _pull(row)

    def advance(
        self, pull: StoredPull, cursor: str | None, counts: Mapping[str, int]
    ) -> StoredPull:
        """Write down that a page's effects are in; call it in their transaction.

        Raises:

            StaleError: the pull was removed with its connection.
        """
        self._db.execute(
            """
            UPDATE pulls SET cursor = ?, counts = ?, pages = pages + 1, updated_at = ?
            WHERE merchant = ? AND id = ?
            """,
            (cursor, json.dumps(dict(counts)), stamp(self._now()), self._merchant, pull.id),
        )
        return self._get(pull.id)

    def finish(self, pull: StoredPull) -> StoredPull:
        """Write down that the last page is in."""
        self._db.execute(
            "UPDATE pulls SET state = 'done', updated_at = ? WHERE merchant = ? AND id = ?",
            (stamp(self._now()), self._merchant, pull.id),
        )
        return self._get(pull.id)

    def quarantine(self, connection: str, hook: str, record: RefusedRecord) -> None:
        """Keep a record that could not be read, as it came."""
        now = stamp(self._now())
        self._db.execute(
            """
            INSERT INTO quarantine (merchant, connection, hook, record_id, raw, error,
                first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, hook, record_id)
            DO UPDATE SET raw = excluded.raw, error = excluded.error,
                last_seen = excluded.last_seen
            """,
            (
                self._merchant,
                connection,
                hook,
                # A poisoned record may hold nothing but lone surrogates.
                storable(record.record_id),
                storable(record.raw),
                storable(record.error),
                now,
                now,
            ),
        )

    def release(self, connection: str, hook: str, record_ids: list[str]) -> None:
        """Forget quarantined records that have since been read well."""
        self._db.execute_each(
            """
            DELETE FROM quarantine
            WHERE merchant = ? AND connection = ? AND hook = ? AND record_id = ?
            """,
            [(self._merchant, connection, hook, storable(one)) for one in record_ids],
        )

    def quarantined(self, connection: str, hook: str) -> list[Row]:
        """Return the records of a connection that could not be read."""
        return self._db.rows(
            """
            SELECT record_id, error, raw, first_seen, last_seen FROM quarantine
            WHERE merchant = ? AND connection = ? AND hook = ? ORDER BY record_id
            """,
            (self._merchant, connection, hook),
        )

    def _get(self, key: int) -> StoredPull:
        row = self._db.row(
            "SELECT * FROM pulls WHERE merchant = ? AND id = ?", (self._merchant, key)
        )
        if row is None:
            raise StaleError(
                "The connection was removed while it was being pulled; this page was not kept.",
                next_step="Add the connection again, then pull it.",
            )
        return _pull(row)


def _pull(row: Row) -> StoredPull:
    return StoredPull(
        id=row["id"],
        stream=row["stream"],
        state=row["state"],
        cursor=row["cursor"],
        pages=row["pages"],
        counts=json.loads(row["counts"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
    )
