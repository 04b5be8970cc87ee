"""The command tree: what it shows, and what showing it costs."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from crossdock.cli.entry import root
from crossdock.cli.tree import NOUNS

#: Each of these costs more to import than all of ``--help`` may take.
HEAVY = (
    "httpx",
    "httpcore",
    "cryptography",
    "starlette",
    "uvicorn",
    "sqlite_utils",
    "cattrs",
    "pluggy",
    "tabulate",
    "crossdock_tokopedia",
)


@pytest.mark.parametrize(
    "words",
    [("--help",), ("product", "--help"), ("stock", "push", "--help"), ("map", "--help")],
    ids=" ".join,
)
def test_nothing_of_weight_is_imported(words):
    """What only shows something imports no library of weight, and no plugin."""
    command = [sys.executable, "-X", "importtime", "-m", "crossdock", *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)

    imported = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "crossdock.cli.entry" in imported
    heavy = {name for name in imported if name.partition(".")[0] in HEAVY}
    assert set() == heavy


@pytest.mark.parametrize("noun", NOUNS)
def test_each_noun_has_its_commands_line(noun):
    """The line in ``--help`` is the first line of the noun's own help."""
    command = root.get_command(click.Context(root), noun)

    assert NOUNS[noun][1] == (command.help or "").partition("\n")[0].strip()


def test_an_unknown_noun_is_none():
    """The tree loads what it knows, and nothing else."""
    assert None is root.get_command(click.Context(root), "os")
