"""What the checks of stock have in common: updates to push, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from crossdock.inventory import PushReport, RowOutcome, RowResult, StockReading, StockUpdate
from crossdock.testing.conformance.check import BrokenError, broken, equal
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.subject import Shop, Subject

#: The hook that most of them need.
HOOK = "push_stock"


def read(subject: Subject, shop: Shop, listing_id: str) -> StockReading:
    """Return what a listing shows, read back."""
    found = subject.hook("read_stock", connection=shop.connection, listing_ids=(listing_id,))
    mine = [one for one in found if one.listing_id == listing_id]
    if not mine:
        broken(f"Listing {listing_id} was not read back.")
    reading: StockReading = mine[0]
    return reading


def updates_of(subject: Subject, shop: Shop, count: int) -> list[StockUpdate]:
    """Return updates of *count* listings to numbers that they do not show."""
    return [
        StockUpdate(one.listing_id, one.quantity + 3 + number, sku=one.sku)
        for number, one in enumerate(drives.sellable(subject, shop, count))
    ]


def batches_of(subject: Subject, updates: list[StockUpdate]) -> list[list[StockUpdate]]:
    """Return *updates* in batches of the size that the manifest declares."""
    size = subject.manifest.stock_batch
    return [updates[start : start + size] for start in range(0, len(updates), size)]


def one_result_each(updates: list[StockUpdate], report: PushReport) -> None:
    """Raise unless *report* has one result for each of *updates*."""
    asked = Counter(update.listing_id for update in updates)
    told = Counter(result.listing_id for result in report.results)
    equal(asked, told, "The results of a push, by listing")


def all_done(shop: Shop, updates: list[StockUpdate], results: Mapping[str, RowResult]) -> None:
    """Raise unless *updates* are all told as done, and shown by the sandbox."""
    now = shop.played.stock()
    for update in updates:
        result = results.get(update.listing_id)
        if result is None:
            raise BrokenError(f"{update.listing_id} has no result.")
        equal(RowOutcome.DONE, result.outcome, f"The outcome of {update.listing_id}")
        equal(update.quantity, now[update.listing_id], f"What {update.listing_id} shows")
