"""Reading Tokopedia's JSON as its clients had to: by name, not by spelling.

The same field is ``name`` on one page and ``Name`` on another, ``product_id``
here and ``productID`` there; numbers come as text, zeros and blanks are left
out, and a nullable number is an object (sheet Q1, Q6, Q18).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Self

from crossdock import records
from crossdock.errors import UnreadableAnswerError
from crossdock.records import storable as storable


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return name.replace("_", "").lower()


class Record(records.Record):
    """A JSON object whose members are found whatever the case or underscores of their names."""

    __slots__ = ()

    key = staticmethod(_key)

    def whole(self, *names: str) -> int:
        """Return a member as a whole number; zero when missing, as zeros are left out."""
        number = self.maybe_whole(*names)
        return 0 if number is None else number

    def maybe_whole(self, *names: str) -> int | None:
        """Return a member as a whole number, a nullable one's too; None when missing."""
        value = self.value(*names)
        if not isinstance(value, Mapping):
            return super().maybe_whole(*names)
        nullable = Record(value, f"{self._path}{names[0]}.")
        return None if nullable.value("Valid") is False else nullable.maybe_whole("Int64")

    def flag(self, *names: str) -> bool:
        """Return a member as true or false; false when missing."""
        value = self.value(*names)
        if isinstance(value, str):
            return value.strip().lower() in {"true", "1", "yes"}
        return bool(value)

    def records(self, *names: str) -> list[Self]:
        """Return the objects of a member that is a list; none when it is missing."""
        rows = self.value(*names)
        if rows is None:
            return []
        if not isinstance(rows, list):
            raise self.refusal(names[0], "a list", rows)
        path = f"{self._path}{names[0]}"
        return [type(self)(row, f"{path}[{n}].") for n, row in enumerate(rows)]


def rows_of(body: Any, *wrappers: str) -> list[Any]:
    """Return the rows of an answer; none for ``data: null``, which ends a list.

    Args:

        wrappers: members of ``data`` that may hold the list once more; without
            any of them, ``data`` is the one row there is.

    Raises:

        UnreadableAnswerError: data is neither, and taken for the end it would
            cut the list short.
    """
    data = Record(body).value("data")
    if isinstance(data, Mapping):
        inner = Record(data).value(*wrappers)
        return inner if isinstance(inner, list) else [data] if data else []
    if isinstance(data, list):
        return data
    if data:
        raise UnreadableAnswerError(
            "Tokopedia answered with text or a number where a list belongs.",
            next_step="Run it again later; if it stays so, ask Tokopedia's support.",
        )
    return []
