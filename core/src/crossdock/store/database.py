"""The database file: how it is opened, written and shared, and what its failures mean."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteUtilsDatabase

from crossdock.errors import LockedError, StoreUnusableError
from crossdock.store.migrations import migrations

#: "xdok": tells any tool whose file this is.
APPLICATION_ID = 0x78646F6B
BUSY_SECONDS = 10.0
#: The library this interpreter was built with; `doctor` knows which are safe.
SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # A committed intent must survive a power cut: the write it announces is
    # remote and cannot be taken back.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    f"PRAGMA journal_size_limit={64 * 1024 * 1024}",
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

    Raises (from every method):

        LockedError: another process has been writing for ten seconds.

        StoreUnusableError: the disk is full, the file read-only, corrupt or not ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._commits = 0
        with self._plain_words():
            self._conn = self._open()
            self.tables = SqliteUtilsDatabase(
                self._conn, execute_plugins=False, recursive_triggers=False
            )

    def _open(self) -> sqlite3.Connection:
        umask = os.umask(0o077)
        try:
            conn = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        finally:
            os.umask(umask)
        conn.row_factory = sqlite3.Row
        found = conn.execute("PRAGMA application_id").fetchone()[0]
        tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found != APPLICATION_ID and tables:
            conn.close()
            raise StoreUnusableError(
                f"{self.path} is a database, but not one of crossdock's.",
                next_step="Name another folder, or move that file away.",
            )
        for pragma in _PRAGMAS:
            conn.execute(pragma)
        if not tables:
            conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        return conn

    def migrate(self) -> list[str]:
        """Bring the tables up to date; return the names of the migrations applied."""
        with self._lock, self._plain_words():
            pending = [migration.name for migration in migrations.pending(self.tables)]
            unknown = sorted(
                {done.name for done in migrations.applied(self.tables)}
                - {known.name for known in migrations._migrations}  # noqa: SLF001
            )
            if unknown:
                raise StoreUnusableError(
                    f"{self.path} was written by a newer crossdock (it knows {unknown[0]!r}).",
                    next_step="Upgrade crossdock, then run it again.",
                )
            if pending:
                migrations.apply(self.tables)
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
                if self._is_open():
                    self._conn.execute("ROLLBACK")
                raise
            self._commits += 1
            if self._commits % CHECKPOINT_EVERY == 0:
                self.checkpoint()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let everything inside happen, then take all of it back."""
        with self._lock, self._plain_words():
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._conn.execute("ROLLBACK")

    def _is_open(self) -> bool:
        return self._conn.in_transaction

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query."""
        with self._lock, self._plain_words():
            return [dict(row) for row in self._conn.execute(sql, values)]

    def each(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """Yield the rows of a query, a thousand in memory at a time."""
        with self._lock, self._plain_words():
            cursor = self._conn.execute(sql, values)
        while True:
            with self._lock, self._plain_words():
                batch = cursor.fetchmany(1000)
            if not batch:
                return
            for row in batch:
                yield dict(row)

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
            return self._conn.execute(sql, values).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one prepared statement for every row, in a transaction."""
        with self.transaction():
            self._conn.executemany(sql, rows)

    def insert(self, sql: str, values: Sequence[Any]) -> int:
        """Insert a row in a transaction; return its integer key."""
        with self.transaction():
            return int(self._conn.execute(sql, values).lastrowid or 0)

    def checkpoint(self) -> bool:
        """Move the log into the file, unless another process is doing so; return whether."""
        try:
            import fcntl
        except ImportError:
            # Windows: SQLite's own lock has to do.
            self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
            return True
        with self.path.with_name("checkpoint.lock").open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            with self._lock, self._plain_words():
                self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
            return True

    def integrity(self) -> str:
        """Return ``ok``, or the first thing that SQLite finds wrong with the file."""
        return str(self.value("PRAGMA quick_check(1)"))

    def close(self) -> None:
        """Checkpoint and close."""
        with self._lock:
            # If it fails, the log keeps everything; the next opening reads it.
            with suppress(StoreUnusableError, OSError):
                self.checkpoint()
            self._conn.close()

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _in_plain_words(error, self.path) from error


def _in_plain_words(error: sqlite3.Error, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LockedError(
            f"Another crossdock has been writing to {path} for {BUSY_SECONDS:g} seconds.",
            next_step="Wait for it to finish, or stop it.",
        )
    sentence, step = {
        sqlite3.SQLITE_FULL: ("the disk is full", "Free some space, then run it again."),
        sqlite3.SQLITE_READONLY: ("it is read-only", "Make it writable for this user."),
        sqlite3.SQLITE_PERM: ("it may not be opened", "Make it readable for this user."),
        sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Check that the folder exists."),
        sqlite3.SQLITE_NOTADB: ("it is not a database", "Restore it from a backup."),
        sqlite3.SQLITE_CORRUPT: ("it is damaged", "Restore it from a backup."),
        sqlite3.SQLITE_IOERR: ("reading or writing it failed", "Check the disk."),
    }.get(code, ("", ""))
    if not sentence:
        return error
    return StoreUnusableError(
        f"The workspace's database {path} cannot be used: {sentence} ({error}). Nothing was"
        " changed by the step that failed.",
        next_step=step,
    )
