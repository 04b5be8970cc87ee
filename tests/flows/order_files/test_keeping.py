"""What a later file may say of an order that is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from crossdock.flows.order_files.keeping import carried, contradiction, is_behind
from crossdock.orders import Address, Order, OrderLine, OrderStatus, Person

MAY = datetime(2026, 5, 1, 9, tzinfo=UTC)

_words = st.sampled_from(["", "x", "y", "62****89"])
_moments = st.none() | st.integers(0, 3).map(lambda days: MAY + timedelta(days=days))
_orders = st.builds(
    Order,
    order_id=st.just("A1"),
    status=st.sampled_from(OrderStatus),
    lines=st.builds(
        OrderLine,
        line_id=st.just("1"),
        listing_id=st.just("K"),
        sku=st.just("K"),
        title=st.just("K"),
        quantity=st.integers(1, 3),
        note=_words,
    ).map(lambda line: (line,)),
    placed_at=st.just(MAY),
    updated_at=_moments,
    ship_by=_moments,
    recipient=st.builds(Person, _words, _words, _words),
    address=st.builds(Address, street=_words, city=_words),
    courier=_words,
    waybill=_words,
    cancel_requested=st.booleans(),
)


@given(_orders)
def test_the_same_reading_is_the_same(order: Order) -> None:
    """Whatever it holds and leaves out."""
    assert order == carried(order, order)
    assert not is_behind(order, order)
    assert "" == contradiction(order, order)


@given(_orders, _orders)
def test_carrying_once_is_carrying_twice(order: Order, before: Order) -> None:
    """What was carried is there, and comes from nowhere a second time."""
    once = carried(order, before)

    assert once == carried(once, before)


@given(_orders, _orders)
def test_nothing_known_is_lost(order: Order, before: Order) -> None:
    """What was known of people and places in the clear is never blank or masked again."""
    kept = carried(order, before)

    for role in ("recipient", "address"):
        for name, part in attrs.asdict(getattr(before, role)).items():
            now = getattr(getattr(kept, role), name)
            assert now or not part
            assert "*" not in now or "*" in part or not part
    assert kept.waybill or not before.waybill


@given(_orders, _orders)
def test_what_a_file_says_in_the_clear_stands(order: Order, before: Order) -> None:
    """The later reading is the channel's word."""
    kept = carried(order, before)

    assert (order.status, order.lines[0].quantity) == (kept.status, kept.lines[0].quantity)
    assert order.waybill in {"", kept.waybill}
    assert order.recipient.phone in {"", "62****89", kept.recipient.phone}


def test_only_a_later_change_lets_an_order_go_back() -> None:
    """Undated, or dated the same, it is the older file."""
    shipped = Order("A1", OrderStatus.SHIPPING, (), MAY, updated_at=MAY)
    paid = attrs.evolve(shipped, status=OrderStatus.PAID)

    assert is_behind(attrs.evolve(paid, updated_at=None), shipped)
    assert is_behind(paid, shipped)
    assert not is_behind(attrs.evolve(paid, updated_at=MAY + timedelta(hours=1)), shipped)
    assert not is_behind(shipped, paid)


def test_another_day_is_another_order() -> None:
    """Rounded moments and zones differ by hours, never by more than a day."""
    order = Order("A1", OrderStatus.PAID, (), MAY)

    assert "" == contradiction(order, attrs.evolve(order, placed_at=MAY + timedelta(hours=14)))
    assert contradiction(order, attrs.evolve(order, placed_at=MAY + timedelta(hours=25)))
