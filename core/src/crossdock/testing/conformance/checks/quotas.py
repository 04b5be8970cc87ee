"""RATE-03: once a day's calls are used up, a run stops, and goes on the day after."""

from __future__ import annotations

from datetime import timedelta

from crossdock.errors import Exit, RemoteError
from crossdock.testing.conformance.apart import hooks_called
from crossdock.testing.conformance.check import broken, check, equal, require
from crossdock.testing.conformance.checks.crashes import FEW, Told, alike
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.mortal import Fate
from crossdock.testing.conformance.scene import Scene
from crossdock.testing.conformance.stories import LISTING, SENDING
from crossdock.testing.conformance.subject import Subject

#: Calls beyond the quota until a run has understood: tries of the call that met it.
TRIES = 6
A_DAY = timedelta(days=1)
#: How a sandbox counts the calls of a day, where it does.
SWITCH = "daily_calls"


@check(
    "RATE-03",
    Level.GOLD,
    "When the quota of the day is used up, a run stops at once with exit code 5; the next day it"
    " goes on, and nothing is lost.",
)
def used_up(subject: Subject) -> None:
    """Let the quota end in the middle of a run, look how it ends, and run again a day later."""
    for story in (LISTING, SENDING):
        if story.hooks <= subject.implemented:
            scene = Scene(subject, subject.play(FEW), story)
            due = _calm(scene)
            _one_day(scene)
            alike(due, scene.outcome(), f"{story.name} over two days")


def _calm(scene: Scene) -> Told:
    """Return what the story comes to when nothing but a day passes: platforms move, too."""
    scene.begin()
    scene.run(Fate())
    scene.played.advance(A_DAY)
    return scene.outcome()


def _one_day(scene: Scene) -> None:
    """Use the quota up, and let the day pass."""
    hooks = hooks_called(scene)
    quota = len(hooks) - 1 - hooks[::-1].index(scene.story.hook)
    scene.begin()
    if not scene.played.switch(SWITCH, str(quota)):
        scene.played.fault(f"* *: 429(retry-after=3600)@{quota + 1}x9999")
    try:
        with scene.process() as process:
            scene.story.work(process)
    except RemoteError as error:
        equal(Exit.REMOTE, error.exit_code, "The exit code once the quota is used up")
        require(error.next_step, "The quota is used up, and nobody says what to do.")
    else:
        broken(f"{scene.story.name} ended as if there were calls left, after {quota} of them.")
    beyond = scene.played.tap.mark() - quota
    require(beyond <= TRIES, f"{beyond} calls were made after the quota was used up.")
    scene.played.calm()
    scene.played.switch(SWITCH, "0")
    scene.played.advance(A_DAY)
