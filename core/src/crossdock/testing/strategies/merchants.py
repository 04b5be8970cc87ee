"""Small merchants: goods, open orders, listings, and the rules in force."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.inventory import (
    Offer,
    Pool,
    Rule,
    RuleKind,
    Semantics,
    Sharing,
    SharingMode,
    StockEvent,
    movements,
)
from crossdock.testing.strategies.names import CONNECTIONS, WAREHOUSES, pools
from crossdock.testing.worlds import DAWN, World, ordered

#: Rules that only ever lower what is shown.
PRUDENT = (
    RuleKind.RESERVE_FOR,
    RuleKind.BUFFER,
    RuleKind.BUFFER_PERCENT,
    RuleKind.END_WHEN,
    RuleKind.PERCENT,
    RuleKind.MAX,
    RuleKind.PACK,
)


def rule_stacks(
    kinds: Sequence[RuleKind] = PRUDENT, connections: Sequence[str] = CONNECTIONS
) -> SearchStrategy[tuple[Rule, ...]]:
    """Return a few rules of *kinds*, for one connection or for all."""

    def rule(kind: RuleKind, value: int, connection: str, number: int) -> Rule:
        if kind in {RuleKind.PERCENT, RuleKind.BUFFER_PERCENT}:
            value = min(100, value * 12)
        if kind is RuleKind.PACK:
            value += 1
        if kind is RuleKind.RESERVE_FOR:
            connection = connection or connections[0]
        return Rule(f"{kind} {number} of {connection or 'all'}", kind, value, connection)

    if not kinds:
        return st.just(())
    drawn = st.builds(
        rule,
        st.sampled_from(kinds),
        st.integers(0, 9),
        st.sampled_from(("", *connections)),
        st.integers(0, 1),
    )
    return st.lists(drawn, max_size=4, unique_by=lambda rule: rule.name).map(tuple)


@attrs.frozen
class _Numbers:
    """What a world holds of one SKU."""

    received: tuple[int, ...]
    reserved: tuple[int, ...]
    pooled: tuple[tuple[Pool, int], ...]


def worlds(
    *,
    kits: bool = True,
    rules: Sequence[RuleKind] = PRUDENT,
    short: bool = True,
    demand: bool = True,
    pending: bool = True,
    sharing: SharingMode = SharingMode.SHARED,
    special: bool = False,
    most: int = 7,
) -> SearchStrategy[World]:
    """Return small merchants: two SKUs, three warehouses, a few listings on three connections.

    Args:

        kits: listings may be multipacks and kits.

        rules: kinds of rules that may be in force.

        short: warehouses may have promised more than they have.

        demand: there may be orders that no warehouse was found for yet.

        pending: channels may have sold what we have not heard of.

        sharing: how all goods are shared.

        special: listings may be switched off, unlinked, locked by a campaign, or on
            a channel that counts open orders in.

        most: units of one SKU at one warehouse.
    """
    goods = ("shirt", "mug") if kits else ("shirt",)
    places = WAREHOUSES[:3]
    numbers = st.builds(
        _Numbers,
        st.tuples(*[st.integers(0, most)] * 3),
        st.tuples(*[st.integers(0, 3) if short else st.just(0)] * 3),
        st.lists(st.tuples(pools(places), st.integers(1, 3)), max_size=2 if demand else 0).map(
            tuple
        ),
    )
    recipes = st.just({"shirt": 1}) | st.just({"mug": 1})
    if kits:
        recipes = recipes | st.sampled_from(
            ({"shirt": 2}, {"shirt": 3}, {"shirt": 1, "mug": 1}, {"mug": 1, "shirt": 2})
        )
    else:
        recipes = st.just({"shirt": 1})

    offers = st.lists(
        st.tuples(
            st.sampled_from(CONNECTIONS),
            recipes,
            st.integers(0, 2) if pending else st.just(0),
            st.integers(0, 9) if special else st.just(9),
            st.booleans() if kits else st.just(False),
        ),
        min_size=1,
        max_size=3,
    )
    associations = st.tuples(*[pools(places)] * len(CONNECTIONS))

    def world(
        stock: tuple[_Numbers, ...],
        listed: list[tuple[str, dict[str, int], int, int, bool]],
        pools_of: tuple[Pool, ...],
        stack: tuple[Rule, ...],
    ) -> World:
        pool = dict(zip(CONNECTIONS, pools_of, strict=True))
        return World(
            events=tuple(
                event
                for sku, held in zip(goods, stock, strict=True)
                for event in _opening(sku, held, places)
            ),
            offers=tuple(
                _offer(number, each, pool[each[0]]) for number, each in enumerate(listed)
            ),
            warehouses=places,
            rules=stack,
            sharing={sku: Sharing(sharing) for sku in goods},
        )

    return st.builds(
        world,
        st.tuples(*[numbers] * len(goods)),
        offers,
        associations,
        rule_stacks(rules),
    )


def _opening(sku: str, held: _Numbers, places: Sequence[str]) -> Sequence[StockEvent]:
    received = [
        movements.receive("opening", f"{sku} {w}", "1", sku, w, DAWN, good=units)
        for w, units in zip(places, held.received, strict=True)
        if units
    ]
    reserved = [
        ordered(sku, w, units, number)
        for number, (w, units) in enumerate(zip(places, held.reserved, strict=True))
        if units
    ]
    pooled = [
        ordered(sku, pool, units, number)
        for number, (pool, units) in enumerate(held.pooled, start=len(places))
    ]
    return [*received, *reserved, *pooled]


def _offer(number: int, drawn: tuple[str, dict[str, int], int, int, bool], pool: Pool) -> Offer:
    connection, recipe, pending, odd, may_split = drawn
    return Offer(
        connection=connection,
        listing_id=f"L{number}",
        recipe={} if odd == 0 else recipe,
        pool=frozenset() if odd == 1 else pool,
        sku="kit" if len(recipe) > 1 else next(iter(recipe)),
        active=odd != 2,
        may_split=may_split,
        semantics=Semantics.WITH_OPEN_ORDERS if odd == 3 else Semantics.SELLABLE,
        locked=4 if odd == 4 else 0,
        open_orders=2,
        pending=pending,
    )
