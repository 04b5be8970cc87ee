"""Put every law to its usual implementation, with many examples, and print the figures.

::

    python -m crossdock.testing.longrun --examples 20000 --seed 1

The exit code is 1 if a law was broken; its counterexample is printed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version

from crossdock.testing import laws
from crossdock.testing.usual import USUAL


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print a line per law, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--examples", type=int, default=20_000, help="per law")
    parser.add_argument("--seed", type=int, default=0, help="of the examples")
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
    broken, begun = 0, time.perf_counter()
    for entry in chosen:
        started = time.perf_counter()
        try:
            laws.check(entry.law, USUAL[entry.subject], examples=given.examples, seed=given.seed)
        except Exception as error:  # noqa: BLE001 - a law may break in any way
            broken += 1
            notes = "\n".join(getattr(error, "__notes__", ()))
            _say(f"P{entry.number:<3} {entry.name:<32} BROKEN {error!r}\n{notes}")
            continue
        _say(f"P{entry.number:<3} {entry.name:<32} held {time.perf_counter() - started:8.1f} s")
    spent = time.perf_counter() - begun
    _say(f"{len(chosen) - broken} of {len(chosen)} laws held in {spent:,.0f} s")
    return 1 if broken else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
