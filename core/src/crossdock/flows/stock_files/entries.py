"""What each row of a stock file says, read strictly and before anything is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from crossdock.catalogue.sku import fault
from crossdock.errors import InputRefusedError
from crossdock.store import MAIN
from crossdock.tables import Cell, Table, TableRow, text_of, units_of
from crossdock.validators import MOST_UNITS


class Mode(StrEnum):
    """What the quantity of a row means."""

    #: So many are on hand now.
    ABSOLUTE = "absolute"
    #: So many more, or fewer, than were known.
    ADJUST = "adjust"
    #: So many were there when they were counted; what happened since is added.
    COUNT = "count"


@attrs.frozen
class Terms:
    """What goes for the rows of a file that say nothing else.

    Args:

        as_of: when the goods were counted; now, for None.

        document: what counts and adjustments are known under, so that reading them
            again changes nothing; the run, if empty.
    """

    now: datetime
    run: str
    mode: Mode = Mode.ABSOLUTE
    warehouse: str = MAIN
    as_of: datetime | None = None
    document: str = ""
    reason: str = ""


@attrs.frozen
class Entry:
    """What one row says.

    Args:

        number: its line in a text file, its row in a sheet.

        quantity: units; of an adjustment, with their sign.

        moment: when they were counted, if that was said.

        fault: why it says nothing that can be done, in words.
    """

    number: int
    sku: str = ""
    warehouse: str = ""
    mode: Mode = Mode.ABSOLUTE
    quantity: int | None = None
    moment: datetime | None = None
    reason: str = ""
    fault: str = ""


def entries(
    table: Table,
    columns: Mapping[str, str],
    terms: Terms,
    moment_of: Callable[[str], datetime],
) -> Iterator[Entry]:
    """Yield what each row of *table* says.

    Args:

        columns: as `find_columns` found them.

        moment_of: reads a moment, and raises InputRefusedError for what is none.

    Raises:

        InputRefusedError: the table itself goes on beyond what is read.
    """
    for row in table.rows:
        strange = [column for column in row.cells if column not in table.columns]
        if row.fault or strange:
            why = row.fault or f"the first record has no {_shown(strange[0])}, and this one has"
            yield Entry(row.number, mode=terms.mode, fault=why)
        else:
            cells = {field: row.cells.get(column) for field, column in columns.items()}
            yield _entry(row, cells, terms, moment_of)


def _entry(
    row: TableRow,
    cells: Mapping[str, Cell],
    terms: Terms,
    moment_of: Callable[[str], datetime],
) -> Entry:
    # What could be read of a refused row is shown with it.
    said: dict[str, Any] = {"warehouse": terms.warehouse, "mode": terms.mode}
    try:
        said["sku"] = _sku(cells["sku"])
        warehouse = text_of(cells.get("warehouse"), "warehouse").strip()
        said["warehouse"] = _shown(warehouse) or terms.warehouse
        said["mode"] = mode = _mode(cells.get("mode"), terms.mode)
        said["quantity"] = units_of(
            cells["quantity"], "quantity", -MOST_UNITS if mode is Mode.ADJUST else 0
        )
        said["reason"] = text_of(cells.get("reason"), "reason").strip() or terms.reason
        said["moment"] = _moment(cells.get("counted_at"), mode, terms, moment_of)
    except InputRefusedError as error:
        return Entry(row.number, **said, fault=_shown(error.message.removesuffix(".")))
    return Entry(row.number, **said, fault=_flaw(mode, said["quantity"], said["reason"]))


def _sku(cell: Cell) -> str:
    code = text_of(cell, "sku")
    if not code.strip():
        raise InputRefusedError("sku is blank")
    flaw = fault(code)
    if flaw:
        raise InputRefusedError(f"sku {_shown(code[:60])!r} {flaw}")
    return code


def _mode(cell: Cell, usual: Mode) -> Mode:
    word = text_of(cell, "mode").strip().lower()
    if word and word not in set(Mode):
        raise InputRefusedError(f"mode is {word[:30]!r}, and must be one of {', '.join(Mode)}")
    return Mode(word or usual)


def _moment(
    cell: Cell, mode: Mode, terms: Terms, moment_of: Callable[[str], datetime]
) -> datetime | None:
    usual = terms.as_of if mode is Mode.COUNT else None
    if cell is None or cell == "":
        return usual
    if mode is not Mode.COUNT:
        raise InputRefusedError(f"counted_at is given, and the row is no count but {mode}")
    if not isinstance(cell, str):
        raise InputRefusedError(
            f"counted_at is {cell} without a zone: write it as text, 2026-11-01T09:00:00+07:00"
        )
    text = cell.strip()
    return moment_of(text) if text else usual


def _flaw(mode: Mode, quantity: int, reason: str) -> str:
    if mode is not Mode.ADJUST:
        return ""
    if quantity == 0:
        return "quantity is 0, and an adjustment of nothing is none"
    return "" if reason else "an adjustment needs a reason: a column reason, or --reason"


def _shown(text: str) -> str:
    """Return *text* with lone surrogates, which no output can carry, written out."""
    return text.encode("utf-8", "backslashreplace").decode()
