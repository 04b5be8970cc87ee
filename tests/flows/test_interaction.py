"""What interaction settings let a pull or a push do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crossdock import OrderStatus, Page
from crossdock.errors import ConfigurationError
from crossdock.flows.orders import pull_orders
from crossdock.flows.products import pull_products
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.interaction import Interaction

READ = ("new", "changed", "unchanged", "outdated", "repeated", "before_start", "unreadable")


def settle(stage, **settings):
    """Set the settings of shop."""
    stage.store.interactions.put("shop", Interaction(**settings), "r")


class TestSwitches:
    """What is off is refused before anything is asked."""

    def test_no_listings(self, stage):
        """sync_inventory off: no page is asked for, and no pull begins."""
        settle(stage, sync_inventory=False)
        stage.toy.before_page = pytest.fail

        with pytest.raises(ConfigurationError, match="sync_inventory"):
            pull_products(stage.workspace, stage.live)
        assert [] == stage.store.pulls.unfinished("shop", "listings")

    def test_no_stock(self, stage):
        """sync_stock off: nothing is sent."""
        settle(stage, sync_stock=False)

        with pytest.raises(ConfigurationError, match="sync_stock"):
            push_stock(stage.workspace, plan_stock(stage.workspace, Scope(("shop",))))
        assert [] == stage.toy.pushed

    def test_orders_come_in_all_the_same(self, stage, make_order):
        """Neither of the two keeps orders out."""
        settle(stage, sync_inventory=False, sync_stock=False)
        stage.toy.orders = [make_order(1, stage.time)]

        assert 1 == pull_orders(stage.workspace, stage.live).counts["new"]

    def test_a_connection_switched_off_is_not_opened(self, stage):
        """Nothing at all can be asked of its channel, but for testing it."""
        settle(stage, active=False)

        with pytest.raises(ConfigurationError, match="switched off"):
            stage.workspace.live("shop")
        assert "shop" == stage.workspace.open(stage.store.connections.get("shop")).name


class TestImportStart:
    """Orders placed before the moment stay out, and are counted."""

    def test_before_and_after(self, stage, make_order):
        """The very moment is in; the counts add up."""
        start = stage.time - timedelta(hours=5)
        settle(stage, import_orders=start)
        stage.toy.orders = [
            make_order(1, start - timedelta(seconds=1)),
            make_order(2, start),
            make_order(3, start + timedelta(hours=1)),
        ]

        counts = pull_orders(
            stage.workspace, stage.live, since=stage.time - timedelta(days=1)
        ).counts

        assert {"read": 3, "before_start": 1, "new": 2} == dict(counts)
        assert {"2", "3"} == {row["order_id"] for row in stage.store.orders.all()}

    def test_left_out_again_and_again(self, stage, make_order):
        """Whoever brings it, in whatever window, the sum holds."""
        settle(stage, import_orders=stage.time - timedelta(hours=1))
        stage.toy.orders = [
            make_order(number, stage.time - timedelta(minutes=20 * number))
            for number in range(300)
        ]

        counts = pull_orders(
            stage.workspace, stage.live, since=stage.time - timedelta(days=7)
        ).counts

        assert counts["read"] == sum(counts.get(name, 0) for name in READ)
        assert 296 <= counts["before_start"]
        assert 4 == counts["new"]

    def test_the_first_pull_begins_there(self, stage, make_order):
        """A month back means a month, and now means now."""
        settle(stage, import_orders=stage.time - timedelta(days=30))

        assert stage.time - timedelta(days=30) == pull_orders(stage.workspace, stage.live).since

    def test_a_start_that_lies_ahead(self, stage, make_order):
        """Until then nothing is imported, and then everything since."""
        start = stage.time + timedelta(days=1)
        settle(stage, import_orders=start)
        stage.toy.orders = [make_order(1, stage.time), make_order(2, start)]
        assert {"read": 1, "before_start": 1} == dict(
            pull_orders(stage.workspace, stage.live).counts
        )
        stage.time += timedelta(days=2)

        counts = pull_orders(stage.workspace, stage.live).counts

        assert 1 == counts["new"]
        assert ["2"] == [row["order_id"] for row in stage.store.orders.all()]

    def test_what_is_ours_is_followed_to_its_end(self, stage, make_order):
        """A start set later does not make us deaf for an order that we have reserved goods for."""
        old = make_order(1, stage.time - timedelta(hours=2))
        stage.toy.orders = [old]
        pull_orders(stage.workspace, stage.live)
        settle(stage, import_orders=stage.time)
        stage.toy.orders = [make_order(1, old.placed_at, status=OrderStatus.CANCELLED)]

        counts = pull_orders(
            stage.workspace, stage.live, since=stage.time - timedelta(days=1)
        ).counts

        assert {"read": 1, "changed": 1} == dict(counts)
        assert "cancelled" == next(stage.store.orders.all())["status"]

    def test_everything(self, stage, make_order):
        """Without a start nothing is left out."""
        stage.toy.orders = [make_order(1, stage.time - timedelta(days=20))]

        counts = pull_orders(
            stage.workspace, stage.live, since=stage.time - timedelta(days=21)
        ).counts

        assert 1 == counts["new"]
        assert "before_start" not in counts


def test_a_page_is_pulled_once_it_is_switched_on(stage, make_listing):
    """Switched on again, it is as if it had never been off."""
    settle(stage, sync_inventory=False)
    settle(stage)
    stage.toy.pages = [Page((make_listing(1),))]

    assert 1 == pull_products(stage.workspace, stage.live).counts["new"]
