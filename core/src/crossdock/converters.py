"""The converter between Python values and plain data, with its decisions.

One converter serves settings, the store and the wire. What it decides:

- An integer is an `int` and nothing else: ``True``, ``1.0`` and ``"1"`` are
  refused. It fits into 64 bits, as in every database and every platform.
- Text is valid Unicode: a lone surrogate or a NUL is refused, because neither
  can be stored or shown.
- A truth value is ``True`` or ``False``, not 1 or ``"yes"``.
- A `Decimal` comes from a `Decimal`, an `int` or text in plain digits, never
  from a float, and leaves as text. It is finite, and no larger or smaller than
  others can read (an exponent of 308).
- A `float` comes from any finite number, never from text.
- A time carries its zone: ISO 8601 with an offset in, ISO 8601 in UTC out.
- A span of time is a number of seconds.
- A `Secret` comes from text, and does not leave: unstructuring one yields its
  mask, so that a record dumped by mistake gives nothing away.
- A record comes from an object (a mapping), a list or tuple from a list: text
  is never taken for a list of its letters.
- An unknown key is refused by name where a class is structured strictly
  (settings); the wire's extra keys are dropped.
- Enumerations travel by value.
- A class with ``from_wire`` or ``to_wire`` converts itself.
"""

from __future__ import annotations

import collections.abc
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any, get_args, get_origin

import attrs
import cattrs
from cattrs import transform_error
from cattrs.cols import homogenous_tuple_structure_factory, list_structure_factory
from cattrs.strategies import use_class_methods

from crossdock.secret import Secret

LARGEST_INT = 2**63 - 1
LARGEST_EXPONENT = 308
#: A complaint quotes no more of a library's message than this.
LONGEST_REASON = 200

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_CLASS = re.compile(r"<(?:class|enum) '(?:[\w.]*\.)?(\w+)'>")


def make_converter(*, forbid_extra_keys: bool = False) -> cattrs.Converter:
    """Return a converter with the decisions above, independent of any other."""
    converter = cattrs.Converter(forbid_extra_keys=forbid_extra_keys, detailed_validation=True)
    _keep_shapes(converter)
    use_class_methods(converter, "from_wire", "to_wire")
    converter.register_structure_hook(str, _structure_text)
    converter.register_structure_hook(int, _structure_int)
    converter.register_structure_hook(bool, _structure_bool)
    converter.register_structure_hook(float, _structure_float)
    converter.register_structure_hook(Decimal, _structure_decimal)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(datetime, _structure_datetime)
    converter.register_unstructure_hook(datetime, lambda t: t.astimezone(UTC).isoformat())
    converter.register_structure_hook(timedelta, _structure_span)
    converter.register_unstructure_hook(timedelta, timedelta.total_seconds)
    converter.register_structure_hook(Secret, _structure_secret)
    converter.register_unstructure_hook(Secret, str)
    converter.register_structure_hook_func(_is_enum, _structure_enum)
    for kind in (StrEnum, IntEnum):
        # Else they would leave as the text or number that they also are.
        converter.register_unstructure_hook(kind, _value_of)
    return converter


def complaints(error: Exception, root: str = "$") -> list[str]:
    """Return what a failed structuring found, one part of a sentence per field.

    Each ends in its place: ``required field missing at settings.fs_id``.
    """
    if isinstance(error, (cattrs.BaseValidationError, cattrs.ForbiddenExtraKeysError)):
        found = transform_error(error, root, lambda one, _: _reason(one))
        return [" at ".join(line.rsplit(" @ ", 1)) for line in found]
    return [f"{_reason(error)} at {root}"]


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return "required field missing"
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        names = sorted(map(str, error.extra_fields))
        return f"unknown {'field' if len(names) == 1 else 'fields'} {', '.join(names)}"
    if isinstance(error, cattrs.StructureHandlerNotFoundError):
        return "this field's type is not supported"
    # attrs' validators keep the attribute and the value beside the message.
    told = str(error.args[0]) if error.args else type(error).__name__
    told = " ".join(_CLASS.sub(r"\1", told).split())
    return told if len(told) <= LONGEST_REASON else told[:LONGEST_REASON] + "…"


def _keep_shapes(converter: cattrs.Converter) -> None:
    """Have records, lists and mappings look at the kind of what they are given first."""

    def guarded(make: Callable[[Any], Any], kind: Any, name: str) -> Callable[[Any], Any]:
        plain = dict if kind is Mapping else list

        def factory(cls: Any) -> Callable[[Any, Any], Any]:
            inner = make(cls)
            size = len(get_args(cls)) if _is_row(cls) else None

            def structure(value: Any, _: Any) -> Any:
                # Nearly all are plain ones, and to ask an abstract class is slow.
                if type(value) is not plain and not isinstance(value, kind):
                    raise TypeError(f"expected {name}, got {_kind(value)}")
                if size is not None and len(value) != size:
                    raise ValueError(f"expected {size} values, got {len(value)}")
                return inner(value, cls)

            return structure

        return factory

    listed = (list, tuple)
    for predicate, make, kind, name in (
        (_is_record, converter.gen_structure_attrs_fromdict, Mapping, "an object"),
        (_is_mapping, converter.gen_structure_mapping, Mapping, "an object"),
        (_is_list, lambda cls: list_structure_factory(cls, converter), listed, "a list"),
        (
            _is_tuple,
            lambda cls: homogenous_tuple_structure_factory(cls, converter),
            listed,
            "a list",
        ),
        (_is_row, converter.gen_structure_hetero_tuple, listed, "a list"),
    ):
        converter.register_structure_hook_factory(predicate, guarded(make, kind, name))


def _is_record(cls: Any) -> bool:
    return attrs.has(get_origin(cls) or cls)


def _is_mapping(cls: Any) -> bool:
    return cls is dict or get_origin(cls) in {dict, collections.abc.Mapping}


def _is_list(cls: Any) -> bool:
    return cls is list or get_origin(cls) is list


def _is_tuple(cls: Any) -> bool:
    return cls is tuple or (get_origin(cls) is tuple and ... in get_args(cls))


def _is_row(cls: Any) -> bool:
    return get_origin(cls) is tuple and ... not in get_args(cls)


def _is_enum(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Enum)


def _structure_text(value: object, cls: Any) -> Any:
    if cls is not str and _is_enum(cls):
        # An enumeration whose members are text is text to the converter.
        return _structure_enum(value, cls)
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {_kind(value)}")
    if "\0" in value:
        raise ValueError("text contains a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("text contains a lone surrogate, which is not Unicode") from None
    return value


def _structure_int(value: object, cls: Any) -> Any:
    if cls is not int and _is_enum(cls):
        return _structure_enum(value, cls)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {_kind(value)}")
    if not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise ValueError("expected a whole number of 64 bits, got a larger one")
    return value


def _structure_bool(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, got {_kind(value)}")
    return value


def _structure_float(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(f"expected a number, got {_kind(value)}")
    try:
        number = float(value)
    except (OverflowError, ValueError):
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number


def _structure_decimal(value: object, _: object) -> Decimal:
    if isinstance(value, bool | float) or not isinstance(value, int | str | Decimal):
        raise TypeError(f"expected an exact number, got {_kind(value)}")
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("expected a number, got other text")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"expected a finite number, got {number}")
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError("expected a number that others can read, got too many digits")
    return number


def _structure_datetime(value: object, _: object) -> datetime:
    if not isinstance(value, str | datetime):
        raise TypeError(f"expected a time as text, got {_kind(value)}")
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            moment.astimezone(UTC)
    except ValueError:
        raise ValueError("expected a time such as 2026-01-31T12:00:00+07:00") from None
    except OverflowError:
        raise ValueError("expected a time between the years 1 and 9999") from None
    if moment.utcoffset() is None:
        raise ValueError("a time must carry its zone, as in 2026-01-31T12:00:00+07:00")
    return moment


def _structure_span(value: object, _: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return timedelta(seconds=_structure_float(value, float))
    except OverflowError:
        raise ValueError("expected fewer seconds") from None


def _structure_secret(value: object, _: object) -> Secret:
    text = value.reveal() if isinstance(value, Secret) else value
    return Secret(_structure_text(text, str))


def _structure_enum(value: object, cls: Any) -> Any:
    if not isinstance(value, bool):
        try:
            return cls(value)
        except ValueError:
            pass
    known = ", ".join(str(member.value) for member in cls)
    raise ValueError(f"expected one of {known}")


def _value_of(member: Enum) -> Any:
    return member.value


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Enum):
        return type(value).__name__
    if isinstance(value, Mapping):
        return "an object"
    names = {
        bool: "true or false",
        str: "text",
        int: "a whole number",
        float: "a fraction",
        Decimal: "a fraction",
        list: "a list",
        tuple: "a list",
        bytes: "bytes",
        Secret: "a secret",
    }
    return names.get(type(value), type(value).__name__)
