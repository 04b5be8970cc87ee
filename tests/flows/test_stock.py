"""Pushing stock: intent first, one result per row, doubt kept as doubt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crossdock import Page, PushReport, RowOutcome, RowResult
from crossdock.errors import (
    CredentialsRefusedError,
    LockedError,
    OutcomeUnknownError,
    RateLimitedError,
    RequestRefusedError,
)
from crossdock.flows.products import pull_products
from crossdock.flows.stock import ROUNDS, plan_stock, push_stock
from crossdock.flows.stocktaking import Stocktaker


@pytest.fixture
def counted(stage, make_listing):
    """Five listings, each counted one above what it shows."""
    stage.toy.pages = [Page(tuple(make_listing(n) for n in range(1, 6)))]
    pull_products(stage.workspace, stage.live)
    rows = [(f"SKU-{n}", 6) for n in range(1, 6)]
    Stocktaker(stage.store, stage.time, "run-1").count(rows)
    return stage


def push(stage):
    """Push what differs."""
    rows, _settled = plan_stock(stage.workspace, "shop")
    return push_stock(stage.workspace, stage.live, rows)


class TestPlan:
    """What is to be pushed."""

    def test_what_differs(self, counted):
        """Five rows, from five to six each."""
        rows, settled = plan_stock(counted.workspace, "shop")

        assert ([(5, 6)] * 5, 0) == ([(row.before, row.quantity) for row in rows], settled)

    def test_what_is_right_is_counted(self, counted):
        """After a push nothing differs."""
        push(counted)

        assert ((), 5) == plan_stock(counted.workspace, "shop")

    def test_never_counted_is_never_pushed(self, stage, make_listing):
        """A SKU without a count has no number to show."""
        stage.toy.pages = [Page((make_listing(1),))]
        pull_products(stage.workspace, stage.live)

        assert ((), 0) == plan_stock(stage.workspace, "shop")

    def test_a_kit_shows_what_its_parts_suffice_for(self, stage, make_listing):
        """Two of one thing in each, and orders of the thing itself taken off."""
        stage.toy.pages = [Page((make_listing(1), make_listing(2)))]
        pull_products(stage.workspace, stage.live)
        stage.store.recipes.put({"SKU-2": [("SKU-1", 2)]})
        Stocktaker(stage.store, stage.time, "run-1").count([("SKU-1", 7)])

        rows, _settled = plan_stock(stage.workspace, "shop")

        assert [("SKU-1", 7), ("SKU-2", 3)] == [(row.sku, row.quantity) for row in rows]

    def test_a_campaigns_units_stay(self, stage, make_listing):
        """A listing never shows fewer than what a campaign has locked."""
        stage.toy.pages = [Page((make_listing(1, quantity=9, locked=4),))]
        pull_products(stage.workspace, stage.live)
        Stocktaker(stage.store, stage.time, "run-1").count([("SKU-1", 1)])

        ((row,), _settled) = plan_stock(stage.workspace, "shop")
        assert (4, 4) == (row.quantity, row.locked)


class TestBatches:
    """At most as many rows as the channel takes."""

    def test_batches(self, counted):
        """Five rows in batches of two."""
        report = push(counted)

        assert [2, 2, 1] == [len(updates) for updates in counted.toy.pushed]
        assert {"planned": 5, "done": 5} == dict(report.counts)

    def test_rows_turned_away_are_sent_again(self, counted):
        """Only they, after the wait that the channel asked for."""
        turned: set[str] = set()

        def answer(updates):
            results = []
            for update in updates:
                first = update.listing_id not in turned
                turned.add(update.listing_id)
                outcome = RowOutcome.RETRY if first else RowOutcome.DONE
                results.append(RowResult(update.listing_id, outcome))
            return PushReport(tuple(results), retry_after=3.0)

        counted.toy.push = answer

        assert {"planned": 5, "done": 5} == dict(push(counted).counts)
        assert [3.0] * 3 == counted.slept

    def test_rows_turned_away_to_the_end(self, counted):
        """After the last round they are retry, and the next plan has them."""
        counted.toy.push = _all(RowOutcome.RETRY)

        report = push(counted)

        assert {"planned": 5, "retry": 5} == dict(report.counts)
        assert 3 * ROUNDS == len(counted.toy.pushed)
        assert 5 == len(plan_stock(counted.workspace, "shop")[0])

    def test_refused_rows_stop_nothing(self, counted):
        """A batch that is refused as a whole leaves the others."""

        def answer(updates):
            if updates[0].listing_id == "1":
                raise RequestRefusedError("The batch will not do.")
            return _all(RowOutcome.DONE)(updates)

        counted.toy.push = answer

        assert {"planned": 5, "refused": 2, "done": 3} == dict(push(counted).counts)


class TestDoubt:
    """What was sent and not acknowledged."""

    def test_a_silent_row_is_unknown(self, counted):
        """A row that the connector gives no result for may have been applied."""
        counted.toy.push = lambda updates: PushReport(
            (RowResult(updates[0].listing_id, RowOutcome.DONE),)
        )

        assert {"planned": 5, "unknown": 2, "done": 3} == dict(push(counted).counts)

    def test_unknown_is_planned_again_whatever_is_shown(self, counted):
        """A doubt is planned even where the number seems right."""
        counted.toy.push = _raise(OutcomeUnknownError("No answer."))
        first = push(counted)
        later = counted.time + timedelta(hours=1)
        Stocktaker(counted.store, later, "run-2").count([("SKU-1", 5), ("SKU-2", 5)])

        rows, _settled = plan_stock(counted.workspace, "shop")

        assert {"planned": 5, "unknown": 2, "retry": 3} == dict(first.counts)
        assert [("1", True), ("2", True)] == [
            (row.listing_id, row.doubtful) for row in rows if row.before == row.quantity
        ]

    def test_a_later_success_ends_the_doubt(self, counted):
        """Once a push of the row is acknowledged, nothing is in doubt."""
        counted.toy.push = _raise(OutcomeUnknownError("No answer."))
        push(counted)
        counted.toy.push = None

        push(counted)

        assert 0 == counted.store.stock.in_doubt()

    def test_an_interruption_leaves_a_doubt(self, counted):
        """A push that is killed in the call has written its intent before."""
        counted.toy.push = _raise(KeyboardInterrupt())

        with pytest.raises(KeyboardInterrupt):
            push(counted)
        assert 2 == counted.store.stock.in_doubt()


class TestTrouble:
    """Trouble that concerns every row stops the push."""

    @pytest.mark.parametrize(
        "error", [CredentialsRefusedError("No."), RateLimitedError("Later.")], ids=["no", "later"]
    )
    def test_the_rest_is_not_tried(self, counted, error):
        """One call, every row is retry, and the error is handed back."""
        counted.toy.push = _raise(error)

        report = push(counted)

        assert (1, {"planned": 5, "retry": 5}) == (len(counted.toy.pushed), dict(report.counts))
        assert error is report.trouble

    def test_one_push_at_a_time(self, counted):
        """While somebody pushes to a connection, nobody else does."""
        with counted.workspace.lock("push-shop"), pytest.raises(LockedError):
            push(counted)


def _all(outcome):
    return lambda updates: PushReport(
        tuple(RowResult(update.listing_id, outcome) for update in updates)
    )


def _raise(error):
    def answer(_updates):
        raise error

    return answer
