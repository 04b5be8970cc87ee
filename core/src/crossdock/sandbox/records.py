"""Reading CSV and JSONL row by row, however dirty the rows are."""

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossdock.sandbox.exceptions import SandboxRefusedError

#: A row as column to cell, or the reason why it is none.
Record = dict[str, Any] | str

#: Product images as data URLs are far beyond csv's own limit of 131,072.
_LONGEST_CELL = 16 * 1024 * 1024
_LINES_JSON = {".jsonl", ".ndjson", ".json"}


def read_records(path: Path) -> tuple[list[str], Iterator[Record]]:
    """
    Return the columns of a file and its rows.

    Raises:
        SandboxRefusedError: The file is not there, or is empty.
    """
    try:
        # Bytes that are not UTF-8 come through as lone surrogates, so that
        # they cost their own row and not the file.
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        raise SandboxRefusedError(
            f"the catalogue file {path} cannot be read ({error.strerror}); give the path of a"
            " CSV or JSONL file"
        ) from error
    if not text.strip():
        raise SandboxRefusedError(f"the catalogue file {path} is empty")
    if path.suffix.lower() in _LINES_JSON or text.lstrip().startswith("{"):
        records = list(_json_lines(text))
        header = dict.fromkeys(
            key for record in records if isinstance(record, dict) for key in record
        )
        return list(header), iter(records)
    return _csv(text)


def _json_lines(text: str) -> Iterator[Record]:
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield "not JSON"
            continue
        yield value if isinstance(value, dict) else "not an object"


def _csv(text: str) -> tuple[list[str], Iterator[Record]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    rows = _rows(text, delimiter)
    header = next(rows, [])
    names = [name.strip() for name in header] if isinstance(header, list) else []
    return names, _named(names, rows)


def _rows(text: str, delimiter: str) -> Iterator[list[str] | str]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            with _long_cells():
                row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield "cell too long"
            continue
        yield row


@contextlib.contextmanager
def _long_cells() -> Iterator[None]:
    """Raise csv's limit, which is one for the whole process, only while a row is read."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _named(header: list[str], rows: Iterator[list[str] | str]) -> Iterator[Record]:
    for row in rows:
        if isinstance(row, str):
            yield row
        elif any(cell.strip() for cell in row):
            yield (
                dict(zip(header, row, strict=True))
                if len(row) == len(header)
                else "wrong number of columns"
            )
