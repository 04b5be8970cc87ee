"""How many orders a second go durably from intake to the outbox, beside a bare loop.

Orders of 1 to 4 lines, ready to be shipped with a waybill, of a shop whose orders come
from files; each is kept, claims its goods, has its parcel, is routed, and has its
outbound in the outbox, in transactions of up to 200 orders on SQLite with
``synchronous=FULL``. The bare loop is the floor: the rows that all this left behind,
with their indexes and triggers, written by `executemany` into empty tables in as many
transactions, and no rule asked::

    uv run python benchmarks/intake.py
    uv run python benchmarks/intake.py --orders 5000 --profile

``orders_per_second`` is by the clock, ``per_processor_second`` by the time that this
process had on a processor: the two differ on a machine that others use, and the latter is
compared with the floor's. Prints one JSON object; ends with 1 when it is under what was
promised.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import math
import platform
import pstats
import random
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from crossdock import ApiStatus, Listing, ListingStatus, Manifest, OrderStatus, Role, hookimpl
from crossdock.catalogue.linking import Decision, LinkOutcome
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.routing import Routing
from crossdock.fulfilment import Goods
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.http import Auth
from crossdock.inventory import SnapshotSemantics
from crossdock.inventory.stocktaking import snapshot
from crossdock.orders import Address, Order, OrderLine, Person
from crossdock.plugins import Plugins
from crossdock.routing import AssociationRule
from crossdock.secret import Secret
from crossdock.store import FileConnection, StoredConnection, Warehouse
from crossdock.workspace import Workspace, create

#: Orders a second, on one core of a common machine.
PROMISED = 1_000
BATCH = 200
NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
SHOP, SERVICE = "shop", "depot"
#: What taking in and routing write.
TABLES = (
    *("orders", "order_lines", "stock_events", "positions", "claims", "pools"),
    *("warehouse_orders", "outbounds", "jobs", "document_steps", "shown"),
)
SKUS = tuple(f"SKU-{number:04}" for number in range(500))


@attrs.frozen
class KeySettings:
    """What the service is connected with."""

    api_key: Secret


def main() -> int:
    """Run the benchmark and print its figures."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--orders", type=int, default=4_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, help="on the disk to be measured")
    asked.add_argument("--profile", action="store_true", help="print what the time goes to")
    given = asked.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a benchmark, not a secret
    orders = [order(chance, number) for number in range(given.orders)]
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        figures = measured(Path(folder), orders, profile=given.profile)
    figures["seed"] = given.seed
    print(json.dumps(figures, indent=2))  # noqa: T201 - a command's result
    return int(figures["per_processor_second"] < PROMISED)


def measured(folder: Path, orders: list[Order], *, profile: bool) -> dict[str, Any]:
    """Return the figures of *orders* taken in a new workspace in *folder*."""
    workspace = opened(folder)
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    begun = time.process_time()
    taken, routed = carried(workspace, orders)
    spent = time.process_time() - begun
    if profile:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(60)
    jobs = len(list(workspace.store.outbox.each(connection=SERVICE)))
    synchronous = workspace.store.db.value("PRAGMA synchronous")
    database = workspace.store.db.path
    workspace.close()
    bare, bare_spent, rows = floor(
        database, folder / "floor.db", 2 * math.ceil(len(orders) / BATCH)
    )
    whole = taken + routed
    assert jobs == len(orders), f"{jobs} of {len(orders)} are in the outbox"  # noqa: S101
    return {
        "orders": len(orders),
        "lines": sum(len(one.lines) for one in orders),
        "batch": BATCH,
        "orders_per_second": round(len(orders) / whole),
        "taken_in_per_second": round(len(orders) / taken),
        "routed_per_second": round(len(orders) / routed),
        "per_processor_second": round(len(orders) / spent),
        "floor": round(len(orders) / bare),
        "floor_per_processor_second": round(len(orders) / bare_spent),
        "rows": rows,
        "times_the_floor": round(spent / bare_spent, 1),
        "in_the_outbox": jobs,
        "synchronous": synchronous,
        "promised": PROMISED,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def opened(folder: Path) -> Workspace:
    """Return a workspace with a shop, a service that knows all goods, and stock of them."""
    create(folder)
    plugins = Plugins([])
    plugins.add_module(SERVICE, connector())
    workspace = Workspace(
        folder, plugins, run="benchmark", environment={"KEY": "none"}, clock=lambda: NOW
    )
    store = workspace.store
    store.connections.add(StoredConnection(SERVICE, SERVICE, {}, {"api_key": "env:KEY"}))
    store.files.add(FileConnection(SHOP, "lazada"))
    store.warehouses.add(Warehouse("depot-wh", connection=SERVICE, remote_id="1", country="ID"))
    store.associations.add(AssociationRule("all", ("depot-wh",)), "benchmark")
    with store.db.transaction():
        for sku in SKUS:
            row = Listing(sku, sku, "Barang", ListingStatus.ACTIVE, 1)
            store.catalogue.put_listing(SHOP, row, refusal=None, pull=1)
            store.catalogue.apply(SHOP, row, Decision(LinkOutcome.CREATED, sku))
            goods = Goods(sku, sku)
            state = GoodsState.ACTIVE
            store.known_goods.put(WarehouseGoods(SERVICE, sku, state, goods=goods, sent=goods))
    begun, physical = NOW - timedelta(days=2), SnapshotSemantics.PHYSICAL
    store.ledger.record(
        snapshot(sku, 1_000_000, "depot-wh", begun, semantics=physical, source=SERVICE)
        for sku in SKUS
    )
    return workspace


def connector() -> ModuleType:
    """Return a fulfilment service that is never called."""
    module = ModuleType(SERVICE)

    @hookimpl
    def manifest() -> Manifest:
        return Manifest(
            name=SERVICE,
            title="Depot",
            roles=frozenset({Role.FULFILMENT}),
            dialect="depot 1",
            dialect_date="2024-01-01",
            api_status=ApiStatus.LIVE,
            hosts={"api": "https://api.depot.example"},
            allowed_hosts=("api.depot.example",),
            countries=frozenset({"ID"}),
        )

    @hookimpl
    def settings() -> type[KeySettings]:
        return KeySettings

    @hookimpl
    def authenticate(connection: Any) -> Auth:
        return Auth()

    for hook in (manifest, settings, authenticate):
        setattr(module, hook.__name__, hook)
    return module


def order(chance: random.Random, number: int) -> Order:
    """Return an order of 1 to 4 lines."""
    bought = chance.sample(SKUS, chance.randint(1, 4))
    placed = NOW - timedelta(days=1) + timedelta(seconds=number)
    return Order(
        f"{number}",
        OrderStatus.READY_TO_SHIP,
        tuple(
            OrderLine(f"{place}", sku, sku, "Barang", chance.randint(1, 3))
            for place, sku in enumerate(bought)
        ),
        placed,
        updated_at=placed,
        paid_at=placed,
        recipient=Person("Siti", "0812"),
        address=Address("Jl. Mawar 1", city="Jakarta", province="DKI Jakarta", country="ID"),
        courier="JNE",
        waybill=f"JT{number:010}",
        cancel_requested=False,
    )


def carried(workspace: Workspace, orders: list[Order]) -> tuple[float, float]:
    """Take *orders* in and route them; return the seconds of both."""
    turning = Turning(workspace, World(workspace))
    intake = Intake(workspace, turning)
    begun = time.perf_counter()
    for start in range(0, len(orders), BATCH):
        intake.take_each(SHOP, orders[start : start + BATCH], pull=1)
    taken = time.perf_counter() - begun
    begun = time.perf_counter()
    route_new(workspace, turning, Routing.of(workspace))
    return taken, time.perf_counter() - begun


def floor(database: Path, copy: Path, batches: int) -> tuple[float, float, int]:
    """Return what writing the rows of *database* takes: seconds, of them on a processor, rows."""
    made = sqlite3.connect(database)
    bare = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        bare.execute(pragma)
    tables = ", ".join(f"'{name}'" for name in TABLES)
    asked = f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({tables}) AND sql IS NOT NULL"  # noqa: S608
    for (statement,) in made.execute(asked):
        bare.execute(statement)
    rows = {name: made.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}  # noqa: S608
    made.close()
    begun, spent = time.perf_counter(), time.process_time()
    for number in range(batches):
        bare.execute("BEGIN IMMEDIATE")
        for name, every in rows.items():
            if every:
                marks = ", ".join("?" for _ in every[0])
                bare.executemany(f"INSERT INTO {name} VALUES ({marks})", every[number::batches])  # noqa: S608
        bare.execute("COMMIT")
    seconds = time.perf_counter() - begun, time.process_time() - spent
    bare.close()
    return *seconds, sum(map(len, rows.values()))


if __name__ == "__main__":
    sys.exit(main())
