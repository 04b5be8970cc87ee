"""AUTH-04: tokens that can be renewed once only survive crashes, company and long runs."""

from __future__ import annotations

from collections.abc import Sequence

from crossdock.errors import CredentialsRefusedError
from crossdock.http.library import Request
from crossdock.manifest import Role
from crossdock.testing.conformance.check import BrokenError, check, equal, require
from crossdock.testing.conformance.gate import PATIENCE, Held, Run
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.mortal import Fate
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import Process, Scene, Story
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.conformance.tap import Exchange

#: Lives of a token that a long run lasts for.
LIVES = 12
#: Commits between a token's arrival and its being kept: the record of the call, and its own.
WINDOW = 2
#: Seconds that a second worker is given to ask for a token of its own.
A_WHILE = 0.5


def _expire(played: Played) -> None:
    # Each refresh token is good for one renewal, where a platform knows such.
    played.switch("refresh_rotates", "on")
    played.expire_tokens()


def _read(process: Process) -> None:
    """Make the plainest read that there is."""
    channel = Role.CHANNEL in process.live.manifest.roles
    hooks, at = process.live.hooks, process.live.connection
    (hooks.list_products if channel else hooks.list_stock)(connection=at, cursor=None)


def _furnish(_: Played) -> None:
    """The token dies once the platform is there."""


RENEWING = Story(
    "Renewing",
    frozenset({"authenticate"}),
    _furnish,
    _read,
    _read,
    lambda _process: True,
    lambda _process: {},
    "authenticate",
)


@check(
    "AUTH-04",
    Level.GOLD,
    "A token that can be renewed only once outlives a crash while it is renewed, two workers that"
    " renew it at once, and a long run.",
    hook="authenticate",
)
def survives(subject: Subject) -> None:
    """Kill a renewal at each of its moments, renew twice at once, and many times in a row."""
    scene = Scene(subject, subject.play(8), RENEWING)
    tokens = _asked_for_tokens(scene)
    _crashes(scene, tokens)
    _company(scene, tokens)
    _long(scene, tokens)


def _begin(scene: Scene) -> None:
    """Let the platform be as it was, with a token in use that has died."""
    scene.begin()
    scene.run(Fate())
    _expire(scene.played)
    scene.played.tap.exchanges.clear()


def _paths(exchanges: Sequence[Exchange]) -> list[str]:
    return [one.path for one in exchanges]


def _asked_for_tokens(scene: Scene) -> set[str]:
    """Return the paths that are asked for a token: those that only a dead token leads to."""
    _begin(scene)
    scene.run(Fate())
    renewing = _paths(scene.played.tap.exchanges)
    scene.played.tap.exchanges.clear()
    scene.run(Fate())
    found = set(renewing) - set(_paths(scene.played.tap.exchanges))
    require(found, "A token that was renewed is not kept: the next process asks for another one.")
    return found


def _renewals(scene: Scene, tokens: set[str]) -> int:
    return sum(path in tokens for path in _paths(scene.played.tap.exchanges))


def _crashes(scene: Scene, tokens: set[str]) -> None:
    """Kill a renewal at each moment; only a token on its way to us may be lost."""
    _begin(scene)
    fate = Fate()
    scene.run(fate)
    lost: list[str] = []
    for at, what in enumerate(fate.passed):
        _begin(scene)
        require(scene.run(Fate(at)), f"Killed before {what}, renewing went on.")
        asked = _renewals(scene, tokens)
        try:
            scene.run(Fate())
        except BrokenError as error:
            refused = error.__context__
            require(
                isinstance(refused, CredentialsRefusedError) and asked,
                f"After it was killed before {what} (moment {at}), renewing fails: {error}",
            )
            require(refused.next_step, "A token is lost, and nobody says what to do.")  # type: ignore[union-attr]
            lost.append(what)
        again = _renewals(scene, tokens)
        require(again <= 2, f"After a crash before {what}, a token was asked for {again} times.")
    require(
        len(lost) <= WINDOW,
        f"A token is lost if the process dies in one of {len(lost)} moments after it arrived;"
        " it must be kept at once.",
    )


def _company(scene: Scene, tokens: set[str]) -> None:
    """Let two workers find the token dead at the same moment."""
    _begin(scene)

    def is_renewal(request: Request) -> bool:
        return request.url.path in tokens

    held = Held(at=is_renewal)
    first = Run(lambda: _worker(scene, held))
    try:
        require(held.reached.wait(PATIENCE), "A dead token was never renewed.")
        second = Run(lambda: _worker(scene, Fate()))
        second.ended(A_WHILE)
    finally:
        held.free.set()
    for run in (first, second):
        require(run.ended(), "Two workers that renewed one token never ended.")
        require(run.error is None, f"One of two workers failed: {run.error}")
    equal(1, _renewals(scene, tokens), "The renewals that two workers made together")


def _worker(scene: Scene, fate: Fate) -> None:
    with scene.process(fate, waiting=True) as process:
        scene.story.work(process)


def _long(scene: Scene, tokens: set[str]) -> None:
    """Let the token die again and again, each time under another process."""
    _begin(scene)
    for _ in range(LIVES):
        scene.run(Fate())
        _expire(scene.played)
    equal(LIVES, _renewals(scene, tokens), f"The renewals in {LIVES} lives of a token")
