"""Quantities as people write them, refused in words when they are none."""

from __future__ import annotations

import re

from crossdock.errors import InputRefusedError

#: What a 32-bit column of a platform still holds.
LARGEST = 2**31 - 1


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


def counted(number: int, noun: str) -> str:
    """Return *number* with *noun*, which takes an s where it is not one: ``1 file``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
