"""The count of faults that tests notice, of one small module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MUTATION = Path(__file__).parents[2] / "benchmarks/mutation.py"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Put the faults of the module on explanations to its own tests, and to no laws."""
    return subprocess.run(
        [
            *(sys.executable, MUTATION, "explanation", "--tests", "test_explanation.py"),
            *("--examples", "0", "--keep", folder, *words),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a run, and for a second one that takes up what the first left."""
    return tmp_path_factory.mktemp("mutants")


@pytest.mark.parametrize(("promised", "code"), [("1", 0), ("101", 1)])
def test_promises(folder: Path, promised: str, code: int) -> None:
    """It ends well if as many faults were noticed as was promised, and with 1 otherwise."""
    ended = run(folder, "--promised", promised)

    assert (code, "") == (ended.returncode, ended.stderr)
    assert "| explanation |" in ended.stdout
