"""The published number: the fixed order of its steps, and explanations that can be computed."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from crossdock.errors import CrossdockError
from crossdock.inventory import (
    Holdings,
    Offer,
    Position,
    Published,
    Rule,
    RuleKind,
    Semantics,
    pending_units,
    publish,
    replay,
)
from crossdock.inventory.published import buffer_units
from crossdock.testing.strategies import worlds
from crossdock.testing.worlds import World

K = RuleKind
NORTH = frozenset({"north"})
BOTH = frozenset({"north", "south"})
OFFER = Offer("shop", "L1", {"mug": 1}, BOTH)
KIT = Offer("shop", "L2", {"mug": 2, "tray": 1}, BOTH, sku="set")
HOLDINGS = Holdings(
    {
        "mug": {"north": Position(on_hand=12, expected=4), "south": Position(on_hand=8)},
        "tray": {"north": Position(on_hand=5)},
    }
)


def published(
    offer: Offer = OFFER, rules: dict[RuleKind, int] | None = None, **more: Any
) -> Published:
    """Return what *offer* shows, *rules* holding for all SKUs."""
    held = {kind: Rule(kind.value, kind, value, "shop") for kind, value in (rules or {}).items()}
    skus = (*offer.recipe, offer.sku)
    return publish(HOLDINGS, offer, warehouses=BOTH, rules=dict.fromkeys(skus, held), **more)


@pytest.mark.parametrize(
    ("rules", "quantity"),
    [
        ({}, 20),
        ({K.BUFFER: 3}, 17),
        ({K.BUFFER: 3, K.MAX: 10}, 10),
        ({K.BUFFER: 13, K.MAX: 10}, 7),
        ({K.BUFFER_PERCENT: 12}, 17),
        ({K.BUFFER_PERCENT: 12, K.BUFFER: 4}, 16),
        ({K.PERCENT: 33}, 6),
        ({K.BUFFER: 1, K.PERCENT: 50}, 9),
        ({K.END_WHEN: 19}, 20),
        ({K.END_WHEN: 20}, 0),
        ({K.END_WHEN: 20, K.MIN: 5}, 0),
        ({K.MIN: 30}, 30),
        ({K.MIN: 30, K.MAX: 25}, 25),
        ({K.MAX: 10, K.PACK: 6}, 6),
        ({K.FIXED: 99}, 99),
        ({K.FIXED: 99, K.MAX: 10}, 10),
        ({K.FREEZE: 0}, 2),
        ({K.FIXED: 99, K.FREEZE: 0}, 2),
        ({K.PRESELL: 3}, 23),
        ({K.PRESELL: 9}, 24),
        ({K.PRESELL: 9, K.BUFFER: 4}, 20),
    ],
)
def test_order_of_rules(rules: dict[RuleKind, int], quantity: int) -> None:
    """Twenty mugs and four expected: the rules apply in their fixed order, whatever their own."""
    offer = attrs.evolve(OFFER, shown=2)
    backwards = dict(reversed(rules.items()))

    assert quantity == published(offer, rules).quantity
    assert quantity == published(offer, backwards).quantity


def test_explanation() -> None:
    """Each step says what it did and which rule or fact is behind it."""
    found = published(
        rules={K.BUFFER: 2, K.MAX: 10}, pending={"mug": 3}, reserved={"mug": 1}, share=9
    )

    assert [
        ("start", 20, 20, "mug in north, south"),
        ("keep back", 3, 17, "mug sold on other channels and not imported yet"),
        ("keep back", 1, 16, "mug reserved for other connections"),
        ("keep back", 2, 14, "buffer"),
        ("at most", 10, 10, "max"),
        ("at most", 9, 9, "this listing's share"),
    ] == [attrs.astuple(step) for step in found.steps]


def chain(found: Published) -> list[tuple[str, int, int, str]]:
    """Return the steps of *found*: operation, operand, what came of it, and why."""
    return [(step.operation, step.operand, step.after, step.because) for step in found.steps]


def test_chain_of_limits() -> None:
    """Each limit takes its step under its own name, in the fixed order."""
    found = published(
        attrs.evolve(OFFER, locked=11),
        {K.END_WHEN: 3, K.PERCENT: 40, K.MIN: 9, K.MAX: 10, K.PACK: 4},
    )

    assert [
        ("start", 20, 20, "mug in north, south"),
        ("percent", 40, 8, "percent"),
        ("at least, if any", 9, 9, "min"),
        ("at most", 10, 9, "max"),
        ("packs of", 4, 8, "pack"),
        ("at least", 11, 11, "locked by a campaign"),
    ] == chain(found)


def test_chain_of_a_fixed_number() -> None:
    """A fixed number is limited by the max, raised by open orders, and frozen as it is."""
    offer = attrs.evolve(OFFER, semantics=Semantics.WITH_OPEN_ORDERS, open_orders=4, shown=7)

    found = published(offer, {K.FIXED: 99, K.MAX: 30, K.FREEZE: 0})

    assert [
        ("start", 20, 20, "mug in north, south"),
        ("at most", 30, 20, "max"),
        ("exactly", 99, 99, "fixed"),
        ("at most", 30, 30, "max"),
        ("add", 4, 34, "open orders, which this channel counts in"),
        ("exactly", 7, 7, "freeze: nothing changes now"),
    ] == chain(found)


def test_chain_of_an_end() -> None:
    """What ends a listing says what was left, and of what."""
    assert [
        ("start", 20, 20, "mug in north, south"),
        ("nothing", 20, 0, "end-when: 20 of mug left"),
    ] == chain(published(rules={K.END_WHEN: 20}))


def test_chain_of_units_sold_early() -> None:
    """Expected goods are a step of their own."""
    assert [
        ("start", 20, 20, "mug in north, south"),
        ("add", 3, 23, "mug expected, to be sold already"),
    ] == chain(published(rules={K.PRESELL: 3}))


def test_chain_without_warehouses() -> None:
    """A connection that may sell from nowhere is told so."""
    assert [("start", 0, 0, "mug in no warehouse")] == chain(
        published(attrs.evolve(OFFER, pool=frozenset()))
    )


def test_chain_of_parcels() -> None:
    """Of parts that may travel apart, one is counted, and divided if a kit takes several."""
    kit = Offer("shop", "L2", {"mug": 2, "tray": 1}, NORTH, sku="set", may_split=True)

    found = published(kit, {K.BUFFER: 1}, pending={"mug": 4}, reserved={"mug": 1})

    assert [
        ("start", 12, 12, "mug in north"),
        ("keep back", 4, 8, "mug sold on other channels and not imported yet"),
        ("keep back", 1, 7, "mug reserved for other connections"),
        ("keep back", 1, 6, "buffer"),
        ("divide by", 2, 3, "units of mug in one"),
    ] == chain(found)


def test_chain_of_whole_kits() -> None:
    """Kits in one parcel take one step where nothing is kept back."""
    assert [("start", 5, 5, "whole in one of north, south")] == chain(published(KIT))


def test_kits_kept_back_in_percent() -> None:
    """Of percentages the largest is kept back of the kits, where it is more than all buffers."""
    rules = {
        "mug": {K.BUFFER_PERCENT: Rule("large", K.BUFFER_PERCENT, 60)},
        "tray": {
            K.BUFFER_PERCENT: Rule("small", K.BUFFER_PERCENT, 20),
            K.BUFFER: Rule("fixed", K.BUFFER, 1),
        },
    }

    found = publish(HOLDINGS, KIT, warehouses=BOTH, rules=rules, pending={"mug": 1})

    assert [
        ("start", 5, 5, "whole in one of north, south"),
        ("keep back", 1, 4, "mug sold on other channels and not imported yet"),
        ("keep back", 3, 1, "large"),
    ] == chain(found)


def test_kits_kept_back_in_units() -> None:
    """Buffers of all parts are kept back of the kits, where no percentage is more."""
    found = published(KIT, {K.BUFFER: 1, K.BUFFER_PERCENT: 40}, pending={"mug": 1})

    assert [
        ("start", 5, 5, "whole in one of north, south"),
        ("keep back", 1, 4, "mug sold on other channels and not imported yet"),
        ("keep back", 1, 3, "buffer"),
        ("keep back", 1, 2, "buffer"),
    ] == chain(found)


def test_kits_and_parts_owed_elsewhere() -> None:
    """A part that is owed at another warehouse limits the kits of this one."""
    owed = attrs.evolve(HOLDINGS, demand={"tray": {frozenset({"south"}): 3}})
    here = attrs.evolve(KIT, pool=NORTH)

    assert [
        ("start", 5, 5, "whole in one of north"),
        ("at most", 2, 2, "what the parts suffice for, each listed alone"),
    ] == chain(publish(owed, here, warehouses=BOTH, rules={}))


def test_parts_at_different_warehouses() -> None:
    """Parts that no warehouse has together make no kit, unless they may travel apart."""
    apart = Holdings(
        {"mug": {"north": Position(on_hand=3)}, "tray": {"south": Position(on_hand=2)}}
    )
    kit = Offer("shop", "L2", {"mug": 1, "tray": 1}, BOTH, sku="set")
    split = attrs.evolve(kit, may_split=True)

    assert 0 == publish(apart, kit, warehouses=BOTH, rules={}).quantity
    assert 2 == publish(apart, split, warehouses=BOTH, rules={}).quantity


@pytest.mark.parametrize("recipe", [{"tray": 1, "mug": 1}, {"mug": 1, "tray": 1}])
def test_a_part_that_is_spoken_for(recipe: dict[str, int]) -> None:
    """A part of which nothing is left ends the kit, whichever part comes first."""
    kit = Offer("shop", "L2", recipe, BOTH, sku="set", may_split=True)

    assert 0 == published(kit, pending={"mug": 20}, reserved={"tray": 4}).quantity


def test_a_part_expected() -> None:
    """Units sold early make a part last longer, and leave the next scarce one to decide."""
    kit = Offer("shop", "L2", {"mug": 2, "tray": 1}, NORTH, sku="set", may_split=True)

    assert "tray in north" == published(kit, {K.PRESELL: 4}).steps[0].because


@pytest.mark.parametrize(("pool", "warehouses"), [(NORTH, BOTH), (BOTH, NORTH)])
def test_expected_elsewhere(pool: frozenset[str], warehouses: frozenset[str]) -> None:
    """Goods expected where a connection may not sell from, or nobody may, are not sold early."""
    coming = Holdings({"mug": {"north": Position(on_hand=2), "south": Position(expected=4)}})
    early = {"mug": {K.PRESELL: Rule("early", K.PRESELL, 9)}}
    offer = attrs.evolve(OFFER, pool=pool)

    assert 2 == publish(coming, offer, warehouses=warehouses, rules=early).quantity


def test_open_orders_are_covered() -> None:
    """Open orders have their goods: they add to what is shown and not to what is missing."""
    walmart = attrs.evolve(OFFER, semantics=Semantics.WITH_OPEN_ORDERS, open_orders=4)

    found = published(walmart, {K.MIN: 30})

    assert (34, 10) == (found.quantity, found.short)


def test_locks_that_are_shown_anyway() -> None:
    """A campaign that locks what is shown changes nothing."""
    assert [("start", 20, 20, "mug in north, south")] == chain(
        published(attrs.evolve(OFFER, locked=20))
    )


@settings(deadline=None, derandomize=True, max_examples=200)
@given(worlds(rules=list(RuleKind), special=True))
def test_replay(world: World) -> None:
    """Computing an explanation's steps again gives the number, under any rules."""
    for offer in world.offers:
        found = world.assortment.published(offer)

        assert found.quantity == replay(found.steps)
        assert [step.after for step in found.steps] == [
            replay(found.steps[: number + 1]) for number in range(len(found.steps))
        ]


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"active": False}, "the listing is switched off"),
        ({"recipe": {}}, "the listing is not linked to a master SKU"),
    ],
)
def test_nothing_to_show(change: dict[str, Any], because: str) -> None:
    """A listing that is off or unlinked shows nothing, whatever is fixed, and says why."""
    found = published(attrs.evolve(OFFER, **change), {K.FIXED: 5})

    assert (0, because) == (found.quantity, found.steps[0].because)


def test_open_orders_are_counted_in() -> None:
    """A channel that counts open orders in is shown them on top of every limit."""
    walmart = attrs.evolve(OFFER, semantics=Semantics.WITH_OPEN_ORDERS, open_orders=4)

    assert 14 == published(walmart, {K.MAX: 10}).quantity


def test_freeze_counts_open_orders_once() -> None:
    """A frozen listing shows what it shows: open orders, part of that, are not added again."""
    walmart = attrs.evolve(OFFER, semantics=Semantics.WITH_OPEN_ORDERS, open_orders=4, shown=14)

    assert 14 == published(walmart, {K.FREEZE: 0}).quantity


def test_campaign_locks() -> None:
    """What a campaign has locked is shown although it is not there, and the shortfall noted."""
    found = published(attrs.evolve(OFFER, locked=26), {K.MAX: 10})

    assert (26, 16) == (found.quantity, found.short)
    assert 0 == published(attrs.evolve(OFFER, locked=6)).short


@pytest.mark.parametrize(("rules", "short"), [({K.MIN: 30}, 10), ({K.FIXED: 25}, 5), ({}, 0)])
def test_uncovered_units(rules: dict[RuleKind, int], short: int) -> None:
    """Units that a min or fixed rule shows and the goods do not cover are noted as well."""
    assert short == published(rules=rules).short


def test_presell_pays_debts_first() -> None:
    """Expected goods that open orders wait for are not sold once more."""
    owed = Holdings({"mug": {"north": Position(on_hand=1, reserved=4, expected=5)}})
    early = {"mug": {K.PRESELL: Rule("early", K.PRESELL, 9)}}

    assert 2 == publish(owed, OFFER, warehouses=BOTH, rules=early).quantity


def test_kits() -> None:
    """A kit is packed whole in one warehouse, unless its parts may travel apart."""
    kit = Offer("shop", "L2", {"mug": 2, "tray": 1}, BOTH, sku="set")

    assert 5 == published(kit).quantity
    assert 3 == published(kit, {K.BUFFER: 1}).quantity
    assert 4 == published(attrs.evolve(kit, may_split=True), {K.BUFFER: 1}).quantity
    assert 0 == published(attrs.evolve(kit, pool=frozenset({"south"}))).quantity


def test_the_scarcest_part() -> None:
    """Of parts that may travel apart, the one that suffices for the fewest kits decides."""
    kit = Offer("shop", "L2", {"mug": 10, "tray": 1}, BOTH, sku="set", may_split=True)

    found = published(kit)

    assert (2, "units of mug in one") == (found.quantity, found.steps[-1].because)


def test_packs_and_debts_elsewhere() -> None:
    """What is owed at another warehouse, and not there, is owed by the packs here."""
    owed = Holdings({"mug": {"north": Position(on_hand=4)}}, {"mug": {frozenset({"south"}): 3}})
    packs = Offer("shop", "L2", {"mug": 2}, NORTH)

    assert 0 == publish(owed, packs, warehouses=BOTH, rules={}).quantity


def test_percent_buffer_of_kits() -> None:
    """Goods that complete no kit do not raise the buffer of the kits."""
    kit = Offer("shop", "L2", {"mug": 1, "tray": 1}, BOTH, sku="set")

    assert 4 == published(kit, {K.BUFFER_PERCENT: 10}).quantity


def test_rules_of_kits_and_parts() -> None:
    """Limits are read for the kit, buffers for its parts."""
    kit = Offer("shop", "L2", {"mug": 2, "tray": 1}, BOTH, sku="set")
    rules = {
        "set": {K.MAX: Rule("m", K.MAX, 4), K.BUFFER: Rule("no", K.BUFFER, 9)},
        "tray": {K.BUFFER: Rule("b", K.BUFFER, 2), K.MAX: Rule("no", K.MAX, 1)},
    }

    assert 3 == publish(HOLDINGS, kit, warehouses=BOTH, rules=rules).quantity


def test_buffers_round_up() -> None:
    """A buffer in percent is never rounded to nothing."""
    assert (1, "b") == buffer_units({K.BUFFER_PERCENT: Rule("b", K.BUFFER_PERCENT, 1)}, 3)
    assert (505, "b") == buffer_units({K.BUFFER_PERCENT: Rule("b", K.BUFFER_PERCENT, 50)}, 1010)
    assert (0, "") == buffer_units({}, 3)


def test_pending_units() -> None:
    """A channel that shows three fewer than we imported has sold three."""
    assert 3 == pending_units(shown=10, read_back=5, imported_since=2)
    assert 0 == pending_units(shown=10, read_back=15, imported_since=0)


@pytest.mark.parametrize("field", ["shown", "locked", "open_orders", "pending"])
def test_offers_hold_units(field: str) -> None:
    """A listing's numbers are units, or the listing is refused."""
    with pytest.raises(CrossdockError, match=f"{field} of Offer is -1"):
        attrs.evolve(OFFER, **{field: -1})
