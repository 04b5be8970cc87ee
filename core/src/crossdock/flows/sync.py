"""Full cycles over all connections: orders in, routed, sent; news in; stock out.

Each connection has a thread and a lock of its own, so that one that does not answer
keeps nobody waiting but itself. Numbers of stock are computed once every channel has
told its orders, or has failed to. Nothing waits for a fulfilment service: one that is
still at its round when the next cycle is due goes on with it, and is left out of that
cycle.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crossdock.errors import CrossdockError, PluginRefusedError
from crossdock.flows.counts import nonzero
from crossdock.flows.cycle import Cycle, Stage, StageRun
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
    from crossdock.locks import FileLock
    from crossdock.workspace import Workspace

#: Channels, and services, that are at work at one time; the others wait for a free hand.
HANDS = 16


def run_cycle(
    workspace: Workspace,
    only: Sequence[str] = (),
    stopping: Callable[[], bool] = lambda: False,
) -> Cycle:
    """Run one cycle over all active connections, or over *only* some, to its last end.

    Args:

        stopping: asked between stages; once it says so, no other stage begins.
    """
    with Cycles(workspace, stopping) as cycles:
        return cycles.run(only)


class Cycles:
    """Cycles over one workspace, one after another, for as long as it is entered.

    Leaving it waits for the services that are still at a round.
    """

    def __init__(self, workspace: Workspace, stopping: Callable[[], bool] = lambda: False) -> None:
        self._workspace = workspace
        self._stopping = stopping
        self._rounds: dict[str, Future[None]] = {}
        self._ended: SimpleQueue[StageRun] = SimpleQueue()
        self._channels = ThreadPoolExecutor(HANDS, thread_name_prefix="channel")
        # A pool of their own: however many services hang, no channel waits for a hand.
        self._services = ThreadPoolExecutor(HANDS, thread_name_prefix="service")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._services.shutdown()
        self._channels.shutdown()

    def run(self, only: Sequence[str] = (), patience: float | None = None) -> Cycle:
        """Run one cycle over all active connections, or over *only* some.

        Args:

            patience: seconds from its beginning after which nobody waits any more for
                services that are still at their round; ``None`` waits for all.
        """
        workspace = self._workspace
        started = workspace.clock()
        due = [name for name in self._due(only) if name not in self._rounds]
        locks = {name: workspace.lock(f"sync-{name}") for name in due}
        held = [name for name in due if locks[name].take()]
        turn = _Turn(workspace, self._stopping, self._ended)
        for name in held:
            turn.check_plugin(name)
        services = [name for name in held if turn.is_a(name, Role.FULFILMENT)]
        for name in services:
            self._rounds[name] = self._services.submit(turn.serve, name, locks[name])
        alone = [name for name in held if name not in services]
        with _released(locks[name] for name in alone):
            turn.trade(self._channels, [name for name in held if turn.is_a(name, Role.CHANNEL)])
        spent = (workspace.clock() - started).total_seconds()
        wait(self._rounds.values(), None if patience is None else max(0.0, patience - spent))
        self._rounds = {name: one for name, one in self._rounds.items() if not _is_over(one)}
        return Cycle(
            started,
            workspace.clock(),
            tuple(_drained(self._ended)),
            busy=tuple(name for name in due if name not in held),
            unfinished=tuple(self._rounds),
        )

    def _due(self, only: Sequence[str]) -> Iterator[str]:
        for kept in self._workspace.store.connections.all():
            active = self._workspace.store.interactions.of(kept.name).active
            if active and (not only or kept.name in only):
                yield kept.name


class _Turn:
    """One cycle's work: what each connection does in it."""

    def __init__(
        self, workspace: Workspace, stopping: Callable[[], bool], ended: SimpleQueue[StageRun]
    ) -> None:
        self._workspace = workspace
        self._stopping = stopping
        self._ended = ended
        self._turning = Turning(workspace, World(workspace))
        self._lives = Lives(workspace)
        self._prepared, self._traded = threading.Event(), threading.Event()
        self._imported: dict[str, int] = {}
        self._unreached: dict[str, CrossdockError] = {}

    def check_plugin(self, name: str) -> None:
        """Write down what stands in the way of using a connection's plugin, if anything does."""
        connector = self._workspace.store.connections.get(name).connector
        trouble = self._workspace.plugins.trouble(connector)
        if trouble is not None:
            self._ended.put(StageRun(name, Stage.PLUGIN, {}, 0.0, trouble))
            # If it is a channel, nobody knows what it sold.
            self._unreached[name] = trouble

    def is_a(self, name: str, role: Role) -> bool:
        """Return whether a connection has *role*."""
        manifest = self._turning.world.manifest(name)
        return manifest is not None and role in manifest.roles

    def trade(self, hands: ThreadPoolExecutor, channels: Sequence[str]) -> None:
        """Pull the orders of *channels*, route them, do their jobs, push their stock."""
        try:
            telling = [name for name in channels if self._does(name, "list_orders")]
            _ends([hands.submit(self._pull, name) for name in telling])
            self._stage("", Stage.ROUTE, self._route)
            # A channel's job may be the news that a service's job waits for.
            _ends([hands.submit(self._work, name) for name in channels])
            self._prepared.set()
            self._stage("", Stage.STOCK, lambda: self._push(channels))
        finally:
            self._prepared.set()
            self._traded.set()
            for name in channels:
                if not self.is_a(name, Role.FULFILMENT):
                    self._lives.close(name)

    def serve(self, name: str, lock: FileLock) -> None:
        """Do a round at a service, and send what routing has made for it meanwhile."""
        try:
            trouble = self._stage(name, Stage.SERVICE, lambda: self._visit(name))
            self._prepared.wait()
            if trouble is None:
                self._work(name)
        finally:
            # What is a channel too is in use until its stock is pushed.
            self._traded.wait()
            self._lives.close(name)
            lock.release()

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

    def _visit(self, name: str) -> Mapping[str, int]:
        done = serve(self._workspace, self._lives.get(name), self._turning)
        if done.trouble is not None:
            raise done.trouble
        return {
            **done.jobs.counts,
            **{f"outbounds:{name}": n for name, n in done.outbounds.items()},
            **{f"inbounds:{name}": n for name, n in done.inbounds.items()},
        }

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
            self._ended.put(StageRun(name, Stage.STOCK, {}, 0.0, trouble))
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
        self._ended.put(StageRun(connection, stage, told, seconds, trouble))
        return trouble


def _bug(words: str) -> PluginRefusedError:
    return PluginRefusedError(
        f"Something broke that should not have ({words}).",
        next_step="Please report this; the other connections were not touched.",
    )


@contextmanager
def _released(locks: Iterator[FileLock]) -> Iterator[None]:
    try:
        yield
    finally:
        for lock in locks:
            lock.release()


def _ends(futures: Sequence[Future[None]]) -> None:
    for future in futures:
        future.result()


def _is_over(round_: Future[None]) -> bool:
    """Return whether a round has ended; what nobody foresaw is raised here."""
    if not round_.done():
        return False
    round_.result()
    return True


def _drained(ended: SimpleQueue[StageRun]) -> Iterator[StageRun]:
    while True:
        try:
            yield ended.get_nowait()
        except Empty:
            return
