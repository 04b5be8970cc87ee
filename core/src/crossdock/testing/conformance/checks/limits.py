"""RATE and OBS: the pace is kept, waiting is done as told, and every call is on record."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime

from crossdock.errors import CrossdockError
from crossdock.testing.conformance.check import check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import saying
from crossdock.testing.memory import MemoryPacer

#: Requests beyond what one second may hold, so that a pace that is not kept is seen.
BEYOND = 4
#: Seconds that a platform asks to wait; no platform of ours says this by itself.
WAIT = 7


@check(
    "RATE-01",
    Level.SILVER,
    "The declared pace is kept under load, by one connection and by two that share a key.",
)
def paced(subject: Subject) -> None:
    """Call as fast as it lets us from two threads, and let the sandbox measure."""
    limits = [one for one in subject.manifest.limits if one.counts == "requests"]
    require(limits, "The manifest declares no limit of requests.")
    declared = max(one.per_second + one.burst for one in limits)
    # Each of the two may have had a request that came late, and so close to the next.
    most = declared + 2
    pacer, played = MemoryPacer(), subject.play()
    name = _cheapest(subject, played)
    played.control("DELETE", "/meter")
    mark = played.tap.mark()
    shops = [subject.open(played, rate=None, pacer=pacer, waiting=True) for _ in range(2)]

    def work(shop: Shop) -> None:
        while len(played.tap.since(mark)) < most + BEYOND:
            drives.cheap(subject, shop)[name]()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, shops))
    meter = played.control("GET", "/meter")
    # Buckets of their own for several endpoints may each be full.
    counts = [meter] if len(limits) == 1 else meter["endpoints"].values()
    peak = max(one["peak_per_second"] for one in counts)
    require(peak <= most, f"{peak} requests came within a second; {declared:g} are declared.")


def _cheapest(subject: Subject, played: Played) -> str:
    """Return the hook that takes the fewest requests, once there is a token."""
    shop = subject.open(played)
    costs: dict[str, int] = {}
    for name, drive in drives.cheap(subject, shop).items():
        try:
            drive()
            mark = played.tap.mark()
            drive()
        except CrossdockError:
            continue
        costs[name] = len(played.tap.since(mark))
    return min((name for name in costs if costs[name]), key=lambda name: costs[name])


@check(
    "RATE-02",
    Level.SILVER,
    "HTTP 429 is waited out: for the seconds it names, until the date it names, or a while.",
)
def waited(subject: Subject) -> None:
    """Answer one call with 429, in three ways."""
    shop = drives.warmed(subject)
    until = format_datetime(shop.played.now() + timedelta(seconds=WAIT + 1), usegmt=True)
    for header, least in (
        ({"Retry-After": str(WAIT)}, WAIT),
        ({"Retry-After": until}, WAIT - 3),
        (
            {},
            0,
        ),
    ):
        once = [saying(429, b"", **{name.replace("-", "_"): at for name, at in header.items()})]
        before = len(shop.slept)
        with shop.played.tap.instead(lambda _, once=once: once.pop() if once else None):  # type: ignore[misc]
            page = drives.reading(subject, shop)()
        require(page.items, "After the pause the list came back empty.")
        slept = sum(shop.slept[before:])
        require(
            len(shop.slept) > before, f"HTTP 429 with {header or 'no header'} was not waited out."
        )
        require(slept >= least, f"It waited {slept:g} seconds; {header} asks for more.")


@check(
    "OBS-01",
    Level.BRONZE,
    "Every request is made through the connection, and is on record with its endpoint and status.",
)
def recorded(subject: Subject) -> None:
    """Call everything, and compare what the sandbox saw with the record."""
    shop = drives.warmed(subject)
    for drive in drives.every(subject, shop):
        try:
            drive()
        except Exception:  # noqa: BLE001, S112 - only what was sent matters here
            continue
    calls = [call for call in shop.journal.calls if call.status is not None]
    equal(len(shop.played.tap.exchanges), len(calls), "The requests on record")
    seen = Counter(one.answer.status for one in shop.played.tap.exchanges)
    equal(seen, Counter(call.status for call in calls), "The statuses on record")
    for call in calls:
        require(call.endpoint and call.attempt >= 1, "A call is on record without its endpoint.")
        require(call.hook, f"{call.endpoint} is on record without the hook that made it.")
