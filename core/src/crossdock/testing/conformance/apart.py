"""A story in a process of its own, which the system kills for good."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from crossdock.testing.conformance.check import require
from crossdock.testing.conformance.mortal import Fate
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import NAME, Process, Scene
from crossdock.testing.conformance.stories import STORIES
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange, Tap

if TYPE_CHECKING:
    import uvicorn

#: Seconds after which a process that was to be killed counts as hanging.
PATIENCE = 180.0
#: Told the rest on its standard input, where nobody else can read it.
_BEGIN = """
import json, sys
told = json.load(sys.stdin)
sys.path[:] = told["path"]
from crossdock.testing.conformance.apart import tell
tell(told)
"""


def killed_apart(scene: Scene) -> bool:
    """Begin the story in a process of its own, and kill it in the last request of its hook.

    The request has been carried out by then, and is never answered.

    Returns:

        Whether there is such a request at all.
    """
    hooks = hooks_called(scene)
    if scene.story.hook not in hooks:
        return False
    last = len(hooks) - 1 - hooks[::-1].index(scene.story.hook)
    scene.begin()
    process = started([sys.executable, "-c", _BEGIN])

    def kill(_: Exchange) -> None:
        if scene.played.tap.mark() == last:
            process.kill()
            process.wait(PATIENCE)

    with scene.played.tap.after(kill):
        _, said = process.communicate(json.dumps(_order(scene)), timeout=PATIENCE)
    require(process.returncode < 0, f"{scene.story.name} ended before it could be killed: {said}")
    return True


def started(words: list[str], **options: Any) -> subprocess.Popen[str]:
    """Start a process that is spoken to in text."""
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        words, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **options
    )


def hooks_called(scene: Scene) -> list[str]:
    """Return the hooks that the requests of the story are made in, in calm weather."""
    scene.begin()
    scene.run(Fate())
    with scene.process() as process:
        calls = process.store.calls(NAME, scene.played.tap.mark())
    return [str(call["hook"]) for call in reversed(calls)]


def _order(scene: Scene) -> dict[str, Any]:
    return {
        "path": sys.path,
        "module": scene.subject.connector.__name__,
        "story": scene.story.name,
        "root": str(scene.root),
        "url": scene.played.url,
        "settings": dict(scene.played.settings),
        "now": scene.played.now().isoformat(),
    }


def tell(order: dict[str, Any]) -> None:
    """Do the story that is ordered; this is the process of its own."""
    subject = Subject(import_module(order["module"]))
    played = Played(order["url"], order["settings"], Tap(_nobody), cast("uvicorn.Server", None))
    played.stopped = datetime.fromisoformat(order["now"])
    story = next(one for one in STORIES if one.name == order["story"])
    story.work(Process(subject, played, Path(order["root"]), Fate()))


async def _nobody(*_: Any) -> None:
    """Play nothing: the sandbox is another process's."""
