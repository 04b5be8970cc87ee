"""What an open transaction knows of its tables, and what of it has yet to be written.

The write lock is held for as long as a transaction is open, so what it has read stays
true until it writes something else. Rows that a topic of the store asks for by key are
therefore read once, many at a time if they are looked up together, and what becomes of
them is written at the end, the rows of a table in one statement each. A query that
anything unwritten may bear on has it written first; a statement that nobody's slate
issues has everything written first, and forgotten. A transaction that is taken back
wipes its slates.

So the same lines of a flow serve one order and two hundred: only how many are looked
up together differs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Generic, Protocol, TypeVar

from crossdock.store.notebook import Notebook

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Row = TypeVar("_Row")


class Transactions(Protocol):
    """What a slate must know of its database."""

    @property
    def is_open(self) -> bool:
        """Whether a transaction is open, in this thread."""
        ...

    def alone(self) -> AbstractContextManager[object]:
        """Keep other threads out."""
        ...

    @property
    def notebook(self) -> Notebook:
        """Where its notes are."""
        ...


class Slate(Generic[_Key, _Value]):
    """Values by key, as the open transaction knows them; without one, as they are.

    Args:

        read: returns the values of keys, in one query that no unwritten row of another
            key bears on; a key without a value is left out. One that is only written
            has none.

        write: writes new values, by key; a slate that is only read has none.
    """

    def __init__(
        self,
        db: Transactions,
        read: Callable[[Collection[_Key]], Mapping[_Key, _Value]] | None = None,
        write: Callable[[Mapping[_Key, _Value]], None] | None = None,
    ) -> None:
        self._db = db
        self._read = read or _nothing
        self._write = write
        self._known: dict[_Key, _Value | None] = {}
        self._fresh: dict[_Key, _Value] = {}
        self._place = db.notebook.enrol(self)

    def look_up(self, keys: Iterable[_Key]) -> None:
        """Read the values of *keys* together, as far as they are not known."""
        with self._db.alone():
            known = self._known
            missing = dict.fromkeys(key for key in keys if key not in known)
            if missing and self._db.is_open:
                self._db.notebook.touch(self._place)
                found = self._read(missing)
                known.update((key, found.get(key)) for key in missing)

    def of(self, keys: Collection[_Key]) -> dict[_Key, _Value]:
        """Return the values of *keys*, those without one left out."""
        with self._db.alone():
            if not self._db.is_open:
                return dict(self._read(keys))
            self.look_up(keys)
            found = ((key, self._known[key]) for key in keys)
            return {key: value for key, value in found if value is not None}

    def get(self, key: _Key) -> _Value | None:
        """Return the value of *key*; None where it has none."""
        with self._db.alone():
            if key in self._known:
                return self._known[key]
            return self.of([key]).get(key)

    def known(self, key: _Key) -> _Value | None:
        """Return the value of *key* if it was read already; None where it was not, or has none."""
        return self._known.get(key)

    def revise(self, key: _Key, value: _Value) -> None:
        """Take note of a value that others write."""
        if key in self._known:
            self._known[key] = value

    def put(self, key: _Key, value: _Value) -> None:
        """Have *key* be *value* from now on; a transaction must be open."""
        self._db.notebook.touch(self._place)
        self._known[key] = self._fresh[key] = value

    @property
    def fresh(self) -> Mapping[_Key, _Value]:
        """What was put and not written yet."""
        return self._fresh

    def write_down(self) -> None:
        """Write what was put since the last time."""
        if self._fresh and self._write is not None:
            fresh, self._fresh = self._fresh, {}
            self._write(fresh)

    def wipe(self) -> None:
        """Forget everything, written or not."""
        self._known.clear()
        self._fresh.clear()


class Queue(Generic[_Row]):
    """Rows that are only ever added, in their order.

    Args:

        write: writes them.
    """

    def __init__(self, db: Transactions, write: Callable[[list[_Row]], None]) -> None:
        self._db = db
        self._write = write
        self._rows: list[_Row] = []
        self._place = db.notebook.enrol(self)

    def add(self, row: _Row) -> None:
        """Add a row; a transaction must be open."""
        self._db.notebook.touch(self._place)
        self._rows.append(row)

    def write_down(self) -> None:
        """Write what was added since the last time."""
        if self._rows:
            rows, self._rows = self._rows, []
            self._write(rows)

    def wipe(self) -> None:
        """Forget what was not written."""
        self._rows.clear()


def _nothing(keys: Collection[_Key]) -> Mapping[_Key, _Value]:
    return {}
