"""The benchmarks, small: what they promise on every machine holds, and is checked by them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a benchmark to its end."""
    return subprocess.run(
        [sys.executable, BENCHMARKS / script, *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("delta.py", ["--listings", "3000", "--batch", "7"]),
        ("floor.py", ["--listings", "1000", "2500"]),
        # How fast this machine is says nothing about us; that only what is touched is
        # worked out, and rightly, does.
        ("compute.py", ["--listings", "500", "--catalogue", "500", "--promised", "0"]),
        ("campaign.py", ["--runs", "4", "--seed", "2"]),
        ("campaign.py", ["--runs", "1", "--seed", "2", "--hours", "0.5", "--sandbox"]),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_benchmark(script: str, words: list[str]) -> None:
    """It ends well, with its table on stdout."""
    ended = run(script, *words)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert "|---" in ended.stdout


def test_a_floor_nobody_reaches() -> None:
    """A promise that is not kept ends with 1."""
    assert 1 == run("floor.py", "--listings", "1000", "--promised", "0.99").returncode


def test_a_figure_is_the_same_every_time() -> None:
    """One seed gives one table: no clock of this machine is in it."""
    words = ["--runs", "1", "--seed", "3", "--hours", "0.5"]

    assert run("campaign.py", *words).stdout == run("campaign.py", *words).stdout
