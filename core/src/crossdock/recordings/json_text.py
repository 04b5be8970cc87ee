"""JSON as values that are written back as they came: numbers digit by digit, every member."""

from __future__ import annotations

import json
from typing import Any

import attrs


@attrs.frozen
class Number:
    """A number as it is written."""

    text: str


@attrs.frozen
class Members:
    """An object: its names and values in their order, repeated names included."""

    pairs: tuple[tuple[str, Any], ...]


def read(text: str) -> Any:
    """Return *text* as text, `Number`, `Members`, lists, truth values and None.

    Raises:

        ValueError: it is no JSON, or nested too deep.
    """
    try:
        return json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
            object_pairs_hook=lambda pairs: Members(tuple(pairs)),
        )
    except RecursionError:
        raise ValueError("nested too deep") from None


def write(value: Any) -> str:
    """Return *value* as JSON."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, Members):
        inside = ",".join(f"{_text(name)}:{write(member)}" for name, member in value.pairs)
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{','.join(write(member) for member in value)}]"
    return _text(value)


def in_order(value: Any) -> Any:
    """Return *value* with the members of every object in the order of their names."""
    if isinstance(value, Members):
        pairs = [(name, in_order(member)) for name, member in value.pairs]
        return Members(tuple(sorted(pairs, key=lambda pair: pair[0])))
    return [in_order(member) for member in value] if isinstance(value, list) else value


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
