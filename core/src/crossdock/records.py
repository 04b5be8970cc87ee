"""Reading a platform's JSON objects: by name and not by spelling, exactly, or refused in words.

Platforms write numbers as text, leave out what is zero, and change the case of
a name from one page to the next. A connector's own `Record` says in its class
what its platform does beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from crossdock.errors import DataRefusedError

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
#: SQLite's and everybody's widest whole number.
_WIDEST = 2**63


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
            key = self.key(str(name))
            if self._members.get(key) in (None, ""):
                self._members[key] = value

    @staticmethod
    def key(name: str) -> str:
        """Return what is left of *name* where spellings differ."""
        return name.lower()

    def __bool__(self) -> bool:
        return bool(self._members)

    def has(self, name: str) -> bool:
        """Return whether member *name* is there and not null: null counts as absent."""
        return self._members.get(self.key(name)) is not None

    def value(self, *names: str) -> Any:
        """Return the first member of *names* that is neither missing, null nor blank text."""
        return next(
            (v for n in names if (v := self._members.get(self.key(n))) not in (None, "")), None
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
        raise self.refusal(names[0], "text", value)

    def maybe_whole(self, *names: str) -> int | None:
        """Return a member as a whole number; None when missing."""
        value = self.value(*names)
        if value is None:
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = int(value)
        elif isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 19:
            value = int(value) if value == int(value) else value
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _WIDEST:
            raise self.refusal(names[0], "a whole number", value)
        return value

    def exact(self, *names: str) -> Decimal | None:
        """Return a member as an exact number; None when missing."""
        value = self.value(*names)
        if value is None:
            return None
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = value.strip()
        elif isinstance(value, bool | str) or not isinstance(value, int | Decimal):
            raise self.refusal(names[0], "a number", value)
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.refusal(names[0], "a number", value) from None
        if not number.is_finite() or abs(number) >= _WIDEST:
            raise self.refusal(names[0], "a number", value)
        return number

    def record(self, *names: str) -> Self:
        """Return a member that is an object; an empty one when it is missing."""
        return type(self)(self.value(*names), f"{self._path}{names[0]}.")

    def refusal(self, name: str, expected: str, value: Any) -> DataRefusedError:
        """Return the error that says member *name* is not what was expected.

        The value itself stays in the raw record: a field may be anybody's address.
        """
        kind = {bool: "true or false", str: "other text", list: "a list"}.get(type(value))
        if kind is None:
            kind = "an object" if isinstance(value, Mapping) else "a number out of range"
        return DataRefusedError(f"{self._path}{name} must be {expected}, not {kind}.")

    def _refuse_unstorable(self, name: str, text: str) -> None:
        if "\0" in text:
            raise DataRefusedError(f"{self._path}{name} contains a NUL character.")
        if text.isascii():
            return
        broken = [c for c in text if "\ud800" <= c <= "\udfff"]
        # What was decoded with surrogate escapes holds its stray bytes up here.
        if any("\udc80" <= c <= "\udcff" for c in broken):
            raise DataRefusedError(
                f"{self._path}{name} contains bytes that are not UTF-8 (GBK, perhaps)."
            )
        if broken:
            raise DataRefusedError(
                f"{self._path}{name} contains a lone surrogate, which is no text."
            )


def storable(text: str) -> str:
    """Return *text* with what no database and no terminal takes written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
