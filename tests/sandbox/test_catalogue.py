"""crossdock.sandbox.catalogue, .columns, .records and .amounts"""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.sandbox.amounts import parse_amount
from crossdock.sandbox.catalogue import load_catalogue, ruled_sku, ruled_stock
from crossdock.sandbox.exceptions import SandboxRefusedError

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "tokopedia"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp2.599.000", 2599000),
        ("48500", 48500),
        ("Rp 1,250,000", 1250000),
        ("rp.15.000", 15000),
        ("IDR 15.000,00", 15000),
        ("15000.00", 15000),
        ("12 500", 12500),
        ("Rp\u00a012.500", 12500),
        ("1.500.000,-", 1500000),
        ("0", 0),
        ("", None),
        ("gratis", None),
        ("-5", None),
        ("1.5", None),
        ("12.50", None),
        ("1.234,567", None),
        ("Rp1.000 - Rp2.000", None),
        ("NaN", None),
        ("1e5", None),
        ("٤٨", None),
        ("9" * 16, None),
    ],
)
def test_amounts(text: str, amount: int | None) -> None:
    """Prices are read as Indonesian shops write them; what is no whole rupiah is none."""
    assert amount == parse_amount(text)


@given(st.integers(0, 10**14), st.sampled_from([".", ",", " ", ""]), st.sampled_from(["Rp", ""]))
def test_written_amount_reads_back(amount: int, mark: str, currency: str) -> None:
    """However the thousands are marked, the amount is the same."""
    assert amount == parse_amount(f"{currency}{amount:,}".replace(",", mark))


def write(path: Path, text: str | bytes) -> Path:
    """Write a file and return its path."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_detected_columns(tmp_path: Path) -> None:
    """Columns are found by name in any spelling, and our fields filled from them."""
    path = write(tmp_path / "a.csv", "Nama Produk;HARGA;Stok;SKU\nKaos;Rp35.000;4;K-1\n")
    row = load_catalogue([path]).rows[0]

    assert ("Kaos", 35000, 4, "K-1") == (row.title, row.price, row.stock, row.sku)


def test_mapped_columns_win(tmp_path: Path) -> None:
    """A mapping is followed even where detection would have chosen otherwise."""
    path = write(tmp_path / "a.csv", "name,label,price\nwrong,right,100\n")

    assert "right" == load_catalogue([path], {"title": "label"}).rows[0].title


def test_final_price_before_original(tmp_path: Path) -> None:
    """Of several prices the one a buyer pays is taken."""
    path = write(tmp_path / "a.csv", "productName,originalPrice,finalPrice\na,Rp9.000,Rp5.000\n")

    assert 5000 == load_catalogue([path]).rows[0].price


def test_rows_are_refused_by_reason(tmp_path: Path) -> None:
    """What cannot be played is counted under its reason, and the counts add up."""
    text = (
        "id,name,price,stock\n1,A,100,1\n1,B,100,1\n2,,100,1\n3,C,,1\n4,D,free,1\n"
        f"5,E,100,lots\n6,F\n7,{'x' * 501},100,1\n8,G,0,1\n\n"
    ).encode() + b"9,caf\xe9,100,1\n"
    load = load_catalogue([write(tmp_path / "a.csv", text)])

    assert {
        "read": 10,
        "played": 1,
        "refused": 9,
        "refused_by_reason": {
            "duplicate id": 1,
            "no price": 1,
            "no title": 1,
            "not UTF-8": 1,
            "price is not a number": 1,
            "price is zero": 1,
            "stock is not a number": 1,
            "title too long": 1,
            "wrong number of columns": 1,
        },
    } == load.counts()


def test_bom_is_allowed(tmp_path: Path) -> None:
    """A byte order mark does not become part of the first column's name."""
    path = write(tmp_path / "a.csv", b"\xef\xbb\xbfname,price\na,100\n")

    assert 1 == len(load_catalogue([path]).rows)


def test_huge_cells_load_and_the_limit_is_put_back(tmp_path: Path) -> None:
    """An image as a data URL beyond csv's own limit loads; the process keeps its limit."""
    before = csv.field_size_limit()
    path = write(tmp_path / "a.csv", f"name,image,price\na,data:{'x' * 300_000},100\nb,,200\n")
    rows = load_catalogue([path]).rows

    assert (2, "", before) == (len(rows), rows[0].image, csv.field_size_limit())


def test_jsonl(tmp_path: Path) -> None:
    """JSON lines load; lines that are no object are refused and counted."""
    lines = [json.dumps({"title": "A", "price": 5000, "stock": 2.0}), "[1]", "{broken", ""]
    load = load_catalogue([write(tmp_path / "a.jsonl", "\n".join(lines))])

    assert ({"not JSON": 1, "not an object": 1}, 2) == (load.refused, load.rows[0].stock)


def test_missing_sku_and_stock_follow_the_seed(tmp_path: Path) -> None:
    """What a file lacks is supplied by the seed: the same again, and another for another seed."""
    path = write(tmp_path / "a.csv", "name,price\n" + "".join(f"n{n},100\n" for n in range(400)))
    first, again, other = (load_catalogue([path], seed=seed).rows for seed in (1, 1, 2))
    blank = sum(not row.sku for row in first)

    assert (first, True, True) == (again, first != other, 1 <= blank <= 30)


def test_same_title_same_sku() -> None:
    """The same goods of two sellers carry the same code."""
    assert ruled_sku("buah matoa 1kg", 1) == ruled_sku("buah matoa 1kg", 1)


@given(st.text(max_size=80), st.integers())
def test_rule_always_answers(title: str, seed: int) -> None:
    """Any title gets an ASCII SKU of at most 50 characters, and a stock that is not negative."""
    sku = ruled_sku(title, seed)

    assert (True, True, True) == (sku.isascii(), len(sku) <= 50, ruled_stock(title, seed) >= 0)


@given(st.binary(max_size=300))
def test_dirt_never_raises(tmp_path_factory: pytest.TempPathFactory, dirt: bytes) -> None:
    """Whatever bytes follow a good header, every row is played or refused."""
    path = write(tmp_path_factory.mktemp("dirt") / "a.csv", b"name,price,id\n" + dirt)
    counts = load_catalogue([path]).counts()

    assert counts["read"] == counts["played"] + counts["refused"]


@given(st.binary(max_size=200))
def test_dirty_json_lines_never_raise(
    tmp_path_factory: pytest.TempPathFactory, dirt: bytes
) -> None:
    """The same for JSON lines."""
    good = b'{"name": "a", "price": 5}\n'
    path = write(tmp_path_factory.mktemp("dirt") / "a.jsonl", good + dirt)
    counts = load_catalogue([path]).counts()

    assert counts["read"] == counts["played"] + counts["refused"]


@pytest.mark.parametrize(
    ("name", "text", "mapping", "hint"),
    [
        ("missing.csv", None, {}, "cannot be read"),
        ("empty.csv", "", {}, "is empty"),
        ("a.csv", "foo,price\n1,2\n", {}, "no column that looks like a title"),
        ("a.csv", "foo\n1\n", {}, "a title or a price"),
        ("a.csv", "name,price\na,1\n", {"title": "nom"}, "has no column 'nom' for title"),
        ("a.csv", "name,price\na,1\n", {"titel": "name"}, "no field 'titel'"),
    ],
)
def test_unplayable_files_are_sentences(
    tmp_path: Path, name: str, text: str | None, mapping: dict[str, str], hint: str
) -> None:
    """A file that cannot be played at all is refused with what is wrong and what to do."""
    path = tmp_path / name
    if text is not None:
        write(path, text)
    with pytest.raises(SandboxRefusedError) as caught:
        load_catalogue([path], mapping)

    assert hint in str(caught.value)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data files are not beside the repository")
def test_real_files_load_by_detection() -> None:
    """All real listings are read, and every one is played or refused with a reason."""
    counts = load_catalogue(sorted(REAL.glob("*.csv"))).counts()

    assert (1385, 1385) == (counts["read"], counts["played"] + counts["refused"])
