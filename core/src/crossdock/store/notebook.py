"""What the open transaction has read and has yet to write, whatever it is of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar, cast

_Answer = TypeVar("_Answer")


class Notes(Protocol):
    """Something that is written at the end of a transaction."""

    def write_down(self) -> None:
        """Write what was not written yet."""
        ...

    def wipe(self) -> None:
        """Forget everything, written or not."""
        ...


class Notebook:
    """All notes of one connection to the database; empty where no transaction is open."""

    def __init__(self) -> None:
        #: In the order in which they are written: who is referred to comes first.
        self._notes: list[Notes] = []
        self._recalled: dict[Hashable, Any] = {}
        self._touched = False
        self._writing = False

    def enrol(self, notes: Notes) -> None:
        """Have *notes* written before those that enrol later, and wiped with them."""
        self._notes.append(notes)

    def touch(self) -> None:
        """Say that some notes are not empty."""
        self._touched = True

    def recall(self, key: Hashable, read: Callable[[], _Answer]) -> _Answer:
        """Return what *read* returns, asked once until everything is forgotten."""
        if key not in self._recalled:
            answer = read()
            self._touched = True
            self._recalled[key] = answer
        return cast("_Answer", self._recalled[key])

    def write_down(self) -> None:
        """Write what was not written yet; it is still known then."""
        if not self._touched or self._writing:
            return
        self._writing = True
        try:
            for notes in self._notes:
                notes.write_down()
        finally:
            self._writing = False

    def forget(self) -> None:
        """Write everything down, and have all of it read anew.

        Nothing is forgotten for what is written down itself.
        """
        if self._touched and not self._writing:
            self.write_down()
            self.wipe()

    def wipe(self) -> None:
        """Forget everything, written or not."""
        if self._touched:
            for notes in self._notes:
                notes.wipe()
            self._recalled.clear()
            self._touched = False
