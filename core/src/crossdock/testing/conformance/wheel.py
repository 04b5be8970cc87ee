"""A connector alone: the files of its wheel in an empty folder, and what it declares to need."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from crossdock.testing.conformance.check import NotPlayedError, broken
from crossdock.testing.conformance.origin import Origin

#: What a project is copied without before it is built, so that nothing is left in it.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", "*.egg-info", ".mypy_cache", ".pytest_cache", "build", "dist"
)
#: Seconds that building a wheel may take.
PATIENCE = 120.0

#: Run in a process of its own, in the project's folder: asks its build backend for a wheel.
_BACKEND = """
import importlib, sys
backend, out, *inside = sys.argv[1:]
sys.path[:0] = inside
importlib.import_module(backend).build_wheel(out)
"""
_REQUIREMENT = re.compile(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)")


def unpacked(origin: Origin, into: Path) -> str:
    """Put what a wheel of *origin* brings into the empty folder *into*.

    The files of an installed distribution, or those of a wheel that is built from its
    project. A module that has neither is used by its path: then it alone.

    Returns:

        What was taken, where that is less than a wheel.

    Raises:

        BrokenError: no wheel can be built from its project.

        NotPlayedError: this machine has nothing to build one with, without a network.
    """
    if origin.is_installed:
        _copy_installed(origin.distribution, into)
    elif origin.project is not None:
        with zipfile.ZipFile(_built(origin.project, into.parent)) as wheel:
            wheel.extractall(into)
    elif origin.code.is_dir():
        shutil.copytree(origin.code, into / origin.code.name, ignore=LEFT_OUT)
        return "It has no project; its folder alone was taken."
    else:
        shutil.copy(origin.code, into)
        return "It has no project; its file alone was taken."
    return ""


def _copy_installed(dist: metadata.Distribution | None, into: Path) -> None:
    for one in (dist.files or []) if dist is not None else []:
        here = Path(str(one.locate()))
        if ".." in one.parts or "__pycache__" in one.parts:
            continue
        if not here.is_file():
            broken(f"{one} of its distribution is not there; install it again.")
        target = into / one
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(here, target)


def _built(project: Path, into: Path) -> Path:
    copy, out = into / "project", into / "wheels"
    shutil.copytree(project, copy, ignore=LEFT_OUT)
    out.mkdir()
    said = _by_backend(copy, out)
    if said is None:
        said = _by_uv(copy, out)
    found = sorted(out.glob("*.whl"))
    if not found:
        broken(f"No wheel of it can be built: {said}")
    return found[-1]


def _by_backend(project: Path, out: Path) -> str | None:
    """Let the project's own backend build it; return what it said, or None if it is not here."""
    facts = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    system = facts.get("build-system", {})
    backend = str(system.get("build-backend", "setuptools.build_meta")).partition(":")[0]
    inside = [str(project / one) for one in system.get("backend-path", ())]
    if not inside and not _is_here(backend):
        return None
    command = [sys.executable, "-c", _BACKEND, backend, str(out), *inside]
    return _ran(command, project)


def _is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _by_uv(project: Path, out: Path) -> str:
    """Let uv build it from what it has in its cache; return what it said.

    Raises:

        NotPlayedError: neither uv nor the backend is here.
    """
    uv = shutil.which("uv")
    said = "the network was disabled"
    if uv is not None:
        said = _ran([uv, "build", "--offline", "--wheel", "--out-dir", str(out)], project)
    if "network was disabled" in said:
        raise NotPlayedError(
            "nothing here builds a wheel of it without a network; install the build backend that"
            " its pyproject.toml names, such as hatchling"
        )
    return said


def _ran(command: list[str], folder: Path) -> str:
    try:
        ended = subprocess.run(  # noqa: S603 - a build tool, on a copy of the project
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {PATIENCE:g} seconds."
    return " ".join((ended.stderr.strip() or ended.stdout.strip()).split())[-400:]


def undeclared(origin: Origin) -> frozenset[str]:
    """Return the modules at hand that nothing brings which *origin* declares to need.

    Empty for a module without a project, which has no way to declare anything.
    """
    if origin.project is None and origin.distribution is None:
        return frozenset()
    brought = {_plain(name) for name in _closure(["crossdock", *origin.requirements])}
    return frozenset(
        module
        for module, dists in metadata.packages_distributions().items()
        if module != origin.name and not brought & {_plain(name) for name in dists}
    )


def _closure(requirements: Iterable[str]) -> set[str]:
    """Return the names of all distributions that *requirements* lead to."""
    seen: set[tuple[str, str]] = set()
    todo = [(one, "") for one in requirements]
    while todo:
        text, extra = todo.pop()
        wanted = _EXTRA.search(text)
        found = _REQUIREMENT.match(text)
        if found is None or (extra and wanted is not None and wanted[1] != extra):
            continue
        name = _plain(found[1])
        for one in ["", *(found[2] or "").replace(" ", "").split(",")]:
            if (name, one) not in seen:
                seen.add((name, one))
                todo += [
                    (more, one) for more in _requires(name) if one or _EXTRA.search(more) is None
                ]
    return {name for name, _ in seen}


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
