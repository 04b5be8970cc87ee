"""Settings as people give them: a number or a choice may be text, and every fault is named.

For the `from_wire` of a connector's settings class: `read_settings` reads each
field with a function of its own, and the functions here read what most
platforms ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import attrs

from crossdock.secret import Secret

Reader = Callable[[object], object]
E = TypeVar("E", bound=StrEnum)

#: More digits than any platform's id has; keeps a pasted page of digits from being one.
LONGEST_ID = 18
_DIGITS = re.compile(r"[0-9]+")


def read_settings(
    shape: type[Any], data: Mapping[str, Any], readers: Mapping[str, Reader]
) -> tuple[dict[str, Any], list[str]]:
    """Return the values of *shape*'s fields in *data*, and what is wrong with the others.

    A blank value is no value. A fault is the beginning of a sentence: the name of
    the field, and what it must be; never the value, which may be secret.

    Args:

        readers: by field, what turns a given value into the field's own, raising
            `TypeError` or `ValueError` with the rest of the sentence.
    """
    faults: list[str] = []
    values: dict[str, Any] = {}
    for field in attrs.fields(shape):
        given = data.get(field.name)
        if given is None or given in ("", Secret("")):
            if field.default is attrs.NOTHING:
                faults.append(f"{field.name} is missing")
            continue
        try:
            values[field.name] = readers[field.name](given)
        except (TypeError, ValueError) as error:
            faults.append(f"{field.name} {error}")
    known = {field.name for field in attrs.fields(shape)}
    faults += [f"{name} is not one of its settings" for name in data if name not in known]
    return values, faults


def whole_number(value: object) -> int:
    """Return an id: a whole number above zero, or its digits."""
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        digits = value.strip().lstrip("0")
        value = int(digits) if digits and len(digits) <= LONGEST_ID else 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("must be a whole number, in digits only")
    if not 0 < value < 10**LONGEST_ID:
        raise ValueError(f"must be a whole number above zero, of at most {LONGEST_ID} digits")
    return value


def word(value: object) -> str:
    """Return text without white space in it; a number counts as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise TypeError("must be text")
    text = value.strip()
    if not text or any(ord(c) < 0x21 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must be text without spaces or control characters")
    return text


def secret(value: object) -> Secret:
    """Return a secret of any number of lines, such as a key's PEM."""
    if isinstance(value, Secret):
        value = value.reveal()
    if not isinstance(value, str):
        raise TypeError("must be text")
    # What is read from a file ends in a line break that is no part of the secret.
    text = value.strip()
    if not text:
        raise ValueError("is empty")
    return Secret(text)


def secret_line(value: object) -> Secret:
    """Return a secret of one line."""
    found = secret(value)
    if any(ord(c) < 0x20 or 0xD800 <= ord(c) <= 0xDFFF for c in found.reveal()):
        raise ValueError("must be one line of text; check how it was copied")
    return found


def choice(kind: type[E]) -> Callable[[object], E]:
    """Return what reads a member of *kind* by its value, in any case."""

    def read(value: object) -> E:
        members = {member.value: member for member in kind}
        found = members.get(value.strip().lower()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"must be one of {', '.join(members)}")
        return found

    return read
