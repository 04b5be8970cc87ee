"""The page on routing: its commands run, its files are read, nothing is left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from crossdock.routing import Reason, read_rules

PAGE = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
RULES, CASES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_its_commands_run(pulled, monkeypatch):
    """Typed one after another, each does what it says; then its case holds, and could fail."""
    monkeypatch.chdir(pulled.path)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            ran = pulled.run(*shlex.split(line)[1:])

            assert 0 == ran.code, (line, ran.err)
    Path("cases.toml").write_text(CASES)
    assert 0 == pulled.run("assoc", "test", "cases.toml").code
    Path("cases.toml").write_text(CASES.replace("bandung = 1", "bandung = 2"))
    assert 7 == pulled.run("assoc", "test", "cases.toml").code


def test_its_rules_are_read():
    """The file it shows is one."""
    (rule,) = read_rules(RULES)

    assert "city" == rule.name


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_told(reason):
    """Every reason has its row."""
    assert f"| `{reason.value}` |" in PAGE
