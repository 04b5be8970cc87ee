"""Reading Tokopedia's JSON as its clients had to: by name, not by spelling.

The same field is ``name`` on one page and ``Name`` on another, ``product_id``
here and ``productID`` there; numbers come as text, zeros and blanks are left
out, and a nullable number is an object (sheet Q1, Q6, Q18).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from crossdock.errors import DataRefusedError, UnreadableAnswerError

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
#: SQLite's and everybody's widest whole number.
_WIDEST = 2**63


class Record:
    """A JSON object whose members are found whatever the case or underscores of their names.

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
            key = _key(str(name))
            if self._members.get(key) in (None, ""):
                self._members[key] = value

    def __bool__(self) -> bool:
        return bool(self._members)

    def has(self, name: str) -> bool:
        """Return whether member *name* is there and not null."""
        return self._members.get(_key(name)) is not None

    def value(self, *names: str) -> Any:
        """Return the first member of *names* that is neither missing, null nor blank text."""
        return next(
            (v for n in names if (v := self._members.get(_key(n))) not in (None, "")), None
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

    def whole(self, *names: str) -> int:
        """Return a member as a whole number; zero when missing, as zeros are left out."""
        number = self.maybe_whole(*names)
        return 0 if number is None else number

    def maybe_whole(self, *names: str) -> int | None:
        """Return a member as a whole number; None when missing."""
        value = self.value(*names)
        if isinstance(value, Mapping):
            nullable = Record(value)
            value = nullable.value("Int64") if nullable.value("Valid") is not False else None
        if value is None:
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = int(value)
        elif (
            isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()
        ):
            value = int(value) if abs(value) < _WIDEST else value
        if isinstance(value, bool):
            raise self._refusal(names[0], "a whole number", value)
        if not isinstance(value, int) or abs(value) >= _WIDEST:
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

    def flag(self, *names: str) -> bool:
        """Return a member as true or false; false when missing."""
        value = self.value(*names)
        if isinstance(value, str):
            return value.strip().lower() in {"true", "1", "yes"}
        return bool(value)

    def record(self, *names: str) -> Record:
        """Return a member that is an object; an empty one when it is missing."""
        return Record(self.value(*names), f"{self._path}{names[0]}.")

    def records(self, *names: str) -> list[Record]:
        """Return the objects of a member that is a list; none when it is missing."""
        rows = self.value(*names)
        if rows is None:
            return []
        if not isinstance(rows, list):
            raise self._refusal(names[0], "a list", rows)
        return [Record(row, f"{self._path}{names[0]}[{n}].") for n, row in enumerate(rows)]

    def _refuse_unstorable(self, name: str, text: str) -> None:
        if "\0" in text:
            raise DataRefusedError(f"{self._path}{name} contains a NUL character.")
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            raise DataRefusedError(
                f"{self._path}{name} contains a lone surrogate, which is no text."
            )

    def _refusal(self, name: str, expected: str, value: Any) -> DataRefusedError:
        # The value itself stays in the raw record: a field may be anybody's address.
        kind = {bool: "true or false", str: "other text", list: "a list"}.get(type(value))
        if kind is None:
            kind = "an object" if isinstance(value, Mapping) else "a number out of range"
        return DataRefusedError(f"{self._path}{name} must be {expected}, not {kind}.")


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


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return name.replace("_", "").lower()


def storable(text: str) -> str:
    """Return *text* with what no database and no terminal takes written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
