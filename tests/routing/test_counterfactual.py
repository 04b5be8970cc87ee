"""The smallest change that would have sent an order elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from crossdock.inventory import Holdings, Position
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    ChangeKind,
    Counterfactual,
    Destination,
    Router,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    counterfactual,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)


def found(
    rules: list[AssociationRule],
    shelves: dict[str, int],
    *,
    units: int = 1,
    facts: Any = (),
    to: str = "",
    taken: Any = None,
    sku: str = "mug",
    **more: Any,
) -> Counterfactual | None:
    """Look for a change for an order of mugs."""
    special = {one.name: one for one in facts}
    names = ("north", "south", "west")
    router = Router(rules, [special.get(name, WarehouseFacts(name)) for name in names])
    order = Unrouted("shop", "7", (UnroutedLine("1", sku, units),), NOW, **more)
    there = Holdings({"mug": {w: Position(on_hand=n) for w, n in shelves.items()}})
    return counterfactual(router, order, router.stock(there), NOW, taken or {}, to=to)


ANY = AssociationRule("any", ("north", "south"))


def test_more_stock() -> None:
    """The fewest units that would have been enough are named, with where."""
    change = found([ANY], {"north": 2, "south": 9}, units=5)

    assert change is not None
    assert (ChangeKind.STOCK, 3) == (change.kind, change.size)
    assert "With 3 more of mug at north, the order would have left from north." == change.sentence


def test_the_smallest_of_two() -> None:
    """Of two changes the smaller is named: a rule moved by one before nine units."""
    first = AssociationRule("first", ("south",), order=1)
    second = AssociationRule("second", ("north",), order=2)

    change = found([first, second], {"south": 9, "north": 9}, units=9)

    assert change is not None
    assert (ChangeKind.RULE_ORDER, 1) == (change.kind, change.size)


def test_to_a_warehouse() -> None:
    """A change towards one warehouse leaves out the others."""
    change = found([AssociationRule("r", ("north", "south", "west"))], {"north": 1}, to="west")

    assert change is None
    rules = [ANY, AssociationRule("west", ("west",), order=1)]
    towards = found(rules, {"north": 1, "west": 1}, to="west")
    assert towards is not None
    assert ("west",) == towards.decision.warehouses


def test_a_closed_warehouse() -> None:
    """A preferred warehouse that refuses would have sent it if it let go of the refusal."""
    for facts in (
        WarehouseFacts("north", open=False),
        WarehouseFacts("north", holidays=(date(2024, 5, 6),)),
        WarehouseFacts("north", capacity=0),
    ):
        change = found([ANY], {"north": 9, "south": 9}, facts=[facts])

        assert change is not None
        assert (ChangeKind.WAREHOUSE, 1) == (change.kind, change.size)
        assert ("north",) == change.decision.warehouses


def test_capacity_that_is_far_exceeded() -> None:
    """A warehouse that was given more than it takes needs all of the difference and one."""
    full = WarehouseFacts("north", capacity=1)

    change = found(
        [ANY], {"north": 9, "south": 9}, facts=[full], taken={("north", date(2024, 5, 6)): 3}
    )

    assert change is not None
    assert 3 == change.size


def test_another_destination() -> None:
    """An order of a place between two rules would have gone with the place said in full."""
    kota = AssociationRule("kota", ("north",), destinations=(Destination(city="Kota Bandung"),))

    change = found([kota], {"north": 9}, address=Address(city="Bandung"))

    assert change is not None
    assert (ChangeKind.DESTINATION, 1) == (change.kind, change.size)


def test_nothing_helps() -> None:
    """Where no single change helps, none is named."""
    assert found([ANY], {"north": 1}, sku="") is None
    assert found([], {"north": 1}) is None
