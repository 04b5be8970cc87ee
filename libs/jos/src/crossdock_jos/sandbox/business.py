"""The parameters of a method, read as the platform reads them (JOS sheet 4 and 6)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.stamp import read_wall

_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


def whole(value: object) -> int | None:
    """Return a whole number however JSON wrote it, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < _LARGEST:
        value = int(value)
    return value if isinstance(value, int) and abs(value) <= _LARGEST else None


def read_json(text: str) -> Any:
    """
    Return JSON with numbers exact.

    Raises:
        RouterError: 63, it is no JSON.
    """
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=Decimal)
        if "\\ud" in text.lower():
            # Half of a pair, written as an escape, is no character that could be told again.
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise RouterError("63") from error
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


@attrs.frozen
class Fields:
    """
    Flat parameters by name; null is the same as absent.

    Raises:
        RouterError: From every reading: 60 for what is missing, 61 for what is wrong.
    """

    values: Mapping[str, Any]
    zone: tzinfo

    @classmethod
    def from_text(cls, text: str, zone: tzinfo) -> "Fields":
        """Read a JSON object; nothing at all, or null, is an empty one."""
        value = read_json(text) if text.strip() else {}
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise RouterError("62")
        return cls(value, zone)

    def get(self, name: str) -> Any:
        """Return a value, None where it is null, blank or missing."""
        value = self.values.get(name)
        return None if isinstance(value, str) and not value.strip() else value

    def needed(self, name: str) -> Any:
        """Return a value that must be there."""
        value = self.get(name)
        if value is None:
            raise RouterError("60", name)
        return value

    def text(self, name: str) -> str:
        """Return text, empty where there is none; a number counts as its digits."""
        value = self.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise RouterError("61", name)
        return str(value)

    def whole(
        self, name: str, default: int | None = None, least: int = 0, most: int = _LARGEST
    ) -> int | None:
        """Return a whole number within bounds."""
        value = self.get(name)
        if value is None:
            return default
        number = whole(value)
        if number is None or not least <= number <= most:
            raise RouterError("61", name)
        return number

    def needed_whole(self, name: str, least: int = 0, most: int = _LARGEST) -> int:
        """Return a whole number that must be there."""
        self.needed(name)
        number = self.whole(name, None, least, most)
        if number is None:
            raise RouterError("60", name)
        return number

    def amount(self, name: str) -> Decimal | None:
        """Return a decimal number."""
        value = self.get(name)
        if value is None:
            return None
        try:
            number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise RouterError("61", name)
        return number

    def parts(self, name: str) -> list[str]:
        """Return a list that came with commas or as an array."""
        value = self.get(name)
        if value is None:
            return []
        members = value if isinstance(value, list) else str(self.text(name)).split(",")
        if any(isinstance(one, dict | list | bool) for one in members):
            raise RouterError("61", name)
        return [str(one).strip() for one in members if one is not None and str(one).strip()]

    def wholes(self, name: str, most: int | None = None) -> list[int]:
        """Return a list of whole numbers, at most so many of them."""
        numbers = [whole(part) for part in self.parts(name)]
        if any(number is None for number in numbers) or (most and len(numbers) > most):
            raise RouterError("61", name)
        return [number for number in numbers if number is not None]

    def moment(self, name: str) -> datetime | None:
        """Return a moment written as the platform's wall clock."""
        value = self.get(name)
        if value is None:
            return None
        moment = read_wall(value, self.zone) if isinstance(value, str) else None
        if moment is None:
            raise RouterError("61", name)
        return moment

    def nested(self, name: str) -> "Fields | None":
        """Return a nested container, where the method has one."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            # JSON within JSON, as clients send that know only flat text.
            value = read_json(value)
        if not isinstance(value, dict):
            raise RouterError("62")
        return Fields(value, self.zone)
