"""JSON that every reader reads the same way, or not at all."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

MAX_DEPTH = 64
MAX_NODES = 1_000_000

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


class NotStrictJsonError(ValueError):
    """The bytes are not JSON, or JSON we refuse; the message is the end of a sentence."""


def loads(body: bytes) -> Any:
    """Return *body* as Python values, whole numbers as `int`, others as `Decimal`.

    Raises:

        NotStrictJsonError: not UTF-8, not JSON, a duplicate key, NaN or Infinity,
            nested deeper than 64, or more than a million values.
    """
    if not body.strip():
        raise NotStrictJsonError("the body is empty")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotStrictJsonError(f"byte {error.start} is not UTF-8") from None
    _refuse_depth(body)
    if body.count(b",") > MAX_NODES:
        raise NotStrictJsonError(f"it holds more than {MAX_NODES:,} values")
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_duplicates,
        )
    except NotStrictJsonError:
        raise
    except json.JSONDecodeError as error:
        raise NotStrictJsonError(
            f"{error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise NotStrictJsonError(str(error).partition(";")[0]) from None


def _refuse_depth(body: bytes) -> None:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRINGS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise NotStrictJsonError(f"it is nested deeper than {MAX_DEPTH}")


def _refuse_constant(name: str) -> NoReturn:
    raise NotStrictJsonError(f"it contains {name}, which is no number")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NotStrictJsonError(f"the key {twice!r} stands twice in one object")
    return members
