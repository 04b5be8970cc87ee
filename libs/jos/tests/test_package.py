"""The package as its users see it: names, weight."""

from __future__ import annotations

import importlib
import subprocess
import sys

import crossdock_jos


def test_every_name_loads_from_where_it_lives():
    """Each public name is there, and is the one of its module."""
    for name in crossdock_jos.__all__:
        home = importlib.import_module(f"crossdock_jos.{crossdock_jos._HOMES[name]}")

        assert getattr(crossdock_jos, name) is getattr(home, name)


def test_the_light_names_are_light():
    """Signing, timestamps, codes and records bring no client library."""
    code = (
        "import sys, crossdock_jos as j; j.sign; j.stamp; j.meaning_of; j.Record; j.readable;"
        "print(sorted({'httpx', 'httpcore', 'cryptography', 'starlette'}"
        " & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
