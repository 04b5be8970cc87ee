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
        #: The places of notes that are not empty, and of those with something to write.
        self._touched: set[int] = set()
        self._unwritten: set[int] = set()
        self._writing = False

    def enrol(self, notes: Notes) -> int:
        """Return the place of *notes*: they are written before those that enrol later."""
        self._notes.append(notes)
        return len(self._notes) - 1

    def touch(self, place: int) -> None:
        """Say that the notes at *place* are not empty."""
        self._touched.add(place)
        self._unwritten.add(place)

    def recall(self, key: Hashable, read: Callable[[], _Answer]) -> _Answer:
        """Return what *read* returns, asked once until everything is forgotten."""
        if key not in self._recalled:
            self._recalled[key] = read()
        return cast("_Answer", self._recalled[key])

    def write_down(self) -> None:
        """Write what was not written yet; it is still known then."""
        if not self._unwritten or self._writing:
            return
        self._writing = True
        try:
            # What is written may be noted by others, even earlier ones, who are written then.
            while self._unwritten:
                place = min(self._unwritten)
                self._unwritten.remove(place)
                self._notes[place].write_down()
        finally:
            self._writing = False

    def forget(self) -> None:
        """Write everything down, and have all of it read anew.

        Nothing is forgotten for what is written down itself.
        """
        if not self._writing:
            self.write_down()
            self.wipe()

    def wipe(self) -> None:
        """Forget everything, written or not."""
        for place in self._touched:
            self._notes[place].wipe()
        self._touched.clear()
        self._unwritten.clear()
        self._recalled.clear()
