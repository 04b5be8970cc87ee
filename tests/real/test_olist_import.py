"""4,071 real orders imported from a file through the command line, each accounted for.

The data is not in the repository (its licence allows no commercial use): it is read
from the folder that CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data")) / "olist"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the real orders are not here: {DATA} (set CROSSDOCK_SHARED_DATA)"
)

#: The shop's own words, told in ours where no common word says it.
WORDS = {"approved": "paid", "invoiced": "paid", "processing": "ready_to_ship"}


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file."""
    with (DATA / f"olist_{name}_dataset.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def joined(unnamed: str = "") -> list[dict[str, str]]:
    """Return one row for each line of each order; an order without lines has one row.

    Args:

        unnamed: what was bought where no file tells; empty to say nothing.
    """
    buyers = {row["customer_id"]: row for row in rows("customers")}
    lines = defaultdict(list)
    for row in rows("order_items"):
        lines[row["order_id"]].append(row)
    return [
        {
            "order_id": order["order_id"],
            "status": WORDS.get(order["order_status"], order["order_status"]),
            "raw_status": order["order_status"],
            "placed_at": order["order_purchase_timestamp"],
            "paid_at": order["order_approved_at"],
            "city": buyer.get("customer_city", ""),
            "province": buyer.get("customer_state", ""),
            "postal_code": buyer.get("customer_zip_code_prefix", ""),
            "country": "BR",
            "line_id": line.get("order_item_id", ""),
            "sku": line.get("product_id", ""),
            "title": line.get("product_id", unnamed),
            "quantity": "1" if line or unnamed else "",
            "unit_price": line.get("price", ""),
            "ship_by": line.get("shipping_limit_date", ""),
        }
        for order in rows("orders")
        for buyer in [buyers.get(order["customer_id"], {})]
        for line in lines[order["order_id"]] or [{}]
    ]


def crossdock(folder: Path, *words: str, stdin: str = "") -> Any:
    """Run a command; return its exit code and what it printed as JSON."""
    command = [sys.executable, "-m", "crossdock", "-C", str(folder), *words, "--format", "json"]
    ran = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    return ran.returncode, json.loads(ran.stdout)["data"]


def written(found: list[dict[str, str]]) -> str:
    """Return rows as a file."""
    target = io.StringIO()
    writer = csv.DictWriter(target, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return target.getvalue()


IMPORT = (
    *("order", "import", "-", "--channel", "olist", "--site", "BR", "--currency", "BRL"),
    *("--zone", "America/Sao_Paulo", "--skip-bad", "--create"),
)


def test_every_order_is_accounted_for(tmp_path: Path) -> None:
    """Each is new, or refused because no file has its lines; again, nothing changes."""
    orders, sold = rows("orders"), {row["order_id"] for row in rows("order_items")}
    bare = {row["order_id"] for row in orders} - sold
    file = written(joined())
    crossdock(tmp_path, "init")

    code, first = crossdock(tmp_path, *IMPORT, stdin=file)
    _, second = crossdock(tmp_path, *IMPORT, stdin=file)

    assert 6 == code
    assert len(orders) == first["counts"]["read"]
    assert {"new": len(orders) - len(bare), "refused": len(bare)} == _some(first)
    assert {"unchanged": len(orders) - len(bare), "refused": len(bare)} == _some(second)
    assert bare == {one["order_id"] for one in first["refused"]}
    assert all("no lines" in one["reason"] for one in first["refused"])


def test_what_is_kept_is_what_was_told(tmp_path: Path) -> None:
    """Every state of every order; open ones have their units reserved or wait for a person."""
    found = joined(unnamed="not told")
    crossdock(tmp_path, "init")

    code, report = crossdock(tmp_path, *IMPORT, stdin=written(found))

    _, listed = crossdock(tmp_path, "order", "list", "olist")
    _, held = crossdock(tmp_path, "stock", "reservations", "olist")
    _, waiting = crossdock(tmp_path, "order", "review", "olist")
    told = {row["order_id"]: row["raw_status"] for row in found}
    named = {row["order_id"] for row in found if row["sku"]}
    standing = {row["order_id"]: row["status"] for row in listed}
    here = {name for name, status in standing.items() if status in {"paid", "ready_to_ship"}}
    gone = {name for name, status in standing.items() if status == "shipping"}
    strange = {name for name, status in standing.items() if status == "unknown"}
    assert (0, {"new": len(told)}) == (code, _some(report))
    assert told == {row["order_id"]: row["raw_status"] for row in listed}
    assert here & named == {row["order_id"] for row in held}
    assert ((here | gone) - named) | strange <= {row["order_id"] for row in waiting}


def _some(report: dict[str, Any]) -> dict[str, int]:
    return {name: number for name, number in report["counts"].items() if number and name != "read"}
