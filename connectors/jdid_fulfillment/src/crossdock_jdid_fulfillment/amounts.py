"""Amounts as JD takes them: text with two decimals (sheet B7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from crossdock import DocumentLine, Money
from crossdock.errors import InputRefusedError
from crossdock_jdid_fulfillment.columns import joined

_CENT = Decimal("0.01")
RUPIAH = "IDR"


def two_decimals(amount: Decimal) -> str:
    """Return *amount* with exactly two decimals, halves away from zero."""
    return f"{amount.quantize(_CENT, ROUND_HALF_UP):f}"


def prices(lines: Sequence[DocumentLine]) -> str | None:
    """Return the column of unit prices; None unless every line has one, all in one currency.

    JD has no place for the currency, and a column with a hole in it has shifted.
    """
    known = [line.unit_price for line in lines if line.unit_price is not None]
    if len(known) < len(lines) or len({price.currency for price in known}) != 1:
        return None
    return joined([two_decimals(price.amount) for price in known], "price")


def receivable(collect: Money | None, reference: str) -> str | None:
    """Return what is to be collected from the recipient; None for goods that are paid.

    Raises:

        InputRefusedError: it is nothing, or not in rupiah.
    """
    if collect is None:
        return None
    if collect.currency != RUPIAH:
        raise InputRefusedError(
            f"Outbound {reference} has {collect.currency} to be collected, and JD's Indonesian"
            " couriers collect rupiah.",
            next_step="Give the amount in IDR.",
        )
    text = two_decimals(collect.amount)
    if Decimal(text) <= 0:
        raise InputRefusedError(
            f"Outbound {reference} has {text} to be collected, which must be more than nothing.",
            next_step="Leave the amount out of an order that is paid.",
        )
    return text
