"""Keeping what a plugin prints while it is imported out of the program's data."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast


class Aside:
    """A standard output that sends what one thread writes to standard error.

    Other threads go on writing data, and none of it may end up elsewhere.
    """

    def __init__(self, stdout: IO[str], stderr: IO[str]) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._thread = threading.get_ident()
        self.used = False

    def write(self, text: str) -> int:
        """Write *text* where it belongs."""
        if threading.get_ident() != self._thread:
            return self._stdout.write(text)
        self.used = True
        return self._stderr.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stdout, name)


@contextmanager
def aside() -> Iterator[Aside]:
    """Send what this thread prints to standard error, until the block ends."""
    before = sys.stdout
    replacement = Aside(before, sys.stderr)
    sys.stdout = cast(IO[str], replacement)
    try:
        yield replacement
    finally:
        # Whoever replaced it meanwhile meant to.
        if sys.stdout is cast(Any, replacement):
            sys.stdout = before
