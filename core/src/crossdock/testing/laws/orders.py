"""P7 and P14 to P22: what importing, editing, merging and splitting orders may do to stock."""

# ruff: noqa: S101 - a law is an assertion

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated

import attrs
from hypothesis import strategies as st

from crossdock.inventory import (
    Holdings,
    LineState,
    Reading,
    StockEvent,
    claims,
    fold,
)
from crossdock.inventory.movements import come_back
from crossdock.testing import reference
from crossdock.testing.strategies import OrderLife, asks, order_lives, worlds
from crossdock.testing.subjects import Ask, Merging, Route, Settle
from crossdock.testing.worlds import DAWN, World, quantities, quantity

_LATER = DAWN + timedelta(days=1)


def sum_to_zero(
    settle: Settle,
    life: Annotated[OrderLife, order_lives()],
    shipped: Annotated[bool, st.booleans()],
) -> None:
    """P7: The reservations of a finished order, shipped or cancelled, add up to nothing."""
    events = _imported(settle, life)
    if life.final.state is LineState.OPEN:
        if shipped:
            events += _routed_and_shipped(events, life.final)
        events += settle(events, _cancelled(life.final)).events
    assert sum(event.reserved + event.pooled for event in events) == 0
    assert not fold(events).demand


def reserve_once(settle: Settle, life: Annotated[OrderLife, order_lives()]) -> None:
    """P14: However often and in whatever order it is read, an open line reserves its units once.

    At no time does it claim more than one of its revisions asked for.
    """
    events: list[StockEvent] = []
    for index in life.imports:
        events += settle(events, life.readings[index]).events
        claimed = _claimed(events)
        asked = [dict(reading.units) for reading in life.readings]
        assert claimed == {} or claimed in asked
        assert settle(events, life.readings[index]).events == ()
    if life.final.state is LineState.OPEN:
        assert dict(life.final.units) == _claimed(events)


def cancel_inverse(
    settle: Settle,
    world: Annotated[World, worlds(kits=False)],
    life: Annotated[OrderLife, order_lives(cancelled=True)],
) -> None:
    """P15: An order that came and was cancelled leaves holdings and quantities as they were."""
    after = world.after(*_imported(settle, life))
    assert world.holdings == after.holdings
    assert quantities(quantity, world) == quantities(quantity, after)


def cancel_first(settle: Settle, life: Annotated[OrderLife, order_lives(cancelled=True)]) -> None:
    """P16: A cancellation read before the order it cancels ends like the right order."""
    right = _settled(settle, life.readings)
    wrong = _settled(settle, (life.final, *life.readings[:-1]))
    assert fold(right) == fold(wrong)
    assert _claimed(wrong) == {}


def cancel_after_ship(
    settle: Settle, life: Annotated[OrderLife, order_lives(cancelled=False)]
) -> None:
    """P17: Cancelling what has left returns nothing; only its return does."""
    events = _imported(settle, life)
    events += _routed_and_shipped(events, life.final)
    on_hand = _on_hand(fold(events))
    events += settle(events, _cancelled(life.final)).events
    assert on_hand == _on_hand(fold(events))
    events += [
        come_back("T", sku, sku, units, "north", _LATER, good=True)
        for sku, units in life.final.units.items()
    ]
    assert on_hand + sum(life.final.units.values()) == _on_hand(fold(events))


def partial_cancel(
    settle: Settle,
    life: Annotated[OrderLife, order_lives(cancelled=False)],
    kept: Annotated[int, st.integers(1, 4)],
) -> None:
    """P18: An order that lost some units is an order that never had them."""
    less = {sku: min(kept, units) for sku, units in life.final.units.items()}
    _like_from_the_start(settle, life, less)


def edit(
    settle: Settle,
    life: Annotated[OrderLife, order_lives(cancelled=False)],
    units: Annotated[int, st.integers(1, 9)],
) -> None:
    """P19: An order changed to other units is an order of those units from the start."""
    _like_from_the_start(settle, life, dict.fromkeys(life.final.units, units))


def merge_neutrality(
    merging: Merging,
    lives: Annotated[
        Sequence[OrderLife],
        st.lists(order_lives(cancelled=False), min_size=1, max_size=3),
    ],
) -> None:
    """P20: Merging orders changes no stock and no line, and unmerging gives back the orders."""
    orders = [
        attrs.evolve(life.final, line=attrs.evolve(life.final.line, order=str(number)))
        for number, life in enumerate(lives)
    ]
    known = [
        claims.reserve(order.line, sku, units, order.pool, order.at, part=sku)
        for order in orders
        for sku, units in order.units.items()
    ]
    parcel, events = merging.merge(orders, known)
    assert fold(known) == fold([*known, *events])
    assert orders == list(merging.unmerge(parcel))


def split_neutrality(
    route: Route, case: Annotated[tuple[tuple[Ask, ...], dict[str, int]], asks()]
) -> None:
    """P21: Parts of a split line add up to it, each unit from one warehouse that may and can."""
    lines, stock = case
    allotments = route(lines, dict(stock))
    if allotments is None:
        return
    for line in lines:
        parts = [part for part in allotments if part.line == line.line]
        assert line.units == sum(part.units for part in parts)
        assert all(part.warehouse in line.pool and part.units > 0 for part in parts)
    assert {part.line for part in allotments} == {line.line for line in lines}
    for warehouse, units in stock.items():
        assert sum(part.units for part in allotments if part.warehouse == warehouse) <= units


def served_when_servable(
    route: Route, case: Annotated[tuple[tuple[Ask, ...], dict[str, int]], asks()]
) -> None:
    """P23: Orders that can all be served, somehow, are all served."""
    lines, stock = case
    possible = reference.servable(stock, [(line.pool, line.units) for line in lines])
    assert possible is (route(lines, dict(stock)) is not None)


def unlinked(settle: Settle, life: Annotated[OrderLife, order_lives(cancelled=False)]) -> None:
    """P22: A line without a master SKU moves nothing and goes to review; linking it makes good."""
    bare = [attrs.evolve(reading, units={}) for reading in life.readings]
    events: list[StockEvent] = []
    for reading in bare:
        settlement = settle(events, reading)
        assert settlement.events == ()
        assert settlement.review
    late = [*events, *settle(events, life.final).events]
    assert fold(_settled(settle, [life.final])) == fold(late)


def _settled(settle: Settle, readings: Iterable[Reading]) -> list[StockEvent]:
    events: list[StockEvent] = []
    for reading in readings:
        events += settle(events, reading).events
    return events


def _imported(settle: Settle, life: OrderLife) -> list[StockEvent]:
    return _settled(settle, (life.readings[index] for index in life.imports))


def _like_from_the_start(settle: Settle, life: OrderLife, units: dict[str, int]) -> None:
    newer = attrs.evolve(life.final.line, revision=life.final.line.revision + 1)
    events = _imported(settle, life)
    events += settle(events, attrs.evolve(life.final, line=newer, units=units)).events
    straight = attrs.evolve(life.final, units=units)
    assert fold(_settled(settle, [straight])) == fold(events)


def _cancelled(reading: Reading) -> Reading:
    newer = attrs.evolve(reading.line, revision=reading.line.revision + 1)
    return attrs.evolve(reading, line=newer, state=LineState.CANCELLED)


def _routed_and_shipped(events: Sequence[StockEvent], final: Reading) -> list[StockEvent]:
    """Return the routing and shipping, from one warehouse, of what the line claims on pools."""
    warehouse = min(final.pool)
    gone: list[StockEvent] = []
    for sku, pools in fold(events).demand.items():
        for pool, units in pools.items():
            gone.append(claims.route(final.line, sku, units, pool, warehouse, _LATER, part=sku))
            gone.append(claims.ship("O", "1", final.line, sku, units, warehouse, _LATER, part=sku))
    return gone


def _claimed(events: Iterable[StockEvent]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for event in events:
        sums[event.sku] = sums.get(event.sku, 0) + event.reserved + event.pooled
    return {sku: units for sku, units in sums.items() if units}


def _on_hand(holdings: Holdings) -> int:
    return sum(
        position.on_hand
        for positions in holdings.positions.values()
        for position in positions.values()
    )
