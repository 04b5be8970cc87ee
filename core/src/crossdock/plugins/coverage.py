"""One result for every update of a push: nothing sent is ever without an outcome.

A report that leaves an update out, or contradicts itself, is mended here and
not refused. By the time it arrives the platform has been written to: refusing
would throw away the results that are right, together with the reasons of the
rows the platform turned down. What the report does not say is unknown, which
is an outcome of its own: the row is looked up before it is sent again. The
mending is said aloud, once per call, so that the plugin gets mended too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from types import ModuleType

import attrs

from crossdock.hookspecs import hookimpl
from crossdock.inventory import PushReport, RowOutcome, RowResult, StockUpdate

Warn = Callable[[str], None]


def coverage(name: str, warn: Warn) -> ModuleType:
    """Return the plugin that completes the push reports of connector *name*."""

    def push_stock(
        updates: tuple[StockUpdate, ...],
    ) -> Generator[None, PushReport, PushReport]:
        report = yield
        complete, complaints = completed(report, updates, name)
        if complaints:
            warn(f"The report of push_stock of {name} was put right: {'; '.join(complaints)}.")
        return complete

    plugin = ModuleType("coverage")
    plugin.push_stock = hookimpl(wrapper=True, tryfirst=True)(push_stock)  # type: ignore[attr-defined]
    return plugin


def completed(
    report: PushReport, updates: tuple[StockUpdate, ...], name: str
) -> tuple[PushReport, tuple[str, ...]]:
    """Return *report* with one result per update, and what had to be done to it."""
    asked = Counter(update.listing_id for update in updates)
    told = Counter(result.listing_id for result in report.results)
    if asked == told:
        return report, ()
    results: list[RowResult] = []
    for listing, count in asked.items():
        rows = [result for result in report.results if result.listing_id == listing]
        results += _settled(listing, rows, count, name)
    complaints = [
        f"listing {listing} had {told[listing]} results for {asked[listing]} updates"
        for listing in dict.fromkeys((*asked, *told))
        if asked[listing] != told[listing]
    ]
    return attrs.evolve(report, results=tuple(results)), tuple(complaints)


def _settled(listing: str, rows: list[RowResult], count: int, name: str) -> list[RowResult]:
    """Return *count* results of *listing*, from those that were reported."""
    if len(rows) <= count:
        silent = RowResult(listing, RowOutcome.UNKNOWN, f"{name} reported no result for it")
        return rows + [silent] * (count - len(rows))
    outcomes = sorted({row.outcome for row in rows})
    if len(outcomes) == 1:
        return rows[:count]
    both = " and ".join(outcomes)
    torn = RowResult(listing, RowOutcome.UNKNOWN, f"{name} reported it as {both}")
    return [torn] * count
