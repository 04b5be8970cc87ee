"""Reading JD's JSON: numbers as text, ids of any size, lists that may be anything (sheet 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from crossdock.errors import DataRefusedError
from crossdock_jos.timestamps import BEIJING, moment

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_ID = re.compile(r"[0-9]{1,30}")
#: SQLite's and everybody's widest whole number.
_WIDEST = 2**63
_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})


class Record:
    """A JSON object whose members are found whatever the case of their names.

    Args:

        members: the object as it came; anything else counts as an empty one.

        path: where it stands, for messages.
    """

    __slots__ = ("_members", "_path")

    def __init__(self, members: Any, path: str = "") -> None:
        self._members: dict[str, Any] = {}
        self._path = path
        if not isinstance(members, Mapping):
            return
        for name, value in members.items():
            key = str(name).lower()
            if self._members.get(key) in (None, ""):
                self._members[key] = value

    def __bool__(self) -> bool:
        return bool(self._members)

    def has(self, name: str) -> bool:
        """Return whether member *name* is there and not null: null counts as absent."""
        return self._members.get(name.lower()) is not None

    def value(self, *names: str) -> Any:
        """Return the first member of *names* that is neither missing, null nor blank text."""
        return next(
            (v for n in names if (v := self._members.get(n.lower())) not in (None, "")), None
        )

    def text(self, *names: str) -> str:
        """Return a member as text exactly as it came; empty when missing."""
        value = self.value(*names)
        if value is None:
            return ""
        if isinstance(value, str):
            self._refuse_unstorable(names[0], value)
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        raise self._refusal(names[0], "text", value)

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
                raise self._refusal(names[0], "a number", value)
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._refusal(names[0], "a number", value)
        return str(value) if 0 < value < 10**30 else ""

    def whole(self, *names: str) -> int | None:
        """Return a member as a whole number; None when missing."""
        value = self.value(*names)
        if value is None:
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = int(value)
        elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 19:
            value = int(value) if value == int(value) else value
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _WIDEST:
            raise self._refusal(names[0], "a whole number", value)
        return value

    def exact(self, *names: str) -> Decimal | None:
        """Return a member as an exact number; None when missing."""
        value = self.value(*names)
        if value is None:
            return None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = value.strip()
        elif isinstance(value, bool | str) or not isinstance(value, int | Decimal):
            raise self._refusal(names[0], "a number", value)
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self._refusal(names[0], "a number", value) from None
        if not number.is_finite() or abs(number) >= _WIDEST:
            raise self._refusal(names[0], "a number", value)
        return number

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

    def record(self, *names: str) -> Record:
        """Return a member that is an object; an empty one when it is missing."""
        return Record(self.value(*names), f"{self._path}{names[0]}.")

    def rows(self, *names: str) -> list[Any]:
        """Return a member that is a list; null, blank text and a single object are lists too."""
        value = self.value(*names)
        if isinstance(value, list):
            return value
        return [value] if isinstance(value, Mapping) and value else []

    def records(self, *names: str) -> list[Record]:
        """Return the objects of a member that is a list; none when it is missing."""
        path = f"{self._path}{names[0]}."
        return [Record(row, path) for row in self.rows(*names) if isinstance(row, Mapping)]

    def words(self, *names: str) -> str:
        """Return a member as words for people, whatever it is; empty when missing."""
        value = self.value(*names)
        if isinstance(value, list):
            return storable(" ".join(map(str, value)))
        return "" if value is None or isinstance(value, bool | Mapping) else storable(str(value))

    def _refuse_unstorable(self, name: str, text: str) -> None:
        if "\0" in text:
            raise DataRefusedError(f"{self._path}{name} contains a NUL character.")
        if text.isascii():
            return
        broken = [c for c in text if "\ud800" <= c <= "\udfff"]
        if any("\udc80" <= c <= "\udcff" for c in broken):
            raise DataRefusedError(
                f"{self._path}{name} contains bytes that are not UTF-8 (GBK, perhaps)."
            )
        if broken:
            raise DataRefusedError(
                f"{self._path}{name} contains a lone surrogate, which is no text."
            )

    def _refusal(self, name: str, expected: str, value: Any) -> DataRefusedError:
        # The value itself stays in the raw record: a field may be anybody's address.
        kind = {bool: "true or false", str: "other text", list: "a list"}.get(type(value))
        if kind is None:
            kind = "an object" if isinstance(value, Mapping) else "a number out of range"
        return DataRefusedError(f"{self._path}{name} must be {expected}, not {kind}.")


def storable(text: str) -> str:
    """Return *text* with what no database and no terminal takes written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
