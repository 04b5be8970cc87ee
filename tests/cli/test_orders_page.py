"""The page on orders from files: its commands run, on the file it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "orders.md").read_text(encoding="utf-8")


def test_its_commands_run(workspace, monkeypatch):
    """Typed one after another, and the orders of its file are kept and reserved."""
    (text,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    (workspace.path / "orders.csv").write_text(text)
    monkeypatch.chdir(workspace.path)

    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            ran = workspace.run(*shlex.split(line)[1:])

            assert 0 == ran.code, (line, ran.err)

    kept = {row["order_id"]: row for row in workspace.json("order", "list", "toko").data}
    assert {"230501A": "ready_to_ship", "230501B": "paid"} == {
        order: row["status"] for order, row in kept.items()
    }
    assert {1} == {row["revision"] for row in kept.values()}
    assert 4 == sum(row["units"] for row in workspace.json("stock", "reservations").data)
