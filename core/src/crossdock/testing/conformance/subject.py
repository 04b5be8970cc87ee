"""The connector under test, with everything a check needs around it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, TracebackType
from typing import Any, Self

import attrs

from crossdock.catalogue import Listing
from crossdock.connecting import Surroundings, secret_names, secrets_of
from crossdock.hookspecs import PROJECT, Connector
from crossdock.http import Ports
from crossdock.http.library import BaseTransport
from crossdock.inventory import PushReport, StockUpdate
from crossdock.manifest import Manifest
from crossdock.orders import Order, Window
from crossdock.paging import Page, walk
from crossdock.plugins import Plugins
from crossdock.runs import current_hook
from crossdock.sandbox import SandboxOptions
from crossdock.store import Store, StoredConnection
from crossdock.testing.conformance.check import broken
from crossdock.testing.conformance.level import Outcome
from crossdock.testing.conformance.played import Played, play
from crossdock.testing.conformance.recording import Recorder
from crossdock.testing.conformance.shop import Prompt
from crossdock.testing.conformance.shop import Shelf as Shelf
from crossdock.testing.conformance.shop import Shop as Shop
from crossdock.testing.connection import open_connection
from crossdock.testing.memory import MemoryJournal, MemoryPacer
from crossdock.workspace import DATABASE, FOLDER, Live, Workspace, create

#: Listings of a sandbox when a check asks for nothing else.
LISTINGS = 40
#: Pages that no list of a check has.
MOST_PAGES = 400


class Subject:
    """A connector under test.

    Args:

        connector: its module; its hooks are called directly, by name.

        seed: what its sandboxes are furnished from.

        scale: how much of its load a check of speed puts on.
    """

    #: What the checks look at, where that is not the connector's own sandbox.
    target = ""

    def __init__(self, connector: ModuleType, *, seed: int = 1, scale: float = 1.0) -> None:
        self.connector = connector
        self.seed = seed
        self.scale = scale
        self.recorder = Recorder()
        self._playing: list[Played] = []
        self._closing: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for close in reversed(self._closing):
            close()
        for played in self._playing:
            self.recorder.requests(played.tap.exchanges)
            played.stop()

    def left_out(self, check: str) -> str:
        """Return why the check called *check* cannot be made here; empty if it can."""
        return ""

    def judged(self, outcome: Outcome, reason: str) -> tuple[Outcome, str]:
        """Return what a check that ended so is worth here."""
        return outcome, reason

    @cached_property
    def manifest(self) -> Manifest:
        """What the connector declares."""
        found: Manifest = self.hook("manifest")
        return found

    @cached_property
    def folder(self) -> Path:
        """A folder of the check's own."""
        # A process that had to be given up may still write there.
        kept = TemporaryDirectory(prefix="crossdock-conformance-", ignore_cleanup_errors=True)
        self._closing.append(kept.cleanup)
        return Path(kept.name)

    @property
    def implemented(self) -> frozenset[str]:
        """The hooks that the connector has."""
        return frozenset(
            name
            for name in dir(Connector)
            if hasattr(getattr(self.connector, name, None), f"{PROJECT}_impl")
        )

    def hook(self, name: str, **arguments: Any) -> Any:
        """Return what the connector's hook *name* answers, and write it down."""
        function = getattr(self.connector, name, None)
        if function is None:
            broken(f"The connector has no {name}.")
        # A connector may leave out arguments that it does not need.
        known = inspect.signature(function).parameters
        taken = {key: value for key, value in arguments.items() if key in known}
        before = current_hook.set(name)
        try:
            answer = function(**taken)
        except BaseException as error:
            self.recorder.hook(name, arguments, error)
            raise
        finally:
            current_hook.reset(before)
        self.recorder.hook(name, arguments, answer)
        return answer

    def play(
        self,
        listings: int = LISTINGS,
        *,
        seed: int | None = None,
        switches: Mapping[str, str] | None = None,
    ) -> Played:
        """Return a sandbox of its own, freshly furnished."""
        options = SandboxOptions(
            seed=self.seed if seed is None else seed, listings=listings, switches=switches or {}
        )
        played = play(lambda filled: self.hook("play_sandbox", options=filled), options)
        self._playing.append(played)
        return played

    def open(
        self,
        played: Played | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
        rate: float | None = 0,
        shelf: Shelf | None = None,
        pacer: MemoryPacer | None = None,
        waiting: bool = False,
        endpoint: str = "",
        skew: timedelta = timedelta(),
        inner: BaseTransport | None = None,
    ) -> Shop:
        """Return a connection to *played*, or to a sandbox of its own.

        Args:

            settings: instead of those that the sandbox announced, one by one.

            rate: 0 lifts the manifest's limits, None keeps them.

            waiting: its waits take their time; otherwise they are written down only.

            skew: how far our clock is ahead of the platform's.

            inner: answers in the place of the network.
        """
        played = played or self.play()
        journal, kept = MemoryJournal(), shelf or Shelf()
        slept: list[float] = []
        ports = Ports(now=lambda: played.now() + skew, uniform=lambda low, high: low)
        if not waiting:
            ports = attrs.evolve(ports, sleep=slept.append)
        given = {**played.settings, **(settings or {})}
        connection = open_connection(
            self.connector,
            given,
            endpoint=endpoint or played.url,
            surroundings=Surroundings(kept, pacer or MemoryPacer(), journal, ports, inner),
            rate=rate,
            answers=self.answers,
        )
        self._closing.append(connection.http.close)
        for secret in secrets_of(connection.settings):
            self.recorder.redactor.learn(secret.reveal())
        return Shop(connection, played, journal, kept, slept)

    @property
    def answers(self) -> dict[str, str]:
        """The first choice of each of the manifest's questions."""
        return {question.name: question.choices[0] for question in self.manifest.questions}

    def pages(self, shop: Shop, cursor: str | None = None) -> list[Page[Listing]]:
        """Return every page of the listings, with core's guard against circles."""
        return [page for _, page in self.walk_products(shop, cursor)]

    def walk_products(self, shop: Shop, cursor: str | None = None) -> Any:
        """Yield each page of the listings, with the cursor that it was asked with."""
        return walk(
            lambda at: self.hook("list_products", connection=shop.connection, cursor=at),
            cursor,
            identify=lambda listing: listing.listing_id,
            max_pages=MOST_PAGES,
        )

    def products(self, shop: Shop) -> list[Listing]:
        """Return every listing, in the order they come."""
        return [listing for page in self.pages(shop) for listing in page.items]

    def orders(self, shop: Shop, window: Window) -> list[Order]:
        """Return every order of *window*, cut as the manifest asks."""
        from crossdock.orders.window import windows

        manifest = self.manifest
        found: dict[str, Order] = {}
        for part in windows(window, manifest.order_window, manifest.order_overlap):
            for _, page in walk(
                lambda at, part=part: self.hook(  # type: ignore[misc]
                    "list_orders", connection=shop.connection, window=part, cursor=at
                ),
                identify=lambda order: order.order_id,
                max_pages=MOST_PAGES,
            ):
                found |= {order.order_id: order for order in page.items}
        return list(found.values())

    def push(self, shop: Shop, updates: Iterable[StockUpdate]) -> PushReport:
        """Return the report of pushing *updates*."""
        report: PushReport = self.hook(
            "push_stock", connection=shop.connection, updates=tuple(updates)
        )
        return report

    def push_each(self, shop: Shop, updates: Iterable[StockUpdate]) -> dict[str, Any]:
        """Return the result of each of *updates*, pushed in the batches of the manifest."""
        wanted, size = list(updates), self.manifest.stock_batch
        found: dict[str, Any] = {}
        for start in range(0, len(wanted), size):
            report = self.push(shop, wanted[start : start + size])
            found |= {result.listing_id: result for result in report.results}
        return found

    def workspace(self, played: Played, name: str = "shop") -> tuple[Workspace, Live]:
        """Return a workspace with one connection to *played*, as an operator would have it."""
        root = self.folder / name
        self.settle(played, root, name)
        workspace = Prompt(
            root,
            self.plugins,
            run="conformance",
            environment=self.environment(played),
            clock=played.now,
        )
        self._closing.append(workspace.close)
        return workspace, workspace.live(name)

    @cached_property
    def plugins(self) -> Plugins:
        """The connector, and no other plugin; what core asks of it is written down."""
        plugins = Plugins([], see=self.recorder.called)
        plugins.add_module(self.manifest.name, self.connector)
        return plugins

    def environment(self, played: Played) -> dict[str, str]:
        """Return the variables that hold the secrets of a connection to *played*."""
        hidden = {field: str(played.settings[field]) for field in self._hidden(played)}
        for secret in hidden.values():
            self.recorder.redactor.learn(secret)
        return {_variable(field): secret for field, secret in hidden.items()}

    def _hidden(self, played: Played) -> frozenset[str]:
        return secret_names(self.hook("settings")) & played.settings.keys()

    def settle(self, played: Played, root: Path, name: str) -> None:
        """Make a workspace at *root* with a connection to *played* called *name*."""
        create(root)
        played.lift_limits()
        hidden = self._hidden(played)
        kept = StoredConnection(
            name=name,
            connector=self.manifest.name,
            settings={key: one for key, one in played.settings.items() if key not in hidden},
            secrets={field: f"env:{_variable(field)}" for field in hidden},
            endpoints={"": played.url},
            answers=self.answers,
            sandbox=True,
            rate=0,
        )
        store = Store(root / FOLDER / DATABASE, played.now)
        store.connections.add(kept)
        store.close()


def _variable(field: str) -> str:
    return f"CONFORMANCE_{field.upper()}"
