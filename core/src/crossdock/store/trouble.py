"""What the database's failures mean, in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossdock.errors import CrossdockError, DataRefusedError, LockedError, StoreUnusableError

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}

#: What is wrong with the file, and what to do about it.
_SENTENCES = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space, then run it again."),
    sqlite3.SQLITE_READONLY: ("it is read-only", "Make it writable for this user."),
    sqlite3.SQLITE_PERM: ("it may not be opened", "Make it readable for this user."),
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened",
        "Check that its folder exists and that this user may write in it.",
    ),
    sqlite3.SQLITE_NOTADB: ("it is not a database", "Restore it from a backup."),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "Restore it from a backup."),
    sqlite3.SQLITE_IOERR: (
        "reading or writing it failed",
        "Check the disk: it may be full or failing.",
    ),
}


@contextmanager
def plain_words(path: Path, busy_seconds: float) -> Iterator[None]:
    """Raise what SQLite says of the file at *path* as a sentence of ours."""
    try:
        yield
    except sqlite3.Error as error:
        told = in_plain_words(error, path, busy_seconds)
        if told is error:
            raise
        raise told from error


def in_plain_words(error: sqlite3.Error, path: Path, busy_seconds: float) -> Exception:
    """Return what *error* says of the file at *path*; itself, where we have no words for it."""
    return _meaning(error, path, busy_seconds) or error


def unkeepable(error: UnicodeEncodeError | OverflowError) -> DataRefusedError:
    """Return the refusal of a value that SQLite takes no hold of; nothing was written then."""
    if isinstance(error, UnicodeEncodeError):
        return DataRefusedError(
            "A text holds a lone surrogate, which is not Unicode, and cannot be kept."
        )
    return DataRefusedError("A number has more than 64 bits, and cannot be kept.")


def storable(text: str) -> str:
    """Return *text* with lone surrogates written out, so that it can be kept at any rate."""
    return text.encode("utf-8", "backslashreplace").decode()


def _meaning(error: sqlite3.Error, path: Path, busy_seconds: float) -> CrossdockError | None:
    # The low byte is the kind; what stands above it are its varieties.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return LockedError(
            f"Another crossdock has been writing to {path} for {busy_seconds:g} seconds.",
            next_step="Wait for it to finish, or stop it.",
        )
    if code not in _SENTENCES:
        return None
    sentence, step = _SENTENCES[code]
    return StoreUnusableError(
        f"The workspace's database {path} cannot be used: {sentence} ({error}). Nothing was"
        " changed by the step that failed.",
        next_step=step,
    )
