"""A machine that loses power in a commit: what was not synced is gone, what was is there."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from crossdock.testing.conformance.mortal import COMMIT, Fate, KilledError
from crossdock.workspace import DATABASE, FOLDER

#: ``PRAGMA synchronous``: each commit waits until it is on the disk.
FULL = 2


def held(database: Path) -> str:
    """Return everything that a database holds, as text."""
    with sqlite3.connect(database) as conn:
        text = "\n".join(conn.iterdump())
    conn.close()
    return text


@attrs.define(eq=False)
class Blackout(Fate):
    """A process whose machine loses power in one of its commits.

    Args:

        root: of the workspace; *saved* is where its files are kept as they were then.

        before: what the database held before that commit; ``after`` it.

        synced: bytes of the log that were on the disk before it; ``written`` after it.
    """

    root: Path = Path()
    saved: Path = Path()
    before: str = ""
    after: str = ""
    synced: int = 0
    written: int = 0

    @property
    def _database(self) -> Path:
        return self.root / FOLDER / DATABASE

    @property
    def _log(self) -> Path:
        return self._database.with_name(f"{DATABASE}-wal")

    def connect(self, *given: Any, **named: Any) -> sqlite3.Connection:
        """Open a database for the process, as `sqlite3.connect` does."""
        self.live()
        conn = sqlite3.connect(*given, factory=_Powered, **named)
        conn.fate = self
        self._opened.append(conn)
        return conn

    def _size(self) -> int:
        return self._log.stat().st_size if self._log.exists() else 0

    def commit(self, conn: _Powered) -> sqlite3.Cursor:
        """Commit, and lose power in it if this is the moment."""
        if self.moment != len(self.passed):
            self.meet(COMMIT)
            done = conn.commit_now()
            if conn.is_synced():
                self.synced = self._size()
            return done
        self.before = held(self._database)
        conn.commit_now()
        self.after, self.written = held(self._database), self._size()
        shutil.rmtree(self.saved, ignore_errors=True)
        shutil.copytree(self.root, self.saved)
        self.dead = True
        raise KilledError(COMMIT)

    def log(self) -> bytes:
        """Return the log as it was on the disk once the commit was done."""
        return (self.saved / FOLDER / self._log.name).read_bytes()[: self.written]

    def tails(self) -> Iterator[tuple[str, bytes]]:
        """Yield what may be found of the log: how it is torn, and its bytes."""
        log = self.log()
        if self.written == self.synced:
            # It changed nothing, and so nothing of it can be torn.
            return
        for name, end in (
            ("nothing of it", self.synced),
            ("its first bytes", self.synced + 20),
            ("half of it", (self.synced + self.written) // 2),
            ("all but its last byte", self.written - 1),
        ):
            yield name, log[:end]
        half = (self.synced + self.written) // 2
        yield "zeros in its second half", log[:half] + bytes(len(log) - half)

    def restore(self, tail: bytes) -> None:
        """Let the machine come up again with *tail* as the log."""
        shutil.rmtree(self.root)
        shutil.copytree(self.saved, self.root)
        self._database.with_name(f"{DATABASE}-shm").unlink(missing_ok=True)
        self._log.write_bytes(tail)

    def found(self) -> tuple[str, str]:
        """Return what the database holds now, and what is wrong with it."""
        with sqlite3.connect(self._database) as conn:
            (state,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
        conn.close()
        return held(self._database), str(state)


class _Powered(sqlite3.Connection):
    """A database connection that tells its machine of every commit."""

    fate: Blackout

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement."""
        self.fate.live()
        return self.fate.commit(self) if sql == "COMMIT" else super().execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement for many rows."""
        self.fate.live()
        return super().executemany(sql, *values)

    def commit_now(self) -> sqlite3.Cursor:
        """Commit what is open."""
        return super().execute("COMMIT")

    def is_synced(self) -> bool:
        """Return whether a commit waits for the disk."""
        (level,) = super().execute("PRAGMA synchronous").fetchone()
        return bool(level >= FULL)
