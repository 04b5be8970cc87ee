"""Quantities as people write them, refused in words when they are none."""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

from crossdock.errors import InputRefusedError

#: What a 32-bit column of a platform still holds.
LARGEST = 2**31 - 1
LARGEST_FILE = 64 * 1024 * 1024


def parse_quantity(text: str, field: str) -> int:
    """Return the whole number of units that *text* says.

    Raises:

        InputRefusedError: it is not a whole number from 0 to 2,147,483,647 in
            plain digits.
    """
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > LARGEST:
        raise InputRefusedError(
            f"{field} is {_shown(text)}, and must be a whole number from 0 to {LARGEST:,}.",
            next_step="Write it in plain digits, without separators or spaces.",
        )
    return int(text)


def parse_change(text: str, field: str) -> int:
    """Return the change in units that *text* says: ``+3``, ``-2``, or ``3`` for ``+3``.

    Raises:

        InputRefusedError: it is not a whole number in plain digits with or without a
            sign, or it is zero.
    """
    found = re.fullmatch(r"([+-]?)([0-9]{1,10})", text)
    units = int(found[2]) if found else 0
    if found is None or not 0 < units <= LARGEST:
        raise InputRefusedError(
            f"{field} is {_shown(text)}, and must be a whole number of units with its sign, such"
            " as +3 or -2.",
            next_step="Write it in plain digits, without separators or spaces.",
        )
    return -units if found[1] == "-" else units


def _shown(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:30] + "…")


def read_counts(path: Path) -> list[tuple[str, int]]:
    """Return the ``(sku, quantity)`` rows of a CSV file, or of stdin for ``-``.

    Raises:

        InputRefusedError: with every row that is wrong; nothing is returned then.
    """
    return _rows(read_text(path), path)


def read_text(path: Path) -> str:
    """Return what a file, or stdin for ``-``, holds.

    Raises:

        InputRefusedError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        if str(path) == "-":
            raw = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with path.open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    if len(raw) > LARGEST_FILE:
        raise InputRefusedError(f"{path} is larger than 64 MiB.", next_step="Split it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputRefusedError(
            f"{path} is not UTF-8 text: line {line} holds other bytes.",
            next_step="Save it as UTF-8.",
        ) from None


def _rows(text: str, path: Path) -> list[tuple[str, int]]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    if not {"sku", "quantity"} <= set(reader.fieldnames or ()):
        raise InputRefusedError(
            f"{path} has no columns sku and quantity.",
            next_step="Begin it with the line: sku,quantity",
        )
    found: dict[str, int] = {}
    wrong: list[str] = []
    try:
        for row in reader:
            sku, quantity = (row["sku"] or "").strip(), row["quantity"] or ""
            try:
                units = parse_quantity(quantity.strip(), f"line {reader.line_num}: quantity")
            except InputRefusedError as error:
                wrong.append(error.message)
                continue
            if not sku:
                wrong.append(f"line {reader.line_num}: sku is blank")
            elif sku in found:
                wrong.append(f"line {reader.line_num}: sku {sku!r} stands twice")
            found[sku] = units
    except csv.Error as error:
        wrong.append(f"line {reader.line_num}: {error}")
    if wrong:
        more = f" (and {len(wrong) - 5:,} more)" if len(wrong) > 5 else ""
        raise InputRefusedError(
            f"{len(wrong):,} rows of {path} are refused, and nothing was counted:"
            f" {'; '.join(wrong[:5])}{more}",
            next_step="Correct them and count again.",
        )
    return list(found.items())
