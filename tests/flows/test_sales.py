"""What orders do to the number that a listing is known to show."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from crossdock import OrderLine, Page
from crossdock.flows.orders import pull_orders
from crossdock.flows.oversold import why_oversold
from crossdock.flows.products import pull_products
from crossdock.flows.standing import standings
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.flows.stocktaking import Stocktaker
from crossdock.inventory.timeline import What
from crossdock.orders import OrderStatus

SHOP = Scope(("shop",))


@pytest.fixture
def sold(stage, make_listing, make_order):
    """A listing that shows 7 of 9 units, because an order of 2 was pulled since."""
    stage.toy.pages = [Page((make_listing(1),))]
    pull_products(stage.workspace, stage.live)
    stage.time += timedelta(seconds=1)
    Stocktaker(stage.store, stage.time, "count").count([("SKU-1", 9)])
    push(stage)
    stage.time += timedelta(minutes=5)
    hear(stage, make_order(1, stage.time, lines=(line(2),)))
    return stage


def line(units):
    """Return an order line of so many units of listing 1."""
    return OrderLine("1", "1", "SKU-1", "Thing 1", units)


def hear(stage, order):
    """Pull *order*, a minute later, as its channel tells it now."""
    stage.time += timedelta(minutes=1)
    stage.toy.known[order.order_id] = order
    stage.toy.orders = [order]
    pull_orders(stage.workspace, stage.live)


def change(stage, **changes):
    """Pull the order, changed."""
    hear(stage, attrs.evolve(stage.toy.orders[0], **changes))


def shown(stage):
    """Return what is known of the listing."""
    return stage.store.shown.of("shop", ["1"])["1"].shown


def plan(stage):
    """Return what a push would send, and why."""
    rows = plan_stock(stage.workspace, SHOP).rows
    return [(row.before, row.quantity, row.reason) for row in rows]


def push(stage):
    """Push; return the quantities that were sent."""
    stage.toy.pushed.clear()
    push_stock(stage.workspace, plan_stock(stage.workspace, SHOP))
    return [update.quantity for call in stage.toy.pushed for update in call]


def test_a_cancelled_order_is_written_again(sold):
    """The channel may show its units again or not: what is wanted is sent once more."""
    change(sold, status=OrderStatus.CANCELLED)

    ((before, quantity, reason),) = plan(sold)
    assert (7, 9) == (before, quantity)
    assert reason.startswith("An order was cancelled or changed, and the channel may have put 2")
    assert ([9], [], (9, 0)) == (push(sold), push(sold), (shown(sold).most, shown(sold).loose))


def test_a_late_cancel_is_written_again(sold):
    """Its goods have left already, so what is wanted is what we think is shown: sent once more."""
    change(sold, status=OrderStatus.SHIPPING)
    change(sold, status=OrderStatus.CANCELLED)

    assert ([7], []) == (push(sold), push(sold))


def test_only_the_units_matter(sold):
    """An order that goes on its way, or is told again, leaves its listing as it is."""
    change(sold, status=OrderStatus.SHIPPING)
    change(sold, status=OrderStatus.SHIPPING)

    assert (7, False) == (shown(sold).quantity, shown(sold).unsure)
    assert [] == push(sold)


@pytest.mark.parametrize(("units", "known", "most"), [(1, 7, 8), (3, 6, 7)])
def test_an_order_that_asks_for_something_else(sold, units, known, most):
    """More is taken off what is shown, and less may be shown again; then it is sent once."""
    change(sold, lines=(line(units),))

    assert (known, most, True) == (shown(sold).quantity, shown(sold).most, shown(sold).unsure)
    assert ([9 - units], []) == (push(sold), push(sold))


def test_an_order_that_is_open_again(sold):
    """It is taken off what is shown; that it claims nothing again waits for a person."""
    change(sold, status=OrderStatus.CANCELLED)
    push(sold)
    change(sold, status=OrderStatus.PAID)

    assert (7, True) == (shown(sold).quantity, shown(sold).unsure)
    assert ([9], []) == (push(sold), push(sold))
    assert 1 == len(list(sold.store.reviews.all("shop")))


@pytest.mark.parametrize(("ended", "unsure"), [(-20, False), (-1, True), (None, True)])
def test_an_order_that_was_cancelled_before_we_heard_of_it(sold, make_order, ended, unsure):
    """It is in the number if it was over before that was sent; else nobody can tell."""
    sold.time += timedelta(minutes=10)
    at = None if ended is None else sold.time + timedelta(minutes=ended)
    placed = sold.time - timedelta(minutes=30)
    hear(sold, make_order(2, placed, status=OrderStatus.CANCELLED, updated_at=at))

    assert unsure is shown(sold).unsure


def test_a_pull_from_before_does_not_make_sure(sold):
    """Listings that were read before the cancel was heard of may tell of before it."""
    pull_products(sold.workspace, sold.live)
    sold.time += timedelta(seconds=30)
    sold.toy.orders = [attrs.evolve(sold.toy.orders[0], status=OrderStatus.CANCELLED)]
    pull_orders(sold.workspace, sold.live)

    assert shown(sold).unsure


def test_why_says_so(sold):
    """That it may show more, and that it differs from what is known to be right."""
    change(sold, status=OrderStatus.CANCELLED)

    (told,) = standings(sold.workspace, "shop", "SKU-1")
    assert told.differs
    assert any("may show up to 2 more: an order was cancelled" in one for one in told.sentences)
    push(sold)
    (told,) = standings(sold.workspace, "shop", "SKU-1")
    assert not told.differs


def test_why_oversold_says_so(sold):
    """From the cancel to the next push the listing may have shown too much."""
    change(sold, status=OrderStatus.SHIPPING)
    change(sold, status=OrderStatus.CANCELLED)
    push(sold)

    moments = why_oversold(sold.workspace, "SKU-1").moments
    told = [(one.entry.what, one.shown) for one in moments if one.entry.place]
    assert [(What.PUT_BACK, 9), (What.SENT, 9), (What.ACKNOWLEDGED, 7)] == told[-3:]
