"""CRA-04: two runs on one connection never write at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from crossdock.errors import LockedError
from crossdock.flows.cycle import all_busy
from crossdock.flows.sync import run_cycle
from crossdock.runs import current_hook
from crossdock.testing.conformance.check import check, equal, require
from crossdock.testing.conformance.checks.crashes import FEW, alike, calm
from crossdock.testing.conformance.gate import PATIENCE, Held, Run
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import Process, Scene, Story
from crossdock.testing.conformance.stories import PUSHING, SENDING
from crossdock.testing.conformance.stories.pulling import pull_new_orders
from crossdock.testing.conformance.subject import Subject

#: Seconds after which a second run counts as waiting for the first.
LONG = 2.0
#: Where what is written shows, by hook.
WRITTEN = {"push_stock": ("listings",), "create_outbound": ("orders", "inbounds")}


def _push(process: Process) -> None:
    """Push as the command does: the orders first."""
    pull_new_orders(process)
    PUSHING.work(process)


def _cycle(process: Process) -> None:
    busy = all_busy(run_cycle(process.workspace))
    if busy is not None:
        raise busy


def _place(played: Played) -> None:
    played.place(1)


def _stories(subject: Subject) -> Iterator[Story]:
    """Yield the stories in which a whole run writes."""
    for story in (
        attrs.evolve(PUSHING, furnish=_place, work=_push),
        attrs.evolve(SENDING, work=_cycle),
    ):
        if story.hooks <= subject.implemented:
            yield story


@check(
    "CRA-04",
    Level.GOLD,
    "While one run is in the middle of a write, another one on the same connection waits or ends"
    " with exit code 9, and leaves everything there as it is.",
)
def in_turn(subject: Subject) -> None:
    """Hold a run in its first write, begin another one, and look what it does."""
    for story in _stories(subject):
        scene = Scene(subject, subject.play(FEW), story)
        _, due = calm(scene)
        scene.begin()
        _two_runs(scene)
        alike(due, scene.outcome(), f"{story.name} in two runs at once")


def _two_runs(scene: Scene) -> None:
    hook = scene.story.hook
    held = Held(at=lambda _: current_hook.get() == hook)
    first = Run(lambda: scene.run(held))
    try:
        require(held.reached.wait(PATIENCE), f"{scene.story.name} never called {hook}.")
        before = _written(scene)
        second = Run(lambda: _second(scene))
        waits = not second.ended(LONG)
        equal(before, _written(scene), "What the platform holds after the second run")
    finally:
        held.free.set()
    require(first.ended() and second.ended(), f"{scene.story.name} in two runs never ended.")
    require(first.error is None, f"The first run failed: {first.error}")
    require(
        isinstance(second.error, LockedError) or (waits and second.error is None),
        f"The second run neither waited nor ended with exit code 9: {second.error!r}.",
    )


def _written(scene: Scene) -> dict[str, Any]:
    """Return what the platform holds of the kind that the story writes."""
    state = scene.played.state()
    return {name: state.get(name) for name in WRITTEN[scene.story.hook]}


def _second(scene: Scene) -> None:
    with scene.process(waiting=True) as process:
        scene.story.work(process)
