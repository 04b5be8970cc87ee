"""The database file: how it is opened, written and shared."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from sqlite_utils import Database as SqliteUtilsDatabase

from crossdock.errors import CrossdockError, LockedError, StoreUnusableError
from crossdock.locks import FileLock
from crossdock.store.migrations import migrations
from crossdock.store.slate import Notes
from crossdock.store.trouble import in_plain_words, plain_words, unkeepable

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
_Answer = TypeVar("_Answer")
#: Opens a file as `sqlite3.connect` does; a test may hand in what dies or loses power.
Connect = Callable[..., sqlite3.Connection]


class Database:
    """One connection to the file, safe to share between threads.

    Args:

        busy_seconds: how long a write waits for another process's.

        connect: opens each connection to it.

    Raises (from every method):

        LockedError: another process has been writing for longer than that.

        StoreUnusableError: the disk is full, the file read-only, corrupt or not ours.

        DataRefusedError: a value that cannot be kept; nothing was written.
    """

    def __init__(
        self,
        path: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        connect: Connect = sqlite3.connect,
    ) -> None:
        self.path = path
        self.busy_seconds = busy_seconds
        self._connecting = connect
        self._lock = threading.RLock()
        self._commits = 0
        self._closed = False
        #: In the order in which they are written: who is referred to comes first.
        self._notes: list[Notes] = []
        self._recalled: dict[Hashable, Any] = {}
        self._touched = False
        self._writing = False
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
        conn = self._connecting(
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

    def transaction(self) -> AbstractContextManager[None]:
        """Make everything inside happen together or not at all; nests as one.

        The write lock is taken at the start: a transaction that began by
        reading could find, on its first write, that it read too early.
        """
        return _Transaction(self)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let everything inside happen, then take all of it back."""
        with self._lock, self._plain_words():
            self._conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.write_down()
            finally:
                self._take_back()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make everything inside happen or, where it fails, none of it.

        What else the transaction around it does is not touched.
        """
        with self.transaction():
            self.write_down()
            self._statement("SAVEPOINT attempt")
            try:
                yield
                self.write_down()
            except BaseException:
                self._wipe()
                if self._is_open():
                    self._statement("ROLLBACK TO attempt")
                    self._statement("RELEASE attempt")
                raise
            self._statement("RELEASE attempt")

    def begin(self) -> bool:
        """Begin a transaction, or join the one that is open; return whether one began."""
        self._lock.acquire()
        try:
            if self._is_open():
                return False
            self._statement("BEGIN IMMEDIATE")
        except BaseException:
            self._lock.release()
            raise
        return True

    def end(self, began: bool, *, failed: bool) -> None:
        """End what `begin` began, or take it back where it *failed*."""
        try:
            if not began:
                return
            try:
                if not failed:
                    self.write_down()
                    self._statement("COMMIT")
            finally:
                # Nothing of it is left to take back once it is committed.
                self._take_back()
            if not failed:
                self._committed()
        finally:
            self._lock.release()

    def _committed(self) -> None:
        self._commits += 1
        if self._commits % CHECKPOINT_EVERY == 0:
            # It is committed: what goes wrong now must not look as if it were not.
            with suppress(CrossdockError):
                self.checkpoint()

    @property
    def is_open(self) -> bool:
        """Whether a transaction is open, in this thread."""
        with self._lock:
            return self._is_open()

    def _is_open(self) -> bool:
        return self._conn.in_transaction

    def _take_back(self) -> None:
        self._wipe()
        # Some failures, a full disk among them, have SQLite roll back by itself.
        if self._is_open():
            self._conn.execute("ROLLBACK")

    def alone(self) -> AbstractContextManager[object]:
        """Keep other threads out: what a transaction of theirs knows is not true for all."""
        return self._lock

    def enrol(self, notes: Notes) -> None:
        """Have *notes* written before those that enrol later, and wiped with them."""
        self._notes.append(notes)

    def touch(self) -> None:
        """Say that some notes are not empty."""
        self._touched = True

    def recall(self, key: Hashable, read: Callable[[], _Answer]) -> _Answer:
        """Return what *read* returns, asked once in a transaction that writes nothing else.

        Args:

            key: tells this question from others; nobody may change the answer.
        """
        with self._lock:
            if not self._is_open():
                return read()
            if key not in self._recalled:
                self._touched = True
                self._recalled[key] = read()
            return cast("_Answer", self._recalled[key])

    def write_down(self) -> None:
        """Write what the open transaction knows and has not written; it is still known then."""
        if not self._touched or self._writing:
            return
        self._writing = True
        try:
            for notes in self._notes:
                notes.write_down()
        finally:
            self._writing = False

    def forget(self) -> None:
        """Write everything down, and have the open transaction read it anew."""
        if self._touched and not self._writing:
            self.write_down()
            self._wipe()

    def _wipe(self) -> None:
        if self._touched:
            for notes in self._notes:
                notes.wipe()
            self._recalled.clear()
            self._touched = False

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query."""
        with self._lock:
            self.write_down()
            return self.peek(sql, values)

    def peek(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query that nothing unwritten bears on."""
        with self._lock:
            try:
                return [dict(row) for row in _run(self._conn, sql, values)]
            except sqlite3.Error as error:
                raise self._told(error) from error

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
            self.forget()
            return self._statement(sql, values).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one prepared statement for every row, in a transaction."""
        with self.transaction():
            self.forget()
            try:
                self._conn.executemany(sql, rows)
            except (UnicodeEncodeError, OverflowError) as error:
                raise unkeepable(error) from None
            except sqlite3.Error as error:
                raise self._told(error) from error

    def insert(self, sql: str, values: Sequence[Any]) -> int:
        """Insert a row in a transaction; return its integer key."""
        with self.transaction():
            self.forget()
            return int(self._statement(sql, values).lastrowid or 0)

    def _statement(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        try:
            return _run(self._conn, sql, values)
        except sqlite3.Error as error:
            raise self._told(error) from error

    def _told(self, error: sqlite3.Error) -> Exception:
        """Return *error* in our words, if there are any for it."""
        if not self._is_open():
            # SQLite has taken the transaction back by itself.
            self._wipe()
        return in_plain_words(error, self.path, self.busy_seconds)

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


# Many rows are of one moment.
@lru_cache(maxsize=256)
def stamp(moment: datetime) -> str:
    """Return *moment* as the tables keep it: in UTC, so that it sorts as text."""
    return moment.astimezone(UTC).isoformat()


def _run(conn: sqlite3.Connection, sql: str, values: Values) -> sqlite3.Cursor:
    try:
        return conn.execute(sql, values)
    except (UnicodeEncodeError, OverflowError) as error:
        raise unkeepable(error) from None


class _Transaction:
    """One `Database.transaction`; a generator would be entered too slowly for its kind."""

    __slots__ = ("_began", "_db")

    def __init__(self, db: Database) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._began = self._db.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._db.end(self._began, failed=kind is not None)


def _is_wal(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
