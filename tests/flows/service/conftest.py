"""A workspace with a fulfilment connection to the played service, at a time that tests set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import attrs
import pytest

from crossdock.connecting import secret_names
from crossdock.flows.fulfilment.account import discover
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.flows.fulfilment.inbounds import carry_out, draft, submit
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.fulfilment.inbound_order import InboundOrder
from crossdock.plugins import Plugins
from crossdock.sandbox.process import SandboxProcess
from crossdock.store import StoredConnection
from crossdock.workspace import Live, Workspace, create

#: The service's methods as faults name them.
METHODS = "POST /routerjson/jingdong.eclp."


@attrs.define
class House:
    """A merchant's workspace, the service, and a clock that both go by."""

    process: SandboxProcess
    root: Path
    time: datetime
    workspace: Workspace = attrs.field(init=False)
    live: Live = attrs.field(init=False)
    turning: Turning = attrs.field(init=False)
    warehouse: str = attrs.field(init=False)
    runs: int = 0

    def open(self) -> None:
        """Open the workspace: the first time, or as a process that comes after another."""
        self.runs += 1
        self.workspace = Workspace(
            self.root,
            Plugins.discover(),
            run=f"run-{self.runs}",
            environment={name.upper(): value for name, value in self.settings.items()},
            clock=lambda: self.time,
        )
        self.turning = Turning(self.workspace, World(self.workspace))

    @property
    def store(self) -> Any:
        """The workspace's store."""
        return self.workspace.store

    @property
    def settings(self) -> Mapping[str, str]:
        """What reaches the service."""
        return self.process.announced["settings"]

    def stored(self, name: str = "gudang", **changes: str) -> StoredConnection:
        """Return a connection to the service as it is kept."""
        hooks = self.workspace.plugins.hooks("jdid_fulfillment")
        hidden = secret_names(hooks.settings())
        given = {**self.settings, **changes}
        return StoredConnection(
            name,
            "jdid_fulfillment",
            {key: value for key, value in given.items() if key not in hidden},
            {key: f"env:{key.upper()}" for key in given if key in hidden},
            endpoints={"": str(self.process.announced["url"])},
            sandbox=True,
            rate=0,
        )

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the service's control plane."""
        return self.process.control(path, body)

    def fault(self, method: str, kind: str) -> None:
        """Let something go wrong with a method, by its name after ``jingdong.eclp.``."""
        self.control("faults", {"faults": [f"{METHODS}{method}: {kind}"]})

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        request = Request(f"{self.process.announced['control']}/faults", method="DELETE")
        build_opener(ProxyHandler({})).open(request, timeout=10).close()

    def pass_time(self, **span: float) -> None:
        """Let time pass, here and there."""
        self.time += timedelta(**span)
        self.control("clock", {"set": self.time.isoformat()})

    def master(self, *skus: str) -> None:
        """Make master SKUs."""
        for sku in skus:
            self.store.catalogue.add_master(sku, f"Barang {sku}")

    def known(self, *skus: str) -> None:
        """Make master SKUs that the service knows."""
        self.master(*skus)
        queue_goods(self.workspace, self.turning, "gudang", skus)
        self.work()

    def work(self) -> Any:
        """Do what is due."""
        return carry_out(self.workspace, self.live, self.turning)

    def announced(self, **lines: int) -> InboundOrder:
        """Draft and send an inbound; return it as it is then."""
        (made,) = draft(self.workspace, self.turning, self.warehouse, lines)
        submit(self.workspace, self.turning, made.key)
        self.work()
        return self.store.inbounds.get(made.key)

    def at(self, sku: str) -> Any:
        """Return what we have of *sku* at the service's warehouse."""
        return self.store.ledger.holdings([sku]).at(sku, self.warehouse)

    def theirs(self) -> list[dict[str, Any]]:
        """Return the inbounds that the service has by our numbers."""
        return [
            one for one in self.control("state")["inbounds"] if one["own_number"].startswith("IN-")
        ]


@pytest.fixture(scope="session")
def service() -> Iterator[SandboxProcess]:
    """Play one service for the whole session of a worker."""
    with SandboxProcess("jdid_fulfillment", ["--seed", "5", "--listings", "12"]) as process:
        yield process


@pytest.fixture(name="house")
def _house(service: SandboxProcess, tmp_path: Path) -> Iterator[House]:
    """A workspace whose connection has its warehouse, at a service freshly built."""
    switches = {name: one["value"] for name, one in service.control("switches").items()}
    create(tmp_path)
    service.control("reset", {})
    frozen = service.control("clock", {"freeze": True})
    house = House(service, tmp_path, datetime.fromisoformat(frozen["now"]))
    house.clear()
    house.open()
    house.store.connections.add(house.stored())
    house.live = house.workspace.live("gudang")
    house.warehouse = next(
        one.name for one in discover(house.workspace, house.live) if one.remote.served
    )
    yield house
    house.workspace.close()
    house.clear()
    service.control("switches", switches)
