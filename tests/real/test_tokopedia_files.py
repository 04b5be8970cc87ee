"""About 1,400 real listings, played, pulled, linked, counted, pushed, ordered and pulled again.

The data carries no licence of its own and is not in the repository: it is read
from the folder that CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside
the repository.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import pytest

from crossdock.sandbox.process import SandboxProcess

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data")) / "tokopedia"
FILES = sorted(DATA.glob("*.csv"))

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real listings are not here: {DATA} (set CROSSDOCK_SHARED_DATA)"
)


@attrs.frozen
class Day:
    """What a day with the real shop came to."""

    catalogue: dict[str, Any]
    pulled: dict[str, Any]
    linked: list[dict[str, Any]]
    pushed: dict[str, Any]
    ordered: list[dict[str, Any]]
    orders: dict[str, Any]
    again: dict[str, Any]
    left: list[dict[str, Any]]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Play the files, and do a day's work on them with the command line."""
    folder = tmp_path_factory.mktemp("real")

    def run(*words, stdin="", codes=(0,)):
        command = [sys.executable, "-m", "crossdock", "-C", str(folder), "--format", "json"]
        ran = subprocess.run(
            [*command, *words], input=stdin, text=True, capture_output=True, check=False
        )
        assert ran.returncode in codes, ran.stdout + ran.stderr
        return json.loads(ran.stdout)["data"]

    words = [word for path in FILES for word in ("--catalogue", str(path))]
    with SandboxProcess("tokopedia", [*words, "--switch", "limits=off"]) as sandbox:
        run("init")
        line = json.dumps(dict(sandbox.announced))
        run("conn", "add", "shop", "--from", "-", "--rate", "0", stdin=line)
        pulled = run("product", "pull", "shop")
        linked = run("map", "list", "shop")
        counts = "".join(f'"{row["sku"]}",{row["quantity"] + 7}\n' for row in linked)
        run("stock", "import", "-", stdin=f"sku,quantity\n{counts}")
        pushed = run("stock", "push", "shop", "--yes")
        # A sale within two seconds of a push cannot be told from one before it, and its
        # listing would rightly be written once more.
        time.sleep(2.5)
        ordered = sandbox.control("orders", {"count": 30})["orders"]
        orders = run("order", "pull", "shop")
        again = run("product", "pull", "shop")
        left = run("stock", "push", "shop", codes=(0, 10))
        made = Day(
            sandbox.announced["catalogue"],
            pulled,
            linked,
            pushed,
            ordered,
            orders,
            again,
            left,
        )
    sys.stdout.write(json.dumps(figures(made), indent=2) + "\n")
    return made


def figures(day):
    """Return what is worth telling of a day."""
    return {
        "catalogue": day.catalogue,
        "pulled": day.pulled["counts"],
        "refused": day.pulled["refusals"],
        "conflicts": day.pulled["conflicts"],
        "linked": len(day.linked),
        "pushed": day.pushed["counts"],
        "ordered": len(day.ordered),
        "orders": day.orders["counts"],
        "pulled again": day.again["counts"],
    }


def test_every_row_of_the_files_is_played_or_refused(day):
    """The catalogue's counts add up to the rows that the files hold."""
    rows = sum(_rows(path) for path in FILES)

    assert 1300 < rows
    assert rows == day.catalogue["read"]
    assert rows == day.catalogue["played"] + day.catalogue["refused"]
    assert day.catalogue["refused"] == sum(day.catalogue["refused_by_reason"].values())


def test_every_listing_played_is_read(day):
    """What the sandbox plays is what a pull reads, row for row."""
    assert day.catalogue["played"] == day.pulled["counts"]["read"]


def test_the_pull_adds_up(day):
    """Each row is imported or refused with its reason."""
    counts = day.pulled["counts"]

    assert counts["read"] == counts["new"] + counts["refused"]
    assert counts["refused"] == sum(day.pulled["refusals"].values())
    assert counts["new"] == counts["created"] + counts.get("linked", 0) + counts["conflicts"]
    assert {"out-of-stock", "sku-blank"} <= set(day.pulled["refusals"])


def test_repeated_titles_are_conflicts(day):
    """The files repeat titles, whose codes follow from them: none is merged silently."""
    assert 1 <= day.pulled["conflicts"]["duplicate"]
    assert 1 == max(Counter(row["sku"] for row in day.linked).values())


def test_every_linked_listing_is_pushed(day):
    """All of them are done."""
    assert {"planned": len(day.linked), "done": len(day.linked)} == day.pushed["counts"]


def test_every_order_comes_back(day):
    """The orders placed are among the new ones."""
    assert 30 == len(day.ordered)
    assert 30 <= day.orders["counts"]["new"]


def test_importing_again_changes_only_what_sold(day):
    """The second pull finds nothing new."""
    counts = day.again["counts"]

    assert 0 == counts.get("new", 0)
    assert day.pulled["counts"]["read"] == counts["read"]
    assert len(day.linked) == counts["kept"]


def test_both_sides_are_equal_in_the_evening(day):
    """After the sale the shop shows exactly what is left of every counted SKU."""
    assert [] == day.left


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))
