"""How values are written: statuses as text or numbers, rows in three shapes (sheet B8, C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox.refusals import nothing_found
from crossdock_jos.sandbox.pages import disturbed
from crossdock_jos.sandbox.router import Call

if TYPE_CHECKING:
    from crossdock.sandbox.switches import SwitchBoard

Row = dict[str, Any]


def status(switches: SwitchBoard, code: int) -> str | int:
    """Return a status as this dialect writes it."""
    return str(code) if switches["status_type"] == "string" else code


def shaped(switches: SwitchBoard, rows: list[Row], *, stock: bool = False) -> list[Row]:
    """Return rows flat, or stock rows under ``v1`` or as columns, or every value in an array."""
    if switches["rows"] == "arrays":
        return [{name: _listed(value) for name, value in row.items()} for row in rows]
    if switches["rows"] == "v1" and stock:
        return [{"v1": row} for row in rows]
    if switches["rows"] == "columns" and stock:
        return [{name: [row[name] for row in rows] for name in rows[0]}]
    return rows


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | dict) else [value]


def told(
    switches: SwitchBoard, call: Call, what: str, rows: list[Row], key: str, *, stock: bool = False
) -> list[Row] | None:
    """
    Return the rows of a query as they go onto the wire.

    Args:
        switches: Say how, and what comes where there are none.

        call: Its faults may disturb them.

        what: Is being looked for, for the text that says there is none.

        rows: Those found.

        key: The field that a poisoned row has garbage in.

        stock: They tell stock, which one client reads under a key of its own.

    Raises:
        EclpRefusalError: There are no rows, and that is told as an error.
    """
    if not rows:
        if switches["empty"] == "error":
            raise nothing_found(what)
        return None if switches["empty"] == "null" else []
    rows = disturbed(call, rows, lambda row: {**row, key: {"?": []}})
    return shaped(switches, rows, stock=stock)
