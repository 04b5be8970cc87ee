"""What one cell means: a text, or a whole number of units; a spreadsheet's guesses are refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from crossdock.errors import InputRefusedError
from crossdock.tables.table import Cell
from crossdock.validators import MOST_UNITS, shown

#: What a spreadsheet makes of a code that looks like a number or a day.
_GUESSED = re.compile(r"[0-9](?:[.,][0-9]+)?E[+-]?[0-9]+|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")


def text_of(cell: Cell, column: str) -> str:
    """Return the text of *cell*, as it stands; empty for an empty one.

    Raises:

        InputRefusedError: it is a number, a day or a truth value, which a code or a
            name is only by a spreadsheet's mistake.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        raise InputRefusedError(
            f"{column} is {_kind(cell)} {_plain(cell)}, and must be text: format the column as"
            " text, then type it again"
        )
    return cell


def units_of(cell: Cell, column: str, least: int = 0) -> int:
    """Return the whole number of units in *cell*, from *least* to 2,147,483,647.

    Text will do if it is plain digits; with *least* below zero, with a sign before
    them. A fraction will not, not even one that is none: 1.0.

    Raises:

        InputRefusedError: it is anything else; the message is a sentence without
            its full stop, as it follows the number of a row.
    """
    units = _digits(cell.strip()) if isinstance(cell, str) else cell
    if type(units) is not int or not least <= units <= MOST_UNITS:
        said = "empty" if cell is None or cell == "" else _plain(cell)
        raise InputRefusedError(
            f"{column} is {said}, and must be a whole number from {least:,} to {MOST_UNITS:,} in"
            " plain digits"
        )
    return units


def looks_guessed(text: str) -> bool:
    """Return whether *text* is what a spreadsheet saves for a code it took for something else."""
    return _GUESSED.fullmatch(text.strip()) is not None


def _digits(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,10}", text) else None


def _kind(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "the truth value"
    return "the day" if isinstance(cell, datetime | date | time) else "the number"


def _plain(cell: Cell) -> str:
    return str(cell) if isinstance(cell, datetime | date | time) else shown(cell)
