"""The tutorial's code, as it stands on the page, is a connector of the level it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crossdock.scaffold import Blueprint, write

TOP = Path(__file__).parents[2]
EXAMPLE = TOP / "examples" / "crossdock-cornershop"
PAGE = (TOP / "docs" / "tutorial.md").read_text()
BLOCKS = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))
#: Lines of code that it may take.
MOST_LINES = 350


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """What `plugin new` writes, with the files of the page in it."""
    folder = tmp_path_factory.mktemp("tutorial")
    write(Blueprint("cornershop", "channel", "key", date(2026, 1, 5)), folder)
    root = folder / "crossdock-cornershop"
    for name, code in BLOCKS.items():
        assert (root / name).is_file()
        (root / name).write_text(code)
    return root


def test_the_example_is_what_the_page_builds(project):
    """Every file of the example is the page's, or as it was written; but for its README."""
    built = {path.relative_to(project): path.read_text() for path in project.rglob("*.*")}
    there = {path: (EXAMPLE / path).read_text() for path in built}

    assert [] == [
        str(path) for path in built if built[path] != there[path] and "README" not in path.name
    ]


def test_it_reaches_silver(project):
    """The tests that came with it pass: the conformance kit up to silver."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]

    ran = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stdout[-4000:]
    assert "failed" not in ran.stdout


def test_it_is_typed(project):
    """mypy, strict as the project asks for, finds nothing."""
    words = [sys.executable, "-m", "mypy", "--cache-dir", str(project / "cache")]

    ran = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stdout


def test_its_length_is_what_it_says():
    """The lines of the connector, blanks and texts aside, stay below the limit."""
    connector = [code for name, code in BLOCKS.items() if "sandbox" not in name]
    lines = [
        line
        for code in connector
        for line in code.splitlines()
        if line.strip() and '"""' not in line
    ]

    assert len(lines) < MOST_LINES
