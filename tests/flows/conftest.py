"""A workspace on a connector that answers whatever a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from crossdock import (
    ApiStatus,
    ImportLimit,
    Listing,
    ListingStatus,
    Manifest,
    Order,
    OrderLine,
    OrderStatus,
    Page,
    PushReport,
    RateLimit,
    Role,
    RowOutcome,
    RowResult,
    Secret,
    hookimpl,
)
from crossdock.http import Auth, Ports
from crossdock.plugins import Plugins
from crossdock.store import StoredConnection
from crossdock.workspace import Live, Workspace, create

SECRET = "planted-canary-4b1d"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@attrs.frozen
class ToySettings:
    """What a toy shop is connected with."""

    api_key: Secret


@attrs.define
class Toy:
    """What the platform has, and what it was told."""

    pages: list[Page[Listing]] = attrs.field(factory=list)
    orders: list[Order] = attrs.field(factory=list)
    windows: list[Any] = attrs.field(factory=list)
    pushed: list[tuple[Any, ...]] = attrs.field(factory=list)
    push: Callable[[tuple[Any, ...]], PushReport] | None = None
    before_page: Callable[[int], None] = lambda _number: None
    known: dict[str, Order] = attrs.field(factory=dict)
    limits: tuple[RateLimit, ...] = (RateLimit("calls", 1, burst=3),)
    countries: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def connector(toy: Toy) -> ModuleType:
    """Return a connector module that plays *toy*."""
    module = ModuleType("toy_connector")

    @hookimpl
    def manifest() -> Manifest:
        return Manifest(
            name="toy",
            title="Toy",
            roles=frozenset({Role.CHANNEL}),
            dialect="Toy 1",
            dialect_date="2026-01-01",
            api_status=ApiStatus.LIVE,
            hosts={"api": "https://api.toy.example"},
            allowed_hosts=("api.toy.example",),
            limits=toy.limits,
            countries=toy.countries,
            stock_batch=2,
            order_window=timedelta(days=3),
            order_overlap=timedelta(hours=1),
            import_limits=frozenset({ImportLimit.SKU_FILLED}),
        )

    @hookimpl
    def settings() -> type[ToySettings]:
        return ToySettings

    @hookimpl
    def authenticate(connection: Any) -> Auth:
        return Auth()

    @hookimpl
    def list_products(connection: Any, cursor: str | None) -> Page[Listing]:
        number = int(cursor or 0)
        toy.before_page(number)
        return toy.pages[number]

    @hookimpl
    def push_stock(connection: Any, updates: tuple[Any, ...]) -> PushReport:
        toy.pushed.append(updates)
        if toy.push is not None:
            return toy.push(updates)
        return PushReport(tuple(RowResult(u.listing_id, RowOutcome.DONE) for u in updates))

    @hookimpl
    def list_orders(connection: Any, window: Any, cursor: str | None) -> Page[Order]:
        toy.windows.append(window)
        return Page(
            tuple(one for one in toy.orders if window.start <= one.placed_at <= window.end)
        )

    @hookimpl
    def get_order(connection: Any, order_id: str) -> Order:
        return toy.known[order_id]

    hooks = (
        manifest,
        settings,
        authenticate,
        list_products,
        push_stock,
        list_orders,
        get_order,
    )
    module.__dict__.update(
        {one.__name__: one for one in hooks if one.__name__ not in toy.left_out}
    )
    return module


@attrs.define
class Stage:
    """A workspace with one live connection to a toy, at a time that tests set."""

    toy: Toy
    workspace: Workspace
    live: Live
    time: datetime
    slept: list[float]

    @property
    def store(self) -> Any:
        """The workspace's store."""
        return self.workspace.store


@pytest.fixture
def toy() -> Toy:
    """A platform without anything."""
    return Toy()


@pytest.fixture
def stage(toy: Toy, tmp_path: Path) -> Iterator[Stage]:
    """A workspace on *toy*, whose clock stands and whose sleep takes no time."""
    create(tmp_path)
    plugins = Plugins([])
    plugins.add_module("toy", connector(toy))
    made: list[Stage] = []
    slept: list[float] = []

    def clock() -> datetime:
        return made[0].time if made else NOW

    class Still(Workspace):
        """A workspace where waiting takes no time."""

        @cached_property
        def ports(self) -> Ports:
            return Ports(now=clock, sleep=slept.append)

    workspace = Still(tmp_path, plugins, run="run-1", environment={"TOY": SECRET}, clock=clock)
    kept = StoredConnection("shop", "toy", {}, {"api_key": "env:TOY"})
    workspace.store.connections.add(kept)
    made.append(Stage(toy, workspace, workspace.live("shop"), NOW, slept))
    yield made[0]
    workspace.close()


def listing(number: int, **changes: Any) -> Listing:
    """Return listing *number*."""
    plain = Listing(str(number), f"SKU-{number}", f"Thing {number}", ListingStatus.ACTIVE, 5)
    return attrs.evolve(plain, **changes)


def order(number: int, at: datetime, **changes: Any) -> Order:
    """Return order *number*, placed *at* that time, of one unit of listing 1."""
    line = OrderLine("1", "1", "SKU-1", "Thing 1", 1)
    told = Order(str(number), OrderStatus.PAID, (line,), at, cancel_requested=False)
    return attrs.evolve(told, **changes)


@pytest.fixture
def make_listing() -> Callable[..., Listing]:
    """Makes listings."""
    return listing


@pytest.fixture
def make_order() -> Callable[..., Order]:
    """Makes orders."""
    return order
