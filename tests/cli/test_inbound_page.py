"""The page on goods that come in: its commands run, one after another, as they are typed."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from crossdock.sandbox.process import SandboxProcess
from crossdock.store import Store
from crossdock.workspace import now

PAGE = (Path(__file__).parents[2] / "docs" / "inbound.md").read_text(encoding="utf-8")
#: What the page calls the warehouse and the inbound.
WAREHOUSE, KEY = "110008765-EBU0000000000123-toko_budi", "IN-000001-3f9a2c"


def test_its_commands_run(workspace):
    """Each does what it says, with the sandbox's own numbers in the place of the page's."""
    with SandboxProcess("jdid_fulfillment", ["--seed", "7", "--listings", "8"]) as played:
        line = json.dumps(dict(played.announced))
        workspace.run("conn", "add", "gudang", "--from", "-", "--rate", "0", stdin=line)
        store = Store(workspace.path / ".crossdock" / "crossdock.db", now)
        for sku in ("KAOS-01-M", "SUSU-1L"):
            store.catalogue.add_master(sku, sku)
        store.close()

        for typed in _typed():
            told = played.announced["settings"]
            name = f"{told['warehouse']}-{told['department']}-{told['pin']}"
            known = workspace.json("inbound", "list").data
            key = known[0]["inbound"] if known else KEY
            ran = workspace.run(*shlex.split(typed.replace(WAREHOUSE, name).replace(KEY, key))[1:])

            assert 0 == ran.code, (typed, ran.err)


def _typed():
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        yield from block.splitlines()
