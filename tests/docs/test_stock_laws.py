"""The page on the laws of stock: its samples run, and its figures are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crossdock.testing import laws

PAGE = (Path(__file__).parents[2] / "docs" / "stock-laws.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(name="samples", scope="module")
def _samples() -> dict[str, Any]:
    """What the page's samples define, run one after another."""
    names: dict[str, Any] = {"__name__": "samples"}
    for block in BLOCKS:
        exec(compile(block, "docs/stock-laws.md", "exec"), names)  # noqa: S102 - our own page
    return names


@pytest.mark.parametrize("name", re.findall(r"^def (test_\w+)", PAGE, re.MULTILINE))
def test_samples(samples: dict[str, Any], name: str) -> None:
    """A test that the page shows passes."""
    samples[name]()


def test_machine_sample(samples: dict[str, Any]) -> None:
    """The state machine that the page shows runs."""
    samples["TestEngine"]("runTest").runTest()


def test_ten_lines() -> None:
    """A rule and its test take ten lines besides the import."""
    lines = [line for line in BLOCKS[0].splitlines() if line.strip()]

    assert lines[0].startswith("from crossdock.testing import")
    assert len(lines) - 1 <= 10


def test_how_many_laws() -> None:
    """There are as many numbers as the page says."""
    numbers = {entry.number for entry in laws.entries(*laws.TOPICS)}

    assert f"{len(numbers)} facts" in " ".join(PAGE.split())
