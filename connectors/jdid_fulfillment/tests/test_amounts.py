"""`crossdock_jdid_fulfillment.amounts`: two decimals, and money to be collected."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import DocumentLine, Money
from crossdock.errors import InputRefusedError
from crossdock_jdid_fulfillment.amounts import prices, receivable, two_decimals


@given(st.decimals(0, 10**20, allow_nan=False, allow_infinity=False, places=4))
def test_an_amount_has_two_decimals(amount):
    """Any amount is digits, a point and two digits, and less than a cent from what it was."""
    text = two_decimals(amount)

    assert re.fullmatch(r"[0-9]+\.[0-9]{2}", text)
    assert abs(Decimal(text) - amount) <= Decimal("0.005")


def test_prices_stand_in_a_column_of_their_own():
    """One price per line, in the order of the lines."""
    lines = [
        DocumentLine("A", 1, unit_price=Money(Decimal(150000), "IDR")),
        DocumentLine("B", 1, unit_price=Money(Decimal("99.5"), "IDR")),
    ]

    assert "150000.00,99.50" == prices(lines)


def test_a_column_with_a_hole_is_not_sent():
    """Where a price is missing, or in another currency, none is told."""
    priced = DocumentLine("A", 1, unit_price=Money(Decimal(1), "IDR"))

    assert prices([priced, DocumentLine("B", 1)]) is None
    assert prices([priced, DocumentLine("B", 1, unit_price=Money(Decimal(1), "USD"))]) is None


def test_money_to_be_collected_is_in_rupiah():
    """Paid goods have none; otherwise it is more than nothing, in IDR."""
    assert receivable(None, "CD-1") is None
    assert "25000.00" == receivable(Money(Decimal(25000), "IDR"), "CD-1")
    for wrong in (Money(Decimal(0), "IDR"), Money(Decimal(5), "USD")):
        with pytest.raises(InputRefusedError, match="CD-1"):
            receivable(wrong, "CD-1")
