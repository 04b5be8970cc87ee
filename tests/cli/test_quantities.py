"""Quantities as people write them."""

from __future__ import annotations

import pytest

from crossdock.cli.quantities import parse_change, parse_quantity
from crossdock.errors import InputRefusedError

#: Bad inputs 1 to 12 of the security rules.
REFUSED = (
    "-1",
    "1.0",
    "1.5",
    "NaN",
    "1e999",
    "1E5",
    "9" * 5000,
    "",
    "true",
    "null",
    "2147483648",
    "9223372036854775808",
    "١٢",
    "\uff11\uff12",
    "1_000",
    "1,000",
    "+1",
    "0x10",
    "1 2",
    " 5 ",
    "--1",
    "٣",
)


class TestQuantity:
    """A quantity is a whole number of units in plain digits."""

    @pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
    def test_what_is_none_is_refused_in_words(self, text):
        """The message names the field and stays short."""
        with pytest.raises(InputRefusedError, match="QUANTITY is") as refused:
            parse_quantity(text, "QUANTITY")

        assert len(refused.value.message) < 150

    @pytest.mark.parametrize(
        ("text", "units"),
        [("0", 0), ("10", 10), ("2147483647", 2**31 - 1), ("007", 7)],
    )
    def test_what_is_one(self, text, units):
        """Zero to 2,147,483,647."""
        assert units == parse_quantity(text, "QUANTITY")


class TestChange:
    """A change is a whole number of units with its sign, and never none."""

    @pytest.mark.parametrize(
        ("text", "units"), [("+3", 3), ("-2", -2), ("7", 7), ("-2147483647", -(2**31) + 1)]
    )
    def test_what_is_one(self, text, units):
        """Without a sign it is more."""
        assert units == parse_change(text, "CHANGE")

    @pytest.mark.parametrize(
        "text",
        [
            *("0", "+0", "1.5", "NaN", "1e3", "٣", " 5 ", "", "++1", "+-1", "- 1", "\u22122"),
            *("9" * 5000, "-2147483648", "true", "1_0"),
        ],
        ids=range(16),
    )
    def test_what_is_none(self, text):
        """The message names the field and stays short."""
        with pytest.raises(InputRefusedError, match="CHANGE is") as refused:
            parse_change(text, "CHANGE")

        assert len(refused.value.message) < 150
