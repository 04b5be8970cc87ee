"""Rows become orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crossdock.flows.order_files import Row, Terms, gather
from crossdock.orders import OrderLine

MAY = datetime(2026, 5, 1, 9, tzinfo=UTC)
TERMS = Terms(now=MAY, channel="shopee")


def line(line_id: str) -> OrderLine:
    """Return a line."""
    return OrderLine(line_id, "K", "K", "Kaos", quantity=1)


def row(number: int, order_id: str = "A1", line_id: str = "", **facts: Any) -> Row:
    """Return a row of an order that was placed and paid."""
    told = {"placed_at": MAY, "status": "paid", **facts}
    return Row(number, order_id, told, line(line_id or str(number)))


_rows = st.lists(
    st.builds(
        Row,
        number=st.just(0),
        order_id=st.sampled_from(["", "A1", "A2", "A3"]),
        facts=st.fixed_dictionaries(
            {"status": st.sampled_from(["paid", "shipping"])},
            optional={"placed_at": st.just(MAY), "street": st.sampled_from(["x", "y"])},
        ),
        line=st.none() | st.sampled_from("123").map(line),
        fault=st.sampled_from(["", "", "", "broken"]),
    ),
    max_size=8,
).map(
    lambda rows: [
        Row(number, one.order_id, one.facts, one.line, one.fault or "broken" * (not one.order_id))
        for number, one in enumerate(rows, start=2)
    ]
)


@given(_rows)
def test_every_row_ends_in_one_order(rows: list[Row]) -> None:
    """Each in the order it names, nameless ones alone; refused ones each with a reason."""
    found = gather(rows, TERMS)

    assert sorted(one.number for one in rows) == sorted(n for one in found for n in one.rows)
    names = [one.order_id for one in found if one.order_id]
    assert len(set(names)) == len(names)
    for one in found:
        assert (one.order is None) == bool(one.faults)
        assert one.order is not None or set(one.rows) == set(one.faults)


@given(_rows.filter(lambda rows: all(one.order_id for one in rows)), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Row], chance: Any) -> None:
    """The same orders come of them, and the same are refused."""
    mixed = list(rows)
    chance.shuffle(mixed)

    one, other = ({g.order_id: g.order for g in gather(r, TERMS)} for r in (rows, mixed))

    assert one == other


def test_lines_have_moments_of_their_own() -> None:
    """The last change and the first deadline are the order's."""
    later = MAY + timedelta(days=1)
    rows = [
        row(2, updated_at=MAY, ship_by=later, accept_by=MAY),
        row(3, updated_at=later, ship_by=MAY, accept_by=later),
    ]

    (one,) = gather(rows, TERMS)

    assert one.order is not None
    assert (later, MAY, MAY) == (one.order.updated_at, one.order.ship_by, one.order.accept_by)


def test_a_row_of_the_order_alone_adds_no_line() -> None:
    """Some exports put a payment or a discount on a row of its own."""
    rows = [row(2), Row(3, "A1", {"city": "Bandung"})]

    (one,) = gather(rows, TERMS)

    assert one.order is not None
    assert (1, "Bandung") == (len(one.order.lines), one.order.address.city)
