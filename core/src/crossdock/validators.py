"""What the values of a record must be, checked where the record is made.

A connector makes records from whatever the platform sent. A validator that
refuses raises `DataRefusedError`, which sets one record aside and lets the rest
of its page go on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from crossdock.errors import DataRefusedError

#: More units of one thing no order, shelf or listing has; sums of them fit into 64 bits.
MOST_UNITS = 2**31 - 1

Validator = Callable[[Any, Any, Any], None]


def units(least: int = 0, most: int = MOST_UNITS) -> Validator:
    """Return a validator for a whole number from *least* to *most*; True is none."""

    def check(record: Any, attribute: Any, value: Any) -> None:
        if type(value) is not int or not least <= value <= most:
            raise DataRefusedError(
                f"{attribute.name} of {type(record).__name__} is {shown(value)}, and must be a"
                f" whole number from {least:,} to {most:,}.",
            )

    return check


def aware(record: Any, attribute: Any, value: Any) -> None:
    """Refuse anything but a time with its zone."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return
    raise DataRefusedError(
        f"{attribute.name} of {type(record).__name__} is {shown(value)}, and must be a time with"
        " its zone.",
    )


def shown(value: object) -> str:
    """Return *value* as it can stand in a sentence."""
    if isinstance(value, int) and value.bit_length() > 128:
        # Python refuses to write out integers of thousands of digits.
        return f"a number of {value.bit_length()} bits"
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
