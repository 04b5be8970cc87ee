"""Goods that have left: from where they are taken, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import attrs
import pytest

from crossdock.inventory import Holdings, LineRef, Position, StockEvent, claims, departures

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
NORTH, SOUTH = frozenset({"north"}), frozenset({"south"})
POOL = NORTH | SOUTH
LINE, SECOND = LineRef("shop", "7", "1"), LineRef("shop", "7", "2")
PREFERRED = ("north", "south")


def held(**available: tuple[int, int]) -> Holdings:
    """Return holdings: of each SKU, the units available at north and south."""
    return Holdings(
        {
            sku: {w: Position(on_hand=n) for w, n in zip(PREFERRED, units, strict=True)}
            for sku, units in available.items()
        }
    )


def claimed(
    line: LineRef, units: int, sku: str = "mug", place: str | frozenset[str] = POOL
) -> tuple[LineRef, list[StockEvent]]:
    """Return a line that claims *units*."""
    return line, [claims.reserve(line, sku, units, place, NOON, part=sku)]


def taken(events: Iterable[StockEvent]) -> list[tuple[str, str, str, int]]:
    """Return what the shipments among *events* took: line, SKU, warehouse and units."""
    return [
        (event.reference.rpartition(":")[2], event.sku, event.warehouse, -event.on_hand)
        for event in events
        if event.on_hand
    ]


def test_routed_and_shipped() -> None:
    """What lay on a pool is given to a warehouse, and leaves it with the order as outbound."""
    found = departures([claimed(LINE, 2)], held(mug=(5, 5)), PREFERRED, NOON, source="shop")

    assert [
        claims.route(LINE, "mug", 2, POOL, "north", NOON, part="mug@north"),
        claims.ship("shop:7", "1", LINE, "mug", 2, "north", NOON, source="shop", part="mug@north"),
    ] == found


def test_nobody_says_so() -> None:
    """A departure that nobody told of has no source."""
    found = departures([claimed(LINE, 2)], held(mug=(5, 5)), PREFERRED, NOON)

    assert {""} == {event.source for event in found}


def test_orders_that_sound_alike() -> None:
    """A separator in an order's number does not make it another order's outbound."""
    lines = [attrs.evolve(LINE, order="7:1"), attrs.evolve(LINE, connection="shop:7", order="1")]

    keys = {
        departures([claimed(line, 1)], held(mug=(5, 5)), PREFERRED, NOON)[1].key for line in lines
    }

    assert 2 == len(keys)


#: Units available of mugs and trays at north and south, and from where two of each are taken.
ONE_WAREHOUSE = {
    "the first": ((4, 4), (4, 4), ("north", "north")),
    "just enough": ((2, 9), (2, 9), ("north", "north")),
    "the one that has all": ((4, 2), (1, 2), ("south", "south")),
    "each from its own": ((2, 1), (1, 2), ("north", "south")),
    "the first, although it has nothing": ((0, 1), (1, 0), ("north", "north")),
    "one short": ((1, 1), (1, 1), ("north", "north")),
}


@pytest.mark.parametrize(
    ("mugs", "trays", "warehouses"), ONE_WAREHOUSE.values(), ids=ONE_WAREHOUSE
)
def test_one_warehouse_for_all(
    mugs: tuple[int, int], trays: tuple[int, int], warehouses: tuple[str, str]
) -> None:
    """An order leaves from one warehouse that has all, or line by line, or from the first."""
    lines = [claimed(LINE, 2), claimed(SECOND, 2, "tray")]

    found = departures(lines, held(mug=mugs, tray=trays), PREFERRED, NOON)

    assert warehouses == tuple(warehouse for _, _, warehouse, _ in taken(found))


def test_preference() -> None:
    """The warehouse preferred goes first, whatever it is called."""
    found = departures([claimed(LINE, 2)], held(mug=(5, 5)), PREFERRED[::-1], NOON)

    assert [("1", "mug", "south", 2)] == taken(found)


def test_warehouses_that_may_not() -> None:
    """Goods leave from warehouses of their pool only, and no order is gathered elsewhere."""
    lines = [claimed(LINE, 2, place=SOUTH), claimed(SECOND, 2, "tray")]

    found = departures(lines, held(mug=(5, 0), tray=(5, 0)), PREFERRED, NOON)

    assert [("1", "mug", "south", 2), ("2", "tray", "north", 2)] == taken(found)


def test_pools_that_nobody_prefers() -> None:
    """Of a pool of which no warehouse is preferred, the first that has the goods is taken."""
    found = [
        taken(departures([claimed(LINE, 2)], held(mug=units), ("west",), NOON))
        for units in ((5, 5), (1, 5), (1, 1))
    ]

    assert [
        [("1", "mug", "north", 2)],
        [("1", "mug", "south", 2)],
        [("1", "mug", "north", 2)],
    ] == found


def test_lines_of_the_same_goods() -> None:
    """What one line takes, the next does not find; what it leaves, the next does."""
    lines = [claimed(LINE, 2), claimed(SECOND, 2), claimed(attrs.evolve(LINE, line="3"), 2)]

    found = departures(lines, held(mug=(5, 2)), PREFERRED, NOON)

    assert [
        ("1", "mug", "north", 2),
        ("2", "mug", "north", 2),
        ("3", "mug", "south", 2),
    ] == taken(found)


def test_lines_that_together_suffice() -> None:
    """Lines of the same goods leave together from where there is enough for both."""
    lines = [claimed(LINE, 2), claimed(SECOND, 2)]

    assert [("1", "mug", "south", 2), ("2", "mug", "south", 2)] == taken(
        departures(lines, held(mug=(3, 4)), PREFERRED, NOON)
    )


def test_routed_already() -> None:
    """What somebody has routed is his to ship, unless it is asked for; then it is not routed."""
    line, known = claimed(LINE, 3)
    known += [claims.route(LINE, "mug", 2, POOL, "south", NOON, part="south")]
    stock = held(mug=(5, 1))

    rest = departures([(line, known)], stock, PREFERRED, NOON)
    everything = departures([(line, known)], stock, PREFERRED, NOON, routed=True)

    assert [("1", "mug", "north", 1)] == taken(rest)
    assert [
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="mug@north"),
        claims.ship("shop:7", "1", LINE, "mug", 1, "north", NOON, part="mug@north"),
        claims.ship("shop:7", "1", LINE, "mug", 2, "south", NOON, part="mug@south"),
    ] == everything


def test_routed_in_two_parts() -> None:
    """Two parts of a line that were routed to one warehouse leave it together."""
    line, known = claimed(LINE, 2)
    known += [
        claims.route(LINE, "mug", 1, POOL, "south", NOON, part=part) for part in ("south", "again")
    ]

    assert [("1", "mug", "south", 2)] == taken(
        departures([(line, known)], held(mug=(5, 5)), PREFERRED, NOON, routed=True)
    )


def test_claims_add_up() -> None:
    """A claim that was ended is none, and one that was made anew counts once."""
    line, known = claimed(LINE, 2)
    ended = claims.release(LINE, "mug", 2, POOL, NOON)
    anew = claims.reserve(attrs.evolve(LINE, revision=1), "mug", 1, POOL, NOON)
    stock = held(mug=(5, 5))

    assert [] == departures([(line, [*known, ended])], stock, PREFERRED, NOON)
    assert [("1", "mug", "north", 1)] == taken(
        departures([(line, [*known, ended, anew])], stock, PREFERRED, NOON)
    )


def test_kits() -> None:
    """A line of several goods leaves with all of them, under keys of their own."""
    _, mugs = claimed(LINE, 2)
    _, trays = claimed(LINE, 1, "tray")

    found = departures([(LINE, [*mugs, *trays])], held(mug=(5, 5), tray=(0, 5)), PREFERRED, NOON)

    assert [("1", "mug", "south", 2), ("1", "tray", "south", 1)] == taken(found)
    assert len(found) == len({event.key for event in found})


def test_nothing_claimed() -> None:
    """An order that claims nothing leaves nothing."""
    assert [] == departures([(LINE, [])], held(mug=(5, 5)), PREFERRED, NOON)


def test_units_routed_before_and_units_of_the_pool_leave_together() -> None:
    """One shipment of one SKU from one warehouse, whatever its parts were claimed as."""
    known = [
        claims.reserve(LINE, "mug", 5, POOL, NOON, part="mug"),
        claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north"),
    ]

    found = departures([(LINE, known)], held(mug=(9, 0)), PREFERRED, NOON, routed=True)

    assert [("1", "mug", "north", 5)] == taken(found)
    assert [3] == [event.reserved for event in found if event.pool]
    assert len({event.key for event in found}) == len(found)


def test_claims_on_two_pools_are_routed_apart() -> None:
    """Each routing has a key of its own, and together they leave once."""
    known = [
        claims.reserve(LINE, "mug", 2, POOL, NOON, part="a"),
        claims.reserve(LINE, "mug", 1, NORTH, NOON, part="b"),
    ]

    found = departures([(LINE, known)], held(mug=(9, 0)), PREFERRED, NOON)

    assert [("1", "mug", "north", 3)] == taken(found)
    assert len({event.key for event in found}) == 3
