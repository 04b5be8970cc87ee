"""What commands import, with plugins installed and without."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "plugin_cost.py"


@pytest.fixture(name="benchmark", scope="module")
def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plugin_cost", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("command", [("--help",), ("plugin", "list")], ids=" ".join)
def test_plugins_are_not_imported(benchmark: ModuleType, tmp_path: Path, command) -> None:
    """As many modules are imported with plugins installed as without; theirs are none of them."""
    names = {benchmark.install(tmp_path, number) for number in range(3)}

    bare = benchmark.run(command, str(tmp_path), plugins=False)
    full = benchmark.run(command, str(tmp_path), plugins=True)

    assert bare.modules == full.modules
    assert "crossdock.cli.entry" in full.modules
    assert set() == names & full.modules


def test_a_connector_is_imported_for_its_cost(benchmark: ModuleType, tmp_path: Path) -> None:
    """The first use of a connector is timed in a process that really imports it."""
    benchmark.install(tmp_path, 0)

    assert 0 < benchmark.imported("crossdock_tokopedia", str(tmp_path), 1)
