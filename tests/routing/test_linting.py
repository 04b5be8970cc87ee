"""What lint finds in a set of rules."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from crossdock.money import Money
from crossdock.routing import AssociationRule, Destination, Gazetteer, Hours, WarehouseFacts, lint
from crossdock.routing.coverage import covers, meet
from crossdock.routing.linting import Fault

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
NORTH, SOUTH = WarehouseFacts("north"), WarehouseFacts("south")


def rule(name: str = "r", *, order: int = 0, **more: Any) -> AssociationRule:
    """Return a rule."""
    return AssociationRule(name, more.pop("warehouses", ("north", "south")), order, **more)


def faults(*rules: AssociationRule, **more: Any) -> list[tuple[Fault, tuple[str, ...]]]:
    """Return what lint finds, in short."""
    return [(f.fault, f.rules) for f in lint(rules, [NORTH, SOUTH], ["shop"], **more)]


def rupiah(amount: int) -> Money:
    """Return rupiah."""
    return Money(Decimal(amount), "IDR")


def test_nothing_to_find() -> None:
    """One rule for everything is without fault."""
    assert [] == faults(rule())


def test_unreachable() -> None:
    """A rule behind one that takes all of it and ends the search is never asked."""
    wide, narrow = rule("wide", fall_through=False), rule("narrow", order=1, skus=("A*",))

    assert [(Fault.UNREACHABLE, ("narrow", "wide"))] == faults(wide, narrow)
    assert [] == faults(attrs.evolve(wide, fall_through=True), narrow)


def test_gap() -> None:
    """A shop some of whose orders meet no rule is named, with the rules that take the others."""
    narrow = rule(skus=("A*",))

    (found,) = lint([narrow], [NORTH, SOUTH], ["shop"])

    assert (Fault.GAP, "shop", ("r",)) == (found.fault, found.connection, found.rules)


def test_overlap() -> None:
    """Two rules that can meet in one line and send it elsewhere are named once."""
    by_place = rule("place", destinations=(Destination(city="Kota Bandung"),))
    by_goods = rule("goods", skus=("A*",), warehouses=("south", "north"))

    found = faults(by_place, by_goods, rule("rest", order=9))

    assert [(Fault.OVERLAP, ("goods", "place"))] == found


def test_strangers() -> None:
    """Warehouses and connections that do not exist are named."""
    stray = rule(warehouses=("north", "moon"), connections=("shop", "gone"))

    assert [
        (Fault.UNKNOWN_WAREHOUSE, ("r",)),
        (Fault.UNKNOWN_CONNECTION, ("r",)),
        (Fault.NEVER_REACHED, ()),
    ] == faults(stray)


def test_never_reached() -> None:
    """A warehouse that only an unreachable rule names is never reached."""
    first = rule("first", warehouses=("north",), fall_through=False)
    dead = rule("dead", order=1, warehouses=("south",))

    assert Fault.NEVER_REACHED in [fault for fault, _ in faults(first, dead)]


def test_expired() -> None:
    """A rule whose time is over is named, and takes nothing from others."""
    over = rule("over", ends=NOW, fall_through=False)

    assert [(Fault.EXPIRED, ("over",))] == faults(over, rule("next", order=1), now=NOW)


def test_places() -> None:
    """With a gazetteer, unknown places and names that are two places are named."""
    known = Gazetteer.of([("Jawa Barat", "Kota Bandung", ""), ("Jawa Barat", "Kab. Bandung", "")])
    rules = [
        rule("open", destinations=(Destination(city="Bandung"),)),
        rule("told", order=1, destinations=(Destination(city="Kota Bandung"),)),
        rule("odd", order=2, destinations=(Destination(city="Kab. Atlantis"),)),
        rule("rest", order=3),
    ]

    found = faults(*rules, gazetteer=known)

    assert [(Fault.NAMESAKES, ("open",)), (Fault.UNKNOWN_PLACE, ("odd",))] == found


@pytest.mark.parametrize(
    ("wide", "narrow", "does"),
    [
        ({}, {"connections": ("a",)}, True),
        ({"connections": ("a",)}, {}, False),
        ({"connections": ("a", "b")}, {"connections": ("a",)}, True),
        ({"skus": ("A*",)}, {"skus": ("AB*", "A1")}, True),
        ({"skus": ("AB*",)}, {"skus": ("A*",)}, False),
        ({"skus": ("A?",)}, {"skus": ("A1",)}, True),
        ({"skus": ("A?C*",)}, {"skus": ("ABC*",)}, False),
        ({"couriers": ("go*",)}, {"couriers": ("GoSend*",)}, True),
        (
            {"destinations": (Destination(province="Jabar"),)},
            {"destinations": (Destination(province="Jawa Barat", city="Kota Bandung"),)},
            True,
        ),
        (
            {"destinations": (Destination(city="Bandung"),)},
            {"destinations": (Destination(city="Kab. Bandung"),)},
            True,
        ),
        (
            {"destinations": (Destination(city="Kota Bandung"),)},
            {"destinations": (Destination(city="Kota Bandung", form_unsaid=True),)},
            False,
        ),
        (
            {"destinations": (Destination(postcode="40*"),)},
            {"destinations": (Destination(postcode="40111..40199"),)},
            True,
        ),
        (
            {"destinations": (Destination(postcode="40111..40199"),)},
            {"destinations": (Destination(postcode="401*"),)},
            False,
        ),
        ({"value_from": rupiah(5)}, {"value_from": rupiah(6), "value_below": rupiah(9)}, True),
        ({"value_from": rupiah(5)}, {"value_below": rupiah(9)}, False),
        ({"value_from": rupiah(5)}, {}, False),
        (
            {"days": ("mon", "tue"), "zone": "UTC"},
            {"days": ("mon",), "zone": "UTC", "hours": Hours(time(8), time(9))},
            True,
        ),
        (
            {"days": ("mon",), "zone": "UTC"},
            {"days": ("mon",), "zone": "Asia/Jakarta"},
            False,
        ),
        ({"starts": NOW}, {"starts": NOW + timedelta(1)}, True),
        ({"starts": NOW}, {"ends": NOW}, False),
    ],
)
def test_covers(wide: dict[str, Any], narrow: dict[str, Any], does: bool) -> None:
    """One rule covers another when it surely takes all that the other does."""
    assert does is covers(rule(**wide), rule(**narrow))


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        ({"connections": ("a",)}, {"connections": ("b",)}, False),
        ({"connections": ("a",)}, {"skus": ("A",)}, True),
        ({"skus": ("A*",)}, {"skus": ("AB?",)}, True),
        ({"skus": ("A*",)}, {"skus": ("B*",)}, False),
        ({"skus": ("*C",)}, {"skus": ("B*",)}, True),
        ({"skus": ("A1",)}, {"skus": ("A2",)}, False),
        (
            {"destinations": (Destination(city="Kota Bandung"),)},
            {"destinations": (Destination(city="Kab. Bandung"),)},
            False,
        ),
        (
            {"destinations": (Destination(city="Kota Bandung", form_unsaid=True),)},
            {"destinations": (Destination(city="Kab. Bandung", form_unsaid=True),)},
            True,
        ),
        ({"value_from": rupiah(5)}, {"value_below": rupiah(5)}, False),
        ({"value_from": rupiah(5)}, {"value_below": rupiah(6)}, True),
        ({"value_from": rupiah(5)}, {"value_from": Money(Decimal(5), "CNY")}, False),
        ({"ends": NOW}, {"starts": NOW}, False),
        ({"days": ("mon",), "zone": "UTC"}, {"days": ("tue",), "zone": "UTC"}, False),
    ],
)
def test_meet(one: dict[str, Any], other: dict[str, Any], do: bool) -> None:
    """Two rules meet unless surely no line is taken by both, whichever is asked first."""
    assert [do, do] == [meet(rule(**one), rule(**other)), meet(rule(**other), rule(**one))]
