"""Values as text in one column, and back: documents that nobody but core reads or writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from typing import Any, TypeVar, cast, get_args

import cattrs
from attrs import has as is_attrs

from crossdock.converters import make_converter

_Value = TypeVar("_Value")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def body_of(value: Any) -> str:
    """Return *value*, an attrs instance, as text; equal values give equal text."""
    return _ENCODER.encode(_converter().unstructure(value))


def plain_of(value: Any) -> Any:
    """Return *value*, an attrs instance, as the plain data that its text is read to."""
    return _converter().unstructure(value)


def value_of(body: str, kind: type[_Value]) -> _Value:
    """Return the value that `body_of` made *body* of; the same one for the same text."""
    return cast("_Value", _read(body, cast("Hashable", kind)))


# A document is read several times in each of its steps, and never changes by itself.
@lru_cache(maxsize=2048)
def _read(body: str, kind: Hashable) -> Any:
    return _converter().structure(json.loads(body), cast("type[Any]", kind))


@cache
def _converter() -> cattrs.Converter:
    converter = make_converter()
    converter.register_unstructure_hook_factory(_is_set, _sorted_out)
    return converter


def _is_set(kind: Any) -> bool:
    return not is_attrs(kind) and getattr(kind, "__origin__", kind) in {frozenset, set}


def _sorted_out(kind: Any) -> Callable[[Any], list[Any]]:
    """Return the hook that makes a list of a set, always in the same order."""
    if get_args(kind) == (str,):
        return sorted
    return lambda members: sorted(_converter().unstructure(list(members)))
