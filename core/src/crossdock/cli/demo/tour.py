"""What every scene of the demo has at hand, and how it is told to a person."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.formats import Writer
from crossdock.cli.result import Result
from crossdock.flows.fulfilment.service import serve
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Worker
from crossdock.flows.fulfilment.world import World
from crossdock.flows.importing import Lives
from crossdock.fulfilment.jobs import JobState
from crossdock.manifest import Role

if TYPE_CHECKING:
    from crossdock.cli.demo.platforms import Sandboxes
    from crossdock.cli.desk import Desk
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.store import Store
    from crossdock.workspace import Live, Workspace

#: Rows of a table that are shown.
SHOWN = 5
#: Seconds that jobs which wait for one another are given.
_PATIENCE = 20.0
_PAUSE = 0.5


@attrs.define
class Tour:
    """The surroundings of the demo.

    Args:

        sandboxes: by the name of the connection to each.

        orders: how many each channel's buyers are to place.

        facts: what came of each scene, for formats other than tables.

        faults: sentences, each of something that is not as it should be.
    """

    desk: Desk
    workspace: Workspace
    sandboxes: Sandboxes
    orders: int
    facts: dict[str, Any] = attrs.field(factory=dict)
    faults: list[str] = attrs.field(factory=list)
    lives: Lives = attrs.field(init=False)
    turning: Turning = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.lives = Lives(self.workspace)
        self.turning = Turning(self.workspace, World(self.workspace))

    @property
    def store(self) -> Store:
        """The workspace's database."""
        return self.workspace.store

    def live(self, connection: str) -> Live:
        """Return a connection, ready to be used."""
        return self.lives.get(connection)

    def work(self, *connections: str) -> None:
        """Do what is due at *connections*, until nothing waits there any more.

        Raises:

            CrossdockError: one of them is in trouble.
        """
        until = time.monotonic() + _PATIENCE
        while True:
            for name in connections:
                trouble = self._round(self.live(name))
                if trouble is not None:
                    raise trouble
            open_ = self.store.outbox.each([JobState.PENDING, JobState.UNKNOWN])
            if not any(kept.connection in connections for kept in open_):
                return
            if time.monotonic() > until:
                return
            time.sleep(_PAUSE)

    def _round(self, live: Live) -> Exception | None:
        if Role.FULFILMENT in live.manifest.roles:
            return serve(self.workspace, live, self.turning).trouble
        return Worker(self.workspace, live, self.turning).work().trouble

    def parcels(self, warehouse: str = "") -> list[Parcel]:
        """Return the parcels that were given to *warehouse*, or all of them."""
        return [
            one for one in self.store.parcels.in_states() if warehouse in {"", one.order.warehouse}
        ]

    def told(self, sentence: str) -> str:
        """Return *sentence* with the long name of JD's warehouse in plain words."""
        for one in self.store.warehouses.all():
            if one.connection:
                sentence = sentence.replace(one.name, "JD's warehouse")
        return sentence

    def scene(self, title: str) -> None:
        """Begin a scene."""
        self._write(f"\n── {title}")

    def say(self, sentence: str) -> None:
        """Tell a person something."""
        self._write(f"   {sentence}")

    def table(self, rows: Iterable[Mapping[str, Any]], whole: Sequence[str] = ()) -> None:
        """Show a person a few rows; the columns named in *whole* are never cut."""
        rows = list(rows)
        if rows and self._is_told:
            Writer("table", self.desk.run).result(Result(rows, whole=whole))

    @property
    def _is_told(self) -> bool:
        # The story is the data of this command; in other formats the facts are.
        return self.desk.format == "table" and not self.desk.quiet

    def _write(self, line: str) -> None:
        if self._is_told:
            click.echo(line)


def listed(counts: Mapping[str, int]) -> str:
    """Return *counts* in words."""
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
