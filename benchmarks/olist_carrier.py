"""A seller's workspace and JD's sandbox, and orders carried from their file to the end.

Everything goes the way it goes for a seller: the workspace is set up by commands, orders
come from files, and the connector speaks HTTP with a sandbox that is a process of its
own. Two things are not usual: the connector's rate limit is lifted, and days are made to
pass by moving the clocks of both sides.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from olist_data import COLUMNS, Chapter, told
from olist_trials import Trial

from crossdock.cli import main
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.flows.fulfilment.inbound_news import refresh_inbounds
from crossdock.flows.fulfilment.inbounds import carry_out, draft, submit
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.order_files import (
    Fate,
    Imported,
    Terms,
    examined,
    find_columns,
    gather,
    import_orders,
    read_rows,
)
from crossdock.flows.stocktaking import Stocktaker
from crossdock.flows.sync import run_cycle
from crossdock.fulfilment.jobs import JobState
from crossdock.plugins import Plugins
from crossdock.routing import written_rules
from crossdock.sandbox.process import SandboxProcess
from crossdock.tables import read_file
from crossdock.workspace import Workspace

SHOP, SERVICE = "olist", "jd"
#: Cycles after which something goes round in circles.
MOST_CYCLES = 40
_OPEN = (JobState.PENDING, JobState.SENDING, JobState.UNKNOWN)


@attrs.define(eq=False)
class Carrier:
    """One trial while it is carried out.

    Args:

        ahead: how far both clocks are ahead of the machine's.

        warehouse: what JD's is called here.

        seconds: what each step took.

        fates: what became of each order of the first file.

        strangers: outbounds that were at JD before, by its numbers.

        requests: how many the sandbox was sent.
    """

    trial: Trial
    folder: Path
    sandbox: SandboxProcess
    ahead: timedelta = timedelta()
    warehouse: str = ""
    seconds: dict[str, float] = attrs.field(factory=dict)
    cycles: int = 0
    fates: tuple[Fate, ...] = ()
    strangers: frozenset[str] = frozenset()
    requests: int = 0

    def now(self) -> datetime:
        """Return the seller's present."""
        return datetime.now(UTC) + self.ahead

    def crossdock(self, *words: str) -> Any:
        """Run a command in this process; return its data."""
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(said), suppress(SystemExit):
            main(["-C", str(self.folder), *words, "--format", "json"])
        said.flush()
        answer = json.loads(said.buffer.getvalue())
        if answer["exit_code"]:
            raise RuntimeError(f"crossdock {' '.join(words)}: {answer}")
        return answer["data"]

    def set_up(self) -> None:
        """Make the workspace, by commands."""
        trial = self.trial
        self.crossdock("init")
        announced = self.folder / "sandbox.json"
        announced.write_text(json.dumps(dict(self.sandbox.announced)), encoding="utf-8")
        connect = ("conn", "add", SERVICE, "--from", str(announced), "--rate", "0")
        self.crossdock(*connect, "--answer", "order_volume=no")
        found = self.crossdock("warehouse", "discover", SERVICE)["warehouses"]
        (self.warehouse,) = [one["warehouse"] for one in found if one["became"] == "added"]
        for name in trial.own:
            country = ("--country", trial.site, "--serves", trial.site)
            self.crossdock("warehouse", "add", name, *country)
        # A Lazada shop: accepted by the seller, then sent once it has its waybill.
        self.crossdock("order", "declare", SHOP, "--channel", "lazada", "--site", trial.site)
        if trial.places:
            places = self._table("places.csv", ("province", "city", "district"), trial.places)
            self.crossdock("assoc", "places", "import", str(places))
        rules = self.folder / "rules.toml"
        rules.write_text(written_rules(map(self._named, trial.rules)), encoding="utf-8")
        self.crossdock("assoc", "import", str(rules))
        self.strangers = frozenset(one["order_id"] for one in self.state()["orders"])

    def _named(self, rule: Any) -> Any:
        names = {"jd": self.warehouse}
        return attrs.evolve(rule, warehouses=tuple(names.get(w, w) for w in rule.warehouses))

    def state(self) -> Mapping[str, Any]:
        """Return all that the sandbox knows."""
        known: Mapping[str, Any] = self.sandbox.control("state")
        return known

    def outbounds(self) -> list[Mapping[str, Any]]:
        """Return the outbounds at the sandbox that were not there before."""
        return [one for one in self.state()["orders"] if one["order_id"] not in self.strangers]

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the workspace on the seller's clock."""
        opened = Workspace(
            self.folder, Plugins.discover(), run=SHOP, environment=os.environ, clock=self.now
        )
        opened.store.runs.start(SHOP, "benchmarks/olist.py")
        try:
            yield opened
        finally:
            opened.close()

    def carry(self, workspace: Workspace) -> None:
        """Carry every order to its end."""
        with self._timed("import"):
            self.fates = self.read(workspace, Chapter.SOLD).fates
        with self._timed("goods"):
            self._stock(workspace)
        with self._timed("route and send"):
            self._until_quiet(workspace)
        with self._timed("call off"):
            self.read(workspace, Chapter.CALLED_OFF)
            self._until_quiet(workspace)
        with self._timed("ship"):
            self._pass(timedelta(hours=5))
            self._until_quiet(workspace)
        with self._timed("end"):
            self.read(workspace, Chapter.ENDED)
            self._until_quiet(workspace)
        with self._timed("deliver"):
            self._pass(timedelta(days=3))
            self._until_quiet(workspace)
        self.requests = self.sandbox.control("meter")["requests"]

    def read(self, workspace: Workspace, chapter: Chapter) -> Imported:
        """Import the file of *chapter*, as ``order import --create --skip-bad`` does."""
        trial = self.trial
        path = self._table(f"{chapter.name.lower()}.csv", COLUMNS, told(trial.sales, chapter))
        shop = workspace.store.files.find(SHOP)
        if shop is None:
            raise RuntimeError(f"{SHOP} is not declared")
        terms = Terms(workspace.clock(), shop.channel, ZoneInfo(trial.zone), trial.currency)
        table = read_file(path)
        rows = list(read_rows(table, find_columns(table, {}), terms))
        gathered = examined(workspace.store, SHOP, gather(rows, terms))
        return import_orders(workspace, shop, gathered, create=True)

    def _stock(self, workspace: Workspace) -> None:
        """Count what lies in the own warehouses, and bring JD its goods."""
        skus = workspace.store.goods_facts.skus()
        taker = Stocktaker(workspace.store, workspace.clock(), "opening")
        for name, units in self.trial.own.items():
            taker.count([(sku, units) for sku in skus], warehouse=name)
        if not self.trial.served:
            return
        live, turning = workspace.live(SERVICE), Turning(workspace, World(workspace))
        queue_goods(workspace, turning, SERVICE, skus)
        carry_out(workspace, live, turning)
        lines = dict.fromkeys(skus, self.trial.served)
        for inbound in draft(workspace, turning, self.warehouse, lines):
            submit(workspace, turning, inbound.key)
        carry_out(workspace, live, turning)
        self._pass(timedelta(hours=9))
        refresh_inbounds(workspace, live, turning)

    def _until_quiet(self, workspace: Workspace) -> None:
        """Run cycles until nothing moves and nothing is due."""
        before: object = None
        for _ in range(MOST_CYCLES):
            after = _standing(workspace)
            if after == before and not any(True for _ in workspace.store.outbox.each(_OPEN)):
                return
            if after == before:
                self._pass(timedelta(minutes=3))
            before = after
            cycle = run_cycle(workspace)
            self.cycles += 1
            for stage in cycle.troubles:
                raise RuntimeError(f"{stage.connection} {stage.stage}: {stage.trouble}")
        raise RuntimeError(f"still moving after {MOST_CYCLES} cycles: {before}")

    def _pass(self, span: timedelta) -> None:
        self.ahead += span
        self.sandbox.control("clock", {"advance": span.total_seconds()})

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - began

    def _table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        return path


def _standing(workspace: Workspace) -> object:
    """Return what changes whenever anything moves."""
    return Counter(
        (
            one.order.state,
            one.order.hold,
            one.order.warehouse,
            one.outbound and (one.outbound.state, one.outbound.hold),
        )
        for one in workspace.store.parcels.in_states()
    )
