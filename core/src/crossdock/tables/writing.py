"""Tables written so that reading them again gives the same."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from crossdock.errors import InputRefusedError
from crossdock.tables.csv_text import FORMULA
from crossdock.tables.table import Cell
from crossdock.tables.workbook import write_workbook

FORMATS = ("csv", "jsonl", "xlsx")


def write_file(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, force: bool = False
) -> None:
    """Write a table to a new file whose name ends in one of `FORMATS`; whole, or not at all.

    Raises:

        InputRefusedError: the ending is another, the file is there already (and
            *force* is not given), or it cannot be written.
    """
    form = path.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise InputRefusedError(
            f"{path} ends in none of .{', .'.join(FORMATS)}.", next_step="Name the format so."
        )
    if path.is_symlink() or (path.exists() and not (force and path.is_file())):
        raise InputRefusedError(
            f"{path} is there already.", next_step="Name another file, or give --force."
        )
    content = written(form, columns, rows)
    try:
        _put(path, content)
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be written ({error.strerror}).", next_step="Check the path."
        ) from None


def written(form: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table in one of `FORMATS`."""
    if form == "xlsx":
        return write_workbook(columns, rows)
    target = io.StringIO(newline="")
    if form == "csv":
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow([_guarded(column) for column in columns])
        writer.writerows([_guarded(cell) for cell in row] for row in rows)
    else:
        for row in rows:
            record = dict(zip(columns, row, strict=True))
            target.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
    return target.getvalue().encode()


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def _put(path: Path, content: bytes) -> None:
    """Write beside the file and rename, so that nobody ever sees half of it."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
