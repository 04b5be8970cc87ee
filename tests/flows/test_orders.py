"""Pulling orders: windows without gaps, each order once."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.errors import RequestRefusedError
from crossdock.flows.order_reading import read_order
from crossdock.flows.orders import FIRST_SPAN, pull_orders


class TestWindows:
    """Which spans are asked for."""

    def test_the_first_pull_looks_a_week_back(self, stage):
        """Without a word it begins seven days ago."""
        report = pull_orders(stage.workspace, stage.live)

        assert (stage.time - FIRST_SPAN, stage.time) == (report.since, report.until)

    def test_windows_overlap_and_leave_no_gap(self, stage):
        """Each window begins before the one before it ends, and the last ends now."""
        pull_orders(stage.workspace, stage.live)

        spans = stage.toy.windows
        assert all(a.end - timedelta(hours=1) == b.start for a, b in pairwise(spans))
        assert stage.time == spans[-1].end

    def test_the_next_pull_begins_before_the_last_one_ended(self, stage):
        """By the overlap, so that what was written late is found."""
        pull_orders(stage.workspace, stage.live)
        ended = stage.time
        stage.time += timedelta(days=1)

        assert ended - timedelta(hours=1) == pull_orders(stage.workspace, stage.live).since

    def test_an_order_on_a_seam_comes_once(self, stage, make_order):
        """Two windows bring it; it is new once and repeated once."""
        pull_orders(stage.workspace, stage.live)
        seam = stage.toy.windows[0].end - timedelta(minutes=30)
        stage.toy.orders = [make_order(1, seam)]

        counts = pull_orders(stage.workspace, stage.live, since=stage.time - FIRST_SPAN).counts

        assert {"read": 2, "new": 1, "repeated": 1} == dict(counts)

    def test_a_later_start_is_not_taken_for_everything_before(self, stage, make_order):
        """After ``--since 1h`` the next pull still begins where the last whole one ended."""
        pull_orders(stage.workspace, stage.live)
        ended = stage.time
        stage.time += timedelta(days=2)
        stage.toy.orders = [make_order(1, ended + timedelta(hours=5))]
        pull_orders(stage.workspace, stage.live, since=stage.time - timedelta(hours=1))

        report = pull_orders(stage.workspace, stage.live)

        assert (ended - timedelta(hours=1), 1) == (report.since, report.counts["new"])

    def test_an_earlier_start_counts(self, stage):
        """A pull that covers what the last one reached moves the mark on."""
        pull_orders(stage.workspace, stage.live)
        stage.time += timedelta(days=1)
        pull_orders(stage.workspace, stage.live, since=stage.time - timedelta(days=3))
        ended = stage.time
        stage.time += timedelta(days=1)

        assert ended - timedelta(hours=1) == pull_orders(stage.workspace, stage.live).since


class TestReread:
    """Open orders that the windows no longer bring are asked for."""

    def test_a_change_is_seen(self, stage, make_order):
        """An old order that was cancelled since is cancelled here."""
        old = make_order(1, stage.time - timedelta(days=6))
        stage.toy.orders = [old]
        pull_orders(stage.workspace, stage.live)
        stage.time += timedelta(days=1)
        stage.toy.known = {"1": make_order(1, old.placed_at, status=OrderStatus.CANCELLED)}

        counts = pull_orders(stage.workspace, stage.live).counts

        assert {"reread": 1, "moved": 1} == dict(counts)
        assert "cancelled" == next(stage.store.orders.all())["status"]

    def test_nothing_new_is_the_same(self, stage, make_order):
        """An order that stands as it stood is the same, and keeps its revision."""
        old = make_order(1, stage.time - timedelta(days=6))
        stage.toy.orders, stage.toy.known = [old], {"1": old}
        pull_orders(stage.workspace, stage.live)
        stage.time += timedelta(days=1)

        assert {"reread": 1, "same": 1} == dict(pull_orders(stage.workspace, stage.live).counts)
        assert 1 == next(stage.store.orders.all())["revision"]

    def test_an_order_that_is_gone_stays(self, stage, make_order):
        """Absence is not cancellation: it is listed, and stays as it was."""
        stage.toy.orders = [make_order(1, stage.time - timedelta(days=6))]
        pull_orders(stage.workspace, stage.live)
        stage.time += timedelta(days=1)
        stage.toy.known = _Gone()

        counts = pull_orders(stage.workspace, stage.live).counts

        assert {"reread": 1, "missing": 1} == dict(counts)
        assert "paid" == next(stage.store.orders.all())["status"]
        assert ["1"] == [
            r["record_id"] for r in stage.store.pulls.quarantined("shop", "get_order")
        ]

    def test_an_unshipped_order_whose_list_row_hides_a_cancel_request_is_read(
        self, stage, make_order
    ):
        """What the list leaves out is asked for, order by order, until the order has shipped."""
        listed = [
            make_order(1, stage.time, cancel_requested=None),
            make_order(2, stage.time, cancel_requested=None, status=OrderStatus.SHIPPING),
        ]
        stage.toy.orders = listed
        stage.toy.known = {"1": make_order(1, stage.time, cancel_requested=True)}

        counts = pull_orders(stage.workspace, stage.live).counts

        assert {"read": 2, "new": 2, "reread": 1, "moved": 1} == dict(counts)
        ((_, kept, _),) = stage.store.orders.find("1")
        assert kept.cancel_requested is True

    def test_hearing_that_nobody_wants_to_cancel_moves_nothing(self, stage, make_order):
        """It is knowing more of the same order: no revision, and counted as the same."""
        stage.toy.orders = [make_order(1, stage.time, cancel_requested=None)]
        stage.toy.known = {"1": make_order(1, stage.time, paid_at=stage.time)}

        counts = pull_orders(stage.workspace, stage.live).counts

        assert {"read": 1, "new": 1, "reread": 1, "same": 1} == dict(counts)
        ((_, kept, revision),) = stage.store.orders.find("1")
        assert (False, stage.time, 1) == (kept.cancel_requested, kept.paid_at, revision)


class TestWithoutACallForOne:
    """A channel that has no `get_order`."""

    @pytest.fixture
    def toy(self, toy):
        """A platform that lists orders, and tells of none alone."""
        toy.left_out = ("get_order",)
        return toy

    def test_open_orders_are_left_to_the_list(self, stage, make_order):
        """The pull goes through, and counts those that it could not ask for."""
        stage.toy.orders = [make_order(1, stage.time - timedelta(days=6))]
        pull_orders(stage.workspace, stage.live)
        stage.time += timedelta(days=1)

        assert {"not_reread": 1} == dict(pull_orders(stage.workspace, stage.live).counts)

    def test_one_is_found_in_the_list(self, stage, make_order):
        """Since it was placed, however long ago that was; one that it lists no more is refused."""
        old = make_order(1, stage.time - timedelta(days=6))
        stage.toy.orders = [old]
        pull_orders(stage.workspace, stage.live)
        stage.toy.orders = [make_order(2, stage.time), attrs.evolve(old, number="A-1")]

        assert "A-1" == read_order(stage.workspace, stage.live, "1").number
        stage.toy.orders = []
        with pytest.raises(RequestRefusedError, match="lists no order 1"):
            read_order(stage.workspace, stage.live, "1")


class _Gone(dict):
    """A platform that has no order any more."""

    def __missing__(self, key):
        raise RequestRefusedError(f"There is no order {key}.")
