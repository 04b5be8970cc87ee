"""The page on stock files: its commands run on its files, and nothing is left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from crossdock.flows.stock_files import Mode, Outcome

PAGE = (Path(__file__).parents[2] / "docs" / "stock-files.md").read_text(encoding="utf-8")


def test_its_commands_run(pulled, monkeypatch):
    """Typed one after another, each does what it says; a dry run ends in its own code."""
    monkeypatch.chdir(pulled.path)
    listings = pulled.json("product", "list", "--limit", "2").data
    page = PAGE.replace("KAOS-01-M", listings[0]["sku"]).replace("KAOS-01-L", listings[1]["sku"])
    for name, text in re.findall(r"`([a-z]+\.csv)`:\n\n```csv\n(.*?)```", page, re.DOTALL):
        (pulled.path / name).write_text(text)
    assert 0 == pulled.run("warehouse", "add", "bandung").code

    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            ran = pulled.run(*shlex.split(line)[1:])

            assert (10 if "--dry-run" in line else 0) == ran.code, (line, ran.err)


@pytest.mark.parametrize("word", [*Mode, *Outcome])
def test_each_word_is_told(word):
    """Every mode and every fate is on the page."""
    assert f"`{word}`" in PAGE
