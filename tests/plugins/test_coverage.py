"""Every update of a push ends with one result, whatever the connector reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Connection, PushReport, RowOutcome, RowResult, StockUpdate
from crossdock.plugins import Plugins
from crossdock.plugins.coverage import completed

Module = Callable[..., ModuleType]

CONNECTION: Connection[Any] = Connection("c", "m", "shop", None, None, None, None)  # type: ignore[arg-type]
IDS = st.sampled_from("abcd")
UPDATES = st.lists(st.builds(StockUpdate, IDS, st.integers(0, 9))).map(tuple)
REPORTS = st.builds(
    PushReport, st.lists(st.builds(RowResult, IDS, st.sampled_from(RowOutcome))).map(tuple)
)


def rows(*results: tuple[str, RowOutcome]) -> PushReport:
    """Return the report of *results*."""
    return PushReport(tuple(RowResult(*result) for result in results))


@given(updates=UPDATES, report=REPORTS)
def test_updates_and_results_add_up(updates: tuple[StockUpdate, ...], report: PushReport) -> None:
    """There are as many results of a listing as updates, and none of any other."""
    complete, _ = completed(report, updates, "shop")

    asked = Counter(update.listing_id for update in updates)
    assert asked == Counter(result.listing_id for result in complete.results)


@given(updates=UPDATES, report=REPORTS)
def test_nothing_is_made_up(updates: tuple[StockUpdate, ...], report: PushReport) -> None:
    """A result is one that was reported, or unknown."""
    complete, _ = completed(report, updates, "shop")

    invented = set(complete.results) - set(report.results)
    assert {RowOutcome.UNKNOWN} >= {result.outcome for result in invented}


@given(updates=UPDATES, report=REPORTS)
def test_a_mended_report_needs_no_mending(
    updates: tuple[StockUpdate, ...], report: PushReport
) -> None:
    """Completing twice is completing once."""
    complete, _ = completed(report, updates, "shop")

    assert (complete, ()) == completed(complete, updates, "shop")


@pytest.mark.parametrize(
    ("report", "expected", "complaint"),
    [
        (
            rows(("a", RowOutcome.DONE)),
            ("done", "unknown: shop reported no result for it"),
            "listing b had 0 results for 1 updates",
        ),
        (
            rows(("a", RowOutcome.DONE), ("b", RowOutcome.DONE), ("c", RowOutcome.DONE)),
            ("done", "done"),
            "listing c had 1 results for 0 updates",
        ),
        (
            rows(("a", RowOutcome.DONE), ("b", RowOutcome.DONE), ("b", RowOutcome.DONE)),
            ("done", "done"),
            "listing b had 2 results for 1 updates",
        ),
        (
            rows(("a", RowOutcome.DONE), ("b", RowOutcome.REFUSED), ("b", RowOutcome.DONE)),
            ("done", "unknown: shop reported it as done and refused"),
            "listing b had 2 results for 1 updates",
        ),
    ],
    ids=["missing", "extra", "twice", "contradicted"],
)
def test_a_report_is_put_right_aloud(
    report: PushReport,
    expected: tuple[str, ...],
    complaint: str,
    module: Module,
    plugins: Plugins,
    warnings: list[str],
) -> None:
    """What was reported is kept, what was not is unknown, and one sentence says it."""
    shop = module("@hookimpl\ndef push_stock(): return report")
    vars(shop)["report"] = report
    plugins.add_module("shop", shop)
    updates = (StockUpdate("a", 1), StockUpdate("b", 2))
    actual = plugins.hooks("shop").push_stock(connection=CONNECTION, updates=updates)

    assert expected == tuple(
        f"{row.outcome}: {row.reason}" if row.reason else row.outcome for row in actual.results
    )
    assert [f"The report of push_stock of shop was put right: {complaint}."] == warnings


def test_a_full_report_is_not_touched(
    module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """The order of the results is the connector's, and so is its wait."""
    report = PushReport(
        (RowResult("b", RowOutcome.RETRY), RowResult("a", RowOutcome.DONE)), retry_after=3
    )
    shop = module("@hookimpl\ndef push_stock(): return report")
    vars(shop)["report"] = report
    plugins.add_module("shop", shop)
    updates = (StockUpdate("a", 1), StockUpdate("b", 2))

    assert report is plugins.hooks("shop").push_stock(connection=CONNECTION, updates=updates)
    assert not warnings
