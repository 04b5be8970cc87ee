"""The converter between Python values and plain data, with its decisions.

One converter serves settings, the store and the wire. What it decides:

- An integer is an `int` and nothing else: ``True``, ``1.0`` and ``"1"`` are refused.
- Text is valid Unicode: a lone surrogate or a NUL is refused, because neither
  can be stored or shown.
- A `Decimal` comes from a `Decimal`, an `int` or text, never from a float, and
  leaves as text. It must be finite.
- A time carries its zone: ISO 8601 with an offset in, ISO 8601 in UTC out.
- A span of time is a number of seconds.
- A `Secret` comes from text, and does not leave: unstructuring one yields its
  mask, so that a record dumped by mistake gives nothing away.
- An unknown key is refused by name where a class is structured strictly
  (settings); the wire's extra keys are dropped.
- Enumerations travel by value.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

import cattrs
from cattrs import transform_error
from cattrs.strategies import use_class_methods

from crossdock.secret import Secret


def make_converter(*, forbid_extra_keys: bool = False) -> cattrs.Converter:
    """Return a converter with the decisions above, independent of any other."""
    converter = cattrs.Converter(forbid_extra_keys=forbid_extra_keys, detailed_validation=True)
    use_class_methods(converter, "from_wire", "to_wire")
    converter.register_structure_hook(str, _structure_text)
    converter.register_structure_hook(int, _structure_int)
    converter.register_structure_hook(bool, _structure_bool)
    converter.register_structure_hook(Decimal, _structure_decimal)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(datetime, _structure_datetime)
    converter.register_unstructure_hook(datetime, lambda t: t.astimezone(UTC).isoformat())
    converter.register_structure_hook(timedelta, lambda v, _: timedelta(seconds=float(v)))
    converter.register_unstructure_hook(timedelta, timedelta.total_seconds)
    converter.register_structure_hook(Secret, _structure_secret)
    converter.register_unstructure_hook(Secret, str)
    return converter


def complaints(error: Exception, root: str = "$") -> list[str]:
    """Return what a failed structuring found, one sentence part per field."""
    if isinstance(error, (cattrs.BaseValidationError, cattrs.ForbiddenExtraKeysError)):
        return [line.replace("@ $", f"at {root}") for line in transform_error(error)]
    return [f"{error} (at {root})"]


def _structure_text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {_kind(value)}")
    if "\0" in value:
        raise ValueError("text contains a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError("text contains a lone surrogate, which is not Unicode") from error
    return value


def _structure_int(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {_kind(value)}")
    return value


def _structure_bool(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, got {_kind(value)}")
    return value


def _structure_decimal(value: object, _: object) -> Decimal:
    if isinstance(value, bool | float) or not isinstance(value, int | str | Decimal):
        raise TypeError(f"expected an exact number, got {_kind(value)}")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError("expected a number, got other text") from error
    if not number.is_finite():
        raise ValueError(f"expected a finite number, got {number}")
    return number


def _structure_datetime(value: object, _: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("a time must carry its zone, as in 2026-01-31T12:00:00+07:00")
    return moment


def _structure_secret(value: object, _: object) -> Secret:
    return value if isinstance(value, Secret) else Secret(_structure_text(value, str))


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Enum):
        return type(value).__name__
    names = {bool: "true or false", str: "text", float: "a fraction", list: "a list"}
    return names.get(type(value), f"a {type(value).__name__}")
