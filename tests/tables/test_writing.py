"""What is written is read back the same, and never half of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError
from crossdock.tables import FORMATS, read_file, read_table, write_file, written

#: Text as SKUs have it: anything but what no file can hold.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    str.strip
)
DANGEROUS = ["=HYPERLINK(1)", "+1", "-1", "@SUM", "'=x", "''-1", "1E5", "007", "2024-01-02"]


@pytest.mark.parametrize("form", FORMATS)
@given(rows=st.lists(st.tuples(TEXTS | st.sampled_from(DANGEROUS), st.integers(0, 2**31))))
def test_a_table_comes_back_as_it_was(form, rows):
    """Text stays text and numbers keep their digits, in every format."""
    raw = written(form, ("sku", "quantity"), rows)

    found = list(read_table("stock", raw).rows) if rows or form != "jsonl" else []

    assert rows == [(row.cells["sku"], int(row.cells["quantity"])) for row in found]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
def test_text_that_looks_like_a_formula_is_quoted_in_csv(text):
    """A spreadsheet that opens the file computes nothing."""
    raw = written("csv", ("sku",), [(text,)])

    assert f"'{text}" in raw.decode()


class TestFile:
    """A file is written whole, beside what is there."""

    @pytest.mark.parametrize("form", FORMATS)
    def test_the_ending_chooses_the_format(self, tmp_path, form):
        """The same rows come back from each."""
        path = tmp_path / f"stock.{form}"

        write_file(path, ("sku", "quantity"), [("A", 1)])

        assert ["A"] == [row.cells["sku"] for row in read_file(path).rows]

    def test_another_ending_is_refused(self, tmp_path):
        """Nobody would know what is in it."""
        with pytest.raises(InputRefusedError, match=r"ends in none of \.csv"):
            write_file(tmp_path / "stock.doc", ("sku",), [])

    def test_a_file_that_is_there_stays(self, tmp_path):
        """It is overwritten only when that is asked for."""
        path = tmp_path / "stock.csv"
        path.write_text("mine")

        with pytest.raises(InputRefusedError, match="is there already"):
            write_file(path, ("sku",), [])

        assert "mine" == path.read_text()

    def test_force_overwrites_a_file(self, tmp_path):
        """Whoever says so means it."""
        path = tmp_path / "stock.csv"
        path.write_text("mine")

        write_file(path, ("sku",), [("A",)], force=True)

        assert "sku\nA\n" == path.read_text()

    def test_a_link_is_never_followed(self, tmp_path):
        """What it points to may be somebody else's."""
        target = tmp_path / "target.csv"
        target.write_text("mine")
        link = tmp_path / "stock.csv"
        link.symlink_to(target)

        with pytest.raises(InputRefusedError, match="is there already"):
            write_file(link, ("sku",), [], force=True)

        assert "mine" == target.read_text()

    def test_a_folder_that_cannot_be_written_to_is_named(self, tmp_path):
        """The path and what the system says of it."""
        with pytest.raises(InputRefusedError, match="cannot be written"):
            write_file(tmp_path / "none" / "stock.csv", ("sku",), [])

    def test_rows_that_fail_leave_no_file(self, tmp_path):
        """Neither the file nor a part of it remains."""

        def rows():
            yield ("A",)
            raise ArithmeticError

        with pytest.raises(ArithmeticError):
            write_file(tmp_path / "stock.csv", ("sku",), rows())

        assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["a\x00", "a\x1f", "\uffff", "\ud800"])
def test_what_no_workbook_can_hold_is_refused(text):
    """It is named, and nothing of it is left out in silence."""
    with pytest.raises(InputRefusedError, match="cannot stand in a workbook"):
        written("xlsx", ("sku",), [(text,)])
