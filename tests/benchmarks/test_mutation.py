"""The count of faults that tests notice, of one small module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MUTATION = Path(__file__).parents[2] / "benchmarks/mutation.py"
RECIPES = ("recipes", "--tests", "test_recipes.py", "--examples", "0")


def test_a_promise_nobody_keeps() -> None:
    """It tells how many faults were noticed, and ends with 1 when that is too few."""
    ended = subprocess.run(
        [sys.executable, MUTATION, *RECIPES, "--promised", "101"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (1, "") == (ended.returncode, ended.stderr)
    assert "| recipes " in ended.stdout
    assert " mutants noticed" in ended.stdout
