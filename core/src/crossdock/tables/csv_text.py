"""CSV: text with a header, separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from crossdock.errors import InputRefusedError
from crossdock.tables.table import Limits, Table, TableRow, checked_header, too_long

SEPARATORS = ",;\t|"

#: A spreadsheet takes text that begins like this for a formula. Written, it gets a
#: quote in front, as spreadsheets themselves do; read, that quote goes away again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def read_csv(name: str, raw: bytes, limits: Limits) -> Table:
    """Return the table in *raw*.

    Raises:

        InputRefusedError: it is not UTF-8 text, or its header will not do.
    """
    text = decoded(name, raw)
    header = text.partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    # A cell too long is a fault of its row alone; the reader would stop at it.
    csv.field_size_limit(max(limits.size, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        first = next(reader, [])
    except csv.Error as error:
        raise InputRefusedError(f"The header of {name} cannot be read: {error}.") from None
    columns = checked_header(name, first, limits)
    return Table(name, columns, _rows(reader, columns, limits))


def decoded(name: str, raw: bytes) -> str:
    """Return *raw* as text; UTF-8, or UTF-16 where a mark at its start says so.

    Raises:

        InputRefusedError: it is in another encoding; guessing would mangle names.
    """
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputRefusedError(
            f"{name} is not UTF-8 text: line {line} holds other bytes.",
            next_step="Save it as UTF-8.",
        ) from None


def _rows(
    reader: Iterator[list[str]], columns: tuple[str, ...], limits: Limits
) -> Iterator[TableRow]:
    while True:
        # The line that the record begins on: a quoted cell may hold line breaks.
        number = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield TableRow(number, fault=f"neither it nor what follows can be told apart: {error}")
            return
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, columns, limits)


def _row(number: int, cells: list[str], columns: tuple[str, ...], limits: Limits) -> TableRow:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return TableRow(number, fault=f"it has {len(cells)} cells under {len(columns)} columns")
    named = {
        column: cell[1:] if QUOTED_FORMULA.match(cell) else cell
        for column, cell in zip(columns, cells, strict=False)
    }
    fault = too_long(named, limits)
    return TableRow(number, {} if fault else named, fault)
