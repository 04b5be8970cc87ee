"""Bad numbers and bad codes as a person hands them in: refused in words, and nothing changed.

The numbers are those of the list of bad inputs. What a rule or a recipe makes of
them without a workspace is told in tests/inventory/test_bad_inputs.py.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from crossdock.store import Store

CODES = ("MUG", "CAF\u00c9", "10", "1E5", "2024-01-02", "\U0001f455", "'; DROP TABLE masters;--")


@pytest.fixture
def goods(workspace):
    """A workspace with some odd master SKUs; seven mugs were counted."""
    with _store(workspace) as store:
        for code in CODES:
            store.catalogue.add_master(code, "")
    assert 0 == workspace.run("stock", "set", "MUG", "7").code
    return workspace


class TestNumbers:
    """Quantities in every format, beside a good row that must not be imported either."""

    @pytest.mark.parametrize(
        ("number", "cell"),
        [
            *(("01", "-1"), ("03", "2147483648"), ("04", "9223372036854775808"), ("06", "1.0")),
            *(("07", "1.5"), ("08", "NaN"), ("09", "1e999"), ("10", "9" * 5000), ("11", "")),
            *(("12", "true"), ("26", "\uff11\uff10"), ("27", "\u0661\u0660")),
        ],
        ids=lambda value: value if len(value) == 2 else "",
    )
    def test_in_csv(self, goods, number, cell):
        """The row is named and what it holds is shown."""
        message = _refused(goods, f"sku,quantity\n1E5,3\nMUG,{cell}\n")

        assert "row 3: quantity is " in message

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            ("-1", "quantity is -1,"),
            ("2147483648", "quantity is 2147483648,"),
            ("9223372036854775808", "quantity is 9223372036854775808,"),
            ("1.0", "quantity is Decimal('1.0'),"),
            ("1.5", "quantity is Decimal('1.5'),"),
            ("NaN", "it is not JSON: NaN is no number"),
            ("1e999", "quantity is Decimal('1E+999'),"),
            ("9" * 5000, "it is not JSON: a number has 5,000 digits"),
            ("null", "quantity is empty,"),
            ("true", "quantity is True,"),
        ],
        ids=["01", "03", "04", "06", "07", "08", "09", "10", "11", "12"],
    )
    def test_in_jsonl(self, goods, cell, words):
        """Numbers keep what they are, so that what is none cannot pass for one."""
        text = f'{{"sku": "1E5", "quantity": 3}}\n{{"sku": "MUG", "quantity": {cell}}}\n'

        assert f"row 2: {words}" in _refused(goods, text)

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            (-1, "quantity is -1,"),
            (2**31, "quantity is 2147483648,"),
            (1.5, "quantity is 1.5,"),
            (1e300, "quantity is 1e+300,"),
            (None, "quantity is empty,"),
            (True, "quantity is True,"),
            (date(2024, 1, 2), "quantity is 2024-01-02 00:00:00,"),
            ("=1+1", "quantity is a formula"),
        ],
        ids=["01", "03", "07", "09", "11", "12", "a day", "a formula"],
    )
    def test_in_a_workbook(self, goods, cell, words):
        """Whatever a spreadsheet made of the cell."""
        raw = _workbook(("sku", "quantity"), ("1E5", 3), ("MUG", cell))

        assert f"row 3: {words}" in _refused(goods, raw)

    def test_none_of_something(self, goods):
        """2: zero is a quantity."""
        assert 0 == goods.run("stock", "import", "-", stdin="sku,quantity\nMUG,0\n").code
        assert 0 == goods.json("stock", "show", "MUG").data[0]["on_hand"]

    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    def test_digits_as_text(self, goods, form):
        """5: "10" is ten, for a file of text has no other way to say it."""
        raw = {
            "csv": b'sku,quantity\nMUG,"10"\n',
            "jsonl": b'{"sku": "MUG", "quantity": "10"}\n',
            "xlsx": _workbook(("sku", "quantity"), ("MUG", "10")),
        }[form]

        assert 0 == goods.run("stock", "import", "-", stdin=raw).code
        assert 10 == goods.json("stock", "show", "MUG").data[0]["on_hand"]


class TestRules:
    """Stock that rules and recipes leave none of."""

    @pytest.mark.parametrize(
        ("kind", "value", "shown"),
        [("buffer", "8", 0), ("max", "0", 0), ("percent", "0", 0), ("percent", "100", 7)],
        ids=["13", "14", "16 at 0", "16 at 100"],
    )
    def test_what_a_listing_shows(self, pulled, kind, value, shown):
        """Nothing at the one end and everything at the other, never less than nothing."""
        sku = _listed(pulled)
        assert 0 == pulled.run("stock", "rule", "add", "rule", kind, value).code

        assert {shown} == _published(pulled, sku)

    @pytest.mark.parametrize(
        ("kind", "value"), [("max", "-1"), ("percent", "101")], ids=["15", "16 at 101"]
    )
    def test_a_value_that_is_none(self, workspace, kind, value):
        """It is refused by its field, and there is no rule."""
        ran = workspace.json("stock", "rule", "add", "rule", kind, value)

        assert (2, True) == (ran.code, value in ran.json["message"])
        assert [] == workspace.json("stock", "rule", "list").data

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("10,MUG,0", "row 3: units is '0',"),
            ("MUG,10,1\n10,MUG,2", "contains itself"),
            ("10,MUG,1\n10,MUG,2", "listed twice"),
        ],
        ids=["17", "18", "19"],
    )
    def test_a_recipe_that_is_none(self, workspace, row, words):
        """It is refused, and the good recipe before it is not kept."""
        with _store(workspace) as store:
            for code in CODES:
                store.catalogue.add_master(code, "")

        ran = workspace.json("kit", "import", "-", stdin=f"kit,part,units\n1E5,MUG,1\n{row}\n")

        assert (2, True) == (ran.code, words in ran.json["message"])
        assert [] == workspace.json("kit", "list").data

    @pytest.mark.parametrize("number", ["20", "21"])
    def test_no_warehouse_to_serve_from(self, pulled, number):
        """20, 21: with its only warehouse gone or closed, a listing shows nothing."""
        sku = _listed(pulled)
        if number == "20":
            assert 0 == pulled.run("stock", "set", sku, "0").code
            assert 0 == pulled.run("warehouse", "remove", "main").code
        else:
            assert 0 == pulled.run("warehouse", "edit", "main", "--closed").code

        assert {0} == _published(pulled, sku)


class TestCodes:
    """SKUs that are none, or not the one that was meant."""

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("", "sku is blank"),
            ("\u200b", "contains nothing that can be seen"),
            ("M\u00a0UG", "did you mean 'MUG'?"),
            ("M\u200bUG", "did you mean 'MUG'?"),
            ("mug", "did you mean 'MUG'?"),
            ("CAFE\u0301", "there is no master SKU 'CAFE\\u0301'; did you mean 'CAF\\xc9'?"),
            ("\uff11\uff10", "did you mean '10'?"),
            ("\u0661\u0660", "there is no master SKU '\u0661\u0660'"),
            ("\u202eGUM", "contains U+202E, which reverses the order of characters"),
            ("MUG\0", "contains the control character U+0000"),
            ("M" * 2**20, "sku has 1,048,576 characters"),
            ("1E+05", "there is no master SKU '1E+05'; a spreadsheet may have changed it"),
            ("'=HYPERLINK(1)", "there is no master SKU '=HYPERLINK(1)'"),
            ("=HYPERLINK(1)", "there is no master SKU '=HYPERLINK(1)'"),
            *((sign, f"there is no master SKU '{sign}'") for sign in ("+1", "-1", "@SUM")),
            ("A\t=1", "contains the control character U+0009"),
            ('"A\r=1"', "contains the control character U+000D"),
        ],
        ids=[
            *("22", "23 zero width alone", "23 nbsp", "23 zero width", "24", "25", "26", "27"),
            *("28", "29", "32", "35", "37 quoted", "37", "38 plus", "38 minus", "38 at"),
            *("38 tab", "38 return"),
        ],
    )
    def test_in_csv(self, goods, code, words):
        """The row is named with what is wrong about its SKU."""
        message = _refused(goods, f"sku,quantity\n1E5,3\n{code},5\n")

        assert words in message.partition("row 3: ")[2]

    @pytest.mark.parametrize("end", [" ", "\u00a0", "\u3000"])
    def test_spaces_at_the_ends(self, goods, end):
        """23: they are no part of a code, in a file as little as in a listing."""
        text = f"sku,quantity\n{end}MUG{end},5\n"

        assert 0 == goods.run("stock", "import", "-", stdin=text).code
        assert 5 == goods.json("stock", "show", "MUG").data[0]["on_hand"]

    def test_half_a_character(self, goods):
        """30: a lone surrogate is not text, and breaks neither the import nor what is printed."""
        text = '{"sku": "1E5", "quantity": 3}\n{"sku": "A\\ud800", "quantity": 5}\n'

        assert "contains the lone surrogate U+D800" in _refused(goods, text)
        for form in ("table", "jsonl", "csv"):
            ran = goods.run("stock", "import", "-", "--dry-run", "--format", form, stdin=text)
            assert (2, True) == (ran.code, "U+D800" in ran.out)

    @pytest.mark.parametrize(
        "code", ["\U0001f455", "1E5", "2024-01-02", "10", "'; DROP TABLE masters;--"],
        ids=["31", "35 number", "35 day", "35 digits", "36"],
    )  # fmt: skip
    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    def test_odd_codes_are_codes(self, goods, code, form):
        """Counted, written and read back, in every format, they are what they were."""
        path = str(goods.path / f"stock.{form}")
        text = f'sku,quantity\n"{code}",5\n'

        codes = [
            goods.run("stock", "import", "-", stdin=text).code,
            goods.run("stock", "export", path, code).code,
            goods.json("stock", "import", path).code,
        ]

        assert [0, 0, 0] == codes
        assert 5 == goods.json("stock", "show", code).data[0]["on_hand"]

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            (100000, "sku is the number 100000, and must be text: format the column as text"),
            (date(2024, 1, 2), "sku is the day 2024-01-02 00:00:00, and must be text"),
            (10, "sku is the number 10, and must be text"),
            ("=HYPERLINK(1)", "sku is a formula"),
        ],
        ids=["35 number", "35 day", "35 digits", "37"],
    )
    def test_what_a_spreadsheet_made_of_a_code(self, goods, cell, words):
        """35, 37: it is refused with what to do, though a code of those digits exists."""
        raw = _workbook(("sku", "quantity"), ("1E5", 3), (cell, 5))

        assert f"row 3: {words}" in _refused(goods, raw)

    def test_one_code_twice(self, goods):
        """33: which of two numbers holds, nobody can tell; both rows are named."""
        message = _refused(goods, "sku,quantity\n1E5,3\nMUG,1\nMUG,2\n")

        assert "row 3: MUG at main stands in rows 3, 4: leave one" in message

    def test_one_code_in_fifty_shops(self, goods):
        """34: one master SKU has one stock, of which a file has one row."""
        text = "sku,quantity\n" + "MUG,5\n" * 50

        assert "stands in rows 2, 3, 4, 5, 6 and 45 more" in _refused(goods, text)


class TestEncodings:
    """Bytes that are not what they are said to be."""

    def test_another_encoding(self, goods):
        """39: GBK is not guessed; the line is named."""
        raw = b"sku,quantity\n1E5,3\n" + "马克杯,5\n".encode("gbk")

        assert "is not UTF-8 text: line 3 holds other bytes" in _refused(goods, raw)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_a_mark_of_the_encoding(self, goods, encoding):
        """40: it is no part of the first column's name."""
        raw = "sku,quantity\nMUG,5\n".encode(encoding)

        assert 0 == goods.run("stock", "import", "-", stdin=raw).code
        assert 5 == goods.json("stock", "show", "MUG").data[0]["on_hand"]


def _refused(folder, content):
    """Import *content*, which must be refused and change nothing; return what is said."""
    with _store(folder) as store:
        before = list(store.ledger.events())
    ran = folder.json("stock", "import", "-", stdin=content)
    with _store(folder) as store:
        assert before == list(store.ledger.events())
        assert [] == store.ledger.check()
    assert (2, "input-refused", False) == (ran.code, ran.json["reason"], ran.json["ok"])
    assert ran.json["next_step"]
    return ran.json["message"]


def _listed(folder):
    """Return the SKU of a linked listing, of which seven were counted."""
    sku = folder.json("map", "list", "shop").data[0]["sku"]
    assert 0 == folder.run("stock", "set", sku, "7").code
    return sku


def _published(folder, sku):
    rows = folder.json("stock", "rule", "explain", sku, "shop").data
    return {row["quantity"] for row in rows}


def _workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@contextmanager
def _store(folder):
    store = Store(folder.path / ".crossdock" / "crossdock.db", lambda: datetime.now(UTC))
    try:
        yield store
    finally:
        store.close()
