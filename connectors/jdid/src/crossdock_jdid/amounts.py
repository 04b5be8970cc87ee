"""Amounts of rupiah, exact."""

from __future__ import annotations

from crossdock import Money
from crossdock.errors import DataRefusedError
from crossdock_jos.records import Record


def rupiah(row: Record, *names: str) -> Money | None:
    """Return the amount that a member of *row* tells; None when it is missing.

    Raises:

        DataRefusedError: it is no amount, below zero, or of more digits than money has.
    """
    amount = row.exact(*names)
    if amount is None:
        return None
    if amount < 0:
        raise DataRefusedError(f"{names[0]} is {amount}, and an amount cannot be below zero.")
    try:
        return Money(amount, "IDR")
    except ValueError as error:
        raise DataRefusedError(f"{names[0]} cannot be read: {error}.") from None
