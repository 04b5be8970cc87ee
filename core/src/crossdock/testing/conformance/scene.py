"""A sandbox and a workspace that can be had again as they were, for story after story."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from crossdock.http import Ports
from crossdock.store import Store
from crossdock.testing.conformance.check import broken
from crossdock.testing.conformance.mortal import Fate, KilledError, unsaid
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.subject import Subject
from crossdock.workspace import DATABASE, Live, Workspace

#: What the connection is called.
NAME = "shop"
#: Seconds that pass at least where a process waits: its polling is no business of ours.
WAIT = 30.0
#: Runs after which everything must have come to its end.
ROUNDS = 8
#: What passes between them, beyond the time in which a write may still take effect.
PAUSE = timedelta(minutes=10)


class Process:
    """One run of crossdock on the workspace of a scene.

    Args:

        fate: when it dies.

        waiting: its waits take their time; otherwise they move the clock of the sandbox.
    """

    def __init__(
        self, subject: Subject, played: Played, root: Path, fate: Fate, *, waiting: bool = False
    ) -> None:
        self.subject = subject
        self.played = played
        self.fate = fate
        self.workspace = _Workspace(
            root,
            subject.plugins,
            run="conformance",
            environment=subject.environment(played),
            clock=played.now,
            fate=fate,
            sleep=time.sleep if waiting else _passing(played),
        )

    @property
    def store(self) -> Store:
        """The workspace's store."""
        return self.workspace.store

    @cached_property
    def live(self) -> Live:
        """The connection, opened when it is first used."""
        return self.workspace.live(NAME)


@attrs.frozen
class Story:
    """Something that a connection is used for, and that may end in the middle.

    Args:

        name: what is done, as a sentence names it: "pulling".

        hooks: what the connector must have for it.

        furnish: lets happen at the platform what is to have happened before.

        prepare: brings a new workspace to where the story begins.

        work: does it; doing it again goes on with it, or does nothing.

        is_calm: whether nothing of it is left to be done.

        told: what it came to here and there, by topic; the same however often it broke off.

        hook: the one whose request is the heart of it.
    """

    name: str
    hooks: frozenset[str]
    furnish: Callable[[Played], object]
    prepare: Callable[[Process], object]
    work: Callable[[Process], object]
    is_calm: Callable[[Process], bool]
    told: Callable[[Process], Mapping[str, Any]]
    hook: str


@attrs.define(eq=False)
class Scene:
    """A story, ready to be begun as often as wanted.

    Args:

        played: the sandbox; nobody else may use it.
    """

    subject: Subject
    played: Played
    story: Story
    _template: Path = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._template = self.subject.folder / f"{self.story.name}-before"
        self.subject.settle(self.played, self._template, NAME)
        self._reset()
        with self._entered(self._template, Fate()) as process:
            self.story.prepare(process)

    @property
    def root(self) -> Path:
        """Where the workspace is."""
        return self.subject.folder / self.story.name

    def _reset(self) -> None:
        self.played.begin_again()
        self.story.furnish(self.played)

    def begin(self) -> None:
        """Let platform and workspace be as they were before the story."""
        self._reset()
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._template, self.root)

    @contextmanager
    def _entered(self, root: Path, fate: Fate, *, waiting: bool = False) -> Iterator[Process]:
        process = Process(self.subject, self.played, root, fate, waiting=waiting)
        try:
            with unsaid():
                yield process
            if not fate.dead:
                process.workspace.close()
        finally:
            fate.bury()

    def process(
        self, fate: Fate | None = None, *, waiting: bool = False
    ) -> AbstractContextManager[Process]:
        """Return a new process on the workspace, as a context."""
        return self._entered(self.root, fate or Fate(), waiting=waiting)

    def run(self, fate: Fate) -> bool:
        """Do the story in a process of that *fate*; return whether it died."""
        try:
            with self.process(fate) as process:
                self.story.work(process)
        except KilledError:
            return True
        except Exception as error:  # noqa: BLE001 - told as what it is
            # Who is killed may still say so in other words: nothing of it is kept.
            if not fate.dead:
                broken(f"{self.story.name} failed: {type(error).__name__}: {error}")
        return fate.dead

    def outcome(
        self, moment: int | None = None, watch: Callable[[list[str]], object] = len
    ) -> Mapping[str, Any]:
        """Run the story until nothing is left to be done; return what it came to.

        Args:

            moment: of all requests and commits of these runs, that at which one more
                process dies.

            watch: told what each run has come through.

        Raises:

            BrokenError: it fails, or does not come to an end.
        """
        manifest = self.subject.manifest
        for again in range(ROUNDS):
            if again:
                self.played.advance(manifest.late_apply + manifest.read_lag + PAUSE)
            fate = Fate(moment)
            died = self.run(fate)
            watch(fate.passed)
            if died:
                moment = None
                continue
            moment = None if moment is None else moment - len(fate.passed)
            with self.process() as process:
                if self.story.is_calm(process):
                    return self.story.told(process)
        return broken(f"{self.story.name} does not come to its end in {ROUNDS} runs.")


def _passing(played: Played) -> Callable[[float], None]:
    """Return a sleep that takes no time, and moves the clock of a sandbox instead."""
    return lambda seconds: played.advance(timedelta(seconds=max(seconds, WAIT)))


class _Workspace(Workspace):
    """A workspace whose process has a fate."""

    def __init__(
        self, *given: Any, fate: Fate, sleep: Callable[[float], None], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self._fate = fate
        self._sleep = sleep

    @cached_property
    def store(self) -> Store:
        """The database, opened on first use."""
        return Store(self.folder / DATABASE, self.clock, connect=self._fate.connect)

    @cached_property
    def ports(self) -> Ports:
        """The played clock, and the way to the network that ends with the process."""
        return Ports(
            now=self.clock,
            sleep=self._sleep,
            uniform=lambda low, high: low,
            network=self._fate.between,
        )
