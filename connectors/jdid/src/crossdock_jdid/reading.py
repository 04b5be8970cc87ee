"""Reading JD.ID's JSON as its clients did: whatever the case of a name, and text inside text.

Its best known clients matched names without regard to case, numbers come as
text here and there, null is as good as absent, and a value may be JSON written
out as text inside JSON, twice over in the older generation (sheet A5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from crossdock.errors import DataRefusedError
from crossdock.http.strict_json import NotStrictJsonError, loads

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
            key = str(name).lower()
            if self._members.get(key) in (None, ""):
                self._members[key] = value

    def __bool__(self) -> bool:
        return bool(self._members)

    def has(self, name: str) -> bool:
        """Return whether member *name* is there and not null."""
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

    def whole(self, *names: str) -> int | None:
        """Return a member as a whole number; None when missing."""
        value = self.value(*names)
        if value is None:
            return None
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = int(value)
        elif isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value) if abs(value) < _WIDEST else value
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
        """Return a member as true or false; None when missing or neither."""
        value = self.value(*names)
        if isinstance(value, bool):
            return value
        said = str(value).strip().lower()
        return {"true": True, "1": True, "false": False, "0": False}.get(said)

    def record(self, *names: str) -> Record:
        """Return a member that is an object, or text of one; an empty one when it is missing."""
        return Record(unpacked(self.value(*names)), f"{self._path}{names[0]}.")

    def records(self, *names: str) -> list[Record]:
        """Return the objects of a member that is a list; none when it is missing."""
        rows = unpacked(self.value(*names))
        if rows is None:
            return []
        if not isinstance(rows, list):
            raise self._refusal(names[0], "a list", rows)
        return [Record(row, f"{self._path}{names[0]}[{n}].") for n, row in enumerate(rows)]

    def _refuse_unstorable(self, name: str, text: str) -> None:
        if "\0" in text:
            raise DataRefusedError(f"{self._path}{name} contains a NUL character.")
        if text.isascii():
            return
        if any("\udc80" <= c <= "\udcff" for c in text):
            raise DataRefusedError(
                f"{self._path}{name} contains bytes that are not UTF-8 (GBK, by the look of it)."
            )
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise DataRefusedError(
                f"{self._path}{name} contains a lone surrogate, which is no text."
            )

    def _refusal(self, name: str, expected: str, value: Any) -> DataRefusedError:
        # The value itself stays in the raw record: a field may be anybody's address.
        kind = {bool: "true or false", str: "other text", list: "a list"}.get(type(value))
        if kind is None:
            kind = "an object" if isinstance(value, Mapping) else "a number out of range"
        return DataRefusedError(f"{self._path}{name} must be {expected}, not {kind}.")


def loads_bytes(body: bytes) -> Any:
    """Return *body* as JSON; a byte that is no UTF-8 spoils its own text and nothing else.

    Such a byte becomes a lone surrogate, which `Record.text` refuses by the
    name of its field: one name in GBK costs one record, and not a page of them.

    Raises:

        NotStrictJsonError: it is not JSON, or JSON that two readers could read differently.
    """
    return loads(body.decode("utf-8", "surrogateescape").encode("utf-8", "backslashreplace"))


def unpacked(value: Any) -> Any:
    """Return what *value* says, where it may be JSON written out as text (sheet A5).

    Text that is no JSON stays as it is: whoever wanted an object finds none.
    """
    while isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"'):
        try:
            value = loads(value.encode("utf-8", "backslashreplace"))
        except NotStrictJsonError:
            break
    return None if isinstance(value, str) and value.strip() in ("", "null") else value


def storable(text: str) -> str:
    """Return *text* with what no database and no terminal takes written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")
