"""PKG-06 and what it is made of: a project's wheel, alone beside what it declares to need."""

from __future__ import annotations

import importlib
import sys

import pytest

from crossdock.testing.conformance import Outcome, find, run_check
from crossdock.testing.conformance.origin import origin_of

#: A build backend of the project's own: it takes the modules, and forgets everything else.
BACKEND = """
import pathlib, zipfile
def build_wheel(out, settings=None, metadata=None):
    name = NAME
    with zipfile.ZipFile(pathlib.Path(out) / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        for path in pathlib.Path(name).glob("*.py"):
            wheel.write(path)
        facts = f"{name}-1.0.dist-info"
        about = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"
        wheel.writestr(f"{facts}/METADATA", about)
        wheel.writestr(f"{facts}/entry_points.txt", ENTRY)
    return ""
"""
MODULE = '''
"""A mall in a project of its own."""
from crossdock import Manifest, hookimpl
from mall import play_sandbox as good
from mall import manifest as of_the_mall
from mall import settings as settings
import attrs

@hookimpl
def manifest():
    return attrs.evolve(of_the_mall(), name=__name__)

@hookimpl
def play_sandbox(options):
    EXTRA
    return good(options)
'''
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "NAME"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["crossdock[sandbox]>=0.1,<0.2"]
[project.entry-points."crossdock.connectors"]
NAME = "NAME"
"""


@pytest.fixture(name="project")
def _project(tmp_path, monkeypatch):
    """Return what makes a project and imports its module."""

    def project(name, *, extra="pass", entry=None):
        package = tmp_path / name
        package.mkdir()
        (package / "__init__.py").write_text(MODULE.replace("EXTRA", extra))
        (package / "data.txt").write_text("furniture")
        entry = entry or f"[crossdock.connectors]\n{name} = {name}\n"
        backend = BACKEND.replace("NAME", repr(name)).replace("ENTRY", repr(entry))
        (tmp_path / "backend.py").write_text(backend)
        (tmp_path / "pyproject.toml").write_text(PROJECT.replace("NAME", name))
        monkeypatch.syspath_prepend(str(tmp_path))
        return importlib.import_module(name)

    yield project
    for name in [one for one in sys.modules if one.startswith("wheeled_")]:
        del sys.modules[name]


def looked_at(module):
    """Return how PKG-06 ends for a module."""
    return run_check(find("PKG-06"), module)


def test_a_wheel_that_is_whole(project):
    """A project's wheel is built by its own backend and used alone, without a remark."""
    result = looked_at(project("wheeled_whole"))

    assert (Outcome.PASSED, "") == (result.outcome, result.reason)


def test_data_that_is_left_out(project):
    """What its sandbox reads at home, and the wheel does not bring, is missed."""
    read = "__import__('pathlib').Path(__file__).with_name('data.txt').read_text()"

    result = looked_at(project("wheeled_bare", extra=read))

    assert Outcome.FAILED is result.outcome
    assert "data.txt" in result.reason


def test_what_it_does_not_declare(project):
    """A module that is installed here, by what it does not depend on, is not there for it."""
    result = looked_at(project("wheeled_leaning", extra="import openpyxl"))

    assert Outcome.FAILED is result.outcome
    assert "No module named 'openpyxl'" in result.reason


def test_an_entry_point_that_is_forgotten(project):
    """A wheel that does not declare the connector installs nothing of use."""
    result = looked_at(project("wheeled_silent", entry="[console_scripts]\n"))

    assert Outcome.FAILED is result.outcome
    assert "declares no entry point 'wheeled_silent'" in result.reason


def test_a_wheel_that_cannot_be_built(project, tmp_path):
    """Whatever the backend dies of is told."""
    module = project("wheeled_broken")
    (tmp_path / "backend.py").write_text("raise SystemExit('no disk left')")

    result = looked_at(module)

    assert Outcome.FAILED is result.outcome
    assert "no disk left" in result.reason


def test_where_it_comes_from(project, tmp_path):
    """Its folder, its project, and what that declares."""
    origin = origin_of(project("wheeled_told"))

    assert (tmp_path / "wheeled_told", tmp_path) == (origin.code, origin.project)
    assert (">=3.11", ("crossdock[sandbox]>=0.1,<0.2",)) == (origin.pythons, origin.requirements)
    assert not origin.is_installed
