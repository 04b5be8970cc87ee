"""FLT and PERF: bad weather changes nothing in the end, and a long list is read in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crossdock.errors import (
    CrossdockError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RetryLaterError,
)
from crossdock.inventory import RowOutcome, StockUpdate
from crossdock.testing.conformance.check import CHANNEL, broken, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject

#: What the weather is like: one request in three meets something.
STORM = (
    "* *: reset%8",
    "* *: 503%8",
    "* *: 500-after%5",
    "* *: truncated%5",
    "* *: html%5",
    "* *: twice%5",
)
#: Times that a call is made in a storm before it counts as lost.
MOST_TRIES = 60


@check(
    "FLT-01",
    Level.GOLD,
    "A storm of faults, its failures repeated, ends in what calm weather ends in.",
    roles=CHANNEL,
    hook="list_products",
)
def storm(subject: Subject) -> None:
    """Read and push in a storm, as core does: repeat what may be repeated."""
    calm = subject.open(subject.play(60))
    due = {one.listing_id: one for one in subject.products(calm)}
    shop = subject.open(subject.play(60))
    drives.reading(subject, shop)()
    wanted = [
        StockUpdate(one.listing_id, one.quantity + 7, sku=one.sku)
        for one in drives.sellable(subject, shop, 4)
    ]
    shop.played.fault(*STORM)
    found = {one.listing_id: one for one in _listed(subject, shop)}
    equal(due.keys(), found.keys(), "The listings read in a storm")
    differing = [name for name in due if due[name].title != found[name].title]
    require(not differing, f"A storm changed what was read of {differing[:3]}.")
    _pushed(subject, shop, wanted)
    shop.played.calm()
    shown = shop.played.stock()
    for update in wanted:
        equal(update.quantity, shown[update.listing_id], f"What {update.listing_id} shows")


def _listed(subject: Subject, shop: Shop) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = _repeated(
            lambda at=cursor: subject.hook("list_products", connection=shop.connection, cursor=at)  # type: ignore[misc]
        )
        require(not page.refused, "A record was refused because of the weather.")
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found


def _pushed(subject: Subject, shop: Shop, wanted: list[StockUpdate]) -> None:
    left = list(wanted)
    for _ in range(MOST_TRIES):
        try:
            results = subject.push_each(shop, left)
        except (OutcomeUnknownError, RetryLaterError, RemoteTroubleError):
            continue
        refused = [one for one in results.values() if one.outcome is RowOutcome.REFUSED]
        require(not refused, f"A row was refused because of the weather: {refused[:1]}")
        left = [one for one in left if results[one.listing_id].outcome is not RowOutcome.DONE]
        if not left:
            return
    broken(f"After {MOST_TRIES} tries {len(left)} updates were not done.")


def _repeated(call: Callable[[], Any]) -> Any:
    last: CrossdockError | None = None
    for _ in range(MOST_TRIES):
        try:
            return call()
        except (RetryLaterError, RemoteTroubleError) as error:
            last = error
    return broken(f"A read never succeeded: {last}")


@check(
    "PERF-01",
    Level.SILVER,
    "A long list comes page by page: no page holds more than a fraction of it.",
    roles=CHANNEL,
    hook="list_products",
)
def streamed(subject: Subject) -> None:
    """Walk a list of many pages, and look at the largest."""
    shop = subject.open(subject.play(12 * subject.manifest.listing_page))
    sizes = [len(page.items) for page in subject.pages(shop)]
    require(len(sizes) > 2, f"A list of {sum(sizes)} listings came in {len(sizes)} pages.")
    require(
        max(sizes) <= sum(sizes) / 2,
        f"One page holds {max(sizes)} of {sum(sizes)} listings.",
    )
