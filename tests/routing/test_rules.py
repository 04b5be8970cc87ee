"""Association rules and warehouses: what may be said of them, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock.money import Money
from crossdock.routing import AssociationRule, Hours, Unrouted, UnroutedLine, WarehouseFacts

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)


def idr(amount: int) -> Money:
    """Return rupiah."""
    return Money(Decimal(amount), "IDR")


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"name": ""}, "name"),
        ({"warehouses": ()}, "warehouses"),
        ({"warehouses": ("north", "north")}, "twice"),
        ({"warehouses": ("north", "")}, "empty"),
        ({"warehouses": "north"}, "list"),
        ({"order": -1}, "order"),
        ({"order": True}, "order"),
        ({"skus": ("",)}, "skus"),
        ({"value_from": idr(5), "value_below": idr(5)}, "value_below"),
        ({"value_from": idr(5), "value_below": Money(Decimal(9), "CNY")}, "currency"),
        ({"days": ("monday",), "zone": "Asia/Jakarta"}, "monday"),
        ({"days": ("mon",)}, "zone"),
        ({"hours": Hours(time(8), time(17))}, "zone"),
        ({"days": ("mon",), "zone": "Jakarta/Asia"}, "time zone"),
        ({"starts": NOW.replace(tzinfo=None)}, "time zone"),
        ({"starts": NOW, "ends": NOW}, "ends"),
    ],
)
def test_rules_refused(given: dict[str, Any], word: str) -> None:
    """A rule that could not be meant is refused in a sentence that names the field."""
    with pytest.raises(InputRefusedError, match=word):
        AssociationRule(**{"name": "r", "warehouses": ("north",), **given})


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"capacity": -1},
        {"capacity": True},
        {"zone": "nowhere"},
        {"cut_off": time(15, tzinfo=UTC)},
    ],
)
def test_warehouses_refused(given: dict[str, Any]) -> None:
    """A warehouse that could not be meant is refused."""
    with pytest.raises(InputRefusedError):
        WarehouseFacts(**{"name": "north", **given})


@pytest.mark.parametrize(
    ("start", "end"), [(time(8), time(8)), (time(8, tzinfo=UTC), time(9)), ("8", time(9))]
)
def test_hours_refused(start: Any, end: Any) -> None:
    """Hours are two different times of day without a zone of their own."""
    with pytest.raises(InputRefusedError):
        Hours(start, end)


def test_hours_over_midnight() -> None:
    """Hours that end before they begin go over midnight."""
    night = Hours(time(22), time(6))

    assert night.include(time(23))
    assert night.include(time(5, 59))
    assert not night.include(time(6))


def test_cut_off() -> None:
    """What comes after the cut-off leaves on the next day, by the warehouse's own clock."""
    jakarta = WarehouseFacts("north", cut_off=time(16), zone="Asia/Jakarta")

    assert date(2024, 5, 6) == jakarta.leaves_on(NOW - timedelta(seconds=1))
    assert date(2024, 5, 7) == jakarta.leaves_on(NOW)


def test_orders_refused() -> None:
    """An order without lines, or with two of one id, cannot be routed."""
    line = UnroutedLine("1", "mug", 1)

    for lines in ((), (line, line)):
        with pytest.raises(DataRefusedError):
            Unrouted("shop", "7", lines, NOW)
