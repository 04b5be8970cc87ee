"""`crossdock stock import` and `export`: files in and out, each row with its fate."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from crossdock.inventory.movements import transfer_out
from crossdock.store import Store, Warehouse
from crossdock.tables import read_file, written


@pytest.fixture
def goods(workspace):
    """A workspace with master SKUs A, B and C; ten of A are at main."""
    with _store(workspace) as store:
        for sku in ("A", "B", "C"):
            store.catalogue.add_master(sku, f"Our {sku}")
        store.warehouses.add(Warehouse("north"))
    assert 0 == workspace.run("stock", "set", "A", "10").code
    return workspace


class TestImport:
    """From files of every format."""

    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    def test_each_format(self, goods, form):
        """What a file is, is told by what is in it."""
        path = _file(goods, f"stock.{form}", ("sku", "quantity"), [("A", 4), ("B", 5)])

        ran = goods.json("stock", "import", path)

        assert (0, {"rows": 2, "set": 2, "unchanged": 0, "refused": 0}) == (
            ran.code,
            ran.data["counts"],
        )
        assert {("A", "main"): 4, ("B", "main"): 5} == _on_hand(goods)

    def test_a_dry_run_tells_every_fate(self, goods):
        """Exit 2 with a bad row in it, and nothing is changed."""
        text = "sku,quantity,colour\nA,4,x\nB,-1,y\n"
        events = _events(goods)

        ran = goods.json("stock", "import", "-", "--dry-run", stdin=text)

        first, second = ran.data["rows"]
        assert (2, "input-refused", False) == (ran.code, ran.json["reason"], ran.json["ok"])
        assert ("set", 10, 4) == (first["fate"], first["before"], first["after"])
        assert ("refused", 3, True) == (second["fate"], second["row"], "-1" in second["reason"])
        assert events == _events(goods)

    @pytest.mark.parametrize(("quantity", "code"), [(4, 10), (10, 0)])
    def test_a_dry_run_says_whether_there_is_something_to_do(self, goods, quantity, code):
        """Exit 10 for changes, 0 for none."""
        ran = goods.json("stock", "import", "-", "--dry-run", stdin=f"sku,qty\nA,{quantity}\n")

        assert (code, {("A", "main"): 10}) == (ran.code, _on_hand(goods))

    def test_a_person_is_told_in_sentences(self, goods):
        """How many rows, and which columns said nothing."""
        ran = goods.run("stock", "import", "-", stdin="sku,quantity,colour\nA,4,red\n")

        assert "1 row: 1 set, 0 unchanged, 0 refused." in ran.err
        assert "Columns that say nothing here: colour." in ran.err

    def test_a_bad_row_and_nothing_is_imported(self, goods):
        """Exit 2 names the row, and the next step shows the others."""
        ran = goods.json("stock", "import", "-", stdin="sku,quantity\nA,4\nB,x\n")

        assert (2, True) == (ran.code, "row 3: quantity is 'x'" in ran.json["message"])
        assert "--dry-run" in ran.json["next_step"]
        assert {("A", "main"): 10} == _on_hand(goods)

    def test_many_bad_rows(self, goods):
        """Five are named and the rest counted."""
        text = "sku,quantity\n" + "".join(f"X{number},1\n" for number in range(50))

        ran = goods.json("stock", "import", "-", stdin=text)

        assert "50 of 50 rows are refused" in ran.json["message"]
        assert "(and 45 more)" in ran.json["message"]

    def test_bad_rows_can_be_left_out(self, goods):
        """Exit 6, the good rows are imported, and the counts add up."""
        ran = goods.json("stock", "import", "-", "--skip-bad", stdin="sku,qty\nA,4\nB,x\nC,1\n")

        assert (6, {"rows": 3, "set": 2, "unchanged": 0, "refused": 1}) == (
            ran.code,
            ran.data["counts"],
        )
        assert {("A", "main"): 4, ("C", "main"): 1} == _on_hand(goods)

    def test_columns_told(self, goods):
        """Where names do not tell; several in one word or in several."""
        text = "Barang;Sisa;Rak\nA;4;north\n"
        words = ("--columns", "sku=Barang,quantity=Sisa", "--columns", "warehouse=Rak")

        ran = goods.json("stock", "import", "-", *words, stdin=text)

        assert (0, 4) == (ran.code, _on_hand(goods)["A", "north"])

    def test_adjustments(self, goods):
        """More and fewer, with their reason in the ledger."""
        words = ("--mode", "adjust", "--reason", "fair")

        ran = goods.json("stock", "import", "-", *words, stdin="sku,quantity\nA,-3\nB,+2\n")

        assert (0, {("A", "main"): 7, ("B", "main"): 2}) == (ran.code, _on_hand(goods))
        assert "fair" == goods.json("stock", "ledger", "A").data[-1]["note"]

    def test_a_count_imported_twice(self, goods):
        """Under one name it is one count: the second time nothing is written."""
        words = ("--mode", "count", "--document", "spring", "--as-of", "1h")
        text = "sku,quantity,counted_at\nA,4,2026-01-01T00:00:00+07:00\nB,6,2026-01-02T00:00Z\n"
        first = goods.json("stock", "import", "-", *words[:4], stdin=text)
        events = _events(goods)

        again = goods.json("stock", "import", "-", *words[:4], stdin=text)
        other = goods.json("stock", "import", "-", *words, stdin="sku,quantity\nB,9\n")

        assert [0, 0, 2] == [first.code, again.code, other.code]
        assert 2 == again.data["counts"]["unchanged"]
        assert "spring has said 6 of it already" in other.json["message"]
        assert events == _events(goods)
        assert {("A", "main"): 10, ("B", "main"): 6} == _on_hand(goods)

    @pytest.mark.parametrize(
        "words",
        [
            ("nowhere.csv",),
            ("-", "--warehouse", "nowhere"),
            ("-", "--columns", "sku"),
            ("-", "--columns", "colour=sku"),
            ("-", "--as-of", "3h"),
            ("-", "--document", "x"),
            ("-", "--mode", "set"),
        ],
    )
    def test_what_cannot_be_asked(self, goods, words):
        """Exit 2, and nothing is changed."""
        ran = goods.json("stock", "import", *words, stdin="sku,quantity\nA,4\n")

        assert (2, {("A", "main"): 10}) == (ran.code, _on_hand(goods))

    def test_a_warehouse_of_a_service_that_is_gone(self, goods):
        """A file never overwrites what the service counts, and there is nobody to be told."""
        with _store(goods) as store:
            store.warehouses.add(Warehouse("jd", connection="wms", remote_id="1"))

        ran = goods.json("stock", "import", "-", "--warehouse", "jd", stdin="sku,quantity\nA,4\n")

        assert (2, True) == (ran.code, "'wms'" in ran.json["message"])
        assert {("A", "main"): 10} == _on_hand(goods)


class TestExport:
    """Into files that say the same when they are read again."""

    @pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
    def test_imported_again_it_changes_nothing(self, goods, form):
        """Every row is unchanged."""
        goods.run("stock", "set", "B", "0", "--warehouse", "north")
        path = str(goods.path / f"stock.{form}")

        wrote = goods.json("stock", "export", path)
        ran = goods.json("stock", "import", path)

        assert (0, 2, 10) == (wrote.code, wrote.data["rows"], wrote.data["units"])
        assert {"rows": 2, "set": 0, "unchanged": 2, "refused": 0} == ran.data["counts"]

    def test_some_of_it(self, goods):
        """By SKU and by warehouse."""
        for sku, warehouse in (("B", "main"), ("B", "north"), ("C", "north")):
            goods.run("stock", "set", sku, "1", "--warehouse", warehouse)
        path = goods.path / "stock.csv"

        goods.run("stock", "export", str(path), "B", "--warehouse", "north")

        assert [{"sku": "B", "warehouse": "north", "quantity": "1"}] == [
            row.cells for row in read_file(path).rows
        ]

    def test_a_file_that_is_there(self, goods):
        """It stays, but for --force."""
        path = goods.path / "stock.csv"
        path.write_text("mine")

        kept = goods.json("stock", "export", str(path))
        before = path.read_text()
        forced = goods.json("stock", "export", str(path), "--force")

        assert (2, "mine", 0) == (kept.code, before, forced.code)
        assert "sku,warehouse,quantity\nA,main,10\n" == path.read_text()

    @pytest.mark.parametrize(
        "words", [("x.doc",), ("x.csv", "TYPO"), ("x.csv", "B"), ("x.csv", "--warehouse", "no")]
    )
    def test_what_cannot_be_written(self, goods, words):
        """Exit 2, and there is no file."""
        ran = goods.json("stock", "export", str(goods.path / words[0]), *words[1:])

        assert (2, False) == (ran.code, (goods.path / words[0]).exists())

    def test_what_no_file_can_tell(self, goods):
        """Fewer than none are on hand: exit 6, the place is named, the rest is written."""
        with _store(goods) as store:
            moved = transfer_out("t", "1", "B", 2, "main", "north", datetime.now(UTC))
            store.ledger.record(moved)

        ran = goods.json("stock", "export", str(goods.path / "stock.csv"))

        assert (6, 1, ["B"]) == (
            ran.code,
            ran.data["rows"],
            [row["sku"] for row in ran.data["left_out"]],
        )


@contextmanager
def _store(folder):
    store = Store(folder.path / ".crossdock" / "crossdock.db", lambda: datetime.now(UTC))
    try:
        yield store
    finally:
        store.close()


def _file(folder, name, columns, rows):
    path = folder.path / name
    path.write_bytes(written(name.rpartition(".")[2], columns, rows))
    return str(path)


def _on_hand(folder):
    return {
        (row["sku"], row["warehouse"]): row["on_hand"]
        for row in folder.json("stock", "show", "--by", "warehouse").data
    }


def _events(folder):
    with _store(folder) as store:
        return list(store.ledger.events())
