"""What an order may hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crossdock.errors import DataRefusedError
from crossdock.orders import Address, Order, OrderLine, OrderStatus, Person

PLACED = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("quantity", [0, -1, True, 1.0, "1", None, float("inf"), 2**31, 2**63])
def test_a_line_sells_a_whole_number_of_units(quantity: Any) -> None:
    """None, fewer, fractions, text and more than any shop has set the order aside."""
    with pytest.raises(DataRefusedError, match=r"^quantity of OrderLine is .* from 1 to"):
        OrderLine("1", "7", "A", "T", quantity)


@pytest.mark.parametrize("name", ["placed_at", "updated_at", "paid_at", "accept_by", "ship_by"])
def test_every_time_carries_its_zone(name: str) -> None:
    """A time without a zone is refused by the field's name."""
    times: dict[str, Any] = {"placed_at": PLACED, name: datetime(2023, 1, 1)}  # noqa: DTZ001

    with pytest.raises(DataRefusedError, match=f"^{name} of Order"):
        Order("1", OrderStatus.PAID, (), **times)


def test_an_order_was_placed_at_some_time() -> None:
    """No time is no time to place an order at."""
    with pytest.raises(DataRefusedError, match=r"^placed_at of Order is None"):
        Order("1", OrderStatus.PAID, (), None)  # type: ignore[arg-type]


def test_lines_are_told_apart_by_their_ids() -> None:
    """Two lines of one id would be one line, and half the units lost."""
    line = OrderLine("1", "7", "A", "T", 1)

    with pytest.raises(DataRefusedError, match="Two lines of order '9' have the same line_id"):
        Order("9", OrderStatus.PAID, (line, line), PLACED)


def test_an_order_without_lines_is_an_order() -> None:
    """It is odd, and it is kept."""
    assert () == Order("1", OrderStatus.PAID, (), PLACED).lines


def test_persons_do_not_print() -> None:
    """Who buys, and where they live, is in no repr."""
    order = Order(
        "1",
        OrderStatus.PAID,
        (),
        PLACED,
        buyer=Person("Siti Canary", "62811", "siti@example.com"),
        address=Address(street="Jalan Canary 1", city="Bandung"),
    )

    assert "Canary" not in repr(order)
    assert "62811" not in repr(order)
