"""JSON that every reader reads the same way, or not at all.

What is wrong with one value only (a lone surrogate, a number beyond what a
field can hold) is left in place, so that the converter refuses that record and
the others of its page go on. What leaves the whole text ambiguous is refused.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

MAX_DEPTH = 64
MAX_NODES = 1_000_000
#: Beyond this a number overflows to infinity where others read it.
MAX_EXPONENT = 308

# Possessive, so that a body of quotes or backslashes costs no memory to skip.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ANY_BRACKET = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET = bytes(sorted(set(range(256)) - set(b"[]{}")))


class NotStrictJsonError(ValueError):
    """The bytes are not JSON, or JSON we refuse; the message is the end of a sentence."""


def loads(body: bytes) -> Any:
    """Return *body* as Python values, whole numbers as `int`, others as `Decimal`.

    Raises:

        NotStrictJsonError: not UTF-8, not JSON, a duplicate key, NaN, Infinity or a
            number that overflows to it, nested deeper than 64, or more than a
            million values.
    """
    if not body.strip():
        raise NotStrictJsonError("the body is empty")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotStrictJsonError(f"byte {error.start} is not UTF-8") from None
    _refuse_size(body)
    try:
        return json.loads(
            text,
            parse_float=_fraction,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_duplicates,
        )
    except NotStrictJsonError:
        raise
    except json.JSONDecodeError as error:
        raise NotStrictJsonError(
            f"{error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise NotStrictJsonError(f"it is nested deeper than {MAX_DEPTH}") from None
    except ValueError:
        # Python's own guard: reading such a number takes time that grows with its square.
        raise NotStrictJsonError("it contains a whole number of thousands of digits") from None


def _refuse_size(body: bytes) -> None:
    brackets = body.count(b"[") + body.count(b"{")
    if brackets <= MAX_DEPTH and body.count(b",") < MAX_NODES:
        return
    outside = _STRINGS.sub(b"", body)
    if outside.count(b",") >= MAX_NODES:
        raise NotStrictJsonError(f"it holds more than {MAX_NODES:,} values")
    shape = outside.translate(_ANY_BRACKET, _NO_BRACKET)
    # Peeling the innermost pairs 64 times leaves nothing of a text nested 64 deep,
    # and of one that was cut short only the brackets still open.
    for _ in range(MAX_DEPTH):
        peeled = shape.replace(b"[]", b"")
        if len(peeled) == len(shape):
            break
        shape = peeled
    if b"[]" in shape or len(shape) > MAX_DEPTH:
        raise NotStrictJsonError(f"it is nested deeper than {MAX_DEPTH}")


def _fraction(text: str) -> Decimal:
    mantissa, _, exponent = text.lower().partition("e")
    # Looked at before it is read: a `Decimal` takes exponents up to 10^18, and
    # then writing it out fills the memory.
    if len(exponent) > 9:
        raise NotStrictJsonError("it contains a number that overflows")
    number = Decimal(text)
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise NotStrictJsonError("it contains a number that overflows")
    return number if number else Decimal(mantissa)


def _refuse_constant(name: str) -> NoReturn:
    raise NotStrictJsonError(f"it contains {name}, which is no number")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotStrictJsonError(f"the key {key[:60]!a} stands twice in one object")
            seen.add(key)
    return members
