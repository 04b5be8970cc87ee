"""PKG-06: what a wheel of the connector brings is all that it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import EntryPoints, PathDistribution
from pathlib import Path
from typing import Any

from crossdock.testing.conformance.check import broken, check, equal, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.origin import GROUP, Origin, origin_of
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.wheel import undeclared, unpacked

#: Run in a process of its own, without this folder or a site: imports every module of the
#: connector, plays its sandbox, and asks for what it holds.
_ALONE = """
import asyncio, importlib, json, pkgutil, sys
order = json.loads(sys.argv[1])
sys.path[:] = order["path"]
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in order["hidden"]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
module = importlib.import_module(order["name"])
for one in pkgutil.walk_packages(getattr(module, "__path__", []), order["name"] + "."):
    if not one.name.endswith("__main__"):
        importlib.import_module(one.name)
module.manifest(), module.settings()
told = {"file": module.__file__, "status": 0}
from crossdock.sandbox import SandboxOptions
where = "/_sandbox/state"
scope = {"type": "http", "method": "GET", "path": where, "raw_path": where.encode(),
         "query_string": b"", "headers": [], "scheme": "http", "http_version": "1.1",
         "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2), "root_path": "",
         "asgi": {"version": "3.0"}}
async def receive():
    return {"type": "http.request", "body": b"", "more_body": False}
async def send(message):
    told["status"] = message.get("status", told["status"])
if hasattr(module, "play_sandbox"):
    asyncio.run(module.play_sandbox(SandboxOptions(listings=5)).app(scope, receive, send))
print(json.dumps(told))
"""


@check(
    "PKG-06",
    Level.SILVER,
    "A wheel of it, alone in an empty place beside what it declares to need, is imported and"
    " plays its sandbox.",
)
def alone(subject: Subject) -> str:
    """Take the files of its wheel elsewhere, hide what it does not declare, and use it there."""
    origin = origin_of(subject.connector)
    place = subject.folder / "alone"
    place.mkdir()
    remark = unpacked(origin, place)
    if not remark:
        _declares(place, origin, subject.manifest.name)
    told = _used(place, origin)
    require(
        Path(told["file"]).resolve().is_relative_to(place.resolve()),
        f"The wheel does not bring {origin.name}; {told['file']} was imported.",
    )
    if "play_sandbox" in subject.implemented:
        equal(200, told["status"], "The answer of its sandbox, asked for what it holds")
    return remark


def _declares(place: Path, origin: Origin, name: str) -> None:
    """Look that what was unpacked declares the connector."""
    found = next(iter(place.glob("*.dist-info")), None)
    if found is None:
        broken("The wheel has no metadata.")
    entries: EntryPoints = PathDistribution(found).entry_points
    values = [one.value for one in entries.select(group=GROUP, name=name)]
    require(
        any(value.partition(".")[0] == origin.name for value in values),
        f"The wheel declares no entry point {name!r} of the group {GROUP}.",
    )


def _used(place: Path, origin: Origin) -> dict[str, Any]:
    beside = [one for one in sys.path if Path(one).resolve() != origin.root or _shared(origin)]
    order = {
        "path": [str(place), *(str(Path(one).resolve()) for one in beside)],
        "name": origin.name,
        "hidden": sorted(undeclared(origin)),
    }
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-S", "-c", _ALONE, json.dumps(order)],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        broken(f"Alone, it fails: {last}")
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def _shared(origin: Origin) -> bool:
    """Return whether its folder also holds what it needs: then it stays on the path."""
    return origin.is_installed
