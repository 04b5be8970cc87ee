"""Quantities and count files as people write them."""

from __future__ import annotations

import pytest

from crossdock.cli.quantities import parse_change, parse_quantity, read_counts
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


class TestFile:
    """All rows of a count file, or none."""

    def test_a_good_file(self, tmp_path):
        """Rows come as they stand, a byte order mark and Windows line ends aside."""
        path = tmp_path / "counts.csv"
        path.write_bytes(b'\xef\xbb\xbfsku,quantity,note\r\nA,1,x\r\n"B,2",20,y\r\n')

        assert [("A", 1), ("B,2", 20)] == read_counts(path)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "no columns"),
            (b"a,b\n1,2\n", "no columns"),
            (b"sku,quantity\nA,-1\n", "line 2"),
            (b"sku,quantity\nA,1\nA,2\n", "stands twice"),
            (b"sku,quantity\n,1\n", "sku is blank"),
            (b"sku,quantity\nA\n", "line 2"),
            (b"sku,quantity\n\xd6\xd0,1\n", "not UTF-8"),
            (b'sku,quantity\n"A,1\n', "line"),
            (b"sku,quantity\nA,1\x00\n", "line 2"),
        ],
        ids=["empty", "columns", "minus", "twice", "blank", "short", "gbk", "quote", "nul"],
    )
    def test_a_bad_file(self, tmp_path, content, said):
        """The message names the line and what is wrong with it."""
        path = tmp_path / "counts.csv"
        path.write_bytes(content)

        with pytest.raises(InputRefusedError, match=said):
            read_counts(path)

    def test_many_bad_rows(self, tmp_path):
        """Five are named and the rest counted."""
        path = tmp_path / "counts.csv"
        path.write_text("sku,quantity\n" + "".join(f"A{n},x\n" for n in range(50)))

        with pytest.raises(InputRefusedError, match=r"50 rows .* 45 more"):
            read_counts(path)
