"""CRA-05: a power cut takes what was not synced, and nothing that anybody relied on."""

from __future__ import annotations

from crossdock.testing.conformance.blackout import Blackout
from crossdock.testing.conformance.check import check, equal, require
from crossdock.testing.conformance.checks.crashes import alike, calm, scenes, tried
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.mortal import COMMIT
from crossdock.testing.conformance.scene import Scene
from crossdock.testing.conformance.subject import Subject


@check(
    "CRA-05",
    Level.PLATINUM,
    "After a power cut in any commit the database is whole, holds every commit before that and"
    " nothing of a torn one, and the next run ends in the same.",
)
def dark(subject: Subject) -> None:
    """Lose power in each commit of each story, with the tail of the log torn in several ways."""
    for scene in scenes(subject):
        moments, due = calm(scene)
        for at in [one for one in tried(scene, moments) if moments[one] == COMMIT]:
            when = f"{scene.story.name}, power lost in the commit at moment {at}"
            blackout = _lost(scene, at)
            require(blackout.dead, f"{when}: it went on.")
            _reopened(blackout, when)
            alike(due, scene.outcome(), when)


def _lost(scene: Scene, at: int) -> Blackout:
    scene.begin()
    saved = scene.subject.folder / "saved"
    blackout = Blackout(at, root=scene.root, saved=saved)
    scene.run(blackout)
    return blackout


def _reopened(blackout: Blackout, when: str) -> None:
    """Let the machine come up with each torn log; the last one stays."""
    blackout.restore(blackout.log())
    equal((blackout.after, "ok"), blackout.found(), f"{when}: what a whole log leaves")
    for name, tail in blackout.tails():
        blackout.restore(tail)
        found, state = blackout.found()
        equal("ok", state, f"{when}: the database with {name} in the log")
        require(found == blackout.before, f"{when}: with {name} in the log, it is not as before.")
