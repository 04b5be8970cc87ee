"""CRA and CUR: a process may die at any moment, and nothing is lost by that, or done twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crossdock.flows.products import STREAM as LISTINGS
from crossdock.testing.conformance.apart import killed_apart
from crossdock.testing.conformance.check import CHANNEL, BrokenError, broken, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.mortal import COMMIT, IN, Fate
from crossdock.testing.conformance.scene import NAME, Scene
from crossdock.testing.conformance.stories import LISTING, STORIES
from crossdock.testing.conformance.stories.pulling import listings
from crossdock.testing.conformance.subject import Subject

#: Listings of the shops in these stories: every moment of a story is tried.
FEW = 8
#: First and second deaths that are tried together, of each story.
FIRSTS, SECONDS = 3, 5

Told = Mapping[str, Any]


def scenes(subject: Subject) -> Iterator[Scene]:
    """Yield a scene of each story that the connector has the hooks of."""
    for story in STORIES:
        if story.hooks <= subject.implemented:
            yield Scene(subject, subject.play(FEW), story)


def calm(scene: Scene) -> tuple[list[str], Told]:
    """Return the moments of a story that nothing disturbs, and what it comes to."""
    scene.begin()
    fate = Fate()
    scene.run(fate)
    return fate.passed, scene.outcome()


def alike(due: Told, found: Told, when: str) -> None:
    """Raise unless a story came to what it comes to in calm weather; *when* tells of it."""
    for topic, expected in due.items():
        if found[topic] != expected:
            differing = _apart(expected, found[topic])
            broken(f"{when}: {topic} is not as it is otherwise. {differing}")


def _apart(due: Any, found: Any) -> str:
    """Return in what two values differ, shortly."""
    if isinstance(due, dict) and isinstance(found, dict):
        names = [name for name in {**due, **found} if due.get(name) != found.get(name)]
        pairs = [f"{name}: {found.get(name)!s} instead of {due.get(name)!s}" for name in names]
        return f"{'; '.join(pairs)[:400]}."
    if isinstance(due, list) and isinstance(found, list):
        more = [one for one in found if found.count(one) > due.count(one)]
        less = [one for one in due if due.count(one) > found.count(one)]
        return f"Too many: {str(more)[:200]}; missing: {str(less)[:200]}."
    return f"{str(found)[:200]} instead of {str(due)[:200]}."


def answered(moments: Sequence[str]) -> list[int]:
    """Return the moments at which an answer is about to be kept."""
    return [at for at in range(1, len(moments)) if asked_in(moments, at)]


def asked_in(moments: Sequence[str], at: int) -> str:
    """Return the hook whose answer is about to be kept at a moment; empty if there is none."""
    kept = moments[at] == COMMIT and moments[at - 1] != COMMIT
    return moments[at - 1].rpartition(IN)[2] if kept else ""


def tried(scene: Scene, moments: Sequence[str]) -> Sequence[int]:
    """Return the moments to try: all; for a part of the load, those that the story is about."""
    return range(len(moments)) if scene.subject.scale >= 1 else at_heart(scene, moments)


def at_heart(scene: Scene, moments: Sequence[str]) -> list[int]:
    """Return the moments at which an answer to what the story is about would be kept."""
    return [at for at in answered(moments) if asked_in(moments, at) == scene.story.hook]


@check(
    "CRA-01",
    Level.GOLD,
    "Killed before any request or commit of pulling, pushing, accepting or sending, the next run"
    " ends it: nothing is lost, nothing is there twice.",
)
def killed(subject: Subject) -> None:
    """Kill each story at each of its moments, one of them with a real signal, and go on."""
    for scene in scenes(subject):
        moments, due = calm(scene)
        for at in tried(scene, moments):
            scene.begin()
            when = f"{scene.story.name}, killed before {moments[at]} (moment {at})"
            require(scene.run(Fate(at)), f"{when}, went on.")
            alike(due, _ended(scene, when), when)
        if killed_apart(scene):
            when = f"{scene.story.name}, killed by the system in {scene.story.hook}"
            alike(due, _ended(scene, when), when)


def _ended(scene: Scene, when: str, moment: int | None = None) -> Told:
    try:
        return scene.outcome(moment)
    except BrokenError as error:
        broken(f"{when}: {error}")


@check(
    "CRA-02",
    Level.GOLD,
    "Killed again while it recovers, a run ends in the same.",
)
def killed_again(subject: Subject) -> None:
    """Kill each story before it keeps an answer, and its recovery before it keeps one."""
    for scene in scenes(subject):
        moments, due = calm(scene)
        for first in _firsts(scene, moments):
            for second in _seconds(scene, first, moments)[: _part(scene, SECONDS)]:
                scene.begin()
                scene.run(Fate(first))
                when = (
                    f"{scene.story.name}, killed before moment {first} and again before moment"
                    f" {second} of its recovery"
                )
                alike(due, _ended(scene, when, second), when)


def _firsts(scene: Scene, moments: Sequence[str]) -> list[int]:
    """Return some moments at which an answer to what the story is about would be kept."""
    return at_heart(scene, moments)[-_part(scene, FIRSTS) :]


def _part(scene: Scene, most: int) -> int:
    return most if scene.subject.scale >= 1 else 1


def _seconds(scene: Scene, first: int, moments: Sequence[str]) -> list[int]:
    """Return some moments at which the recovery from a death would keep an answer.

    What nobody asks in calm weather comes first.
    """
    scene.begin()
    scene.run(Fate(first))
    passed: list[str] = []
    scene.outcome(watch=passed.extend)
    usual = {asked_in(moments, at) for at in answered(moments)}
    found = answered(passed)
    return sorted(found, key=lambda at: asked_in(passed, at) in usual)


@check(
    "CUR-05",
    Level.GOLD,
    "Whatever the kept cursor has passed is in the store, at every moment.",
    roles=CHANNEL,
    hook="list_products",
)
def passed(subject: Subject) -> None:
    """Kill a pull at each of its moments, and read the list from the cursor that is kept."""
    scene = Scene(subject, subject.play(_several_pages(subject)), LISTING)
    moments, _ = calm(scene)
    seen: set[tuple[str, int]] = set()
    for at in range(len(moments)):
        scene.begin()
        scene.run(Fate(at))
        with scene.process() as process:
            left = process.store.pulls.unfinished(NAME, LISTINGS)
            kept = set(listings(process.store))
        for pull in left:
            if pull.cursor is None or (pull.cursor, len(kept)) in seen:
                continue
            seen.add((pull.cursor, len(kept)))
            lost = _all(scene, None) - _all(scene, pull.cursor) - kept
            require(
                not lost,
                f"The cursor {pull.cursor!r} has passed {sorted(lost)[:3]}, and they"
                " are not in the store.",
            )
    require(seen, f"A list of {_several_pages(subject)} listings never had a cursor kept.")


def _several_pages(subject: Subject) -> int:
    # Variants of one thing may come together.
    return 4 * subject.manifest.listing_page


def _all(scene: Scene, cursor: str | None) -> set[str]:
    """Return the listings from *cursor* on, as a new process reads them."""
    shop = scene.subject.open(scene.played)
    return {one.listing_id for page in scene.subject.pages(shop, cursor) for one in page.items}
