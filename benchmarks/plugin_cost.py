"""What one more installed plugin costs commands that do not use it.

Makes plugins as distributions have them, an entry point in a folder of metadata and a
module beside it, puts so many of them on the path, and runs a command in processes of
its own, with them and without, in turn. A figure is the least of several runs, so that
what else the machine does is left out of it::

    uv run python benchmarks/plugin_cost.py
    uv run python benchmarks/plugin_cost.py --plugins 100 --runs 5

A second table tells what the first use of each installed connector costs: its import and
its manifest, once crossdock is there.

Ends with 1 when a plugin costs more milliseconds than were promised, by being there or by
being imported, or when a command imported one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from tabulate import tabulate

#: Milliseconds that one more plugin may cost.
PROMISED = 20.0
COMMANDS = (("--help",), ("plugin", "list"), ("plugin", "list", "--format", "json"))

#: Runs a command as the installed program does, then tells what it had imported.
PROGRAM = """
import atexit, json, os, sys
told = int(sys.argv.pop(1))
atexit.register(lambda: os.write(told, json.dumps(sorted(sys.modules)).encode()))
from crossdock.cli import main
sys.argv[0] = "crossdock"
sys.exit(main())
"""

#: Imports a connector, and tells the milliseconds of computing that it took.
IMPORT = """
import sys, time
import crossdock, datetime
for one in crossdock.__all__:
    getattr(crossdock, one)
began = time.process_time()
__import__(sys.argv[1]).manifest()
print((time.process_time() - began) * 1000)
"""

MODULE = '''"""A plugin that nobody uses."""

from datetime import timedelta

from crossdock import ApiStatus, Manifest, Role, hookimpl


@hookimpl
def manifest() -> Manifest:
    """Return what it declares."""
    return Manifest(
        name="{name}", title="{name}", roles=frozenset({{Role.CHANNEL}}), dialect="1",
        dialect_date="2026-01-01", api_status=ApiStatus.LIVE, hosts={{}}, allowed_hosts=(),
        order_overlap=timedelta(minutes=10),
    )
'''


@attrs.frozen
class Ran:
    """One run: its seconds, by the clock and of computing, and what it imported."""

    seconds: float
    computing: float
    modules: frozenset[str]


def main() -> int:
    """Run the benchmark and print its table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--plugins", type=int, default=10)
    asked.add_argument("--runs", type=int, default=9)
    asked.add_argument("--promised", type=float, default=PROMISED)
    given = asked.parse_args()
    rows, broken = [], 0
    with TemporaryDirectory(prefix="crossdock-plugins-") as folder:
        imports = {one.name: imported(one.value, folder, given.runs) for one in connectors()}
        names = [install(Path(folder), number) for number in range(given.plugins)]
        for command in COMMANDS:
            bare, full = measured(command, folder, given.runs)
            cost = [
                (min(map(of, full)) - min(map(of, bare))) * 1000 / given.plugins
                for of in (lambda one: one.computing, lambda one: one.seconds)
            ]
            used = frozenset().union(*(one.modules for one in full)) & {*names}
            broken += cost[0] > given.promised or bool(used)
            rows.append(
                [
                    f"crossdock {' '.join(command)}",
                    f"{min(one.computing for one in bare) * 1000:.0f}",
                    f"{cost[0]:.2f}",
                    f"{cost[1]:.2f}",
                    f"{len(bare[0].modules)} / {len(full[0].modules)}",
                    len(used),
                ]
            )
    headers = [
        "command",
        "ms of computing, without",
        "ms of computing per plugin",
        "ms by the clock per plugin",
        f"modules without / with {given.plugins}",
        "plugins imported",
    ]
    first = [[name, f"{spent:.1f}"] for name, spent in imports.items()]
    broken += any(spent > given.promised for spent in imports.values())
    for table, head in ((rows, headers), (first, ["connector", "ms of computing at first use"])):
        print(tabulate(table, head, tablefmt="github", disable_numparse=True), "\n")  # noqa: T201
    return int(broken > 0)


def connectors() -> list[EntryPoint]:
    """Return the connectors that are installed here."""
    return sorted(entry_points(group="crossdock.connectors"), key=lambda one: one.name)


def imported(module: str, folder: str, runs: int) -> float:
    """Return the least milliseconds of computing that importing a connector took."""
    took = []
    for _ in range(runs + 1):
        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", IMPORT, module],
            env=environment(folder, ""),
            capture_output=True,
            text=True,
            check=True,
        )
        took.append(float(ran.stdout))
    # The first one compiled what was not compiled yet.
    return min(took[1:])


def environment(folder: str, path: str) -> dict[str, str]:
    """Return the variables of a process that keeps its bytecode, as an installed program does."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}


def install(folder: Path, number: int) -> str:
    """Put one more plugin into *folder*; return its module."""
    name = f"unused_{number}"
    (folder / f"{name}.py").write_text(MODULE.format(name=name), encoding="utf-8")
    facts = folder / f"{name}-1.0.dist-info"
    facts.mkdir()
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (facts / "METADATA").write_text(about, encoding="utf-8")
    entry = f"[crossdock.connectors]\n{name} = {name}\n"
    (facts / "entry_points.txt").write_text(entry, encoding="utf-8")
    (facts / "RECORD").write_text(f"{name}.py,,\n", encoding="utf-8")
    return name


def measured(command: Sequence[str], folder: str, runs: int) -> tuple[list[Ran], list[Ran]]:
    """Return the runs of a command without the plugins of *folder*, and those with them."""
    run(command, folder, plugins=True)  # what is done once for all is done now
    bare: list[Ran] = []
    full: list[Ran] = []
    for _ in range(runs):
        bare.append(run(command, folder, plugins=False))
        full.append(run(command, folder, plugins=True))
    return bare, full


def run(command: Sequence[str], folder: str, *, plugins: bool) -> Ran:
    """Run a command to its end, in a folder that is no workspace."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(writing), *command],
        env=environment(folder, folder if plugins else ""),
        cwd=Path(sys.executable).parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(writing,),
    )
    os.close(writing)
    with open(reading, encoding="utf-8") as told:  # noqa: PTH123 - a pipe has no path
        modules = frozenset(json.load(told))
    _, _, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = 0
    return Ran(took, used.ru_utime + used.ru_stime, modules)


if __name__ == "__main__":
    sys.exit(main())
