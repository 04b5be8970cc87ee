"""The lines of an inbound from a table that people keep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crossdock.catalogue.sku import fault, trimmed
from crossdock.errors import InputRefusedError
from crossdock.flows.stock_files import find_columns
from crossdock.tables import TableRow, read_file, text_of, units_of


def read_lines(path: Path) -> dict[str, int]:
    """Return units by SKU; a SKU that comes twice is added up.

    Raises:

        InputRefusedError: it cannot be read, or a row says nothing that can be
            announced; the message names the rows, and nothing is read of the others.
    """
    table = read_file(path)
    columns = find_columns(table, {})
    lines: dict[str, int] = {}
    faults: list[str] = []
    for row in table.rows:
        try:
            sku, units = _line(row, columns)
        except InputRefusedError as error:
            faults.append(f"row {row.number:,}: {error.message.removesuffix('.')}")
        else:
            lines[sku] = lines.get(sku, 0) + units
    if faults:
        more = f" (and {len(faults) - 5:,} more)" if len(faults) > 5 else ""
        raise InputRefusedError(
            f"{len(faults):,} rows of {table.name} are refused, and nothing was announced:"
            f" {'; '.join(faults[:5])}{more}.",
            next_step="Correct them, and give the file again.",
        )
    return lines


def _line(row: TableRow, columns: Mapping[str, str]) -> tuple[str, int]:
    if row.fault:
        raise InputRefusedError(row.fault)
    sku = trimmed(text_of(row.cells.get(columns["sku"]), "sku"))
    flaw = fault(sku) if sku else "is blank"
    if flaw:
        raise InputRefusedError(f"sku {sku[:60]!r} {flaw}")
    return sku, units_of(row.cells.get(columns["quantity"]), "quantity", least=1)
