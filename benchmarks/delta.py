"""How many requests a push takes when only some listings have changed.

Counts, on no clock at all: every listing is one `crossdock.inventory.Shown`, the
push is what `next_round` and `batches` make of them, and the channel counts what
arrives. Only what differs from what the channel acknowledged may be sent::

    uv run python benchmarks/delta.py
    uv run python benchmarks/delta.py --listings 10000 --batch 50

Ends with 1 unless the requests are exactly the changed listings by the batch,
rounded up, and a second push sends none.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from tabulate import tabulate

from crossdock.inventory import Change, Queued, Shown, Writing, batches, calls_for, next_round

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SHARES = (0.001, 0.01, 1.0)


def main() -> int:
    """Run the benchmark and print its table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--listings", type=int, default=100_000)
    asked.add_argument("--batch", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    listings, batch, seed = vars(asked.parse_args()).values()
    rows, broken = [], 0
    for share in SHARES:
        changed = round(listings * share)
        began = time.perf_counter()
        first, second = pushes(listings, changed, batch, random.Random(seed))  # noqa: S311 - dice
        expected = calls_for(changed, batch)
        broken += not (first == expected and second == 0)
        seconds = time.perf_counter() - began
        rows.append([f"{share:.1%}", changed, expected, first, second, f"{seconds:.1f}"])
    print(  # noqa: T201 - a command's result
        tabulate(
            rows,
            ["changed", "listings", "requests expected", "sent", "by a second push", "s"],
            tablefmt="github",
        )
    )
    return int(broken > 0)


def pushes(listings: int, changed: int, size: int, dice: random.Random) -> tuple[int, int]:
    """Return the requests of a push after *changed* listings changed, and of one more."""
    shown = {}
    for number in range(listings):
        quantity = dice.randrange(100)
        shown[str(number)] = Shown().read_back(quantity, NOW).want(quantity)
    for name in dice.sample(sorted(shown), changed):
        # Wanted twice before it is sent: only the later wish may cost anything.
        once = shown[name].want(100 + dice.randrange(10))
        shown[name] = once.want((shown[name].wanted or 0) + dice.choice((1, 2, 3)))
    return push(shown, size), push(shown, size)


def push(shown: dict[str, Shown], size: int) -> int:
    """Send what a round says, acknowledge all of it, and return how many requests it took."""
    queued = [Queued("shop", name, row, frozenset({name}), NOW) for name, row in shown.items()]
    requests = batches(next_round(queued, {"shop": Writing.SET}, now=NOW).send, size)
    for request in requests:
        for change in request:
            shown[change.listing_id] = acknowledged(shown[change.listing_id], change)
    return len(requests)


def acknowledged(row: Shown, change: Change) -> Shown:
    """Return *row* after its change was sent and acknowledged."""
    sent = row.send(NOW)
    return sent.acknowledge(sent.issued, change.quantity, NOW + timedelta(seconds=1))


if __name__ == "__main__":
    sys.exit(main())
