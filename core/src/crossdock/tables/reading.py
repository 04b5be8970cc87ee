"""A file becomes a table by what is in it, not by what it is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import attrs

from crossdock.errors import InputRefusedError
from crossdock.tables.csv_text import read_csv
from crossdock.tables.json_lines import read_json_lines
from crossdock.tables.table import Limits, Table, TableRow
from crossdock.tables.workbook import read_workbook

LIMITS = Limits()

#: Every workbook is a zip archive, and nothing else that is read is one.
_ARCHIVE = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_file(path: Path, limits: Limits = LIMITS) -> Table:
    """Return the table in a file, or in stdin for ``-``.

    Raises:

        InputRefusedError: it cannot be read, is too large, or is no table.
    """
    try:
        if str(path) == "-":
            raw = sys.stdin.buffer.read(limits.size + 1)
        else:
            with path.open("rb") as file:
                raw = file.read(limits.size + 1)
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    return read_table("stdin" if str(path) == "-" else path.name, raw, limits)


def read_table(name: str, raw: bytes, limits: Limits = LIMITS) -> Table:
    """Return the table in *raw*, the content of the file called *name*.

    Raises:

        InputRefusedError: it is too large or no table; single rows that are
            broken are in the table, with their fault.
    """
    if len(raw) > limits.size:
        raise InputRefusedError(
            f"{name} is larger than {limits.size // 1024**2} MiB.", next_step="Split it."
        )
    if raw.startswith(_OLD_WORKBOOK):
        raise InputRefusedError(
            f"{name} is a workbook of before 2007, or locked with a password.",
            next_step="Save it as XLSX without one, or as CSV.",
        )
    if raw.startswith(_ARCHIVE):
        table = read_workbook(name, raw, limits)
    elif raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        table = read_json_lines(name, raw, limits)
    else:
        table = read_csv(name, raw, limits)
    return attrs.evolve(table, rows=_counted(table, limits))


def _counted(table: Table, limits: Limits) -> Iterator[TableRow]:
    for count, row in enumerate(table.rows, start=1):
        if count > limits.rows:
            raise InputRefusedError(
                f"{table.name} has more than {limits.rows:,} rows.", next_step="Split it."
            )
        yield row
