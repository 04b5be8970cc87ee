"""JSON written out as text inside JSON, which the platform nests up to three deep (sheet A5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crossdock.errors import DataRefusedError, UnreadableAnswerError
from crossdock_jos.records import Record

_OPENING = ("{", "[", '"')
#: A byte that was no UTF-8 right behind a backslash: its escape would turn to plain letters.
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\[\ud800-\udfff]")
_ID = re.compile(r"[0-9]{1,18}")
#: Where a list stands inside an object.
_LISTS = ("spuInfoVoList", "skuInfoVoList", "list", "data", "rows")


def unpacked(value: Any) -> Any:
    """Return what *value* says, where it may be JSON written out as text; None for none.

    Text that is no JSON stays as it is: whoever wanted an object finds none. A
    byte that was no UTF-8 outside is none inside either, and spoils its own
    field only.
    """
    while isinstance(value, str) and value.lstrip()[:1] in _OPENING:
        # Imported late: it comes with the client library.
        from crossdock.http.strict_json import NotStrictJsonError, loads

        if _ESCAPED.search(value):
            break
        try:
            value = loads(value.encode("utf-8", "backslashreplace"))
        except NotStrictJsonError:
            break
    return None if isinstance(value, str) and value.strip() in ("", "null") else value


def keyed_by_id(model: Any) -> dict[int, Any]:
    """Return the members of a model whose keys are ids; none for another kind of model."""
    model = unpacked(model)
    members = model.items() if isinstance(model, Mapping) else ()
    return {int(key): unpacked(value) for key, value in members if _ID.fullmatch(str(key))}


def rows_of(model: Any) -> list[Any]:
    """Return the rows in the model of an answer, bare or inside an object; none for null."""
    model = unpacked(model)
    if isinstance(model, Mapping):
        model = unpacked(Record(model).value(*_LISTS))
    return model if isinstance(model, list) else []


def listed(model: Any) -> list[Any]:
    """Return the rows of a model that has to be a list; none for null.

    An object may leave its list out where it tells how many rows there are.

    Raises:

        UnreadableAnswerError: it is anything else, which must not pass for an empty list.
    """
    model = unpacked(model)
    if isinstance(model, Mapping):
        found = unpacked(Record(model).value(*_LISTS))
        if found is None and total_of(model) is None:
            raise _unlisted()
        model = found
    if model is not None and not isinstance(model, list):
        raise _unlisted()
    return model or []


def total_of(model: Any) -> int | None:
    """Return how many rows the whole list has, by the page's own account; None if it says none."""
    model = unpacked(model)
    try:
        return Record(model).whole("totalNum") if isinstance(model, Mapping) else None
    except DataRefusedError:
        return None


def _unlisted() -> UnreadableAnswerError:
    return UnreadableAnswerError(
        "JD.ID called it a success and sent something that is no list.",
        next_step="Run it again later; if it stays so, the gateway is broken.",
    )
