"""Reading JD's JSON: numbers as text, ids of any size, lists that may be anything (sheet 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Self

from crossdock import records
from crossdock.records import storable as storable
from crossdock_jos.timestamps import BEIJING, moment

_ID = re.compile(r"[0-9]{1,30}")
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


class Record(records.Record):
    """A JSON object of JD's, whose members are found whatever the case of their names."""

    __slots__ = ()

    def identifier(self, *names: str) -> str:
        """Return an id, a number or its digits, as digits; empty when missing or zero.

        Ids pass 2^53, where a reader that makes them floats merges neighbours.
        """
        value = self.value(*names)
        if value is None:
            return ""
        if isinstance(value, str):
            value = value.strip()
            if not _ID.fullmatch(value):
                raise self.refusal(names[0], "a number", value)
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refusal(names[0], "a number", value)
        return str(value) if 0 < value < 10**30 else ""

    def whole(self, *names: str) -> int | None:
        """Return a member as a whole number; None when missing."""
        return self.maybe_whole(*names)

    def flag(self, *names: str) -> bool | None:
        """Return a member as true or false, ``"true"`` and 1 included; None when missing."""
        value = self.value(*names)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower() if isinstance(value, str | int) else ""
        return True if word in _TRUE else False if word in _FALSE else None

    def moment(self, *names: str, zone: timezone = BEIJING) -> datetime | None:
        """Return a member as a moment; None when missing or a mark for "not set"."""
        return moment(self.value(*names), f"{self._path}{names[0]}", zone)

    def rows(self, *names: str) -> list[Any]:
        """Return a member that is a list; null, blank text and a single object are lists too."""
        value = self.value(*names)
        if isinstance(value, list):
            return value
        return [value] if isinstance(value, Mapping) and value else []

    def records(self, *names: str) -> list[Self]:
        """Return the objects of a member that is a list; none when it is missing."""
        path = f"{self._path}{names[0]}."
        return [type(self)(row, path) for row in self.rows(*names) if isinstance(row, Mapping)]

    def words(self, *names: str) -> str:
        """Return a member as words for people, whatever it is; empty when missing."""
        value = self.value(*names)
        if isinstance(value, list):
            return storable(" ".join(map(str, value)))
        return "" if value is None or isinstance(value, bool | Mapping) else storable(str(value))
