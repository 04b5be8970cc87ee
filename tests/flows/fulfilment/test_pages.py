"""Orders taken in and routed many at a time: the same as one by one, and no more questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from crossdock import OrderLine, OrderStatus
from crossdock.errors import DataRefusedError
from crossdock.flows.fulfilment.intake import Intake
from crossdock.store import OrderChange

READY, CANCELLED = OrderStatus.READY_TO_SHIP, OrderStatus.CANCELLED
#: All that taking in and routing write.
TABLES = (
    *("orders", "order_lines", "order_reviews", "stock_events", "event_conflicts"),
    *("positions", "claims", "pools", "warehouse_orders", "outbounds", "jobs"),
    *("asks", "document_steps", "shown"),
)


def take_each(yard: Any, *orders: Any) -> Any:
    """Take *orders* in as one page."""
    return Intake(yard.workspace, yard.turning).take_each("toko", orders, pull=1)


def rows(yard: Any) -> dict[str, list[Any]]:
    """Return everything that taking in and routing have written, whosever it is.

    A pool on which nothing waits any more says as much as none.
    """
    tables = yard.store.db.tables
    return {
        name: sorted(
            repr([cell for column, cell in row.items() if column not in {"merchant", "id"}])
            for row in tables[name].rows_where("merchant = ?", [yard.merchant])
            if name != "pools" or row["units"]
        )
        for name in TABLES
    }


def questions(yard: Any, number: int) -> list[str]:
    """Return what is asked of the tables while a page of *number* orders is taken and routed."""
    orders = [
        yard.order(f"{number}-{n}", ("mug", 1), ("set", 1), status=READY, waybill=f"{number}-{n}")
        for n in range(number)
    ]
    asked: list[str] = []
    yard.store.db._conn.set_trace_callback(asked.append)
    take_each(yard, *orders)
    yard.route()
    yard.store.db._conn.set_trace_callback(None)
    return [one.split()[-1] for one in asked if one.split()[0] in {"SELECT", "WITH"}]


def test_a_page_asks_no_more_than_an_order(yard: Any) -> None:
    """What is read is read for all orders of a page together, whatever becomes of them."""
    yard.stocked("mug", "tray", units=1000)
    yard.lists("set")
    yard.store.recipes.put({"set": [("mug", 1), ("tray", 1)]})
    # The first ones read besides what holds for all pages: rules, warehouses, the shop.
    for number in (1, 2):
        questions(yard, number)

    assert len(questions(yard, 3)) == len(questions(yard, 40))
    assert 46 == len(yard.jobs("depot"))


@pytest.mark.parametrize(
    "bad",
    [{"courier": "J\ud800"}, {"lines": (OrderLine("", "mug", "", "Barang", 1),)}],
    ids=["no text", "no line"],
)
def test_one_that_cannot_be_kept_takes_no_other_with_it(yard: Any, bad: Any) -> None:
    """It is refused with its reason, and nothing is left of it; the others are whole."""
    yard.stocked("mug")
    orders = [yard.order(f"{n}", ("mug", 1)) for n in range(5)]
    orders[2] = attrs.evolve(orders[2], **bad)

    fates = take_each(yard, *orders)

    new = OrderChange.NEW
    assert isinstance(fates[2], DataRefusedError)
    assert [new, new, new, new] == [*fates[:2], *fates[3:]]
    assert [1, 1, 0, 1, 1] == [len(yard.parcels(f"{n}")) for n in range(5)]
    assert 4 == yard.pooled("mug")
    assert yard.store.orders.find_kept("toko", "2") is None


def test_a_page_that_fails_leaves_nothing(yard: Any) -> None:
    """What goes wrong after it is no reason to keep a part of it."""
    yard.stocked("mug")
    orders = [yard.order(f"{n}", ("mug", 1)) for n in range(3)]
    before = rows(yard)

    def fail() -> None:
        with yard.store.db.transaction():
            take_each(yard, *orders)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert before == rows(yard)
    assert [] == yard.parcels("0")


READINGS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["mug", "tray", "set", "thing"]),
        st.integers(1, 4),
        st.sampled_from([OrderStatus.PAID, READY, OrderStatus.UNPAID, CANCELLED]),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pages=st.lists(READINGS, min_size=1, max_size=2))
def test_a_page_comes_to_the_same_as_its_orders(open_yard: Any, pages: Any) -> None:
    """Whatever is read, and how often, every table says the same at the end."""
    together, alone = open_yard(), open_yard()
    for yard in (together, alone):
        yard.rule("depot-wh", "annex-wh")
        yard.stocked("mug", "tray", units=5)
        yard.lists("set")
        yard.store.recipes.put({"set": [("mug", 2), ("tray", 1)]})
        for page in pages:
            yard.pass_time(seconds=9)
            start = yard.time
            orders = [
                yard.order(
                    f"{number}",
                    (sku, units),
                    status=status,
                    waybill=f"JT{number}" if status is READY else "",
                    placed_at=start - timedelta(hours=number),
                )
                for number, sku, units, status in page
            ]
            if yard is together:
                take_each(yard, *orders)
            else:
                for order in orders:
                    yard.take(order=order)
            yard.route()

    assert rows(together) == rows(alone)
    assert [] == together.store.ledger.check()
