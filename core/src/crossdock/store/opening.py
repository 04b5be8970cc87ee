"""How the database file is opened: made for its owner alone, signed, and with a log of writes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import attrs

from crossdock.errors import LockedError, StoreUnusableError
from crossdock.locks import FileLock

#: "xdok": tells any tool whose file this is.
APPLICATION_ID = 0x78646F6B
BUSY_SECONDS = 10.0

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
#: Opens a file as `sqlite3.connect` does; a test may hand in what dies or loses power.
Connect = Callable[..., sqlite3.Connection]


@attrs.frozen
class DatabaseFile:
    """The file, and how connections to it are opened.

    Args:

        busy_seconds: how long a write waits for another process's.

        connecting: opens each connection.
    """

    path: Path
    busy_seconds: float = BUSY_SECONDS
    connecting: Connect = sqlite3.connect

    def open(self) -> sqlite3.Connection:
        """Open the file, which is made if it is not there.

        Raises:

            LockedError: another process is making it.

            StoreUnusableError: it is somebody else's, or cannot carry a log.
        """
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

    def reader(self) -> sqlite3.Connection:
        """Open the file for reading alone."""
        conn = self._connect()
        for pragma in (*_PRAGMAS, "PRAGMA query_only=ON"):
            conn.execute(pragma)
        return conn

    def _connect(self) -> sqlite3.Connection:
        conn = self.connecting(
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


def _is_wal(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
