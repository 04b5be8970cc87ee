"""P29, P31, P34 to P36, P41, P42: limits, shares, kits, and goods that cannot be sold yet."""

# ruff: noqa: S101 - a law is an assertion

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated

import attrs
from hypothesis import strategies as st

from crossdock.inventory import (
    EventKind,
    LineState,
    Offer,
    Reading,
    Rule,
    RuleKind,
    SharingMode,
    fold,
)
from crossdock.inventory.events import StockEvent
from crossdock.inventory.movements import expect, receive
from crossdock.inventory.stocktaking import decide
from crossdock.testing import reference
from crossdock.testing.strategies import WAREHOUSES, OrderLife, histories, order_lives, worlds
from crossdock.testing.subjects import Fold, PendingUnits, Settle
from crossdock.testing.worlds import DAWN, Quantity, World, quantities, returned

_GOODS = st.sampled_from(("shirt", "mug"))
_PLACES = st.sampled_from(WAREHOUSES[:3])
_LATER = DAWN + timedelta(days=21)


def max_and_buffer(
    quantity: Quantity,
    world: Annotated[World, worlds(kits=False, rules=(), pending=False)],
    buffer: Annotated[int, st.integers(0, 12)],
    most: Annotated[int, st.integers(0, 12)],
) -> None:
    """P29: A buffer is taken off first and the max holds then: min(max(0, S - b), m)."""
    limited = world.with_rules(Rule("b", RuleKind.BUFFER, buffer), Rule("m", RuleKind.MAX, most))
    for offer in world.offers:
        plain = quantity(world, offer)
        assert min(max(0, plain - buffer), most) == quantity(limited, offer)


def partition_safety(
    quantity: Quantity,
    world: Annotated[World, worlds(sharing=SharingMode.PARTITION, most=5)],
) -> None:
    """P31: What all channels show of divided stock is no more than there is, and can be served."""
    asked: dict[str, list[tuple[frozenset[str], int]]] = {"shirt": [], "mug": []}
    for offer in world.offers:
        shown = quantity(world, offer)
        for sku, each in offer.recipe.items():
            asked[sku].append((offer.pool, shown * each))
    for sku, parts in asked.items():
        stock, owed = world.available(sku), list(world.holdings.pooled(sku).items())
        left = sum(stock.values()) - sum(units for _, units in owed)
        assert sum(units for _, units in parts) <= max(0, left)
        if reference.servable(stock, owed):
            assert reference.servable(stock, [*owed, *parts])


def oversell_bound(
    quantity: Quantity,
    world: Annotated[World, worlds(kits=False, rules=(), pending=False)],
) -> None:
    """P41: Channels that all show one stock oversell it, together, by what they show beyond it.

    So nobody shows more than all there is, and C channels oversell no more than
    C - 1 times as much.
    """
    stock, owed = world.available("shirt"), world.holdings.pooled("shirt")
    left = max(0, sum(stock.values()) - sum(owed.values()))
    exposed = [quantity(world, offer) for offer in world.offers]
    assert max(exposed) <= left
    assert max(0, sum(exposed) - left) <= (len(exposed) - 1) * left


def kit_is_multipack(
    quantity: Quantity,
    world: Annotated[World, worlds(rules=(RuleKind.BUFFER, RuleKind.END_WHEN))],
    units: Annotated[int, st.integers(1, 3)],
) -> None:
    """P34: A kit of so many of one thing is a multipack of it."""
    for offer in world.offers:
        pack = attrs.evolve(offer, recipe={"shirt": units}, sku="shirt")
        kit = attrs.evolve(pack, sku="kit")
        assert _alone(quantity, world, pack) == _alone(quantity, world, kit)


def kit_within_parts(
    quantity: Quantity,
    world: Annotated[
        World,
        worlds(
            rules=(
                RuleKind.RESERVE_FOR,
                RuleKind.BUFFER,
                RuleKind.BUFFER_PERCENT,
                RuleKind.END_WHEN,
                RuleKind.PERCENT,
            )
        ),
    ],
) -> None:
    """P34: Of a kit is never shown more than each part would allow, were it listed alone."""
    for offer in world.offers:
        shown = _alone(quantity, world, offer)
        for sku, each in offer.recipe.items():
            part = attrs.evolve(offer, recipe={sku: 1}, sku=sku)
            assert shown <= _alone(quantity, world, part) // each


def kit_claims(settle: Settle, life: Annotated[OrderLife, order_lives()]) -> None:
    """P34: A sold kit claims all its components, and its cancellation gives all of them back."""
    line = life.readings[0]
    events = [*settle([], line).events]
    claims: Counter[str] = Counter()
    for event in events:
        claims[event.sku] += event.reserved + event.pooled
    assert dict(line.units) == dict(claims)
    events += settle(events, _cancelled(line)).events
    assert not fold(events).demand


def incoming_inert(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    units: Annotated[int, st.integers(1, 9)],
) -> None:
    """P35: Announced goods change no quantity until they are received."""
    announced = world.after(expect("I", "1", sku, units, warehouse, _LATER))
    assert quantities(quantity, world) == quantities(quantity, announced)


def sold_early(
    quantity: Quantity,
    world: Annotated[World, worlds(rules=(RuleKind.BUFFER, RuleKind.PERCENT, RuleKind.MAX))],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    units: Annotated[int, st.integers(1, 9)],
    early: Annotated[int, st.integers(0, 9)],
) -> None:
    """P35: A rule that lets announced goods be sold early adds no more than it and they allow."""
    announced = world.after(expect("I", "1", sku, units, warehouse, _LATER))
    before = quantities(quantity, world)
    after = quantities(quantity, announced.with_rules(Rule("zz", RuleKind.PRESELL, early)))
    assert all(before[key] <= after[key] <= before[key] + min(early, units) for key in before)


def received_as_expected(
    fold: Fold,
    events: Annotated[tuple[StockEvent, ...], histories()],
    units: Annotated[int, st.integers(1, 9)],
    bad: Annotated[int, st.integers(0, 3)],
) -> None:
    """P35: Receiving what was announced is receiving it unannounced."""
    news = expect("law", "1", "shirt", units + bad, "north", DAWN)
    arrival = receive("law", "1", "1", "shirt", "north", _LATER, good=units, bad=bad)
    assert fold([*events, arrival]) == fold([*events, news, arrival])


def hold_inert(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    units: Annotated[int, st.integers(1, 9)],
) -> None:
    """P36: Goods that were held and freed again are as if they had never been held.

    While they are held, no quantity is higher for it.
    """
    held = world.after(decide(EventKind.HOLD, "D", sku, units, warehouse, _LATER, reason="law"))
    freed = held.after(decide(EventKind.UNHOLD, "D", sku, units, warehouse, _LATER, reason="law"))
    before, during = quantities(quantity, world), quantities(quantity, held)
    assert all(during[key] <= before[key] for key in before)
    assert before == quantities(quantity, freed)


def bad_goods_inert(
    quantity: Quantity,
    world: Annotated[World, worlds()],
    sku: Annotated[str, _GOODS],
    warehouse: Annotated[str, _PLACES],
    units: Annotated[int, st.integers(1, 9)],
) -> None:
    """P36: Goods that arrive damaged, from a supplier or a buyer, change no quantity."""
    before = quantities(quantity, world)
    back = world.after(returned(sku, warehouse, units, bad=True))
    arrived = world.after(receive("law", "1", "1", sku, warehouse, _LATER, good=0, bad=units))
    assert before == quantities(quantity, back)
    assert before == quantities(quantity, arrived)


def pending_is_one_sided(
    quantity: Quantity,
    world: Annotated[World, worlds(pending=False)],
    units: Annotated[int, st.integers(1, 5)],
    connection: Annotated[str, st.sampled_from(("shop", "stall", "web"))],
) -> None:
    """P42: Sales we infer and have not imported never raise a quantity."""

    def sold(offer: Offer) -> Offer:
        return attrs.evolve(offer, pending=units) if offer.connection == connection else offer

    before, after = (quantities(quantity, each) for each in (world, world.with_offers(sold)))
    assert all(after[key] <= before[key] for key in before)


def pending_is_inferred(
    pending_units: PendingUnits,
    shown: Annotated[int, st.integers(0, 9)],
    sold: Annotated[int, st.integers(0, 9)],
    imported: Annotated[int, st.integers(0, 9)],
    raised: Annotated[int, st.integers(0, 9)],
) -> None:
    """P42: What is inferred is what was sold and not imported, and never below zero."""
    sold, imported = min(sold, shown), min(imported, sold, shown)
    assert sold - imported == pending_units(shown, shown - sold, imported)
    assert pending_units(shown, shown + raised, imported) == 0


def _alone(quantity: Quantity, world: World, offer: Offer) -> int:
    """Return what *offer* shows as the only listing of its connection."""
    others = [other for other in world.offers if other.connection != offer.connection]
    return quantity(attrs.evolve(world, offers=(*others, offer)), offer)


def _cancelled(reading: Reading) -> Reading:
    return attrs.evolve(reading, state=LineState.CANCELLED)
