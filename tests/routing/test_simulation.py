"""Orders routed one after the other, and what other rules would have done with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from crossdock.inventory import Holdings, Position
from crossdock.routing import (
    AssociationRule,
    Reason,
    Router,
    SplitPolicy,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    diff,
    simulate,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
WAREHOUSES = [WarehouseFacts("north"), WarehouseFacts("south")]
ANY = AssociationRule("any", ("north", "south"))


def order(name: str, units: int, minutes: int = 0, **more: Any) -> Unrouted:
    """Return an order of mugs."""
    line = UnroutedLine("1", "mug", units, pool=more.pop("pool", frozenset()))
    return Unrouted("shop", name, (line,), NOW + timedelta(minutes=minutes), **more)


def mugs(demand: dict[frozenset[str], int] | None = None, **shelves: int) -> Holdings:
    """Return holdings of mugs."""
    there = {"mug": {w: Position(on_hand=n) for w, n in shelves.items()}}
    return Holdings(there, {"mug": demand or {}})


def test_stock_is_used_up() -> None:
    """Who came first is served first, whatever the list; the counts add up."""
    orders = [order("late", 2, 9), order("early", 2, 1), order("between", 2, 5)]

    done = simulate(Router([ANY], WAREHOUSES), orders, mugs(north=3, south=1), NOW)

    assert ["early", "between", "late"] == [d.order_id for d in done.decisions]
    assert (1, 1, 1) == (done.whole, done.split, done.held)
    assert {"north": 2, "south": 1} == done.parcels
    assert {Reason.SHORT: 1} == done.reasons


def test_who_waits_keeps_its_turn() -> None:
    """Units that an order waits for are not given to a later, smaller one."""
    orders = [order("big", 5), order("small", 1, 1)]

    done = simulate(Router([ANY], WAREHOUSES), orders, mugs(north=3), NOW)

    assert 2 == done.held


def test_demand_is_not_counted_twice() -> None:
    """Holdings that contain the orders' own demand come to the same as holdings without it."""
    both = frozenset({"north", "south"})
    orders = [order("a", 2, pool=both), order("b", 2, 1, pool=both)]
    router = Router([ANY], WAREHOUSES)

    with_demand = simulate(router, orders, mugs({both: 4}, north=4), NOW)

    assert with_demand == simulate(router, orders, mugs(north=4), NOW)
    assert 2 == with_demand.whole


def test_capacity_is_used_up() -> None:
    """Each order counts against its warehouse on the day it leaves."""
    full = [WarehouseFacts("north", capacity=1), WarehouseFacts("south")]
    orders = [order("a", 1), order("b", 1, 1), order("c", 1, 60 * 24)]

    done = simulate(Router([ANY], full), orders, mugs(north=9, south=9))

    assert [("north",), ("south",), ("north",)] == [d.warehouses for d in done.decisions]


def test_taken_before() -> None:
    """What was given before the simulation counts."""
    full = [WarehouseFacts("north", capacity=1), WarehouseFacts("south")]
    taken = {("north", date(2024, 5, 6)): 1}

    done = simulate(Router([ANY], full), [order("a", 1)], mugs(north=9, south=9), NOW, taken)

    assert {("north", date(2024, 5, 6)): 1} == taken
    assert ("south",) == done.decisions[0].warehouses


def test_diff() -> None:
    """Other rules: what is new, gone and edited, and which orders move, split, wait or go."""
    router = Router([ANY], WAREHOUSES)
    orders = [order("a", 1), order("b", 4, 1), order("c", 9, 2)]
    south = attrs.evolve(ANY, warehouses=("south", "north"))
    strict = AssociationRule("strict", ("south",), order=-0, split=SplitPolicy.NEVER)

    moved = diff([ANY], [south], router, orders, mugs(north=3, south=3))
    other = diff([ANY], [strict], router, orders, mugs(north=3, south=3))

    assert (("any",), 2) == (moved.edited, moved.unchanged)
    assert [True] == [change.moved for change in moved.changes]
    assert (("strict",), ("any",)) == (other.added, other.removed)
    assert ["a", "b"] == [change.after.order_id for change in other.changes]
    assert [False, True] == [change.newly_held for change in other.changes]
    assert [0, -2] == [change.parcels for change in other.changes]


def test_diff_of_the_same() -> None:
    """The same rules under other names change nothing that leaves."""
    router = Router([ANY], WAREHOUSES)
    renamed = attrs.evolve(ANY, name="every")

    same = diff([ANY], [renamed], router, [order("a", 1)], mugs(north=3))

    assert ((), 1) == (same.changes, same.unchanged)


def test_released() -> None:
    """An order that waited under the old rules and leaves under the new ones is released."""
    router = Router([ANY], WAREHOUSES)

    freed = diff([], [ANY], router, [order("a", 1)], mugs(north=3))

    assert [True] == [change.released for change in freed.changes]
