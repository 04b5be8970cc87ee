"""The database file: how it is opened, written and shared."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlite_utils import Database as SqliteUtilsDatabase

from crossdock.errors import CrossdockError, StoreUnusableError
from crossdock.locks import FileLock
from crossdock.store.migrations import migrations
from crossdock.store.notebook import Notebook
from crossdock.store.opening import BUSY_SECONDS as BUSY_SECONDS
from crossdock.store.opening import Connect as Connect
from crossdock.store.opening import DatabaseFile
from crossdock.store.trouble import in_plain_words, plain_words, unkeepable

#: The library this interpreter was built with; `doctor` knows which are safe.
SQLITE_VERSION: tuple[int, ...] = sqlite3.sqlite_version_info
#: Commits between checkpoints; each leaves a few pages of 4 KiB in the WAL.
CHECKPOINT_EVERY = 500

Row = dict[str, Any]
Values = Sequence[Any] | Mapping[str, Any]
_Answer = TypeVar("_Answer")


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
        self._file = DatabaseFile(path, busy_seconds, connect)
        self._lock = threading.RLock()
        self._commits = 0
        self._closed = False
        #: What the open transaction knows, and has yet to write.
        self.notebook = Notebook()
        with self._plain_words():
            self._conn = self._file.open()
            self.tables = SqliteUtilsDatabase(
                self._conn, execute_plugins=False, recursive_triggers=False
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
                self.notebook.write_down()
            finally:
                self._take_back()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make everything inside happen or, where it fails, none of it.

        What else the transaction around it does is not touched.
        """
        with self.transaction():
            self.notebook.write_down()
            self._statement("SAVEPOINT attempt")
            try:
                yield
                self.notebook.write_down()
            except BaseException:
                self.notebook.wipe()
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
                    self.notebook.write_down()
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
        self.notebook.wipe()
        # Some failures, a full disk among them, have SQLite roll back by itself.
        if self._is_open():
            self._conn.execute("ROLLBACK")

    def alone(self) -> AbstractContextManager[object]:
        """Keep other threads out: what a transaction of theirs knows is not true for all."""
        return self._lock

    def recall(self, key: Hashable, read: Callable[[], _Answer]) -> _Answer:
        """Return what *read* returns, asked once in a transaction that writes nothing else.

        Args:

            key: tells this question from others; nobody may change the answer.
        """
        with self._lock:
            return self.notebook.recall(key, read) if self._is_open() else read()

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query."""
        with self._lock:
            self.notebook.write_down()
            return self.peek(sql, values)

    def peek(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row of a query that nothing unwritten bears on."""
        with self._lock:
            try:
                return _named(_run(self._conn, sql, values))
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
            reader = self._file.reader()
        try:
            with self._plain_words():
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
            self.notebook.forget()
            return self._statement(sql, values).rowcount

    def execute_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one prepared statement for every row, in a transaction."""
        with self.transaction():
            self.notebook.forget()
            try:
                self._conn.executemany(sql, rows)
            except (UnicodeEncodeError, OverflowError) as error:
                raise unkeepable(error) from None
            except sqlite3.Error as error:
                raise self._told(error) from error

    def insert(self, sql: str, values: Sequence[Any]) -> int:
        """Insert a row in a transaction; return its integer key."""
        with self.transaction():
            self.notebook.forget()
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
            self.notebook.wipe()
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


def _named(cursor: sqlite3.Cursor) -> list[Row]:
    """Return the rows of *cursor* by the names of their columns, the first of two with one name.

    A row of SQLite's own looks for each name among all of them.
    """
    names = [column[0] for column in cursor.description or ()]
    if len(set(names)) < len(names):
        return [dict(row) for row in cursor]
    return [dict(zip(names, row, strict=True)) for row in cursor]


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
