"""Pages of lists, and the faults that disturb them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call

T = TypeVar("T")
Row = dict[str, Any]


def paging(
    world: World, fields: Fields, call: Call, names: tuple[str, str], most: int, default: int
) -> tuple[int, int]:
    """
    Return page and page size.

    Args:
        world: Knows what a size above the cap meets.

        fields: The parameters.

        call: May ask for the first page whatever is asked.

        names: How this method spells page and size (sheet 6.1).

        most: The cap.

        default: The size where none is given.
    """
    page = fields.whole(names[0], 1, 1, 10**9) or 1
    size = fields.whole(names[1], default, 1, 10**9) or default
    if size > most and world.switches["over_cap"] == "refuse":
        raise RouterError("61", names[1])
    if faults_in(call.scope, "cursor-loop"):
        page = 1
    return page, min(size, most)


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
