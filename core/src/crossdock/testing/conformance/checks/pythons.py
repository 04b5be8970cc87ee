"""PKG-07: what it declares of Python and of crossdock holds at both ends."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib import metadata

from crossdock.errors import CrossdockError
from crossdock.hookspecs import HOOK_API
from crossdock.plugins.admission import admit
from crossdock.plugins.discovery import Candidate, PluginInfo
from crossdock.testing.conformance import interpreters
from crossdock.testing.conformance.check import broken, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.origin import Origin, origin_of
from crossdock.testing.conformance.subject import Subject

_CORE = re.compile(r"crossdock\s*(?:\[[^\]]*\])?\s*([^;]*)(?:;.*)?")
_BOUND = re.compile(r"(>=|<=|<|>|==|!=|~=)\s*(\d+(?:\.\d+)*)")


@check(
    "PKG-07",
    Level.SILVER,
    "It runs on the oldest and newest releases of Python and of crossdock that it declares.",
)
def supported(subject: Subject) -> None:
    """Read its sources as the oldest Python does, and let this core and the next admit it.

    Where this machine has the oldest or a newer interpreter, that one reads them too.
    """
    origin = origin_of(subject.connector)
    _declared(origin)
    oldest = interpreters.oldest(origin.pythons)
    for path in origin.sources:
        try:
            ast.parse(path.read_bytes(), str(path), feature_version=oldest)
        except SyntaxError as error:
            broken(f"Python {oldest[0]}.{oldest[1]} cannot read {path.name}: {error.msg}.")
    for (major, minor), python in interpreters.at_hand(origin.pythons):
        found = interpreters.objections(python, origin.sources)
        require(not found, f"Python {major}.{minor} objects: {'; '.join(found[:3])}.")
    _admitted(subject)


def _declared(origin: Origin) -> None:
    """Look that the declared ranges are there, and hold the Python and the core at hand."""
    if origin.project is None and origin.distribution is None:
        return
    require(origin.pythons, "Its project does not declare requires-python.")
    require(
        interpreters.admits(origin.pythons, sys.version_info[:2]),
        f"It declares requires-python {origin.pythons!r}, and runs on {sys.version.split()[0]}.",
    )
    mine = [found for one in origin.requirements if (found := _CORE.fullmatch(one.strip()))]
    require(mine, "Its project does not declare that it needs crossdock.")
    core = metadata.version("crossdock")
    for one in mine:
        require(_holds(one[1], core), f"It needs crossdock{one[1]}, and this is {core}.")


def _holds(bounds: str, version: str) -> bool:
    here = _numbers(version)
    for sign, text in _BOUND.findall(bounds):
        bound = _numbers(text)
        fits = {
            ">=": here >= bound,
            "<=": here <= bound,
            "<": here < bound,
            ">": here > bound,
            "==": here == bound,
            "!=": here != bound,
            "~=": here >= bound and here[: text.count(".")] == bound[: text.count(".")],
        }
        if not fits[sign]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    parts = [int(one) for one in re.findall(r"\d+", version)[:3]]
    return (*parts, *[0] * (3 - len(parts)))


def _admitted(subject: Subject) -> None:
    """Let it in as the core it was written for, this one and the next one do."""
    manifest = subject.manifest
    info = PluginInfo(manifest.name, "connector", "", "", subject.connector.__name__, enabled=True)
    candidate = Candidate(info, lambda: subject.connector)
    for version in sorted(set(_versions(manifest.hook_api))):
        try:
            admit(candidate, lambda _: None, hook_api=version)
        except CrossdockError as error:
            broken(f"A core with version {version} of the hooks refuses it: {error.message}")


def _versions(own: int) -> Iterator[int]:
    require(
        HOOK_API - 1 <= own <= HOOK_API,
        f"It is written for version {own} of the hooks; this core calls {HOOK_API} and the one"
        " before.",
    )
    yield from (own, HOOK_API, HOOK_API + 1)
