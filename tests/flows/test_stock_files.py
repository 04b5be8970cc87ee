"""Stock files: what each row says, what becomes of it, and nothing else."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.catalogue.sku import fault
from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.stock_files import (
    COLUMNS,
    Entry,
    Known,
    Mode,
    Outcome,
    Terms,
    entries,
    exported,
    find_columns,
    import_stock,
    plan,
)
from crossdock.inventory import Shelf
from crossdock.inventory.events import SnapshotSemantics
from crossdock.inventory.movements import transfer_out
from crossdock.inventory.stocktaking import count, snapshot
from crossdock.store import Store, Warehouse
from crossdock.tables import FORMATS, read_table, written
from crossdock.testing.strategies import histories
from crossdock.testing.strategies.names import NASTY_SKUS
from crossdock.testing.worlds import DAWN

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TERMS = Terms(NOW, "run")
SKUS = [sku for sku in NASTY_SKUS if not fault(sku)]


def table(*lines, name="stock.csv"):
    """Return the table of a CSV file."""
    return read_table(name, "\n".join(lines).encode())


def said(*lines, terms=TERMS, told=None):
    """Return what the rows of a CSV file say."""
    found = table(*lines)
    return list(entries(found, find_columns(found, told or {}), terms, datetime.fromisoformat))


class TestColumns:
    """Found by their names, told, or refused."""

    @pytest.mark.parametrize(
        ("header", "found"),
        [
            ("sku,quantity", {"sku": "sku", "quantity": "quantity"}),
            (
                "Kode SKU;Stok;Gudang",
                {"sku": "Kode SKU", "quantity": "Stok", "warehouse": "Gudang"},
            ),
            ("stock,quantity,SKU", {"sku": "SKU", "quantity": "quantity"}),
            (
                "Master_SKU,QTY,Counted-At,Alasan,mode",
                {
                    "sku": "Master_SKU",
                    "quantity": "QTY",
                    "counted_at": "Counted-At",
                    "reason": "Alasan",
                    "mode": "mode",
                },
            ),
        ],
    )
    def test_by_name(self, header, found):
        """In English or Indonesian, however it is written; our own name first."""
        assert found == find_columns(table(header), {})

    def test_told(self):
        """What is told holds, and the name of that column tells nothing more."""
        told = {"quantity": "Reason", "sku": "B"}

        assert told == find_columns(table("sku,Reason,B"), told)

    @pytest.mark.parametrize(
        ("header", "told", "match"),
        [
            ("a,b", {}, "none is called like sku or quantity"),
            ("sku,b", {}, "none is called like quantity"),
            ("sku,stok,jumlah", {}, "'stok' and 'jumlah' of stock.csv could each be the quantity"),
            ("sku,quantity", {"colour": "sku"}, "nothing called 'colour'"),
            ("sku,quantity", {"sku": "kode"}, "no column 'kode'"),
            ("sku,quantity", {"sku": "sku", "reason": "sku"}, "given for more than one thing"),
        ],
    )
    def test_what_cannot_be_told(self, header, told, match):
        """A sentence with the columns in it."""
        with pytest.raises(InputRefusedError, match=match):
            find_columns(table(header), told)


class TestEntries:
    """What a row says, before anything is known of it."""

    def test_what_a_row_leaves_out(self):
        """It is said by the terms."""
        terms = attrs.evolve(TERMS, mode=Mode.ADJUST, warehouse="north", reason="lost")

        assert [
            Entry(2, "A", "north", Mode.ADJUST, -2, None, "lost"),
            Entry(3, "B", "south", Mode.COUNT, 5, datetime(2026, 1, 1, tzinfo=UTC), "x"),
        ] == said(
            "sku,quantity,warehouse,mode,counted_at,reason",
            "A,-2,,,,",
            "B,5,south,COUNT,2026-01-01T00:00:00Z,x",
            terms=terms,
        )

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (",1,,", "sku is blank"),
            ("\u00a0,1,,", "sku is blank"),
            ("A,x,,", "quantity is 'x', and must be"),
            ("A,,,", "quantity is empty, and must be"),
            ("A,1,set,", "mode is 'set', and must be one of absolute, adjust, count"),
            ("A,0,adjust,", "an adjustment of nothing"),
            ("A,1,adjust,", "needs a reason"),
            ("A,1,,2026-01-01T00:00:00Z", "the row is no count but absolute"),
            ("A,1,,,5", "5 cells under 4 columns"),
        ],
    )
    def test_a_fault(self, row, fault):
        """In words, and the row after it is read."""
        bad, good = said("sku,quantity,mode,counted_at", row, "B,1,,")

        assert (2, True, "") == (bad.number, fault in bad.fault, good.fault)

    def test_a_column_that_the_first_record_lacks(self):
        """A warehouse that would be passed over in silence is a fault."""
        raw = b'{"sku": "A", "quantity": 1}\n{"sku": "B", "quantity": 1, "warehouse": "north"}\n'
        found = read_table("stock.jsonl", raw)

        _, second = entries(found, find_columns(found, {}), TERMS, datetime.fromisoformat)

        assert "the first record has no warehouse, and this one has" == second.fault


def fates(*rows, **known):
    """Return the fates of entries for SKU A, ten of which are known to be at main."""
    shelf = {("A", "main"): Shelf(on_hand=10, known=True)}
    here = Known(
        **{"masters": {"A"}, "warehouses": {"main": "", "jd": "wms"}, "shelves": shelf, **known}
    )
    return plan(rows, here, TERMS)


class TestPlan:
    """The fate of every row, from the rows and what is known."""

    @pytest.mark.parametrize(
        ("mode", "quantity", "outcome", "after"),
        [
            (Mode.ABSOLUTE, 7, Outcome.SET, 7),
            (Mode.ABSOLUTE, 10, Outcome.UNCHANGED, 10),
            (Mode.ADJUST, -10, Outcome.SET, 0),
            (Mode.ADJUST, -11, Outcome.REFUSED, 10),
            (Mode.ADJUST, 2**31 - 1, Outcome.REFUSED, 10),
            (Mode.COUNT, 10, Outcome.SET, 10),
        ],
    )
    def test_each_mode(self, mode, quantity, outcome, after):
        """Before and after are what is on hand."""
        (fate,) = fates(Entry(2, "A", "main", mode, quantity, reason="r"))

        assert (outcome, 10, after) == (fate.outcome, fate.before, fate.after)

    def test_none_at_a_place_that_nobody_knew(self):
        """That nothing is there is news where nothing was known."""
        (fate,) = fates(Entry(2, "A", "main", Mode.ABSOLUTE, 0), shelves={})

        assert (Outcome.SET, None, 0) == (fate.outcome, fate.before, fate.after)

    def test_one_place_twice(self):
        """Both rows are refused, each with both numbers; spaces do not make two of one."""
        first, second = fates(
            Entry(2, "A", "main", Mode.ABSOLUTE, 1), Entry(9, " A ", "main", Mode.ABSOLUTE, 1)
        )

        assert "A at main stands in rows 2, 9: leave one" == first.reason == second.reason

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("B", "there is no master SKU 'B'"),
            ("1E+05", "there is no master SKU '1E+05'; a spreadsheet may have changed it"),
            ("a", "there is no master SKU 'a'; did you mean 'A'?"),
            ("e\u0301", "there is no master SKU 'e\\u0301'; did you mean '\\xe9'?"),
        ],
    )
    def test_a_sku_that_is_none(self, code, reason):
        """It is refused, and what it may have been is named."""
        (fate,) = fates(
            Entry(2, code, "main", Mode.ABSOLUTE, 1), alike={"a": ["A"], "e\u0301": ["\u00e9"]}
        )

        assert (Outcome.REFUSED, reason) == (fate.outcome, fate.reason)

    def test_a_kit(self):
        """It has no stock of its own."""
        (fate,) = fates(Entry(2, "A", "main", Mode.ABSOLUTE, 1), kits={"A"})

        assert "A is a kit" in fate.reason

    def test_a_warehouse_that_is_none(self):
        """Those that exist are named."""
        (fate,) = fates(Entry(2, "A", "nowhere", Mode.ABSOLUTE, 1))

        assert "no warehouse called 'nowhere': it is one of main, jd" in fate.reason

    @pytest.mark.parametrize(
        ("mode", "quantity", "outcome", "words"),
        [
            (Mode.ABSOLUTE, 10, Outcome.UNCHANGED, ""),
            (Mode.ABSOLUTE, 12, Outcome.ANNOUNCED, "an inbound of 2 units"),
            (Mode.ADJUST, 2, Outcome.ANNOUNCED, "an inbound of 2 units"),
            (Mode.COUNT, 12, Outcome.ANNOUNCED, "an inbound of 2 units"),
            (Mode.COUNT, 10, Outcome.UNCHANGED, "as wms says"),
            (Mode.ABSOLUTE, 9, Outcome.REFUSED, "not by a file"),
            (Mode.ADJUST, -1, Outcome.REFUSED, "not by a file"),
        ],
    )
    def test_a_warehouse_of_a_service(self, mode, quantity, outcome, words):
        """A file never overwrites what the service counts."""
        (fate,) = fates(
            Entry(2, "A", "jd", mode, quantity, reason="r"),
            shelves={("A", "jd"): Shelf(on_hand=10, known=True)},
        )

        assert (outcome, True, 10) == (fate.outcome, words in fate.reason, fate.after)

    def test_something_recorded_of_a_later_moment(self):
        """What a platform with a fast clock told stands in the way of saying what is so now."""
        later = snapshot(
            "A", 3, "main", NOW + timedelta(minutes=1),
            semantics=SnapshotSemantics.PHYSICAL, source="wms",
        )  # fmt: skip

        (fate,) = fates(
            Entry(2, "A", "main", Mode.ABSOLUTE, 5),
            shelves={("A", "main"): Shelf(3, known=True, count=later, since=(later,))},
        )

        assert "import it again later" in fate.reason


@pytest.fixture(name="store")
def _store(tmp_path):
    """A store with two SKUs and two warehouses, ten of A at main since yesterday."""
    store = Store(tmp_path / "crossdock.db", lambda: NOW)
    for sku in ("A", "B"):
        store.catalogue.add_master(sku, "")
    store.warehouses.add(Warehouse("north"))
    store.ledger.record([count("first", "A", 10, "main", NOW - timedelta(days=1))], "first")
    yield store
    store.close()


def on_hand(store, sku="A", warehouse="main"):
    """Return what is on hand; the books must add up."""
    assert [] == store.ledger.check()
    return store.ledger.holdings().at(sku, warehouse).on_hand


class TestImport:
    """All rows or none, once."""

    def test_good_rows(self, store):
        """They are in the ledger, and of what the plan said."""
        found = import_stock(store, said("sku,warehouse,quantity", "A,,4", "B,north,5"), TERMS)

        assert [(10, 4), (None, 5)] == [(fate.before, fate.after) for fate in found]
        assert (4, 5) == (on_hand(store), on_hand(store, "B", "north"))

    @pytest.mark.parametrize("dry_run", [False, True])
    def test_one_bad_row(self, store, dry_run):
        """Nothing is recorded, and the fate of the good row is told."""
        found = import_stock(store, said("sku,quantity", "A,4", "C,1"), TERMS, dry_run=dry_run)

        assert [Outcome.SET, Outcome.REFUSED] == [fate.outcome for fate in found]
        assert 10 == on_hand(store)

    def test_bad_rows_skipped(self, store):
        """The good ones are recorded."""
        import_stock(store, said("sku,quantity", "A,4", "C,1"), TERMS, skip_bad=True)

        assert 4 == on_hand(store)

    def test_a_count_of_the_past(self, store):
        """What moved since is added to it."""
        lost = attrs.evolve(TERMS, run="lost", mode=Mode.ADJUST, now=NOW - timedelta(hours=1))
        import_stock(store, said("sku,quantity,reason", "A,-1,lost", terms=lost), lost)
        terms = attrs.evolve(TERMS, mode=Mode.COUNT, as_of=NOW - timedelta(hours=2))

        (fate,) = import_stock(store, said("sku,quantity", "A,7", terms=terms), terms)

        assert (9, 6, 6) == (fate.before, fate.after, on_hand(store))

    @pytest.mark.parametrize("mode", [Mode.COUNT, Mode.ADJUST])
    def test_one_document_twice(self, store, mode):
        """The second time, in another run and later, it changes nothing."""
        first = attrs.evolve(TERMS, mode=mode, document="spring", reason="r")
        later = attrs.evolve(first, run="again", now=NOW + timedelta(days=1))
        rows = ("sku,quantity", "A,4", "B,5")
        import_stock(store, said(*rows, terms=first), first)
        events = list(store.ledger.events())

        found = import_stock(store, said(*rows, terms=later), later)

        assert {Outcome.UNCHANGED} == {fate.outcome for fate in found}
        assert events == list(store.ledger.events())

    def test_one_document_that_says_something_else(self, store):
        """It is refused with what it said before."""
        terms = attrs.evolve(TERMS, mode=Mode.COUNT, document="spring")
        import_stock(store, said("sku,quantity", "A,4", terms=terms), terms)

        (fate,) = import_stock(store, said("sku,quantity", "A,5", terms=terms), terms)

        assert "spring has said 4 of it already, of 2026-01-05 12:00:00 UTC" in fate.reason
        assert 4 == on_hand(store)

    @pytest.mark.parametrize(
        ("idle", "match"),
        [
            ({"as_of": NOW}, "no row is a count"),
            ({"document": "spring"}, "no row is one"),
            ({"document": "a\nb", "mode": Mode.COUNT}, "cannot be one"),
        ],
    )
    def test_terms_that_no_row_can_use(self, store, idle, match):
        """They are refused, not passed over."""
        terms = attrs.evolve(TERMS, **idle)

        with pytest.raises(InputRefusedError, match=match):
            import_stock(store, said("sku,quantity", "A,4", terms=terms), terms)

    def test_a_usual_warehouse_that_is_none(self, store):
        """It is refused at once, whatever the rows name."""
        terms = attrs.evolve(TERMS, warehouse="nowhere")

        with pytest.raises(NotFoundError, match="nowhere"):
            import_stock(store, [], terms)


@pytest.fixture(name="path", scope="module")
def _path(tmp_path_factory):
    """A database file for all examples, and numbers for its merchants."""
    path = tmp_path_factory.mktemp("files") / "crossdock.db"
    return path, itertools.count(1)


def opened(path):
    """Return the store of one more merchant, with nasty SKUs and three warehouses."""
    file, numbers = path
    store = Store(file, lambda: NOW, f"merchant {next(numbers)}")
    store.db.value("PRAGMA synchronous=OFF")
    for sku in (*SKUS, "shirt"):
        store.catalogue.add_master(sku, "")
    for name in ("north", "south", "east"):
        store.warehouses.add(Warehouse(name))
    return store


LEVELS = st.dictionaries(
    st.tuples(st.sampled_from(SKUS), st.sampled_from(["main", "north"])), st.integers(0, 2**31 - 1)
)


@given(events=histories(), levels=LEVELS, form=st.sampled_from(FORMATS))
def test_an_export_imported_again_changes_nothing(path, events, levels, form):
    """Whatever happened, whatever the SKUs look like, in every format."""
    store = opened(path)
    try:
        store.ledger.record(events, "history")
        store.ledger.record(
            [count("c", sku, units, place, DAWN) for (sku, place), units in levels.items()], "c"
        )
        try:
            found = exported(store)
        except NotFoundError:
            return
        raw = written(form, COLUMNS, found.rows)
        again = read_table(f"stock.{form}", raw) if found.rows else table(",".join(COLUMNS))
        rows = list(entries(again, find_columns(again, {}), TERMS, datetime.fromisoformat))

        fates = import_stock(store, rows, TERMS)

        assert [Outcome.UNCHANGED] * len(found.rows) == [fate.outcome for fate in fates]
        assert {"a:b", "shirt"} >= {row["sku"] for row in found.left_out}
        assert all(not 0 <= row["quantity"] for row in found.left_out)
    finally:
        store.close()


#: Histories of what changes what is on hand, so that most rows meet something that counts.
MOVED = histories(
    without=(
        *("reserve", "pool", "route", "unroute", "accept", "release", "expect", "unexpect"),
        *("hold", "unhold"),
    )
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.integers(2, 99),
        st.sampled_from(["shirt", "shirt", "shirt", "a:b", "a:b", "SHIRT"]),
        st.sampled_from(["north", "north", "north", "south", "south", "nowhere"]),
        st.sampled_from([Mode.COUNT, Mode.COUNT, Mode.ABSOLUTE, Mode.ADJUST]),
        st.integers(0, 9),
        st.none() | st.integers(0, 14).map(lambda minutes: DAWN + timedelta(minutes=minutes)),
    ),
    min_size=1,
    max_size=4,
)


@given(events=MOVED, rows=ENTRIES, minutes=st.integers(6, 14), skip_bad=st.booleans())
def test_what_is_planned_is_what_comes(path, events, rows, minutes, skip_bad):
    """Every row has one fate, a dry run changes nothing, and each number told comes true."""
    store, terms = opened(path), Terms(DAWN + timedelta(minutes=minutes), "run", document="doc")
    rows = [
        attrs.evolve(row, moment=row.moment if row.mode is Mode.COUNT else None, reason="r")
        for row in rows
        if row.quantity or row.mode is not Mode.ADJUST
    ]
    if {row.mode for row in rows} <= {Mode.ABSOLUTE}:
        terms = attrs.evolve(terms, document="")
    try:
        store.ledger.record(events, "history")
        before = store.ledger.holdings()
        planned = import_stock(store, rows, terms, dry_run=True)
        assert before == store.ledger.holdings()

        fates = import_stock(store, rows, terms, skip_bad=skip_bad)

        assert planned == fates
        assert len(rows) == len(fates)
        after, done = store.ledger.holdings(), skip_bad or not _refused(fates)
        for fate in fates:
            told = fate.after if done else fate.before
            assert (told or 0) == after.at(fate.sku, fate.warehouse).on_hand
        assert [] == store.ledger.check()
    finally:
        store.close()


def _refused(fates):
    return any(fate.outcome is Outcome.REFUSED for fate in fates)


class TestExport:
    """What lies where, as far as a file can tell it."""

    def test_what_was_counted(self, store):
        """Units promised are on hand too."""
        store.ledger.record([count("n", "B", 0, "north", NOW)], "n")

        assert (("A", "main", 10), ("B", "north", 0)) == exported(store).rows

    def test_some_of_it(self, store):
        """By SKU and by warehouse."""
        store.ledger.record([count("n", "A", 3, "north", NOW)], "n")

        assert (("A", "north", 3),) == exported(store, ["A"], "north").rows

    @pytest.mark.parametrize(
        ("skus", "warehouse", "match"),
        [
            (["C"], "", "no master SKU 'C'"),
            ([], "nowhere", "no warehouse"),
            (["B"], "", "Nothing was ever counted"),
            ([], "north", "Nothing was ever counted"),
        ],
    )
    def test_what_is_not_there(self, store, skus, warehouse, match):
        """There is nothing to write."""
        with pytest.raises(NotFoundError, match=match):
            exported(store, skus, warehouse)

    def test_fewer_than_none(self, store):
        """No file can say that; it is told as left out."""
        store.ledger.record(transfer_out("t", "1", "A", 12, "main", "north", NOW), "t")

        found = exported(store)

        assert () == found.rows
        assert [-2] == [row["quantity"] for row in found.left_out]
        assert "count it" in found.left_out[0]["reason"]

    def test_a_kit_that_was_counted_as_none(self, store):
        """It has no stock of its own, so there is nothing to tell."""
        store.ledger.record([count("n", "B", 0, "main", NOW)], "n")
        store.recipes.put({"B": [("A", 2)]})

        assert (("A", "main", 10),) == exported(store).rows
