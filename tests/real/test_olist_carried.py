"""Real orders carried to their end, through own warehouses and JD's sandbox, and accounted for.

The data is not in the repository (its licence allows no commercial use): it is read
from the folder that CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data"))
ORDERS = 50

pytestmark = pytest.mark.skipif(
    not (DATA / "olist").is_dir(), reason=f"no data in {DATA} (set CROSSDOCK_SHARED_DATA)"
)


def account(trial: str) -> dict[tuple[str, str], int]:
    """Carry some orders of every kind; return how many ended in which way, and why."""
    command = [sys.executable, TOP / "benchmarks/olist.py", "--data", DATA, "--trial", trial]
    ran = subprocess.run(
        [*command, "--orders", str(ORDERS)], capture_output=True, text=True, check=False
    )
    assert (0, "") == (ran.returncode, ran.stderr), ran.stdout
    rows = re.findall(r"^\| (\w+) +\| (.*?) +\| ([\d,]+) +\|$", ran.stdout, re.MULTILINE)
    return {(ended, why): int(number) for ended, why, number in rows if ended != "all"}


def fates(found: dict[tuple[str, str], int]) -> set[str]:
    """Return the ways in which orders ended."""
    return {ended for ended, _ in found}


def test_as_they_are() -> None:
    """What lacks its lines is refused, and what lacks its place waits."""
    found = account("files")

    assert {"refused", "parked"} == fates(found)
    assert ORDERS == sum(found.values())


def test_in_brazil() -> None:
    """JD's warehouse, first in a rule, is given nothing: it delivers in Indonesia alone."""
    found = account("brazil")

    assert ("done", "left from own warehouse saopaulo") in found
    assert not [why for _, why in found if "JD" in why]
    assert ORDERS == sum(found.values())


def test_in_indonesia() -> None:
    """What falls to JD leaves from there once, and both sides tell the same of it."""
    found = account("indonesia")

    assert {("done", "left from JD"), ("done", "called off at JD, in time")} <= found.keys()
    assert ("done", "left from own warehouse kabupaten") in found
    assert ORDERS == sum(found.values())
