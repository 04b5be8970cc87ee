"""A connector in a file is used by its path, named as the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crossdock.errors import InputRefusedError, PluginBrokenError, PluginClashError
from crossdock.plugins import Plugins

SOURCE = """
import attrs
from crossdock import ApiStatus, Manifest, Role, hookimpl

@attrs.frozen
class Settings:
    pass

@hookimpl
def manifest():
    return Manifest(
        name="{name}", title="A shop in a file", roles=frozenset({{Role.CHANNEL}}), dialect="1",
        dialect_date="2020-01-01", api_status=ApiStatus.LIVE, hosts={{}}, allowed_hosts=(),
    )

@hookimpl
def settings():
    return Settings
"""


def written(folder: Path, name: str) -> Path:
    """Return the path of a connector called *name*."""
    path = folder / f"{name}.py"
    path.write_text(SOURCE.format(name=name))
    return path


def test_it_is_a_connector(tmp_path: Path) -> None:
    """Its hooks are called like those of any other."""
    plugins = Plugins([])

    plugins.add_file(written(tmp_path, "kiosk_in_a_file"))

    assert ["kiosk_in_a_file"] == [info.name for info in plugins.infos()]
    assert "A shop in a file" == plugins.hooks("kiosk_in_a_file").manifest().title


def test_it_is_not_imported_before_it_is_used(tmp_path: Path) -> None:
    """A file that cannot be imported is listed."""
    path = tmp_path / "broken_in_a_file.py"
    path.write_text("raise RuntimeError('no')")
    plugins = Plugins([])

    plugins.add_file(path)

    assert 1 == len(plugins.infos())
    with pytest.raises(PluginBrokenError, match="RuntimeError: no"):
        plugins.hooks("broken_in_a_file")


@pytest.mark.parametrize("name", ["none.py", "read.me", "no-name.py"])
def test_what_is_no_module_is_refused(tmp_path: Path, name: str) -> None:
    """A file that is not there, is not Python, or whose name is none."""
    if name != "none.py":
        (tmp_path / name).touch()

    with pytest.raises(InputRefusedError, match="no Python file"):
        Plugins([]).add_file(tmp_path / name)


def test_a_name_can_be_taken(tmp_path: Path) -> None:
    """Two files of one name are told, and neither is used by chance."""
    plugins = Plugins([])
    plugins.add_file(written(tmp_path, "twice_in_a_file"))

    with pytest.raises(PluginClashError):
        plugins.add_file(written(tmp_path, "twice_in_a_file"))


def test_a_file_goes_before_what_is_installed(tmp_path: Path, declare: Any) -> None:
    """Whoever names it means it; the other is named, and not imported."""
    warnings: list[str] = []
    other = declare("over_there", "not imported")
    plugins = Plugins([other], warn=warnings.append)

    plugins.add_file(written(tmp_path, "over_there"))

    assert {} == plugins.clashes()
    assert "A shop in a file" == plugins.hooks("over_there").manifest().title
    assert [] == other.loads
    assert "crossdock-over_there 1.0 is not used" in warnings[0]


def test_a_file_called_as_another_module_is_not_taken_for_it(tmp_path: Path) -> None:
    """A plugin that has the name of a module in use is refused, and the module stays."""
    plugins = Plugins([])
    plugins.add_file(written(tmp_path, "json"))

    with pytest.raises(PluginBrokenError, match="name of another module, json"):
        plugins.hooks("json")
