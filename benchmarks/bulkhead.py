"""What a dead fulfilment service costs the other connections' cycle.

Three Tokopedia sandboxes sell, each a process of its own that answers as slowly as a
platform far away; the fulfilment service is a port that takes every connection and never
says a word. Cycles with the service and without it take turns, so that whatever else the
machine is at befalls both. What is timed is a cycle until the shops are done: their
orders pulled and routed, their jobs carried out, their stock pushed. The service has
goods to be told of in every cycle, so that it is called in every one.

Ends with 1 if the medians differ by more than is promised.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from crossdock.cli import main as command
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.sync import Cycles
from crossdock.interaction import Interaction
from crossdock.plugins import Plugins
from crossdock.sandbox.process import SandboxProcess
from crossdock.workspace import Workspace

SHOPS = 3
SERVICE = "depot"
#: Seconds that a shop takes to answer, and that the service holds a connection for.
LATENCY, SILENCE = 0.05, 4.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=8, help="cycles of each kind")
    parser.add_argument("--promised", type=float, default=0.05, help="the most it may cost")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        seller = stack.enter_context(_seller())
        seller.cycle(dead=False)  # what only the first cycle does is not timed
        taken: dict[bool, list[float]] = {False: [], True: []}
        for number in range(2 * given.pairs):
            # A pair's order alternates: neither kind is always the first.
            dead = number % 4 in (1, 2)
            taken[dead].append(seller.cycle(dead=dead))
    without, beside = (statistics.median(taken[dead]) for dead in (False, True))
    cost = beside / without - 1
    print("| cycle of three shops | median of | seconds |")  # noqa: T201
    print("|---|---|---|")  # noqa: T201
    print(f"| without the service | {given.pairs} | {without:.2f} |")  # noqa: T201
    print(f"| beside the dead service | {given.pairs} | {beside:.2f} |")  # noqa: T201
    print(f"\n{cost:+.1%}, of {given.promised:.0%} promised")  # noqa: T201
    return 1 if cost > given.promised else 0


@attrs.define
class Seller:
    """A workspace with shops that answer and a service that does not."""

    workspace: Workspace
    shops: Sequence[SandboxProcess]
    unsaid: list[str]

    def cycle(self, *, dead: bool) -> float:
        """Let a buyer order in every shop; return the seconds until the shops are done."""
        self.workspace.store.interactions.put(SERVICE, Interaction(active=dead), "benchmark")
        turning = Turning(self.workspace, World(self.workspace))
        queue_goods(self.workspace, turning, SERVICE, [self.unsaid.pop()])
        for shop in self.shops:
            shop.control("orders", {"count": 2})
        with Cycles(self.workspace) as cycles:
            begun = time.perf_counter()
            cycle = cycles.run(patience=0)
            spent = time.perf_counter() - begun
        if dead is not (SERVICE in cycle.unfinished):
            raise RuntimeError("the service was to hang, and nothing else")
        if cycle.troubles:
            raise RuntimeError(f"a shop had trouble: {cycle.troubles}")
        return spent


@contextmanager
def _seller() -> Iterator[Seller]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(_silent())
        words = ("--seed", "1", "--listings", "60")
        shops = [stack.enter_context(SandboxProcess("tokopedia", words)) for _ in range(SHOPS)]
        crossdock(folder, "init")
        for number, shop in enumerate(shops):
            name = f"shop{number}"
            connect(folder, name, shop)
            crossdock(folder, "product", "pull", name)
            shop.control("faults", {"faults": [f"* *: latency(seconds={LATENCY})"]})
        with SandboxProcess("jdid_fulfillment") as depot:
            connect(folder, SERVICE, depot, "--answer", "order_volume=no")
            crossdock(folder, "warehouse", "discover", SERVICE)
            crossdock(folder, "conn", "test", SERVICE)
        crossdock(folder, "conn", "edit", SERVICE, "--endpoint", url)
        skus = [row["sku"] for row in crossdock(folder, "product", "list")]
        for sku in skus[:20]:
            crossdock(folder, "stock", "set", sku, "50")
        workspace = Workspace(folder, Plugins.discover(), run="bench", environment=os.environ)
        stack.callback(workspace.close)
        yield Seller(workspace, shops, skus)


@contextmanager
def _silent() -> Iterator[str]:
    """Give the address of a host that takes connections, and never answers on one."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)

    def hold(taken: socket.socket) -> None:
        time.sleep(SILENCE)
        taken.close()

    def take() -> None:
        with suppress(OSError):
            while True:
                taken, _ = listening.accept()
                threading.Thread(target=hold, args=(taken,), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def connect(folder: Path, name: str, sandbox: SandboxProcess, *words: str) -> None:
    """Add a connection to *sandbox*, without its limits: they are not what is timed."""
    announced = folder / f"{name}.json"
    announced.write_text(json.dumps(dict(sandbox.announced)), encoding="utf-8")
    crossdock(folder, "conn", "add", name, "--from", str(announced), "--rate", "0", *words)


def crossdock(folder: Path, *words: str) -> Any:
    """Run a command in this process; return its data."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(said), suppress(SystemExit):
        command(["-C", str(folder), *words, "--format", "json"])
    said.flush()
    answer = json.loads(said.buffer.getvalue())
    if answer["exit_code"]:
        raise RuntimeError(f"crossdock {' '.join(words)}: {answer}")
    return answer["data"]


if __name__ == "__main__":
    sys.exit(main())
