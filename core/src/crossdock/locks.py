"""Locks that die with their holder: the operating system releases them, whatever happened."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from crossdock.errors import LockedError, StoreUnusableError

#: Seconds between two tries at a lock that somebody holds.
POLL = 0.01


class FileLock:
    """An exclusive lock on a file, held until it is released or the process ends.

    Args:

        path: made if missing, and left behind: removing it would let two
            processes lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self, patience: float = 0.0) -> bool:
        """Take the lock unless somebody has it, here or in another process.

        Args:

            patience: seconds to wait for it.

        Raises:

            StoreUnusableError: the file cannot be made or locked.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = open(self._path, "a", opener=_private)  # noqa: SIM115 - held open
            last = time.monotonic() + patience
            while not _lock(file):
                if time.monotonic() >= last:
                    file.close()
                    return False
                time.sleep(POLL)
        except OSError as error:
            raise StoreUnusableError(
                f"The lock {self._path} cannot be taken ({error.strerror}).",
                next_step="Check that this user may write there, and that the disk has room.",
            ) from None
        self._file = file
        return True

    def release(self) -> None:
        """Let it go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        if not self.take():
            raise LockedError(
                f"Another run is at work on this ({self._path.stem}).",
                next_step="Wait for it to finish, or stop it.",
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
