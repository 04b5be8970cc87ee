"""Real orders and real places, imported and routed through the command line.

The data is not in the repository (its licence allows no commercial use): it is read
from the folder that CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside it.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (DATA / "olist").is_dir(), reason=f"no data in {DATA} (set CROSSDOCK_SHARED_DATA)"
)

COLUMNS = (
    "order_id",
    "status",
    "placed_at",
    "line_id",
    "sku",
    "title",
    "quantity",
    "city",
    "province",
    "postal_code",
    "country",
)
SOUTH_EAST = ("SP", "RJ", "MG")


class Seller:
    """A workspace in a folder, asked by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("init")

    def run(self, *words: str) -> Any:
        """Run a command; return the data that it prints."""
        command = [sys.executable, "-m", "crossdock", "-C", str(self.folder), *words]
        ran = subprocess.run(
            [*command, "--format", "json"], capture_output=True, text=True, check=False
        )
        assert 0 == ran.returncode, (words, ran.stdout[-2000:], ran.stderr[-2000:])
        return json.loads(ran.stdout)["data"]

    def file(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
        """Write a table; return its path."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(columns)
            writer.writerows(rows)
        return str(path)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of the Brazilian shop."""
    path = DATA / "olist" / f"olist_{name}_dataset.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(name="olist", scope="module")
def _olist(tmp_path_factory: pytest.TempPathFactory) -> Seller:
    """4,071 orders imported under rules on city and state, and goods at three warehouses."""
    seller = Seller(tmp_path_factory.mktemp("olist"))
    for name in ("campinas", "recife"):
        seller.run("warehouse", "add", name, "--country", "BR", "--serves", "BR")
    words = ("order", "declare", "olist", "--channel", "olist", "--site", "BR")
    seller.run(*words)
    city = "city=São Paulo,province=SP,country=BR"
    seller.run("assoc", "add", "city", "--order", "1", "--to", "campinas", "--dest", city)
    states = [word for s in SOUTH_EAST for word in ("--dest", f"province={s},country=BR")]
    seller.run(
        *("assoc", "add", "south-east", "--order", "2", "--to", "campinas", "--to", "recife"),
        *states,
    )
    seller.run("assoc", "add", "rest", "--order", "3", "--to", "recife", "--to", "campinas")
    orders = seller.file("orders.csv", COLUMNS, order_rows())
    words = ("order", "import", orders, "--conn", "olist", "--create", "--zone", "UTC")
    seller.run(*words, "--currency", "BRL")
    return seller


def order_rows() -> Iterable[Sequence[Any]]:
    """Yield a row for each line of each order.

    The files were cut one by one: most orders find neither their lines nor their buyer in
    the others. Those are dealt the lines and buyers that there are, in turn.
    """
    buyers = {row["customer_id"]: row for row in rows("customers")}
    lines = defaultdict(list)
    for row in rows("order_items"):
        lines[row["order_id"]].append(row)
    some_lines, some_buyers = cycle(list(lines.values())), cycle(list(buyers.values()))
    for order in rows("orders"):
        buyer = buyers.get(order["customer_id"]) or next(some_buyers)
        there = [buyer[f"customer_{name}"] for name in ("city", "state", "zip_code_prefix")]
        told = (order["order_id"], "paid", order["order_purchase_timestamp"])
        for line in lines.get(order["order_id"]) or next(some_lines):
            sku = line["product_id"]
            yield (*told, line["order_item_id"], sku, sku, 1, *there, "BR")


def counted(seller: Seller, units: int) -> Any:
    """Count so many of every product at both warehouses; return what would become of orders."""
    skus = sorted({row[4] for row in order_rows()})
    stock = [(sku, name, units) for sku in skus for name in ("campinas", "recife")]
    seller.run(
        "stock", "import", seller.file("stock.csv", ("sku", "warehouse", "quantity"), stock)
    )
    return seller.run("order", "simulate")


def test_every_order_is_accounted_for(olist: Seller) -> None:
    """Without goods all wait; with few, some; with plenty, each leaves from where it should."""
    none, few, plenty = (counted(olist, units) for units in (0, 1, 9_999))

    assert [4_071] * 3 == [sum(found["orders"].values()) for found in (none, few, plenty)]
    assert (0, 4_071) == (none["orders"]["whole"], none["orders"]["held"])
    assert all(few["orders"][fate] for fate in ("whole", "split", "held"))
    assert {"whole": 4_071, "split": 0, "held": 0} == plenty["orders"]
    states = {row[0]: row[8] for row in order_rows()}
    assert {
        order_id: ["campinas" if state in SOUTH_EAST else "recife"]
        for order_id, state in states.items()
    } == {one["order_id"]: one["warehouses"] for one in plenty["decisions"]}


def test_a_kota_and_a_kabupaten_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Of every such pair of Indonesia, each goes to its own warehouse; who says neither waits."""
    seller = Seller(tmp_path)
    with (DATA / "indonesia" / "regencies.csv").open(encoding="utf-8", newline="") as file:
        regencies = [row[2] for row in csv.reader(file)]
    kotas = {name.removeprefix("KOTA ") for name in regencies if name.startswith("KOTA ")}
    both = sorted(kotas & {name.removeprefix("KABUPATEN ") for name in regencies})
    for name in ("kotas", "kabupatens"):
        seller.run("warehouse", "add", name)
    seller.run("order", "declare", "toko", "--channel", "shopee")
    for name in ("kota", "kabupaten"):
        places = [word for city in both for word in ("--dest", f"city={name} {city}")]
        seller.run("assoc", "add", name, "--to", f"{name}s", *places)
    forms = ("KOTA {}", "Kab. {}", "{}")
    orders = seller.file(
        "orders.csv",
        COLUMNS,
        [
            (
                f"{city} {number}",
                "paid",
                "2026-01-01T00:00:00Z",
                "1",
                "MUG",
                "Mug",
                1,
                form.format(city),
                "",
                "",
                "ID",
            )
            for city in both
            for number, form in enumerate(forms)
        ],
    )
    seller.run("order", "import", orders, "--conn", "toko", "--create")
    stock = [("MUG", "kotas", 999), ("MUG", "kabupatens", 999)]
    seller.run(
        "stock", "import", seller.file("stock.csv", ("sku", "warehouse", "quantity"), stock)
    )

    found = seller.run("order", "simulate")

    leaving = {one["order_id"]: one["warehouses"] for one in found["decisions"]}
    assert len(both) >= 20
    for city in both:
        went = [leaving[f"{city} {number}"] for number, _ in enumerate(forms)]
        assert [["kotas"], ["kabupatens"], []] == went, city
    assert {"ambiguous_place": len(both)} == found["held_lines"]
