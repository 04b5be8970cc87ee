"""Files as people save them, and files that were made to hurt."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crossdock.errors import InputRefusedError
from crossdock.tables import Limits, read_file, read_table

SMALL = Limits(size=10_000, rows=3, columns=4, cell=20)


def rows_of(raw, name="stock.csv", limits=None):
    """Return the rows of a file's content."""
    return list(read_table(name, raw, *([limits] if limits else [])).rows)


def workbook(*rows):
    """Return a workbook with these rows on its first sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class TestCsv:
    """Text with separators."""

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_the_separator_is_the_one_of_the_header(self, separator):
        """What separates the header separates the rows."""
        raw = f"sku{separator}quantity\nA-1{separator}5\n".encode()

        assert [{"sku": "A-1", "quantity": "5"}] == [row.cells for row in rows_of(raw)]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_a_mark_of_the_encoding_is_not_part_of_the_header(self, encoding):
        """The first column has its own name, whatever mark stands before it."""
        table = read_table("stock.csv", "sku,quantity\n商品,5\n".encode(encoding))

        assert ("sku", "quantity") == table.columns
        assert ["商品"] == [row.cells["sku"] for row in table.rows]

    def test_rows_are_numbered_by_the_line_they_begin_on(self):
        """A cell with a line break in it does not move the rows after it."""
        raw = b'sku,note\nA,"two\nlines"\nB,one\n'

        assert [2, 4] == [row.number for row in rows_of(raw)]

    def test_a_row_with_too_many_cells_is_a_fault(self):
        """An unquoted comma shifts columns; such a row is not read."""
        first, second = rows_of(b"sku,quantity\nA,1,000\nB,2\n")

        assert "3 cells under 2 columns" in first.fault
        assert "" == second.fault

    def test_blank_lines_are_no_rows(self):
        """A file that ends in blank lines has no rows there."""
        assert 1 == len(rows_of(b"sku\nA\n\n,\n  \n"))

    def test_an_unclosed_quote_is_a_fault_and_the_end(self):
        """What stands after it cannot be told apart, and is not guessed."""
        found = rows_of(b'sku,note\nA,x\nB,"never closed\nC,y\n')

        assert ["", "neither it nor what follows can be told apart: unexpected end of data"] == [
            row.fault for row in found
        ]

    def test_bytes_of_another_encoding_are_refused_with_their_line(self):
        """GBK is not UTF-8, and guessing would mangle names."""
        raw = b"sku,title\nA," + "裤子".encode("gbk") + b"\n"

        with pytest.raises(InputRefusedError, match="line 2 holds other bytes"):
            rows_of(raw)

    def test_a_quote_that_keeps_a_formula_quiet_is_taken_off(self):
        """Spreadsheets and our own export put it there."""
        assert ["=1+1"] == [row.cells["sku"] for row in rows_of(b"sku\n'=1+1\n")]


class TestJsonLines:
    """One object a line."""

    def test_numbers_keep_what_they_are(self):
        """Whole numbers are whole, fractions exact, text text."""
        (row,) = rows_of(b'{"a": 10, "b": 1.50, "c": "10", "d": null, "e": true}\n')

        assert {"a": 10, "b": Decimal("1.50"), "c": "10", "d": None, "e": True} == row.cells
        assert type(row.cells["a"]) is int

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ("nope", "it is not JSON"),
            ("[1]", "it is not a JSON object"),
            ('{"a": NaN}', "NaN is no number"),
            ('{"a": 1, "a": 2}', "a key stands twice"),
            ('{"a": {"b": 1}}', "a is not a single value"),
            ('{"a": ' + "9" * 5000 + "}", "5,000 digits"),
            ("[" * 100_000, "it is not JSON"),
        ],
    )
    def test_a_broken_line_is_a_fault_and_the_others_are_read(self, line, fault):
        """Its line is named; the lines around it are rows."""
        first, broken, last = rows_of(f'{{"a": 1}}\n{line}\n{{"a": 3}}\n'.encode())

        assert fault in broken.fault
        assert (2, [1, 3]) == (broken.number, [first.cells["a"], last.cells["a"]])

    def test_a_file_without_a_record_is_refused(self):
        """There is nothing to take columns from."""
        with pytest.raises(InputRefusedError, match=r"No line of stock\.jsonl"):
            rows_of(b"{nope}\n", "stock.jsonl")


class TestWorkbook:
    """The first sheet of a workbook."""

    def test_cells_keep_their_kinds(self):
        """A number is a number, text is text."""
        found = rows_of(workbook(["sku", "quantity"], ["007", 12], [7, 1.5]))

        assert [{"sku": "007", "quantity": 12}, {"sku": 7, "quantity": 1.5}] == [
            row.cells for row in found
        ]

    def test_a_formula_is_a_fault(self):
        """Its value may be of another day, or never was computed."""
        _, second = rows_of(workbook(["sku", "quantity"], ["A", 1], ["B", "=A1+1"]))

        assert (3, "quantity is a formula; paste its value instead") == (
            second.number,
            second.fault,
        )

    def test_a_damaged_archive_is_refused(self):
        """Half a download is no workbook."""
        with pytest.raises(InputRefusedError, match="damaged"):
            rows_of(workbook(["sku"], ["A"])[:200])

    def test_an_archive_without_a_workbook_is_refused(self):
        """Any zip file can be renamed."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("hello.txt", "hello")

        with pytest.raises(InputRefusedError, match="not a workbook"):
            rows_of(target.getvalue())

    def test_an_archive_that_unpacks_to_far_more_is_refused_unread(self):
        """A bomb is told by its directory, before anything is unpacked."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 50_000_000)

        with pytest.raises(InputRefusedError, match="would unpack to 50,000,000 bytes"):
            rows_of(target.getvalue())

    def test_an_archive_of_too_many_files_is_refused(self):
        """A workbook has a dozen parts, not thousands."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for number in range(1_100):
                archive.writestr(f"{number}", "")

        with pytest.raises(InputRefusedError, match="1,100 files"):
            rows_of(target.getvalue())

    def test_a_workbook_of_before_2007_is_named_as_such(self):
        """The old format begins otherwise."""
        with pytest.raises(InputRefusedError, match="before 2007"):
            rows_of(b"\xd0\xcf\x11\xe0" + bytes(100))


class TestLimits:
    """What is beyond them is refused with the number."""

    def test_a_file_too_large(self):
        """It is refused before it is parsed."""
        with pytest.raises(InputRefusedError, match="larger than"):
            rows_of(b"sku\n" + b"A\n" * 10_000, limits=SMALL)

    def test_too_many_rows(self):
        """The row beyond the last allowed ends the reading."""
        with pytest.raises(InputRefusedError, match="more than 3 rows"):
            rows_of(b"sku\nA\nB\nC\nD\n", limits=SMALL)

    def test_too_many_columns(self):
        """A header as wide as that is no header."""
        with pytest.raises(InputRefusedError, match="more than 4 columns"):
            rows_of(b"a,b,c,d,e\n", limits=SMALL)

    @pytest.mark.parametrize("raw", [b"sku\n" + b"x" * 21, b'{"sku": "' + b"x" * 21 + b'"}'])
    def test_a_cell_too_long(self, raw):
        """The row is a fault, with the column named."""
        *_, last = rows_of(b'{"sku": "A"}\n' + raw if raw[:1] == b"{" else raw, limits=SMALL)

        assert "sku has 21 characters; at most 20 are read" == last.fault

    @pytest.mark.parametrize("raw", [b"", b"\n\n", b",,,\n1,2,3\n"])
    def test_no_header(self, raw):
        """Columns without names are no table."""
        with pytest.raises(InputRefusedError, match="no header"):
            rows_of(raw)

    def test_a_cell_far_too_long_leaves_the_next_row_alone(self):
        """A megabyte in one cell is a fault of that row."""
        raw = b"sku\n" + b"x" * 2**20 + b"\nB\n"

        first, second = rows_of(raw)

        assert ("sku has 1,048,576 characters; at most 32,767 are read", "B") == (
            first.fault,
            second.cells["sku"],
        )

    def test_two_columns_of_one_name(self):
        """Which of them is meant, only their author knows."""
        with pytest.raises(InputRefusedError, match="2 columns called 'sku'"):
            rows_of(b"sku,quantity,sku\n")


def test_a_missing_file_is_named(tmp_path):
    """The path and what the system says of it."""
    with pytest.raises(InputRefusedError, match=r"none\.csv cannot be read \(No such file"):
        read_file(tmp_path / "none.csv")


@given(raw=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-16")))
def test_no_bytes_end_in_a_traceback(raw):
    """Whatever they are, they are rows, faults or a refusal that names the file."""
    with suppress(InputRefusedError):
        assert all(row.fault or row.cells for row in read_table("stock.csv", raw).rows)
