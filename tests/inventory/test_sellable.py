"""The bounds, in examples; their laws are in tests/testing."""

from __future__ import annotations

from importlib import import_module

from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.inventory import Holdings, Position, sellable, sellable_kits, servable
from crossdock.inventory.sellable import EXACT_WAREHOUSES

#: The package has a function of this name.
BOUNDS = import_module("crossdock.inventory.sellable")

NORTH, SOUTH = frozenset({"north"}), frozenset({"south"})
BOTH = NORTH | SOUTH


def holdings(demand: dict[frozenset[str], int] | None = None, **available: int) -> Holdings:
    """Return holdings of mugs: units available by warehouse, and unrouted demand."""
    return Holdings(
        {"mug": {w: Position(on_hand=units) for w, units in available.items()}},
        {"mug": demand or {}},
    )


def test_demand_that_can_go_elsewhere() -> None:
    """An order that another warehouse can serve does not lower what this one may promise."""
    held = holdings({BOTH: 3}, north=5, south=3)

    assert 5 == sellable(held, "mug", NORTH, BOTH)
    assert 5 == sellable(held, "mug", BOTH, BOTH)


def test_demand_that_cannot() -> None:
    """What the other warehouse cannot serve is taken off."""
    held = holdings({BOTH: 4, SOUTH: 2}, north=5, south=3)

    assert 2 == sellable(held, "mug", NORTH, BOTH)


def test_shortage_elsewhere() -> None:
    """What is short at one warehouse will be taken from the others."""
    assert 3 == sellable(holdings(north=5, south=-2), "mug", NORTH, BOTH)


def test_shortage_at_a_closed_warehouse() -> None:
    """What a closed warehouse owes is owed by the open ones; what it has, nobody may promise."""
    assert 3 == sellable(holdings(north=5, south=-2), "mug", NORTH, NORTH)
    assert 5 == sellable(holdings(north=5, south=9), "mug", BOTH, NORTH)


def test_demand_on_closed_warehouses() -> None:
    """Orders that only a closed warehouse could serve stay owed."""
    assert 4 == sellable(holdings({SOUTH: 1}, north=5), "mug", NORTH, NORTH)


def test_kits_are_packed_whole() -> None:
    """One unit at each of two warehouses is not one pack of two."""
    held = holdings(north=1, south=1)

    assert 0 == sellable_kits(held, {"mug": 2}, BOTH, BOTH)
    assert 1 == sellable_kits(holdings(north=2, south=1), {"mug": 2}, BOTH, BOTH)


def test_a_unit_breaks_one_kit() -> None:
    """Each unit of unrouted demand takes one kit at most, and none where it does not reach."""
    held = holdings({SOUTH: 3}, north=4, south=2)

    assert 2 == sellable_kits(held, {"mug": 2}, BOTH, BOTH)


def test_kits_and_shortage() -> None:
    """What is short, or asked for where nobody may serve it, may break a kit each."""
    owed = Holdings(
        {"mug": {"north": Position(on_hand=9), "south": Position(reserved=2)}},
        {"mug": {frozenset({"west"}): 1}},
    )

    assert 2 == sellable_kits(holdings(north=8, south=-2), {"mug": 2}, BOTH, BOTH)
    assert 3 == sellable_kits(holdings({SOUTH: 1}, north=8), {"mug": 2}, NORTH, NORTH)
    assert 1 == sellable_kits(owed, {"mug": 2}, BOTH, BOTH)


def test_pools_that_become_one() -> None:
    """Two pools of which the same warehouses are open ask for their units together."""
    held = holdings({NORTH: 2, BOTH: 3}, north=9)

    assert 4 == sellable(held, "mug", NORTH, NORTH)


def test_as_many_warehouses_as_can_be_tried() -> None:
    """The exact bound reaches as far as it says: there, no order lowers what others may serve."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES + 1)]
    near, far = frozenset(names[:1]), frozenset(names[1:])
    # Taking what it finds, the first pool would leave nothing to the second.
    demand = {frozenset(names[1:3]): 1, far - {names[2]}: EXACT_WAREHOUSES - 1}
    held = holdings(demand, **dict.fromkeys(names, 1))

    assert 1 == sellable(held, "mug", near, names)


def test_kits_through_as_many_warehouses_as_can_be_tried() -> None:
    """So far, kits are promised through the best part of the warehouses that demand touches."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES)]
    pool = frozenset(names)
    # Promising through w00 alone leaves the demand to all others.
    demand = {pool - {"w00"}: 3}
    held = holdings({**demand, frozenset({"w00"}): 1}, **{**dict.fromkeys(names, 0), "w00": 6})

    assert 2 == sellable_kits(held, {"mug": 2}, pool, names)


def test_more_warehouses_than_can_be_tried() -> None:
    """Beyond the exact bound's reach, the cautious one still lets demand go elsewhere."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES + 3)]
    far = frozenset(names[1:])
    held = holdings({far: 20}, **dict.fromkeys(names, 2))

    assert 2 == sellable(held, "mug", frozenset(names[:1]), names)


def test_empty_warehouses_serve_nobody() -> None:
    """For the cautious bound too, demand that finds nothing anywhere is owed by everybody."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES + 3)]
    held = holdings({frozenset(names[1:]): 1}, **dict.fromkeys(names[1:], 0), w00=5)

    assert 4 == sellable(held, "mug", frozenset(names[:1]), names)


def test_cautious_whatever_came_first() -> None:
    """For the cautious bound, the order in which demand arrived makes no difference."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES + 3)]
    stock = {**dict.fromkeys(names, 0), "w00": 5, "w01": 1, "w03": 1, "w04": 1}
    asked = [frozenset({"w01", "w02"}), frozenset({"w01", "w03"}), frozenset(names[4:])]
    for pools in (asked, asked[::-1]):
        held = holdings(dict.fromkeys(pools, 1), **stock)

        assert 5 == sellable(held, "mug", frozenset({"w00"}), names)


def test_cautious_takes_a_unit_once() -> None:
    """For the cautious bound, what one pool has taken another does not find."""
    names = [f"w{number:02}" for number in range(EXACT_WAREHOUSES + 3)]
    stock = {**dict.fromkeys(names, 0), "w00": 9, "w01": 4}
    far = frozenset(names[1:])
    held = holdings({far: 3, far - {"w02"}: 3}, **stock)

    assert 7 == sellable(held, "mug", frozenset({"w00"}), names)


def test_kits_and_what_closed_warehouses_owe() -> None:
    """What a closed warehouse owes may break kits of the open ones."""
    held = holdings(north=6, south=-1)

    assert 2 == sellable_kits(held, {"mug": 2}, NORTH, NORTH)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(
    st.lists(st.integers(-2, 6), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcd"), min_size=1), st.integers(1, 4)), max_size=3
    ),
    st.sets(st.sampled_from("abcd"), min_size=1),
)
def test_cautious_is_never_above_exact(
    units: list[int], demand: list[tuple[set[str], int]], pool: set[str]
) -> None:
    """The bound for many warehouses never promises more than the exact one for few."""

    held = holdings(
        {frozenset(asking): units for asking, units in demand},
        **dict(zip("abcd", units, strict=True)),
    )
    shelves = BOUNDS._shelves(held, "mug", frozenset("abcd"))

    cautious = BOUNDS._cautious_slack(shelves, frozenset(pool))

    assert cautious <= BOUNDS._least_slack(shelves, frozenset(pool))


def test_servable() -> None:
    """What is asked for together is served together or not at all."""
    held = holdings({BOTH: 1}, north=2, south=2)

    assert servable(held, "mug", {NORTH: 2, SOUTH: 1}, BOTH)
    assert not servable(held, "mug", {NORTH: 2, SOUTH: 2}, BOTH)
    assert servable(held, "mug", {NORTH: 0}, BOTH)


def test_servable_besides_the_same_pool() -> None:
    """What is asked of a pool comes on top of what the pool owes, and of what falls to it."""
    held = holdings({NORTH: 1}, north=3)

    assert servable(held, "mug", {NORTH: 2}, BOTH)
    assert not servable(held, "mug", {NORTH: 3}, BOTH)
    assert not servable(held, "mug", {NORTH: 1, BOTH: 2}, NORTH)
