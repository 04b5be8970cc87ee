"""JSONL: one JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crossdock.errors import InputRefusedError
from crossdock.tables.csv_text import decoded
from crossdock.tables.table import Cell, Limits, Table, TableRow, checked_header, too_long

#: A number with more digits is no quantity and no price, and slow to read.
DIGITS = 400


def read_json_lines(name: str, raw: bytes, limits: Limits) -> Table:
    """Return the table in *raw*; its columns are those of its first record.

    Raises:

        InputRefusedError: it is not UTF-8 text, or no line of it is a record.
    """
    lines = decoded(name, raw).split("\n")
    first = next((row for row in _rows(lines, limits) if not row.fault), None)
    if first is None:
        raise InputRefusedError(
            f"No line of {name} is a JSON object.",
            next_step='Write one on each line: {"sku": "KAOS-01-M", "quantity": 25}',
        )
    return Table(name, checked_header(name, list(first.cells), limits), _rows(lines, limits))


def _rows(lines: list[str], limits: Limits) -> Iterator[TableRow]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(number, line, limits)


def _row(number: int, line: str, limits: Limits) -> TableRow:
    try:
        record = json.loads(
            line,
            object_pairs_hook=_told_apart,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except (ValueError, RecursionError) as error:
        return TableRow(number, fault=f"it is not JSON: {error}")
    if not isinstance(record, dict):
        return TableRow(number, fault="it is not a JSON object")
    nested = [column for column, cell in record.items() if isinstance(cell, (dict, list))]
    if nested:
        return TableRow(number, fault=f"{nested[0]} is not a single value")
    cells: dict[str, Cell] = record
    fault = too_long(cells, limits)
    return TableRow(number, {} if fault else cells, fault)


def _told_apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a key stands twice")
    return record


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _fraction(text: str) -> Decimal:
    if len(text) > DIGITS:
        raise ValueError(f"a number has {len(text):,} digits")
    return Decimal(text)
