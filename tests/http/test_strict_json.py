"""JSON that is taken, and JSON that is not."""

from __future__ import annotations

import contextlib
import json
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.http.strict_json import MAX_DEPTH, NotStrictJsonError, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_round_trip(value: Any, ascii_only: bool) -> None:
    """Any JSON value comes back as it was, escaped or not."""
    assert value == loads(json.dumps(value, ensure_ascii=ascii_only).encode())


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    """Whatever comes is read as others read it, or refused; nothing else happens."""
    with contextlib.suppress(NotStrictJsonError):
        found = loads(body)

        assert json.loads(body, parse_float=Decimal) == found


def nested(depth: int) -> bytes:
    """Return lists and objects by turns, *depth* deep."""
    return (
        b'[{"a":' * (depth // 2) + b"[" * (depth % 2) + b"]" * (depth % 2) + b"}]" * (depth // 2)
    )


def test_empty_objects_do_not_nest() -> None:
    """Many brackets beside each other are not depth, nor are those in text."""
    assert 100 == len(loads(b"[" + b"[[]]," * 99 + b'"' + b"[" * 100 + b'"]'))


@pytest.mark.parametrize("extra", [b"", b"[]," * 100])
def test_deepest(extra: bytes) -> None:
    """Sixty-four levels are taken, and one more is not."""
    inner = nested(MAX_DEPTH - 2).replace(b'"a":}', b'"a":1}')
    taken = b"[" + extra + b"[" + inner + b"]]"

    loads(taken)
    with pytest.raises(NotStrictJsonError, match="nested deeper than 64"):
        loads(b"[" + taken + b"]")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty"),
        (b" \r\n\t", "the body is empty"),
        (b'{"a": NaN}', "it contains NaN, which is no number"),
        (b"[Infinity]", "it contains Infinity, which is no number"),
        (b"[-Infinity]", "it contains -Infinity, which is no number"),
        (b"[1e999]", "it contains a number that overflows"),
        (b"[-1e309]", "it contains a number that overflows"),
        (b"[1e99999999999999999999]", "it contains a number that overflows"),
        (b"[1e-999]", "it contains a number that overflows"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice in one object"),
        (b'{"a": {"\\u0061b": 1, "ab": 2}}', "the key 'ab' stands twice in one object"),
        (b"[" * 100_000, "it is nested deeper than 64"),
        (b'{"a":' * 100_000, "it is nested deeper than 64"),
        (b"[" * 100_000 + b"]" * 100_000, "it is nested deeper than 64"),
        (b"[" + b"1" * 5000 + b"]", "it contains a whole number of thousands of digits"),
        (b"[" + b"0," * 1_000_000 + b"0]", "it holds more than 1,000,000 values"),
        ('{"a": 1}'.encode("utf-16"), "byte 0 is not UTF-8"),
        ('{"a": "\N{CJK UNIFIED IDEOGRAPH-4EAC}"}'.encode("gbk"), "byte 7 is not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "byte 7 is not UTF-8"),
        (b'{"a": 1', "Expecting ',' delimiter at line 1, column 8"),
        (b'{"a": 1} x', "Extra data at line 1, column 10"),
        (b"<html>", "Expecting value at line 1, column 1"),
        (b"{'a': 1}", "Expecting property name enclosed in double quotes at line 1, column 2"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_refused(body: bytes, why: str) -> None:
    """What is not JSON, or not the same to every reader, is refused with its reason."""
    with pytest.raises(NotStrictJsonError) as caught:
        loads(body)

    assert why == str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark(encoding: str) -> None:
    """UTF-16 without a mark is valid UTF-8 by accident, and still no JSON."""
    with pytest.raises(NotStrictJsonError):
        loads('{"a": 1}'.encode(encoding))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"\xef\xbb\xbf[1]", [1]),
        (b"[1.10]", [Decimal("1.10")]),
        (b"[1e3]", [Decimal("1E+3")]),
        (b"[0e99999999]", [Decimal(0)]),
        (b"[-0.0]", [Decimal("-0.0")]),
        (b"[12345678901234567890]", [12345678901234567890]),
        (b"null", None),
        (b'["a,[{\\"b"]', ['a,[{"b']),
        (b'["\\ud83d\\ude00"]', ["\N{GRINNING FACE}"]),
    ],
)
def test_taken(body: bytes, value: object) -> None:
    """A mark at the start is skipped, fractions stay exact, large numbers whole."""
    assert value == loads(body)


def test_lone_surrogate() -> None:
    """A lone surrogate stays in its place: only the record it is in is refused, later."""
    assert [{"name": "\ud800"}, {"name": "b"}] == loads(b'[{"name": "\\ud800"}, {"name": "b"}]')


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 8_000_000,
        b"[]" * 4_000_000,
        b'["' + b'\\"' * 4_000_000 + b'"]' + b"[]" * 70,
        b'"' * 8_000_000,
        b"{" + b",".join(b'"%d":1' % n for n in range(300_000)) + b',"7":1}',
    ],
    ids=["openers", "pairs", "escaped quotes", "quotes", "one key twice"],
)
def test_hostile_size(body: bytes) -> None:
    """A large body made to be slow is refused quickly."""
    start = time.process_time()

    with pytest.raises(NotStrictJsonError):
        loads(body)

    assert time.process_time() - start < 30
