"""Routing bugs that other platforms shipped: each restated as it was, and found by a law.

What is restated is the mistake and not the code: a few lines that decide what the
platform decided. The names lead to the public reports. The router itself keeps these
laws (and more, in test_router_laws).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from crossdock.inventory import Holdings, Position
from crossdock.routing import AssociationRule, Unrouted, UnroutedLine, WarehouseFacts, route

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
PLACES = ("north", "south", "west")
SKUS = ("mug", "tee")

#: Line, SKU, warehouse and units; None where the order is refused.
Sent = list[tuple[str, str, str, int]]
Routing = Callable[[Sequence[UnroutedLine], Holdings], Sent | None]
Law = Callable[[Routing, Sequence[UnroutedLine], Holdings], bool]


def crossdock(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Route as this package does."""
    order = Unrouted("shop", "7", tuple(lines), NOW)
    rule = AssociationRule("any", PLACES)
    decision = route(order, [rule], map(WarehouseFacts, PLACES), held, NOW)
    return (
        None
        if decision.held
        else [
            (part.line_id, part.sku, assignment.warehouse, part.units)
            for assignment in decision.assignments
            for part in assignment.parts
        ]
    )


# The mistakes.


def ignoring_allocations(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Take what lies on the shelves, whatever is allocated of it already."""
    return _line_by_line(lines, lambda sku, w: held.at(sku, w).on_hand)


def first_location(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Confirm against the sum of all locations, and take everything from the first."""
    for line in lines:
        if sum(held.at(line.sku, w).available for w in PLACES) < line.quantity:
            return None
    return [(line.line_id, line.sku, PLACES[0], line.quantity) for line in lines]


def first_location_or_nothing(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Ask the first location alone, and refuse what it does not have."""
    return _from_one(lines, held, PLACES[:1])


def each_line_by_itself(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Check every line against the same stock, though two of them name the same goods."""
    found = []
    for line in lines:
        able = [w for w in PLACES if held.at(line.sku, w).available >= line.quantity]
        if not able:
            return None
        found.append((line.line_id, line.sku, able[0], line.quantity))
    return found


def never_split(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Refuse an order that no one location can fulfil."""
    return _from_one(lines, held, PLACES)


def a_parcel_a_line(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Send each line from the first location that has any of it, though one has all."""
    return _line_by_line(lines, lambda sku, w: held.at(sku, w).available)


def fullest_first(lines: Sequence[UnroutedLine], held: Holdings) -> Sent | None:
    """Prefer the location with the most stock to the one that the merchant prefers."""
    total = {w: sum(held.at(sku, w).available for sku in SKUS) for w in PLACES}
    return _from_one(lines, held, sorted(PLACES, key=lambda w: -total[w]))


# The laws: whether what was sent keeps them.


def sends_what_is_there(routing: Routing, lines: Sequence[UnroutedLine], held: Holdings) -> bool:
    """No location sends more than it has left, all lines together."""
    units: Counter[tuple[str, str]] = Counter()
    for _, sku, warehouse, sent in routing(lines, held) or ():
        units[sku, warehouse] += sent
    return all(n <= held.at(sku, w).available for (sku, w), n in units.items())


def sends_what_can_be_sent(
    routing: Routing, lines: Sequence[UnroutedLine], held: Holdings
) -> bool:
    """An order that all locations together can fulfil is fulfilled."""
    return routing(lines, held) is not None or not _has(lines, held, PLACES)


def few_and_preferred(routing: Routing, lines: Sequence[UnroutedLine], held: Holdings) -> bool:
    """Of the sets of locations that have it, the smallest and then most preferred sends it."""
    sent = routing(lines, held)
    if sent is None:
        return True
    sets = (s for size in (1, 2, 3) for s in combinations(PLACES, size))
    best = next((s for s in sets if _has(lines, held, s)), PLACES)
    return {warehouse for _, _, warehouse, _ in sent} == set(best)


#: The public report, the law that finds it, and the mistake.
BUGS: Sequence[tuple[str, Law, Routing]] = (
    ("vendure#4030", sends_what_is_there, ignoring_allocations),
    ("medusa#14987", sends_what_is_there, first_location),
    ("medusa#15132", sends_what_can_be_sent, first_location_or_nothing),
    ("medusa#16502", sends_what_is_there, each_line_by_itself),
    ("saleor#12888", few_and_preferred, fullest_first),
    ("vendure#3588", sends_what_can_be_sent, never_split),
    ("woocommerce#63478", sends_what_can_be_sent, never_split),
    ("solidus#583", few_and_preferred, a_parcel_a_line),
)


def worlds() -> st.SearchStrategy[tuple[tuple[UnroutedLine, ...], Holdings]]:
    """Return order lines, and what three locations have and have promised."""
    lines = st.lists(
        st.tuples(st.sampled_from(SKUS), st.integers(1, 3)), min_size=1, max_size=3
    ).map(lambda drawn: tuple(UnroutedLine(str(n), *one) for n, one in enumerate(drawn)))
    shelf = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
        lambda drawn: Position(on_hand=max(drawn), reserved=min(drawn))
    )
    shelves = st.fixed_dictionaries(dict.fromkeys(PLACES, shelf))
    return st.tuples(lines, st.fixed_dictionaries(dict.fromkeys(SKUS, shelves)).map(Holdings))


@pytest.mark.parametrize(("law", "bug"), [bug[1:] for bug in BUGS], ids=[bug[0] for bug in BUGS])
def test_found(law: Law, bug: Routing) -> None:
    """The law finds the bug, in an order and stock that can be named."""
    # None is made smaller: that an example is found is enough.
    quickly = settings(phases=[Phase.generate], max_examples=2_000, derandomize=True)

    lines, held = find(worlds(), lambda world: not law(bug, *world), settings=quickly)

    assert not law(bug, lines, held)


@pytest.mark.parametrize("law", [sends_what_is_there, sends_what_can_be_sent, few_and_preferred])
def test_kept(law: Law) -> None:
    """The router keeps the law, whatever is ordered and wherever it lies."""

    @given(worlds())
    def holds(world: tuple[tuple[UnroutedLine, ...], Holdings]) -> None:
        assert law(crossdock, *world)

    holds()


def _has(lines: Sequence[UnroutedLine], held: Holdings, places: Iterable[str]) -> bool:
    needed: Counter[str] = Counter()
    for line in lines:
        needed[line.sku] += line.quantity
    among = tuple(places)
    return all(sum(held.at(s, w).available for w in among) >= n for s, n in needed.items())


def _from_one(lines: Sequence[UnroutedLine], held: Holdings, places: Sequence[str]) -> Sent | None:
    for warehouse in places:
        if _has(lines, held, (warehouse,)):
            return [(line.line_id, line.sku, warehouse, line.quantity) for line in lines]
    return None


def _line_by_line(lines: Sequence[UnroutedLine], has: Callable[[str, str], int]) -> Sent | None:
    left = {(sku, w): has(sku, w) for sku in SKUS for w in PLACES}
    found = []
    for line in lines:
        missing = line.quantity
        for warehouse in PLACES:
            taken = min(missing, left[line.sku, warehouse])
            if taken:
                found.append((line.line_id, line.sku, warehouse, taken))
                left[line.sku, warehouse] -= taken
            missing -= taken
        if missing:
            return None
    return found
