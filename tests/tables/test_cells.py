"""Cells that are texts and numbers of units, and cells that a spreadsheet made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crossdock.errors import InputRefusedError
from crossdock.tables import looks_guessed, text_of, units_of

DAY = datetime(2024, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "units"), [(0, 0), (2**31 - 1, 2**31 - 1), ("10", 10), (" 7 ", 7), ("007", 7)]
)
def test_units(cell, units):
    """Whole numbers, and text in plain digits with or without spaces around it."""
    assert units == units_of(cell, "quantity")


@pytest.mark.parametrize(("cell", "units"), [("+3", 3), ("-2", -2), (-5, -5), ("0", 0)])
def test_units_with_a_sign(cell, units):
    """Below zero only where that is asked for."""
    assert units == units_of(cell, "quantity", -10)


@pytest.mark.parametrize(
    "cell",
    [
        *(-1, "-1", 2**31, 2**63, "2147483648", "9223372036854775808", 10**5000, "9" * 5000),
        *(1.0, 1.5, Decimal("1.0"), "1.0", "1.5", "1e3", "1E5", float("nan"), float("inf"), "NaN"),
        *(True, False, "true", None, "", " ", DAY, DAY.date(), "\uff11", "\u0663", "1_0", "1,000"),
    ],
    ids=range(30),
)
def test_what_is_no_number_of_units(cell):
    """A short sentence that names the column."""
    with pytest.raises(InputRefusedError, match=r"^quantity is .*, and must be a") as refused:
        units_of(cell, "quantity")

    assert len(refused.value.message) < 170


@pytest.mark.parametrize(
    ("cell", "text"), [("A", "A"), (" A ", " A "), (None, ""), ("1E5", "1E5")]
)
def test_text(cell, text):
    """It stands as it stood; nothing is empty."""
    assert text == text_of(cell, "sku")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [(100000, "the number"), (1e5, "the number"), (DAY, "the day"), (True, "the")],
)
def test_what_is_no_text(cell, kind):
    """What a spreadsheet took it for, and what to do about it."""
    with pytest.raises(InputRefusedError, match=f"^sku is {kind} .*format the column as text"):
        text_of(cell, "sku")


@pytest.mark.parametrize(
    "text", ["1E5", "1.2E+05", "1,2E+10", "2024-01-02", "1/2/24", "02.01.2024"]
)
def test_what_a_spreadsheet_makes_of_a_code(text):
    """Numbers in scientific notation, and days."""
    assert looks_guessed(text)


@pytest.mark.parametrize("text", ["KAOS-01-M", "10", "A1E5", "", "1-2"])
def test_what_no_spreadsheet_made(text):
    """Codes as people make them."""
    assert not looks_guessed(text)
