"""A page of a list, and the faults that disturb it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_jos.sandbox.router import Call

T = TypeVar("T")
Row = dict[str, Any]


def page_of(rows: Sequence[T], page: int, size: int) -> Sequence[T]:
    """Return one page of *rows*."""
    return rows[(page - 1) * size : page * size]


def disturbed(call: Call, rows: list[Row], poison: Callable[[Row], Row]) -> list[Row]:
    """Return the rows as the faults of this request leave them, and meter them."""
    if faults_in(call.scope, "missing-rows"):
        rows = rows[::2]
    if faults_in(call.scope, "duplicate-rows"):
        rows = [row for row in rows for _ in range(2)]
    if rows and faults_in(call.scope, "poison-row"):
        middle = len(rows) // 2
        rows = [*rows[:middle], poison(rows[middle]), *rows[middle + 1 :]]
    meter_rows(call.scope, len(rows))
    return rows
