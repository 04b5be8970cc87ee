"""The page on stock rules and settings: its commands run, its cases hold, nothing is left out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import attrs
import pytest

from crossdock.interaction import Interaction
from crossdock.inventory import RuleKind

PAGE = (Path(__file__).parents[2] / "docs" / "stock-rules.md").read_text(encoding="utf-8")


def test_its_commands_run(pulled):
    """Typed one after another, each does what it says."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            ran = pulled.run(*shlex.split(line)[1:])

            assert 0 == ran.code, (line, ran.err)


def test_its_cases_hold(folder):
    """The file it shows passes, and would not with another number in it."""
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    file = folder.path / "rules.toml"

    file.write_text(text)
    assert 0 == folder.run("stock", "rule", "test", str(file)).code
    file.write_text(text.replace("shop.15123699 = 8", "shop.15123699 = 7"))
    assert 7 == folder.run("stock", "rule", "test", str(file)).code


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Interaction)])
def test_each_setting_is_told(name):
    """Every interaction setting has its row."""
    assert f"| `{name}` |" in PAGE


def test_the_kinds_stand_in_their_order():
    """Every kind has its row, in the order in which they apply."""
    assert [kind.value for kind in RuleKind] == re.findall(
        r"^\| `([a-z-]+)` \| (?:units of|a share|size|none)", PAGE, re.MULTILINE
    )
