"""AUTH-05: a clock that goes wrong by a few minutes, as clocks do, stops nothing."""

from __future__ import annotations

from datetime import timedelta

from crossdock.errors import CrossdockError
from crossdock.testing.conformance.check import broken, check, equal
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject

SKEW = timedelta(minutes=5)


@check(
    "AUTH-05",
    Level.GOLD,
    "A clock that is five minutes fast or slow breaks neither a signature nor a token's expiry.",
    hook="authenticate",
)
def skewed(subject: Subject) -> None:
    """Call by such clocks, then around the moments at which a token dies by theirs and ours."""
    for skew in (SKEW, -SKEW):
        shop = subject.open(skew=skew)
        usual = _called(subject, shop, skew, "at once")
        for wait in _waits(shop, skew):
            shop.played.advance(wait)
            again = _called(subject, shop, skew, f"{wait} later")
            equal(usual, again, "What is listed once its token has grown old")


def _waits(shop: Shop, skew: timedelta) -> tuple[timedelta, ...]:
    """Return the steps that lead past both expiries of the token that is kept."""
    ends = [one.expires_at for one in shop.shelf.tokens.values() if one.expires_at is not None]
    if not ends:
        return ()
    left = max(timedelta(), min(ends) - (shop.played.now() + skew) - abs(skew))
    minute = timedelta(minutes=1)
    return (left - minute, *[2 * minute] * 6) if left > minute else (2 * minute,) * 6


def _called(subject: Subject, shop: Shop, skew: timedelta, when: str) -> list[str]:
    minutes = int(skew.total_seconds() / 60)
    try:
        found = drives.reading(subject, shop)().items
    except CrossdockError as error:
        broken(f"With a clock that is {minutes:+} minutes off, a call {when} fails: {error}")
    return sorted(getattr(one, "listing_id", "") or one.remote_id or one.sku for one in found)
