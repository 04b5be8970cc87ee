"""A table as it was read: named columns, numbered rows, and the rows that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

import attrs

from crossdock.errors import InputRefusedError

#: What a cell may hold. CSV knows text alone; JSON and spreadsheets know more.
Cell = str | int | float | Decimal | bool | datetime | date | time | None


@attrs.frozen
class Limits:
    """What is still read; a file beyond that is refused before it fills the memory.

    Args:

        size: bytes of the file.

        rows: records below the header.

        columns: columns of the header; cells of a row beyond it are a broken row.

        cell: characters in one cell; as many as a spreadsheet holds.

        unpacked: bytes that a spreadsheet, which is a zip archive, may unpack to;
            ``ratio`` how many times its packed size that may be; ``members`` how
            many files may be in it.
    """

    size: int = 64 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 200
    cell: int = 32_767
    unpacked: int = 512 * 1024 * 1024
    ratio: int = 200
    members: int = 1_000


@attrs.frozen
class TableRow:
    """One row.

    Args:

        number: where a person finds it: its line in a text file, its row in a sheet.

        cells: by column; a cell that is not there is None.

        fault: why it cannot be read, in words; it has no cells then.
    """

    number: int
    cells: Mapping[str, Cell] = attrs.field(factory=dict)
    fault: str = ""


@attrs.frozen
class Table:
    """A file's rows, read as they are asked for.

    Args:

        name: the file's, for messages.

        columns: in the order of the file; of JSONL, those of its first record.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[TableRow]


def checked_header(name: str, cells: list[str], limits: Limits) -> tuple[str, ...]:
    """Return the column names of a header row, or refuse it.

    Raises:

        InputRefusedError: it is empty, has too many columns, or one of them twice.
    """
    columns = tuple(cell.strip() for cell in cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise InputRefusedError(
            f"{name} has no header.", next_step="Name its columns in the first row."
        )
    if len(columns) > limits.columns:
        raise InputRefusedError(f"{name} has more than {limits.columns} columns.")
    for column in columns:
        if columns.count(column) > 1:
            raise InputRefusedError(
                f"{name} has {columns.count(column)} columns called {column!r}.",
                next_step="Give each column a name of its own.",
            )
    return columns


def too_long(cells: Mapping[str, Cell], limits: Limits) -> str:
    """Return a fault if a cell holds more characters than anybody would write into it."""
    for column, cell in cells.items():
        if isinstance(cell, str) and len(cell) > limits.cell:
            return f"{column} has {len(cell):,} characters; at most {limits.cell:,} are read"
    return ""
