"""What is not released yet stands in files that the changelog can be made of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

TOP = Path(__file__).parents[2]
TOLD = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["towncrier"]
KINDS = [one["directory"] for one in TOLD["type"]]


def test_every_file_is_read():
    """A file of another name would be left out of the changelog without a word."""
    names = [path.name for path in (TOP / TOLD["directory"]).iterdir()]

    assert names
    assert [] == [
        name for name in names if not re.fullmatch(rf"\+[a-z0-9-]+\.({'|'.join(KINDS)})\.md", name)
    ]


def test_every_kind_is_explained():
    """The page on versions has a row for each kind."""
    page = (TOP / "docs" / "versions.md").read_text()

    assert KINDS == re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
