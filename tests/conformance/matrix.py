"""Every broken connector against every check: what a mistake fails, and what it must not.

The tests try each against the checks of its own topic. This tries all of them, which
takes the better part of an hour, and is for whoever adds a check or a mutant::

    uv run python tests/conformance/matrix.py
    uv run python tests/conformance/matrix.py --checks STK-12 AUTH-05
    uv run python tests/conformance/matrix.py --mutants PAGE-04 --workers 1

Prints each failure that is not among the mutant's companions, and each companion that
did not fail. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import attrs

HERE = Path(__file__).parent

for _folder in (HERE, HERE / "mutated"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

from breaking import SCALE  # noqa: E402 - it lies beside this file
from mutants import MUTANTS  # noqa: E402

from crossdock.testing.conformance import CHECKS, Outcome, run_check  # noqa: E402


@attrs.frozen
class Surprise:
    """A check that ended otherwise than it should have for a broken connector."""

    mutant: str
    check: str
    outcome: str
    reason: str


def main() -> int:
    """Try them, and return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--mutants", nargs="*", default=[one.check for one in MUTANTS])
    asked.add_argument("--checks", nargs="*", default=[one.id for one in CHECKS])
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    began, tried, surprises = time.monotonic(), 0, []
    with ProcessPoolExecutor(given.workers) as pool:
        due = [pool.submit(row, name, given.checks) for name in given.mutants]
        for one in as_completed(due):
            name, count, found = one.result()
            tried += count
            surprises += found
            print(f"{name}: {count} checks, {len(found)} surprises", flush=True)  # noqa: T201
            for surprise in found:
                words = (surprise.check, surprise.outcome, surprise.reason[:300])
                print("   ", *words, flush=True)  # noqa: T201
    seconds = time.monotonic() - began
    print(f"{tried} tried in {seconds:.0f} s, {len(surprises)} surprises")  # noqa: T201
    return int(bool(surprises))


def row(mutant: str, checks: Sequence[str]) -> tuple[str, int, list[Surprise]]:
    """Return a mutant, how many *checks* it was put to, and which ended otherwise than due."""
    broken = next(one for one in MUTANTS if one.check == mutant)
    bad = {broken.check, *broken.companions}
    found: list[Surprise] = []
    due = [one for one in CHECKS if one.id in checks]
    for one in due:
        result = run_check(one, broken.build(), scale=SCALE)
        if (result.outcome is Outcome.FAILED) != (one.id in bad) or (
            result.outcome is Outcome.NOT_RUN
        ):
            found.append(Surprise(mutant, one.id, result.outcome.value, result.reason))
    return mutant, len(due), found


if __name__ == "__main__":
    sys.exit(main())
