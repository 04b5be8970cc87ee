"""Pulling listings: durable pages, one place for every row, secrets masked."""

from __future__ import annotations

import pytest

from crossdock import Page, RefusedRecord
from crossdock.errors import CursorLoopError, RemoteTroubleError
from crossdock.flows.products import pull_products

SECRET = "planted-canary-4b1d"


def pages_of(make_listing, number, size=2):
    """Return *number* pages of *size* listings, the last one without a cursor."""
    return [
        Page(
            tuple(make_listing(n * size + i) for i in range(size)),
            cursor=str(n + 1) if n + 1 < number else None,
        )
        for n in range(number)
    ]


class TestPages:
    """A page and the cursor to the next are one transaction."""

    def test_a_failure_keeps_the_pages_before(self, stage, make_listing):
        """What was read before the failure is in, and the next pull goes on after it."""
        stage.toy.pages = pages_of(make_listing, 4)
        stage.toy.before_page = _fail_at(2)
        with pytest.raises(RemoteTroubleError):
            pull_products(stage.workspace, stage.live)
        stage.toy.before_page = lambda _number: None

        report = pull_products(stage.workspace, stage.live)

        assert (2, 4, {"read": 8, "new": 8, "created": 8}) == (
            report.resumed,
            report.pages,
            dict(report.counts),
        )

    def test_an_old_interruption_starts_over(self, stage, make_listing):
        """After six hours the pages have moved, and the pull begins at the first."""
        stage.toy.pages = pages_of(make_listing, 3)
        pull_products(stage.workspace, stage.live, max_pages=1)
        stage.time += stage_hours(7)

        report = pull_products(stage.workspace, stage.live)

        assert (None, 3) == (report.resumed, report.pages)

    def test_a_loop_ends(self, stage, make_listing):
        """Pages that go round are an error, and what was read stays."""
        stage.toy.pages = pages_of(make_listing, 3)
        stage.toy.pages[2] = Page((make_listing(99),), cursor="0")

        with pytest.raises(CursorLoopError):
            pull_products(stage.workspace, stage.live)
        assert 5 == len(list(stage.store.catalogue.links_of("shop")))

    def test_a_row_that_comes_twice_is_counted_as_such(self, stage, make_listing):
        """A listing that moved to a later page is repeated, not changed."""
        stage.toy.pages = pages_of(make_listing, 2)
        stage.toy.pages[1] = Page((make_listing(1), make_listing(9)))

        report = pull_products(stage.workspace, stage.live)

        assert (4, 3, 1) == tuple(report.counts[k] for k in ("read", "new", "repeated"))


class TestUnreadable:
    """Records that could not be read."""

    def test_two_without_an_id_are_both_kept(self, stage, make_listing):
        """Their places on two pages do not clash."""
        bad = RefusedRecord("row 1", "{}", "no id")
        stage.toy.pages = [
            Page((make_listing(1),), cursor="1", refused=(bad,)),
            Page((make_listing(2),), refused=(bad,)),
        ]

        report = pull_products(stage.workspace, stage.live)

        assert 2 == report.counts["unreadable"]
        assert ["page 1, row 1", "page 2, row 1"] == [
            row["record_id"] for row in stage.store.pulls.quarantined("shop", "list_products")
        ]

    def test_a_whole_pull_forgets_what_is_mended(self, stage, make_listing):
        """What a later whole pull does not find unreadable again is kept no longer."""
        stage.toy.pages = [Page(refused=(RefusedRecord("row 1", "{}", "no id"),))]
        pull_products(stage.workspace, stage.live)
        stage.time += stage_hours(1)
        stage.toy.pages = [Page((make_listing(1),))]

        pull_products(stage.workspace, stage.live)

        assert [] == stage.store.pulls.quarantined("shop", "list_products")

    def test_a_part_of_a_pull_forgets_nothing(self, stage, make_listing):
        """A pull that stopped early has not seen everything."""
        stage.toy.pages = [Page(refused=(RefusedRecord("row 1", "{}", "no id"),))]
        pull_products(stage.workspace, stage.live)
        stage.time += stage_hours(1)
        stage.toy.pages = pages_of(make_listing, 2)

        pull_products(stage.workspace, stage.live, max_pages=1)

        assert 1 == len(stage.store.pulls.quarantined("shop", "list_products"))


class TestSecrets:
    """A platform may echo a secret anywhere."""

    def test_a_title_is_masked(self, stage, make_listing):
        """The listing is in, the secret is not."""
        stage.toy.pages = [Page((make_listing(1, title=f"a {SECRET} b"),))]

        pull_products(stage.workspace, stage.live)

        assert "a **** b" == stage.store.catalogue.listing("shop", "1").title


class TestWatching:
    """Somebody may watch."""

    def test_counts_after_each_page(self, stage, make_listing):
        """The watcher is told the counts so far."""
        stage.toy.pages = pages_of(make_listing, 3)
        seen = []

        pull_products(stage.workspace, stage.live, watch=lambda c: seen.append(c["read"]))

        assert [2, 4, 6] == seen


def stage_hours(number):
    """Return so many hours."""
    from datetime import timedelta

    return timedelta(hours=number)


def _fail_at(number):
    def fail(page):
        if page == number:
            raise RemoteTroubleError("The platform is away.")

    return fail
