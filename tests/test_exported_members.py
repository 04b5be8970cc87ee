"""What `crossdock` gives to plugins: the table of late names and the imports agree."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import crossdock


def _declared():
    """Return the names imported for type checkers, with the module each comes from."""
    tree = ast.parse(Path(crossdock.__file__).read_text())
    (guard,) = [node for node in tree.body if isinstance(node, ast.If)]
    return {
        alias.asname: (node.module or "").removeprefix("crossdock.")
        for node in guard.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_two_lists_are_one():
    """Each name that type checkers see is loaded from the same place at run time."""
    assert _declared() == crossdock._HOMES


@pytest.mark.parametrize("name", crossdock.__all__)
def test_each_name_loads(name):
    """Every name in ``__all__`` is there when asked for."""
    assert name == getattr(getattr(crossdock, name), "__name__", name).rpartition(".")[2]


def test_an_unknown_name_is_an_attribute_error():
    """Asking for anything else fails as Python does."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = crossdock.nothing


def test_importing_it_imports_nothing_else():
    """The package alone loads none of its modules."""
    ask = "import sys, crossdock; print([m for m in sys.modules if m.startswith('crossdock.')])"
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert "[]" == ran.stdout.strip()
