"""XLSX: the first sheet of a workbook. The library is loaded only when one is met."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from crossdock.errors import ConfigurationError, InputRefusedError
from crossdock.tables.table import Cell, Limits, Table, TableRow, checked_header, too_long
from crossdock.validators import shown

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as PlainCell
    from openpyxl.cell.cell import MergedCell

    SheetCell = PlainCell | MergedCell

#: What XML has no way to write.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

NEEDED = "Reading and writing XLSX needs the extra: pip install 'crossdock[xlsx]'"


def read_workbook(name: str, raw: bytes, limits: Limits) -> Table:
    """Return the table on the first sheet of the workbook *raw*.

    Raises:

        InputRefusedError: it is no workbook, unpacks to far more than it is, or
            its header will not do.

        ConfigurationError: the library for workbooks is not installed.
    """
    _check_archive(name, raw, limits)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ConfigurationError(f"{name} is a workbook.", next_step=NEEDED) from None
    try:
        # Formulas are wanted as such, to be refused: the value that was computed
        # last may be of another day, or never was.
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # The size that a sheet claims for itself is often wrong, and may be a trap.
        sheet.reset_dimensions()
        rows = iter(sheet.iter_rows(max_col=limits.columns + 1))
        first = next(rows, ())
    except Exception as error:  # noqa: BLE001 - the library raises whatever its parts raise
        raise InputRefusedError(
            f"{name} is not a workbook that can be read ({type(error).__name__}).",
            next_step="Save it anew as XLSX, or as CSV.",
        ) from None
    header = ["" if cell.value is None else str(cell.value) for cell in first]
    columns = checked_header(name, header, limits)
    return Table(name, columns, _rows(rows, columns, limits))


def write_workbook(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook with one sheet; text that looks like a formula stays text.

    Raises:

        InputRefusedError: a text holds a character that no workbook can hold.

        ConfigurationError: the library for workbooks is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise ConfigurationError("A workbook was asked for.", next_step=NEEDED) from None
    # Checked before any is written: a sheet that was begun must be ended.
    held = [tuple(map(_holdable, row)) for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("crossdock")
    sheet.append(list(columns))
    for row in held:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _holdable(value: Cell) -> Cell:
    """Return *value*, unless it is text with a character that no workbook can hold."""
    if isinstance(value, str) and _UNHOLDABLE.search(value):
        raise InputRefusedError(
            f"{shown(value)} cannot stand in a workbook.", next_step="Write CSV or JSONL instead."
        )
    return value


def _check_archive(name: str, raw: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError):
        raise InputRefusedError(
            f"{name} is damaged: it begins like a workbook and is none.",
            next_step="Save it anew as XLSX, or as CSV.",
        ) from None
    if any(member.flag_bits & 1 for member in members):
        raise InputRefusedError(
            f"{name} is locked with a password.", next_step="Save it without one."
        )
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > limits.members
        or unpacked > limits.unpacked
        or unpacked > limits.ratio * max(len(raw), 1)
    ):
        raise InputRefusedError(
            f"{name} would unpack to {unpacked:,} bytes in {len(members):,} files out of"
            f" {len(raw):,}; it is not read.",
            next_step="Save it as CSV.",
        )


def _rows(
    rows: Iterator[tuple[SheetCell, ...]], columns: tuple[str, ...], limits: Limits
) -> Iterator[TableRow]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001 - the library raises whatever its parts raise
            yield TableRow(number, fault=f"the workbook is damaged from here on: {error}")
            return
        if any(cell.value not in {None, ""} for cell in cells):
            yield _row(number, cells, columns, limits)


def _row(
    number: int, cells: tuple[SheetCell, ...], columns: tuple[str, ...], limits: Limits
) -> TableRow:
    if any(cell.value not in {None, ""} for cell in cells[len(columns) :]):
        return TableRow(number, fault=f"it has cells beyond its {len(columns)} columns")
    named: dict[str, Cell] = {}
    for column, cell in zip(columns, cells, strict=False):
        if cell.data_type == "f":
            return TableRow(number, fault=f"{column} is a formula; paste its value instead")
        if cell.data_type == "e":
            return TableRow(number, fault=f"{column} is the error {cell.value}")
        named[column] = cell.value  # type: ignore[assignment]  # rich text is never asked for
    fault = too_long(named, limits)
    return TableRow(number, {} if fault else named, fault)
