"""PKG-10: the connector's code is documented, and typed as strictly as core is."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from crossdock.testing.conformance.check import NotPlayedError, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.origin import Origin, origin_of
from crossdock.testing.conformance.subject import Subject

_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@check(
    "PKG-10",
    Level.PLATINUM,
    "Strict typing passes, it says that it is typed, and every public name is documented.",
)
def typed(subject: Subject) -> None:
    """Read its docstrings, and let mypy check it with ``--strict``."""
    origin = origin_of(subject.connector)
    bare = [name for path in origin.sources for name in _undocumented(path)]
    require(not bare, f"Without a docstring: {', '.join(bare[:5])}.")
    if origin.code.is_dir():
        require((origin.code / "py.typed").is_file(), "The package has no py.typed.")
    if importlib.util.find_spec("mypy") is None:
        raise NotPlayedError("mypy is not installed")
    found = _objections(origin)
    require(not found, f"mypy --strict: {'; '.join(found[:3])}")


def _undocumented(path: Path) -> Iterator[str]:
    """Yield what is public in a module, or the module itself, and has no docstring."""
    tree = ast.parse(path.read_bytes(), str(path))
    if ast.get_docstring(tree) is None and tree.body:
        yield path.name
    for outer in tree.body:
        if isinstance(outer, _Named) and not outer.name.startswith("_"):
            members = outer.body if isinstance(outer, ast.ClassDef) else []
            inner = [one for one in members if isinstance(one, _Named)]
            for one in (outer, *(one for one in inner if not one.name.startswith("_"))):
                if ast.get_docstring(one) is None:
                    yield f"{one.name} in {path.name}, line {one.lineno}"


def _objections(origin: Origin) -> list[str]:
    ran = subprocess.run(  # noqa: S603 - the type checker of this environment
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--no-error-summary",
            "--no-color-output",
            f"--config-file={_settings(origin)}",
            # Of its own: other settings would spoil what others keep there.
            f"--cache-dir={Path('.mypy_cache') / 'conformance'}",
            str(origin.code),
        ],
        env={**os.environ, "MYPYPATH": os.pathsep.join(_beside(origin))},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [*ran.stdout.splitlines(), *ran.stderr.splitlines()] if ran.returncode else []
    return [line for line in lines if ": note: " not in line and _is_about(origin, line)]


def _is_about(origin: Origin, line: str) -> bool:
    """Return whether *line* is about the connector's files, or about no file at all."""
    file = line.partition(":")[0]
    if not file.endswith((".py", ".pyi")):
        return True
    path = Path(file).resolve()
    return path == origin.code or origin.code in path.parents


def _beside(origin: Origin) -> list[str]:
    """Return the folders that it is imported from, as far as mypy does not know them."""
    if origin.is_installed:
        return []
    if origin.project is not None:
        return [str(origin.root)]
    known = {Path(one).resolve() for one in sysconfig.get_paths().values()}
    places = [Path(one).resolve() for one in sys.path if Path(one).is_dir()]
    return [str(one) for one in places if not any(one.is_relative_to(lib) for lib in known)]


def _settings(origin: Origin) -> str:
    """Return the file with the project's own settings for mypy; empty where it has none."""
    file = origin.project / "pyproject.toml" if origin.project is not None else None
    if file is None or "[tool.mypy]" not in file.read_text(encoding="utf-8"):
        return ""
    return str(file)
