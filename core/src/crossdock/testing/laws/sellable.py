"""P23 to P28, P30, P32, P33: what any stock rule owes to goods, orders and names."""

# ruff: noqa: S101 - a law is an assertion

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import attrs
from hypothesis import strategies as st

from crossdock.inventory import Offer, Rule, RuleKind, SharingMode, StockEvent
from crossdock.inventory.events import COLUMNS
from crossdock.testing import reference
from crossdock.testing.strategies import PRUDENT, WAREHOUSES, pools, skus, worlds
from crossdock.testing.worlds import Quantity, World, ordered, quantities, returned

_GOODS = st.sampled_from(("shirt", "mug"))
_PLACES = st.sampled_from(WAREHOUSES[:3])
_SMOOTH = (
    RuleKind.RESERVE_FOR,
    RuleKind.BUFFER,
    RuleKind.BUFFER_PERCENT,
    RuleKind.PERCENT,
    RuleKind.MAX,
)
_OWN_RULES = st.sampled_from([kind for kind in PRUDENT if kind is not RuleKind.RESERVE_FOR])
_LIMITS = (RuleKind.BUFFER, RuleKind.END_WHEN, RuleKind.PERCENT, RuleKind.MAX)


def feasibility(quantity: Quantity, world: Annotated[World, worlds(most=5)]) -> None:
    """P23: What a channel is shown can be sold and served, together with all open orders.

    Where the open orders alone can be: what is owed already, no rule can undo.
    """
    for offer in world.offers:
        if reference.promised(world, offer, 0):
            assert reference.promised(world, offer, max(0, quantity(world, offer)))


def maximality(
    quantity: Quantity,
    world: Annotated[World, worlds(kits=False, rules=(), short=False, pending=False, most=5)],
) -> None:
    """P24: Without rules, one unit more than shown could not be served."""
    for offer in world.offers:
        assert not reference.promised(world, offer, quantity(world, offer) + 1)


def like_reference(
    quantity: Quantity,
    world: Annotated[World, worlds(kits=False, rules=_LIMITS, short=False, most=5)],
) -> None:
    """P24: Single goods are shown as by counting up for as long as one unit more can be served."""
    for offer in world.offers:
        if reference.promised(world, offer, 0):
            assert reference.quantity(world, offer) == quantity(world, offer)


def monotone_in_stock(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    units: Annotated[int, st.integers(1, 5)],
) -> None:
    """P25: More stock anywhere never lowers any quantity."""
    richer = world.after(returned(sku, warehouse, units))
    _never_lower(quantities(quantity, world), quantities(quantity, richer))


def monotone_when_divided(
    quantity: Quantity,
    world: Annotated[
        World,
        st.sampled_from((SharingMode.PARTITION, SharingMode.HYBRID)).flatmap(
            lambda mode: worlds(sharing=mode)
        ),
    ],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
) -> None:
    """P25: One unit more never takes one from any channel, also where stock is divided."""
    richer = world.after(returned(sku, warehouse, 1))
    _never_lower(quantities(quantity, world), quantities(quantity, richer))


def monotone_in_orders(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    place: Annotated[str | frozenset[str], _PLACES | pools(WAREHOUSES[:3])],
    units: Annotated[int, st.integers(1, 5)],
) -> None:
    """P25: Another order never raises any quantity."""
    busier = world.after(ordered(sku, place, units, 99))
    _never_lower(quantities(quantity, busier), quantities(quantity, world))


def monotone_in_rules(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    kind: Annotated[
        RuleKind,
        st.sampled_from(
            (
                RuleKind.BUFFER,
                RuleKind.BUFFER_PERCENT,
                RuleKind.END_WHEN,
                RuleKind.MAX,
                RuleKind.PERCENT,
            )
        ),
    ],
    values: Annotated[Sequence[int], st.lists(st.integers(0, 100), min_size=2, max_size=2)],
) -> None:
    """P26: A larger buffer or end-when never raises a quantity; a larger max or percent never
    lowers one.
    """
    less, more = (
        quantities(quantity, world.with_rules(Rule("zz", kind, value))) for value in sorted(values)
    )
    if kind in {RuleKind.MAX, RuleKind.PERCENT}:
        _never_lower(less, more)
    else:
        _never_lower(more, less)


def monotone_in_warehouses(
    quantity: Quantity,
    world: Annotated[World, worlds(pending=False)],
    warehouse: Annotated[str, _PLACES],
) -> None:
    """P26: Selling from one warehouse more, where nothing is short, never lowers a quantity."""
    if any(world.available(sku)[warehouse] < 0 for sku in ("shirt", "mug")):
        return
    wider = world.with_offers(lambda offer: attrs.evolve(offer, pool=offer.pool | {warehouse}))
    _never_lower(quantities(quantity, world), quantities(quantity, wider))


def bounds(
    quantity: Quantity,
    world: Annotated[
        World,
        worlds(rules=[kind for kind in RuleKind if kind is not RuleKind.FREEZE], special=True),
    ],
) -> None:
    """P27: A quantity is a whole number, not below zero, not above its max; zero if switched off.

    A campaign's lock and open orders that a channel counts in stand above the max.
    """
    for offer in world.offers:
        shown = quantity(world, offer)
        assert type(shown) is int
        assert shown >= 0
        if not offer.active or not offer.recipe:
            assert shown == 0
        mine = {"", offer.connection}
        limits = [r for r in world.rules if r.kind is RuleKind.MAX and r.connection in mine]
        if limits:
            assert shown <= max(rule.value for rule in limits) + offer.locked + offer.open_orders


def lipschitz(
    quantity: Quantity,
    world: Annotated[World, worlds(rules=_SMOOTH)],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
) -> None:
    """P28: One unit more at one warehouse changes no quantity by more than one."""
    before = quantities(quantity, world)
    after = quantities(quantity, world.after(returned(sku, warehouse, 1)))
    assert all(abs(after[key] - before[key]) <= 1 for key in before)


def locality(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    kind: Annotated[
        RuleKind, st.sampled_from([k for k in PRUDENT if k is not RuleKind.RESERVE_FOR])
    ],
) -> None:
    """P30: News of one SKU, or a rule for one connection, changes no quantity of another."""
    before = quantities(quantity, world)
    news = world.after(returned(sku, warehouse, 3), ordered(sku, warehouse, 1, 98))
    after, ruled = (
        quantities(quantity, changed)
        for changed in (news, world.with_rules(Rule("zz", kind, 1, "shop")))
    )
    for offer in world.offers:
        if sku not in offer.recipe:
            assert before[offer.key] == after[offer.key]
        if offer.connection != "shop":
            assert before[offer.key] == ruled[offer.key]


def renaming(
    quantity: Quantity,
    world: Annotated[World, worlds(special=True)],
    names: Annotated[Sequence[str], st.lists(skus(), min_size=8, max_size=8, unique=True)],
) -> None:
    """P32: Names carry no meaning: other names for everything give the same quantities."""
    old = ("shirt", "mug", "shop", "stall", "web", *WAREHOUSES[:3])
    other = dict(zip(old, names, strict=True))
    renamed = attrs.evolve(
        world,
        events=tuple(_renamed_event(event, other) for event in world.events),
        offers=tuple(_renamed_offer(offer, other) for offer in world.offers),
        warehouses=tuple(other[w] for w in reversed(world.warehouses)),
        rules=tuple(
            attrs.evolve(rule, connection=other.get(rule.connection, "")) for rule in world.rules
        ),
        sharing={other[sku]: sharing for sku, sharing in world.sharing.items()},
    )
    for offer, twin in zip(world.offers, renamed.offers, strict=True):
        assert quantity(world, offer) == quantity(renamed, twin)


def scaling(
    quantity: Quantity,
    world: Annotated[World, worlds(rules=(RuleKind.RESERVE_FOR, *_LIMITS[:2], RuleKind.MAX))],
    times: Annotated[int, st.integers(2, 9)],
) -> None:
    """P33: So many times the goods, orders and limits give so many times the quantity.

    As long as everything divides: all numbers are multiples of six, and no
    recipe asks for anything but one, two or three.
    """
    once, often = _scaled(world, 6), _scaled(world, 6 * times)
    for small, large in zip(once.offers, often.offers, strict=True):
        assert quantity(once, small) * times == quantity(often, large)


def _never_lower(
    before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> None:
    assert all(before[key] <= after[key] for key in before), f"{before} became {after}"


def _renamed_event(event: StockEvent, other: Mapping[str, str]) -> StockEvent:
    return attrs.evolve(
        event,
        sku=other[event.sku],
        warehouse=other.get(event.warehouse, ""),
        pool=frozenset(other[w] for w in event.pool),
    )


def _renamed_offer(offer: Offer, other: Mapping[str, str]) -> Offer:
    return attrs.evolve(
        offer,
        connection=other[offer.connection],
        recipe={other[sku]: units for sku, units in offer.recipe.items()},
        pool=frozenset(other[w] for w in offer.pool),
        sku=other.get(offer.sku, offer.sku),
    )


def _scaled(world: World, times: int) -> World:
    def event(one: StockEvent) -> StockEvent:
        return attrs.evolve(one, **{name: getattr(one, name) * times for name in COLUMNS})

    return attrs.evolve(
        world,
        events=tuple(map(event, world.events)),
        offers=tuple(attrs.evolve(offer, pending=offer.pending * times) for offer in world.offers),
        rules=tuple(attrs.evolve(rule, value=rule.value * times) for rule in world.rules),
    )
