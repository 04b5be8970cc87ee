"""The database file: how it is opened, written and shared."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteUtilsDatabase

from crossdock.errors import CrossdockError, LockedError, StoreUnusableError
from crossdock.locks import FileLock
from crossdock.store.migrations import migrations
from crossdock.store.trouble import keepable, plain_words

#: "xdok": tells any tool whose file this is.
APPLICATION_ID = 0x78646F6B
BUSY_SECONDS = 10.0
#: The library this interpreter was built with; `doctor` knows which are safe.
SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info

#: What every connection to the file needs.
_PRAGMAS = (
    # A committed intent must survive a power cut: the write it announces is
    # remote and cannot be taken back.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Without these, REPLACE would delete a stock count behind its trigger's back.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA temp_store=MEMORY",
    # Checkpoints run in `checkpoint`, under a lock of ours: SQLite before
    # 3.51.3 can lose a page when two processes checkpoint at one moment.
    "PRAGMA wal_autocheckpoint=0",
)
#: Commits between checkpoints; each leaves a few pages of 4 KiB in the WAL.
CHECKPOINT_EVERY = 500

Row = dict[str, Any]
Values = Sequence[Any] | Mapping[str, Any]


class Database:
    """One connection to the file, safe to share between threads.

    Args:

        busy_seconds: how long a write waits for another process's.

    Raises (from every method):

        LockedError: another process has been writing for longer than that.

        StoreUnusableError: the disk is full, the file read-only, corrupt or not ours.

        DataRefusedError: a value that cannot be kept; nothing was written.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.busy_seconds = busy_seconds
        self._lock = threading.RLock()
        self._commits = 0
        self._closed = False
        with self._plain_words():
            self._conn = self._open()
            self.tables = SqliteUtilsDatabase(
                self._conn, execute_plugins=False, recursive_triggers=False
            )

    def _open(self) -> sqlite3.Connection:
        # A new file is made here and not by SQLite, whose own would have the
        # umask's mode. Its log and index take the file's mode after it.
        with suppress(OSError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        conn = self._connect()
        try:
            self._claim(conn)
            for pragma in _PRAGMAS:
                conn.execute(pragma)
        except BaseException:
            conn.close()
            raise
        return conn

    def _connect(self) -> sqlite3.Connection:
        conn = sqlite3.connect(
            self.path, timeout=self.busy_seconds, isolation_level=None, check_same_thread=False
        )
        conn.row_factory = sqlite3.Row
        return conn

    def _claim(self, conn: sqlite3.Connection) -> None:
        # Tables first: whoever makes them has signed the file before.
        tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        found = conn.execute("PRAGMA application_id").fetchone()[0]
        if found != APPLICATION_ID and (tables or found):
            raise StoreUnusableError(
                f"{self.path} is a database, but not one of crossdock's.",
                next_step="Name another folder, or move that file away.",
            )
        if found == APPLICATION_ID and _is_wal(conn):
            return
        # SQLite does not wait for the lock that it changes the journal under.
        lock = FileLock(self.path.with_name("opening.lock"))
        if not lock.take(self.busy_seconds):
            raise LockedError(
                f"Another crossdock has been making {self.path} for"
                f" {self.busy_seconds:g} seconds.",
                next_step="Wait for it to finish, or stop it.",
            )
        try:
            if not _is_wal(conn):
                conn.execute("PRAGMA journal_mode=WAL")
            conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        finally:
            lock.release()
        if not _is_wal(conn):
            raise StoreUnusableError(
                f"The file system of {self.path} does not carry a write-ahead log.",
                next_step="Move the workspace to a local disk.",
            )

    def migrate(self) -> list[str]:
        """Bring the tables up to date; return the names of the migrations applied."""
        with self._lock, self._plain_words():
            if not self._pending():
                return []
            # Another process may have begun the same: whoever comes second finds it done.
            with self.transaction():
                pending = self._pending()
                migrations.apply(self.tables)
            return pending

    def _pending(self) -> list[str]:
        pending = [migration.name for migration in migrations.pending(self.tables)]
        known = {migration.name for migration in migrations._migrations}  # noqa: SLF001
        unknown = sorted({done.name for done in migrations.applied(self.tables)} - known)
        if unknown:
            raise StoreUnusableError(
                f"{self.path} was written by a newer crossdock (it knows {unknown[0]!r}).",
                next_step="Upgrade crossdock, then run it again.",
            )
        return pending

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen together or not at all; nests as one.

        The write lock is taken at the start: a transaction that began by
        reading could find, on its first write, that it read too early.
        """
        with self._lock, self._plain_words():
            if self._is_open():
                yield
                return
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._conn.execute("COMMIT")
            except BaseException:
                self._take_back()
                raise
            self._commits += 1
            if self._commits % CHECKPOINT_EVERY == 0:
                # It is committed: what goes wrong now must not look as if it were not.
                with suppress(CrossdockError):
                    self.checkpoint()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let everything inside happen, then take all of it back."""
        with self._lock, self._plain_words():
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._take_back()

    def _is_open(self) -> bool:
        return self._conn.in_transaction

    def _take_back(self) -> None:
        # Some failures, a full disk among them, have SQLite roll back by itself.
        if self._is_open():
            self._conn.execute("ROLLBACK")

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query."""
        with self._lock, self._plain_words():
            return [dict(row) for row in _run(self._conn, sql, values)]

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """Yield the rows of a query as they are now, a thousand in memory at a time.

        They are read through a connection of their own. On the shared one, a
        reader that stands still would keep later transactions from beginning.
        """
        if self._is_open():
            # Another connection would not see what this transaction has written.
            yield from self.rows(sql, values)
            return
        with self._plain_words():
            reader = self._connect()
        try:
            with self._plain_words():
                for pragma in (*_PRAGMAS, "PRAGMA query_only=ON"):
                    reader.execute(pragma)
                cursor = _run(reader, sql, values)
            while True:
                with self._plain_words():
                    batch = cursor.fetchmany(1000)
                if not batch:
                    return
                for row in batch:
                    yield dict(row)
        finally:
            reader.close()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """Return the first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row of a query, or None."""
        found = self.row(sql, values)
        return None if found is None else next(iter(found.values()))

    def execute(self, sql: str, values: Values = ()) -> int:
        """Run one statement in a transaction; return how many rows it changed."""
        with self.transaction():
            return _run(self._conn, sql, values).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one prepared statement for every row, in a transaction."""
        with self.transaction(), keepable():
            self._conn.executemany(sql, rows)

    def insert(self, sql: str, values: Sequence[Any]) -> int:
        """Insert a row in a transaction; return its integer key."""
        with self.transaction():
            return int(_run(self._conn, sql, values).lastrowid or 0)

    def checkpoint(self) -> bool:
        """Move the log into the file, unless another process is doing so; return whether."""
        lock = FileLock(self.path.with_name("checkpoint.lock"))
        if not lock.take():
            return False
        try:
            with self._lock, self._plain_words():
                self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            lock.release()
        return True

    def integrity(self) -> str:
        """Return ``ok``, or the first thing that SQLite finds wrong with the file."""
        return str(self.value("PRAGMA quick_check(1)"))

    def close(self) -> None:
        """Checkpoint and close; once is enough."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            # If it fails, the log keeps everything; the next opening reads it.
            with suppress(CrossdockError):
                self.checkpoint()
            self._conn.close()

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        with plain_words(self.path, self.busy_seconds):
            yield


def stamp(moment: datetime) -> str:
    """Return *moment* as the tables keep it: in UTC, so that it sorts as text."""
    return moment.astimezone(UTC).isoformat()


def _run(conn: sqlite3.Connection, sql: str, values: Values) -> sqlite3.Cursor:
    with keepable():
        return conn.execute(sql, values)


def _is_wal(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
