"""Put every law to its usual implementation, with many examples, and print the figures.

::

    python -m crossdock.testing.longrun --examples 20000 --seed 1
    python -m crossdock.testing.longrun --examples 2000 --store

With ``--store``, what keeps stock keeps it in a database on disk.

The exit code is 1 if a law was broken; its counterexample is printed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crossdock.testing import laws
from crossdock.testing.stored import Shelves
from crossdock.testing.usual import USUAL


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print a line per law, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--examples", type=int, default=20_000, help="per law")
    parser.add_argument("--seed", type=int, default=0, help="of the examples")
    parser.add_argument("--store", action="store_true", help="keep stock in a real database")
    parser.add_argument("laws", nargs="*", help="names such as sellable.feasibility; all, if none")
    given = parser.parse_args(arguments)
    known = {entry.name: entry for entry in laws.entries(*laws.TOPICS)}
    for name in given.laws:
        if name not in known:
            parser.error(f"{name} is not a law; choose from {', '.join(known)}.")
    chosen = [known[name] for name in given.laws] or list(known.values())
    _say(
        f"{len(chosen)} laws, {given.examples:,} examples each, seed {given.seed},"
        f" crossdock {version('crossdock')}, hypothesis {version('hypothesis')},"
        f" Python {platform.python_version()} on {platform.machine()}"
    )
    begun = time.perf_counter()
    with _subjects(stored=given.store) as subjects:
        broken = sum(
            not _holds(entry, subjects[entry.subject], given.examples, given.seed)
            for entry in chosen
        )
    spent = time.perf_counter() - begun
    _say(f"{len(chosen) - broken} of {len(chosen)} laws held in {spent:,.0f} s")
    return 1 if broken else 0


@contextmanager
def _subjects(*, stored: bool) -> Iterator[Mapping[str, Any]]:
    if not stored:
        yield USUAL
        return
    with TemporaryDirectory() as folder:
        shelves = Shelves(Path(folder) / "crossdock.db")
        try:
            yield shelves.subjects()
        finally:
            shelves.close()


def _holds(entry: laws.Entry, subject: Any, examples: int, seed: int) -> bool:
    started = time.perf_counter()
    try:
        laws.check(entry.law, subject, examples=examples, seed=seed)
    except Exception as error:  # noqa: BLE001 - a law may break in any way
        notes = "\n".join(getattr(error, "__notes__", ()))
        _say(f"P{entry.number:<3} {entry.name:<32} BROKEN {error!r}\n{notes}")
        return False
    _say(f"P{entry.number:<3} {entry.name:<32} held {time.perf_counter() - started:8.1f} s")
    return True


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
