"""CRA-03: told to stop, a run ends cleanly, and the next one goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata

from crossdock.errors import Exit
from crossdock.testing.conformance.apart import PATIENCE, hooks_called, started
from crossdock.testing.conformance.check import NotPlayedError, check, require
from crossdock.testing.conformance.checks.crashes import FEW, alike, calm
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.scene import NAME, Scene
from crossdock.testing.conformance.stories import PULLING, PUSHING, SENDING
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange

#: What is typed for each story.
WORDS: Mapping[str, tuple[str, ...]] = {
    PULLING.name: ("product", "pull", NAME),
    PUSHING.name: ("stock", "push", NAME, "--no-pull", "--yes"),
    SENDING.name: ("sync",),
}
_MAIN = """
import json, sys
sys.path[:], words = json.loads(sys.argv[1])
from crossdock.cli.entry import main
main(words)
"""


@check(
    "CRA-03",
    Level.GOLD,
    "Told to stop in the middle of a batch, crossdock ends with exit code 143, and the next run"
    " goes on without loss.",
)
def stopped(subject: Subject) -> None:
    """Send SIGTERM to a command while it is in a request, and run it again."""
    if os.name == "nt":
        raise NotPlayedError("this system has no signal that asks a process to end")
    for story in (PULLING, PUSHING, SENDING):
        if not story.hooks <= subject.implemented:
            continue
        scene = Scene(subject, subject.play(FEW), story)
        _, due = calm(scene)
        code, said = _stopped(scene)
        require(
            code == Exit.TERMINATED,
            f"`crossdock {' '.join(WORDS[story.name])}`, told to stop in {story.hook}, ended with"
            f" {code}: {said[-300:]}",
        )
        alike(due, scene.outcome(), f"{story.name}, told to stop")


def _stopped(scene: Scene) -> tuple[int, str]:
    """Return how the command ended that was told to stop, and what it said."""
    at = _requests(scene)
    scene.begin()
    process = _begun(scene)

    told: list[str] = []

    def stop(exchange: Exchange) -> None:
        if exchange.endpoint in at and not told:
            told.append(exchange.endpoint)
            process.send_signal(signal.SIGTERM)

    with scene.played.tap.after(stop):
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
    return process.returncode, said


def _requests(scene: Scene) -> set[str]:
    """Return the endpoint that the hook of the story asks at last, in calm weather."""
    hooks = hooks_called(scene)
    exchanges = scene.played.tap.exchanges
    found = [one for one, hook in zip(exchanges, hooks, strict=True) if hook == scene.story.hook]
    return {one.endpoint for one in found[-1:]}


def _begun(scene: Scene) -> subprocess.Popen[str]:
    """Start the command of the story on its workspace."""
    subject = scene.subject
    words = ["-C", str(scene.root), *WORDS[scene.story.name]]
    if scene.story is PUSHING:
        with scene.process() as process:
            words += sorted(process.store.ledger.known())
    environment = {**os.environ, **subject.environment(scene.played)}
    order = json.dumps([[*_site(subject), *sys.path], words])
    return started([sys.executable, "-c", _MAIN, order], env=environment)


def _site(subject: Subject) -> list[str]:
    """Return what declares the connector, where no installed distribution does."""
    name, module = subject.manifest.name, subject.connector.__name__
    declared = metadata.entry_points(group="crossdock.connectors")
    if any(one.name == name and one.value == module for one in declared):
        return []
    about = subject.folder / "site" / f"conformance_{name}-1.0.dist-info"
    about.mkdir(parents=True, exist_ok=True)
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: conformance-{name}\nVersion: 1.0\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(
        f"[crossdock.connectors]\n{name} = {module}\n", encoding="utf-8"
    )
    return [str(about.parent)]
