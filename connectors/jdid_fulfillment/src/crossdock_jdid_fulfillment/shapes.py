"""The shapes in which JD's rows come: flat, under an extra ``v1``, or with listed values (C10).

These readings were told of stock. Nobody said that other lists are always flat, so
they are read the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossdock.errors import DataRefusedError
from crossdock_jos import Record

_WRAPPED = "v1"


def plain(payload: Record, name: str) -> list[Record]:
    """Return the rows of the list *name*, with a value that stands alone in a list taken out.

    Raises:

        DataRefusedError: something there is no row; that is not to say there are none.
    """
    rows: list[Record] = []
    for entry in listed(unwrapped(payload.value(name)), name):
        row = unwrapped(entry)
        if isinstance(row, Mapping):
            members = {member: _single(value) for member, value in row.items()}
            rows.append(Record(members, f"{name}."))
        elif row is not None:
            raise DataRefusedError(f"{name} holds something that is no row.")
    return rows


def unwrapped(value: Any) -> Any:
    """Return what is under the extra key, if *value* is nothing but that."""
    if isinstance(value, Mapping) and set(value) == {_WRAPPED}:
        return value[_WRAPPED]
    return value


def listed(value: Any, name: str) -> list[Any]:
    """Return *value* as a list; a single object is one, and nothing is an empty one.

    Raises:

        DataRefusedError: the member *name* is no list, and something all the same.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        return [value] if value else []
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    raise DataRefusedError(f"{name} is no list of rows.")


def _single(value: Any) -> Any:
    value = unwrapped(value)
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], Mapping):
        return value[0]
    return value
