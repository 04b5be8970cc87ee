"""Every check there is, in the order they are run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType

from crossdock.errors import NotFoundError
from crossdock.manifest import Manifest
from crossdock.testing.conformance.check import Check
from crossdock.testing.conformance.checks import TOPICS
from crossdock.testing.conformance.level import Level


def _found(topics: Iterable[ModuleType]) -> tuple[Check, ...]:
    found = [
        one
        for topic in topics
        for one in vars(topic).values()
        if isinstance(one, Check) and one.run.__module__ == topic.__name__
    ]
    # Several rooms may look at one subject: what begins alike stands together.
    subjects = list(dict.fromkeys(_subject(one) for one in found))
    return tuple(sorted(found, key=lambda one: (subjects.index(_subject(one)), one.id)))


def _subject(one: Check) -> str:
    return one.id.partition("-")[0]


#: All checks.
CHECKS = _found(TOPICS)

#: All checks, by id.
BY_ID: Mapping[str, Check] = MappingProxyType({one.id: one for one in CHECKS})


#: The levels whose checks are all here.
AWARDED = tuple(Level)


def chosen(
    manifest: Manifest, *, level: Level = Level.PLATINUM, only: Iterable[str] = ()
) -> tuple[Check, ...]:
    """Return the checks that concern a connector, up to *level*, or those named.

    Raises:

        NotFoundError: a name is no check's.
    """
    names = tuple(only)
    for name in names:
        find(name)
    return tuple(
        one
        for one in CHECKS
        if one.concerns(manifest) and (one.id in names if names else one.level.rank <= level.rank)
    )


def find(name: str) -> Check:
    """Return the check called *name*.

    Raises:

        NotFoundError: there is none.
    """
    found = BY_ID.get(name.upper())
    if found is None:
        raise NotFoundError(
            f"There is no check {name!r}.", next_step="See: crossdock conform list"
        )
    return found
