"""The accounts that a dialect answers out of: a shop, a depot, and who may come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crossdock.sandbox import SandboxOptions, SandboxRefusedError
from crossdock.sandbox.access import TOKEN_SECONDS, Access
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.depot import Depot, ShopAndDepot
from crossdock.sandbox.shop import MOST_UNITS, Shop


def furnished(kind, *, seed=1, listings=20):
    """Return an account of *kind* whose clock stands still."""
    clock = Clock()
    clock.freeze()
    return kind(SandboxOptions(seed=seed, listings=listings), clock, Access("kiosk", seed, clock))


class TestAccess:
    """Who may come in."""

    def test_secrets_follow_from_the_seed(self):
        """The same seed has the same ones, another seed others."""
        first, same, other = (Access("kiosk", seed, Clock()) for seed in (1, 1, 2))

        assert first.secret == same.secret != other.secret
        assert first.is_secret(same.secret)
        assert not first.is_secret(other.secret)

    def test_a_token_dies_by_itself(self):
        """At its hour, not before."""
        clock = Clock()
        clock.freeze()
        access = Access("kiosk", 1, clock)
        token = access.give_token()

        clock.advance(timedelta(seconds=TOKEN_SECONDS - 1))
        assert access.is_alive(token)
        clock.advance(timedelta(seconds=1))
        assert not access.is_alive(token)

    def test_all_tokens_can_die_at_once(self):
        """And are counted."""
        access = Access("kiosk", 1, Clock())
        tokens = [access.give_token() for _ in range(3)]

        assert 3 == access.expire() == len(set(tokens))
        assert not any(map(access.is_alive, tokens))


class TestShop:
    """A channel's account."""

    def test_it_follows_from_its_seed(self):
        """Stocks, prices and orders are the same again, and others under another seed."""
        first, same, other = (furnished(Shop, seed=seed) for seed in (1, 1, 2))

        units = [[one.stock for one in shop.listed] for shop in (first, same, other)]
        assert units[0] == units[1] != units[2]
        assert first.orders.keys() == same.orders.keys()

    def test_an_empty_one_has_no_orders(self):
        """And nobody can buy there."""
        shop = furnished(Shop, listings=0)

        assert ({}, {}) == (shop.listings, shop.orders)
        with pytest.raises(SandboxRefusedError, match="nothing to buy"):
            shop.place_orders({})

    @pytest.mark.parametrize("units", [-1, MOST_UNITS + 1, 1.5, "3", True, None])
    def test_a_stock_that_is_none_is_refused(self, units):
        """And changes nothing."""
        shop = furnished(Shop)
        one = shop.listed[0]
        before = one.stock

        assert "whole number" in shop.set_stock(one.listing_id, units)
        assert before == one.stock

    def test_no_push_lowers_what_a_campaign_holds(self):
        """What is locked stays."""
        shop = furnished(Shop)
        name = shop.listed[0].listing_id
        shop.edit_stock({"listing_id": name, "quantity": 20, "locked": 6})

        assert "" == shop.set_stock(name, 2)
        assert 6 == shop.listings[name].stock

    def test_a_push_below_is_refused_where_a_shop_says_so(self):
        """And changes nothing."""
        shop = furnished(Shop)
        shop.refuses_below_lock = True
        name = shop.listed[0].listing_id
        shop.edit_stock({"listing_id": name, "quantity": 20, "locked": 6})

        assert "a campaign holds back 6" == shop.set_stock(name, 5)
        assert 20 == shop.listings[name].stock
        assert "" == shop.set_stock(name, 6)

    def test_what_was_deleted_is_not_listed(self):
        """Its row stays for the control plane, marked; it takes no stock."""
        shop = furnished(Shop)
        name = shop.listed[0].listing_id
        shop.remove_listing(name)

        rows = {row["listing_id"]: row["listed"] for row in shop.state()["listings"]}
        assert not rows[name]
        assert name not in [one.listing_id for one in shop.listed]
        assert "no such product" in shop.set_stock(name, 3)

    def test_an_orders_way(self):
        """Accepted, sent, arrived; what is cancelled does not leave any more."""
        shop = furnished(Shop)
        name, other = (str(row["order_id"]) for row in shop.place_orders({"count": 2}))

        assert ["", ""] == [shop.accept(name), shop.ship(name, "JP1")]
        shop.order_event(name, "deliver", {})
        shop.order_event(other, "cancel", {})

        assert ("delivered", "JP1") == (shop.orders[name].status, shop.orders[name].waybill)
        assert "the order is cancelled" == shop.ship(other)
        assert "there is no such order" == shop.accept("0")

    def test_orders_by_the_time_they_changed(self):
        """To the second, both ends included."""
        shop = furnished(Shop, listings=1)
        shop.clock.advance(timedelta(hours=1))
        (row,) = shop.place_orders({})
        now = shop.clock.now()

        found = shop.changed_in(now, now)

        assert [row["order_id"]] == [one.order_id for one in found]
        assert [] == shop.changed_in(now + timedelta(seconds=1), now + timedelta(hours=1))

    def test_events_it_does_not_know_are_refused(self):
        """And so is an order that is not there."""
        shop = furnished(Shop)

        with pytest.raises(SandboxRefusedError, match="not fly"):
            shop.order_event(next(iter(shop.orders)), "fly", {})
        with pytest.raises(SandboxRefusedError, match="no order 0"):
            shop.order_event("0", "cancel", {})


class TestDepot:
    """A fulfilment service's account."""

    def test_a_reference_is_taken_once(self):
        """The same again is the same document; other lines are refused."""
        depot = furnished(Depot)
        first, second = list(depot.goods)[:2]

        made, _ = depot.make(depot.outbounds, "A-1", [(first, 2)])
        again, _ = depot.make(depot.outbounds, "A-1", [(first, 2)])
        none, why = depot.make(depot.outbounds, "A-1", [(second, 2)])

        assert made is again
        assert (None, "that reference is taken") == (none, why)
        assert 1 == len(depot.outbounds)

    def test_goods_it_does_not_know_are_refused(self):
        """Until they were made known."""
        depot = furnished(Depot)

        assert (None, "goods G0 are not known") == depot.make(depot.outbounds, "A", [("G0", 1)])
        name = depot.learn("NEW").goods_id
        assert depot.learn("NEW").goods_id == name
        assert depot.make(depot.outbounds, "A", [(name, 1)])[0]

    def test_what_left_cannot_be_cancelled(self):
        """Before that it can, twice as once."""
        depot = furnished(Depot)
        goods = next(iter(depot.goods))
        made, _ = depot.make(depot.outbounds, "A", [(goods, 3)])
        gone, _ = depot.make(depot.outbounds, "B", [(goods, 3)])
        depot.order_event(gone.document_id, "short-pick", {"quantity": 1})
        depot.order_event(gone.document_id, "ship", {})

        told = [depot.cancel(depot.outbounds, one) for one in [made.document_id] * 2]
        assert ["", ""] == told
        assert "it is shipped" == depot.cancel(depot.outbounds, gone.document_id)
        assert (1, True) == (gone.lines[0].short, gone.has_left)

    @pytest.mark.parametrize("door", ["place_orders", "add_listing"])
    def test_nobody_buys_from_it(self, door):
        """What only a shop can do is refused in words."""
        with pytest.raises(SandboxRefusedError, match="fulfilment service has no"):
            getattr(furnished(Depot), door)({})


def test_both_at_once():
    """Orders and outbounds are told together, each moved by its own events."""
    both = furnished(ShopAndDepot)
    made, _ = both.depot.make(both.depot.outbounds, "A", [(next(iter(both.depot.goods)), 1)])
    (order,) = both.place_orders({})

    both.order_event(made.document_id, "ship", {})
    both.order_event(str(order["order_id"]), "cancel", {})

    rows = {row["order_id"]: row["status"] for row in both.state()["orders"]}
    assert "shipped" == rows[made.document_id]
    assert "cancelled" == rows[order["order_id"]]
