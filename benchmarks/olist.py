"""4,071 real orders of a marketplace carried to their end, each accounted for.

They are imported from files, routed by association rules on state and city, and what
falls to JD's warehouse is sent to the JD.ID Fulfillment sandbox over HTTP, through the
connector. The data has to be there; it does not come with this package::

    uv run python benchmarks/olist.py --data DATA
    uv run python benchmarks/olist.py --data DATA --orders 50 --trial indonesia

Three trials: the orders as they are, of which most lack their lines; completed and in
Brazil, where JD does not deliver; completed and moved to Indonesia, place by place. Each
is sold, called off, shipped and delivered in turn: the data tells how orders ended, and
an order that had ended before it came is nobody's to carry.

Ends with 1 when orders are lost or counted twice, or when the two sides differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from olist_account import Ended, Fate, account, differences
from olist_carrier import SERVICE, Carrier
from olist_data import Files
from olist_trials import Trial, files_alone, in_brazil, in_indonesia
from tabulate import tabulate

from crossdock.sandbox.process import SandboxProcess

#: Differences that are told in full.
MOST_TOLD = 10


def main() -> int:
    """Carry the orders, and print the account of each trial."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--data", type=Path, required=True, help="holds olist/ and indonesia/")
    asked.add_argument("--orders", type=int, default=0, help="so many, of every kind; 0 for all")
    asked.add_argument("--trial", choices=["files", "brazil", "indonesia"], action="append")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    files = Files(given.data / "olist", given.orders)
    trials = {
        "files": lambda: files_alone(files),
        "brazil": lambda: in_brazil(files, given.seed),
        "indonesia": lambda: in_indonesia(files, given.data / "indonesia", given.seed),
    }
    return max([carried(trials[name](), given.seed) for name in given.trial or trials])


def carried(trial: Trial, seed: int) -> int:
    """Carry out one trial, print what came of it, and return 1 if it does not add up."""
    options = ["--seed", str(seed), "--listings", "40"]
    with (
        tempfile.TemporaryDirectory() as folder,
        SandboxProcess("jdid_fulfillment", options) as sandbox,
    ):
        carrier = Carrier(trial, Path(folder), sandbox)
        carrier.set_up()
        with carrier.workspace() as workspace:
            carrier.carry(workspace)
            counts = account(carrier, workspace)
            found = list(differences(carrier, workspace))
            documents = len(carrier.outbounds())
    adds_up = adds(trial, counts) and not found
    told = [
        f"## {trial.name}",
        f"Made up: {trial.made_up}.",
        table(counts),
        effort(carrier, documents),
        places(trial),
        f"Differences between both sides: {len(found)}.",
        *found[:MOST_TOLD],
        "It adds up." if adds_up else "It does not add up.",
    ]
    print("\n\n".join(filter(None, told)), end="\n\n", flush=True)  # noqa: T201 - its result
    return int(not adds_up)


def adds(trial: Trial, counts: Counter[Ended]) -> bool:
    """Return whether every order is accounted for, once."""
    orders = len({sale.order_id for sale in trial.sales})
    lost = sum(number for ended, number in counts.items() if ended.fate is Fate.LOST)
    return orders == len(trial.sales) == counts.total() and not lost


def table(counts: Counter[Ended]) -> str:
    """Return how many orders ended in which way, and why."""
    rows = sorted(counts.items(), key=lambda item: (list(Fate).index(item[0].fate), -item[1]))
    cells = [(ended.fate, ended.reason, f"{number:,}") for ended, number in rows]
    return tabulate(
        [*cells, ("all", "", f"{counts.total():,}")],
        ["ended", "because", "orders"],
        tablefmt="github",
        disable_numparse=True,
    )


def effort(carrier: Carrier, documents: int) -> str:
    """Return what it took."""
    took = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in carrier.seconds.items())
    return (
        f"{documents:,} outbounds at {SERVICE}, {carrier.requests:,} requests,"
        f" {carrier.cycles} cycles; {took}."
    )


def places(trial: Trial) -> str:
    """Return how many orders go to a place with a namesake; nothing if none does."""
    forms = Counter(trial.namesakes.values())
    if not forms:
        return ""
    return (
        f"{forms.total():,} orders go to a place with a namesake: {forms['KOTA']:,} to a Kota,"
        f" {forms['KABUPATEN']:,} to a Kabupaten, {forms['']:,} to one of two, nobody knows which."
    )


if __name__ == "__main__":
    sys.exit(main())
