"""Money is exact and has a currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.money import MOST_PLACES, MOST_WHOLE_DIGITS, Money

AMOUNTS = st.decimals(
    min_value=-(10**20), max_value=10**20, places=4, allow_nan=False, allow_infinity=False
)


@given(AMOUNTS)
def test_shown(amount: Decimal) -> None:
    """It shows all of its digits, and can be read back from what it shows."""
    shown = str(Money(amount, "IDR"))

    assert Money(amount, "IDR") == Money(Decimal(shown[4:].replace(",", "")), shown[:3])


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("2599000", "IDR 2,599,000"),
        ("0.10", "IDR 0.10"),
        ("-1500", "IDR -1,500"),
        ("1E+3", "IDR 1,000"),
    ],
)
def test_as_people_write_it(amount: str, shown: str) -> None:
    """It is written with its currency and separators."""
    assert shown == str(Money(Decimal(amount), "IDR"))


@pytest.mark.parametrize("amount", [1, 1.5, "1", True, None])
def test_only_decimals(amount: Any) -> None:
    """An amount is a Decimal, never a float or text."""
    with pytest.raises(TypeError, match="an amount must be a Decimal"):
        Money(amount, "IDR")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_finite(amount: str) -> None:
    """An amount is a number."""
    with pytest.raises(ValueError, match="must be a finite number"):
        Money(Decimal(amount), "IDR")


@pytest.mark.parametrize(
    "amount",
    ["9" * 65, "1E+999999", f"1E+{MOST_WHOLE_DIGITS}", f"1E-{MOST_PLACES + 1}", "1E-999999"],
)
def test_size(amount: str) -> None:
    """An amount of 65 digits, or of a million zeros, is a mistake."""
    with pytest.raises(ValueError, match="at most 24 digits before the point and 12 after"):
        Money(Decimal(amount), "IDR")


@pytest.mark.parametrize("amount", ["9" * MOST_WHOLE_DIGITS, f"1E-{MOST_PLACES}"])
def test_largest_and_smallest(amount: str) -> None:
    """What is just not too large or too small is taken."""
    assert Decimal(amount) == Money(Decimal(amount), "IDR").amount


@pytest.mark.parametrize(
    "currency", ["", "Rp", "idr", "IDRX", "ID1", "IDR\n", "\N{GREEK CAPITAL LETTER ALPHA}BC", None]
)
def test_currency(currency: Any) -> None:
    """A currency is three capital letters of ASCII."""
    with pytest.raises(ValueError, match="three capital letters"):
        Money(Decimal(1), currency)
