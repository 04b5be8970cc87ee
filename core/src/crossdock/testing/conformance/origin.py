"""Where a connector's code lies: its files, its project, and the distribution that brings it."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from crossdock.testing.conformance.check import broken

GROUP = "crossdock.connectors"
#: Folders above a module in which its project may lie.
MOST_PARENTS = 4


@attrs.frozen
class Origin:
    """Where a connector comes from.

    Args:

        name: the module that is imported.

        code: its folder, or the one file that it is.
    """

    name: str
    code: Path

    @property
    def root(self) -> Path:
        """The folder that it is imported from."""
        return self.code.parent

    @property
    def sources(self) -> tuple[Path, ...]:
        """Every Python file of it."""
        found = sorted(self.code.rglob("*.py")) if self.code.is_dir() else [self.code]
        return tuple(path for path in found if "__pycache__" not in path.parts)

    @cached_property
    def project(self) -> Path | None:
        """The folder of the project that declares it; None for a module without one."""
        for folder in list(self.code.parents)[:MOST_PARENTS]:
            file = folder / "pyproject.toml"
            if file.is_file() and self.name in _declared(_read(file)):
                return folder
        return None

    @cached_property
    def distribution(self) -> metadata.Distribution | None:
        """The distribution installed that declares it; None for a module without one."""
        for entry in metadata.entry_points(group=GROUP):
            if entry.module.partition(".")[0] == self.name and entry.dist is not None:
                return entry.dist
        return None

    @property
    def is_installed(self) -> bool:
        """Whether its files are where a wheel put them, and not a project's own."""
        dist = self.distribution
        files = (dist.files or []) if dist is not None else []
        first = self.sources[:1]
        return any(Path(str(one.locate())).resolve() in first for one in files)

    @property
    def facts(self) -> Mapping[str, Any]:
        """The ``[project]`` table of its project; empty without one."""
        if self.project is None:
            return {}
        found: Mapping[str, Any] = _read(self.project / "pyproject.toml").get("project", {})
        return found

    @property
    def requirements(self) -> tuple[str, ...]:
        """What it declares to need, extras included, as pip reads it."""
        if self.project is not None:
            extras = self.facts.get("optional-dependencies", {})
            return (
                *self.facts.get("dependencies", ()),
                *(one for e in extras.values() for one in e),
            )
        return tuple((self.distribution.requires or ()) if self.distribution is not None else ())

    @property
    def pythons(self) -> str:
        """The releases of Python that it declares to run on; empty where it says nothing."""
        if self.project is not None:
            return str(self.facts.get("requires-python", ""))
        if self.distribution is None:
            return ""
        return str(self.distribution.metadata.json.get("requires_python", ""))


def origin_of(connector: ModuleType) -> Origin:
    """Return where *connector* comes from.

    Raises:

        BrokenError: it is imported from no file.
    """
    name = connector.__name__.partition(".")[0]
    loaded = sys.modules.get(name)
    file = getattr(loaded, "__file__", None)
    if file is None and loaded is None:
        spec = find_spec(name)
        file = spec.origin if spec is not None else None
    if file is None:
        broken(f"{name} is imported from no file.")
    path = Path(file).resolve()
    return Origin(name, path.parent if path.stem == "__init__" else path)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        broken(f"{file.name} cannot be read: {error}.")


def _declared(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the modules that a project declares as connectors."""
    groups = found.get("project", {}).get("entry-points", {})
    for value in groups.get(GROUP, {}).values():
        yield str(value).partition(":")[0].partition(".")[0].strip()
