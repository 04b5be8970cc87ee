"""A plugin in a file: imported by its path, named as the file is."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from crossdock.errors import InputRefusedError, PluginBrokenError
from crossdock.plugins.discovery import Candidate, PluginInfo


def candidate_at(path: Path, *, enabled: bool) -> Candidate:
    """Return the connector in the file at *path*; nothing of it is imported yet.

    Raises:

        InputRefusedError: there is no such file, or its name cannot be a module's.
    """
    path = path.absolute()
    if path.suffix != ".py" or not path.stem.isidentifier() or not path.is_file():
        raise InputRefusedError(
            f"{path} is no Python file that could be a plugin.",
            next_step="Name one, such as --plugin ./shopee.py",
        )
    return kept_candidate(path, enabled=enabled)


def kept_candidate(path: Path, *, enabled: bool) -> Candidate:
    """Return the connector in the file at *path*, which may be gone; using it tells then."""
    info = PluginInfo(path.stem, "connector", "", "", str(path), enabled)
    return Candidate(info, lambda: _imported(path))


def _imported(path: Path) -> ModuleType:
    """Import the file under its own name, so that it is one module whoever asks for it."""
    name = path.stem
    if not path.is_file():
        raise PluginBrokenError(
            f"The plugin file {path}, which this workspace uses, is not there.",
            next_step="Put it back, or name where it is now: crossdock plugin enable FILE.py",
        )
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) != str(path):
        raise PluginBrokenError(
            f"The plugin in {path} has the name of another module, {name}.",
            next_step="Give the file another name.",
        )
    if str(path.parent) not in sys.path:
        # At the end, so that nothing that lies beside it hides what others import.
        sys.path.append(str(path.parent))
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
