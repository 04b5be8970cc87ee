"""One full cycle over all connections: orders in, routed, sent; news in; stock out.

Each connection has a thread and a lock of its own, so that one that does not answer
keeps nobody waiting but itself. Only two things wait for others: numbers of stock are
computed once every channel has told its orders, or has failed to; and the cycle ends
once everybody is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import CrossdockError, LockedError, PluginRefusedError
from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.fulfilment.service import serve
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Worker
from crossdock.flows.fulfilment.world import World
from crossdock.flows.importing import Imported, Lives
from crossdock.flows.orders import pull_orders
from crossdock.flows.routing import Routing
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.manifest import Role

if TYPE_CHECKING:
    from crossdock.workspace import Workspace

#: Connections that are served at one time; the others wait for a free hand.
HANDS = 16


class Stage(StrEnum):
    """A part of the cycle."""

    ORDERS = "orders"
    ROUTE = "route"
    OUTBOX = "outbox"
    SERVICE = "service"
    STOCK = "stock"


@attrs.frozen
class StageRun:
    """What one stage came to for one connection; the empty name is for all together."""

    connection: str
    stage: Stage
    counts: Mapping[str, int]
    seconds: float
    trouble: CrossdockError | None = None


@attrs.frozen
class Cycle:
    """What a cycle came to.

    Args:

        busy: connections that another cycle is at; they were left alone.
    """

    started_at: datetime
    ended_at: datetime
    stages: tuple[StageRun, ...]
    busy: tuple[str, ...] = ()

    @property
    def troubles(self) -> tuple[StageRun, ...]:
        """The stages that did not go through."""
        return tuple(stage for stage in self.stages if stage.trouble is not None)


def run_cycle(
    workspace: Workspace,
    only: Sequence[str] = (),
    stopping: Callable[[], bool] = lambda: False,
) -> Cycle:
    """Run one cycle over all active connections, or over *only* some.

    Args:

        stopping: asked between stages; once it says so, no other stage begins.
    """
    return _Cycle(workspace, stopping).run(only)


class _Cycle:
    def __init__(self, workspace: Workspace, stopping: Callable[[], bool]) -> None:
        self._workspace = workspace
        self._stopping = stopping
        self._turning = Turning(workspace, World(workspace))
        self._lives = Lives(workspace)
        self._stages: list[StageRun] = []
        self._imported: dict[str, int] = {}
        self._unreached: dict[str, CrossdockError] = {}

    def run(self, only: Sequence[str]) -> Cycle:
        started = self._workspace.clock()
        with self._held(only) as (names, busy):
            channels = [name for name in names if self._is(name, Role.CHANNEL)]
            services = [name for name in names if self._is(name, Role.FULFILMENT)]
            with ThreadPoolExecutor(HANDS, thread_name_prefix="sync") as hands:
                telling = [name for name in channels if self._does(name, "list_orders")]
                orders = [hands.submit(self._pull, name) for name in telling]
                rounds = {name: hands.submit(self._serve, name) for name in services}
                _wait(orders)
                self._stage("", Stage.ROUTE, self._route)
                _wait([hands.submit(self._work, name) for name in channels])
                later = [hands.submit(self._after, rounds[name], name) for name in services]
                self._stage("", Stage.STOCK, lambda: self._push(channels))
                _wait(later)
        return Cycle(started, self._workspace.clock(), tuple(self._stages), tuple(busy))

    @contextmanager
    def _held(self, only: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
        """Hold the locks of all connections that nobody else is at."""
        held, busy, locks = [], [], []
        try:
            for kept in self._workspace.store.connections.all():
                active = self._workspace.store.interactions.of(kept.name).active
                if not active or (only and kept.name not in only):
                    continue
                lock = self._workspace.lock(f"sync-{kept.name}")
                if lock.take():
                    locks.append(lock)
                    held.append(kept.name)
                else:
                    busy.append(kept.name)
            yield held, busy
        finally:
            for lock in locks:
                lock.release()

    def _is(self, name: str, role: Role) -> bool:
        manifest = self._turning.world.manifest(name)
        return manifest is not None and role in manifest.roles

    def _does(self, name: str, hook: str) -> bool:
        connector = self._workspace.store.connections.get(name).connector
        return hook in self._workspace.plugins.implemented(connector)

    def _pull(self, name: str) -> None:
        def pull() -> Mapping[str, int]:
            counts = pull_orders(self._workspace, self._lives.get(name)).counts
            self._imported[name] = counts.get("new", 0)
            return counts

        trouble = self._stage(name, Stage.ORDERS, pull)
        if trouble is not None:
            self._unreached[name] = trouble

    def _route(self) -> Mapping[str, int]:
        if not self._workspace.store.associations.rules():
            return {}
        routing = Routing.of(self._workspace)
        routed = route_new(self._workspace, self._turning, routing, held_too=True)
        return {**routed.counts, **{f"held:{reason}": n for reason, n in routed.held.items()}}

    def _work(self, name: str) -> None:
        def work() -> Mapping[str, int]:
            done = Worker(self._workspace, self._lives.get(name), self._turning).work()
            if done.trouble is not None:
                raise done.trouble
            return done.counts

        self._stage(name, Stage.OUTBOX, work)

    def _serve(self, name: str) -> None:
        def visit() -> Mapping[str, int]:
            done = serve(self._workspace, self._lives.get(name), self._turning)
            if done.trouble is not None:
                raise done.trouble
            return {
                **done.jobs.counts,
                **{f"outbounds:{name}": n for name, n in done.outbounds.items()},
                **{f"inbounds:{name}": n for name, n in done.inbounds.items()},
            }

        self._stage(name, Stage.SERVICE, visit)

    def _after(self, first: Future[None], name: str) -> None:
        """Send what routing has made for a service, once its first round is over."""
        first.result()
        if not any(one.connection == name and one.trouble for one in list(self._stages)):
            self._work(name)

    def _push(self, channels: Sequence[str]) -> Mapping[str, int]:
        selling = tuple(
            name
            for name in channels
            if self._does(name, "push_stock")
            and self._workspace.store.interactions.of(name).sync_stock
        )
        if not selling:
            return {}
        imported = Imported(dict(self._imported), dict(self._unreached))
        plan = plan_stock(self._workspace, Scope(selling), imported)
        if not plan.live:
            return {"settled": plan.settled}
        report = push_stock(self._workspace, plan, self._lives)
        for name, trouble in report.troubles.items():
            self._stages.append(StageRun(name, Stage.STOCK, {}, 0.0, trouble))
        return report.total

    def _stage(
        self, connection: str, stage: Stage, do: Callable[[], Mapping[str, int]]
    ) -> CrossdockError | None:
        """Do one stage, and write down what came of it; trouble stays with its connection."""
        if self._stopping():
            return None
        begun = self._workspace.clock()
        counts: Mapping[str, int] = {}
        trouble: CrossdockError | None = None
        try:
            counts = do()
        except CrossdockError as error:
            trouble = error
        except Exception as error:  # noqa: BLE001 - a bug in one connection hurts no other
            trouble = _bug(self._workspace.redact(f"{type(error).__name__}: {error}"))
        seconds = (self._workspace.clock() - begun).total_seconds()
        told = nonzero(Counter(counts))
        self._stages.append(StageRun(connection, stage, told, seconds, trouble))
        return trouble


def _bug(words: str) -> PluginRefusedError:
    return PluginRefusedError(
        f"Something broke that should not have ({words}).",
        next_step="Please report this; the other connections were not touched.",
    )


def _wait(futures: Sequence[Future[None]]) -> None:
    for future in futures:
        future.result()


def all_busy(cycle: Cycle) -> LockedError | None:
    """Return what to say when every connection was held by another cycle."""
    if cycle.stages or not cycle.busy:
        return None
    return LockedError(
        f"Another sync is at {', '.join(cycle.busy)}.", next_step="Wait for it, or stop it."
    )
