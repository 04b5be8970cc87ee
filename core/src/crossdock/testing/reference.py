"""The stock model once more, naively: what the real one is compared with.

Written from the law and not from the code: moment by moment instead of by the
newest count, and by trying to serve every single unit instead of by a theorem.
It is slow, short, and has no opinion on anything but numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from crossdock.inventory import EventKind, Offer, Pool, RuleKind, SnapshotSemantics, StockEvent
from crossdock.testing.worlds import World

Place = tuple[str, str]


def on_hand(events: Iterable[StockEvent]) -> dict[Place, int]:
    """Return the units on hand by SKU and warehouse, living through *events* moment by moment."""
    hand: dict[Place, int] = defaultdict(int)
    occupied: dict[tuple[Place, str], int] = defaultdict(int)
    for _, group in groupby(sorted(events, key=_time), key=_time):
        moment = list(group)
        for place in {(e.sku, e.warehouse) for e in moment}:
            here = [e for e in moment if (e.sku, e.warehouse) == place]
            counts = sorted((e for e in here if e.level is not None), key=_weight)
            first = [e for e in here if counts and _together(e, counts[-1])]
            for event in first:
                occupied[place, event.reference] += event.occupied
            if counts:
                hand[place] = counts[-1].level or 0
                if counts[-1].semantics is SnapshotSemantics.NET_OF_RESERVED:
                    hand[place] += sum(max(0, n) for (p, _), n in occupied.items() if p == place)
            for event in here:
                if event not in first:
                    occupied[place, event.reference] += event.occupied
                    hand[place] += event.on_hand
    return {place: units for place, units in hand.items() if units}


def claimed(events: Iterable[StockEvent], column: str) -> dict[Place, int]:
    """Return what is left of *column* by SKU and warehouse, no document owing another's units."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for event in events:
        sums[event.sku, event.warehouse, event.reference] += getattr(event, column)
    left: dict[Place, int] = defaultdict(int)
    for (sku, warehouse, _), units in sums.items():
        left[sku, warehouse] += max(0, units)
    return {place: units for place, units in left.items() if units}


def servable(stock: Mapping[str, int], asked: Iterable[tuple[Pool, int]]) -> bool:
    """Return whether every unit of *asked* finds a unit of *stock*: by trying, unit by unit."""
    everywhere = frozenset(stock)
    # What is missing somewhere is an order that must be served from anywhere.
    short = [(everywhere, -units) for units in stock.values() if units < 0]
    units = [pool & everywhere for pool, number in (*asked, *short) for _ in range(number)]
    return serve(stock, units) is not None


def serve(stock: Mapping[str, int], units: Sequence[Pool]) -> Mapping[str, list[int]] | None:
    """Return which of *units* each warehouse serves, or None if not all can be."""
    served: dict[str, list[int]] = {w: [] for w in stock}

    def place(unit: int, seen: set[str]) -> bool:
        for w in sorted(units[unit] - seen):
            seen.add(w)
            if len(served[w]) < stock[w]:
                served[w].append(unit)
                return True
            for index, other in enumerate(served[w]):
                if place(other, seen):
                    served[w][index] = unit
                    return True
        return False

    return served if all(place(unit, set()) for unit in range(len(units))) else None


def promised(world: World, offer: Offer, units: int) -> bool:
    """Return whether *units* of *offer* could be sold, all open orders being served as well."""
    if offer.may_split or len(offer.recipe) == 1 == sum(offer.recipe.values()):
        return all(
            servable(world.available(sku), [*_owed(world, sku), (offer.pool, units * each)])
            for sku, each in offer.recipe.items()
        )
    return any(
        all(
            servable(
                {w: a - each * packed.get(w, 0) for w, a in world.available(sku).items()},
                _owed(world, sku),
            )
            and all(world.available(sku)[w] >= each * kits for w, kits in packed.items() if kits)
            for sku, each in offer.recipe.items()
        )
        for packed in _packings(sorted(offer.pool & set(world.warehouses)), units)
    )


def quantity(world: World, offer: Offer) -> int:
    """Return what a listing of single goods shows, its rules being buffer, end, percent, max."""
    if not offer.active or not offer.recipe:
        return 0
    (sku,) = offer.recipe
    units = 0
    while promised(world, offer, units + 1):
        units += 1
    elsewhere = sum(
        other.pending * other.recipe.get(sku, 0)
        for other in world.offers
        if other.connection != offer.connection
    )
    rules = {
        rule.kind: rule.value
        for rule in sorted(world.rules, key=lambda rule: (rule.connection != "", rule.name))
        if rule.connection in {"", offer.connection}
    }
    number = max(0, units - elsewhere - rules.get(RuleKind.BUFFER, 0))
    if units <= rules.get(RuleKind.END_WHEN, 0):
        number = 0
    number = number * rules.get(RuleKind.PERCENT, 100) // 100
    return min(number, rules.get(RuleKind.MAX, number))


def _owed(world: World, sku: str) -> Sequence[tuple[Pool, int]]:
    return list(world.holdings.pooled(sku).items())


def _packings(pool: Sequence[str], kits: int) -> Iterator[dict[str, int]]:
    """Yield every way to pack so many kits in the warehouses of *pool*."""
    if len(pool) <= 1:
        if pool or not kits:
            yield dict.fromkeys(pool, kits)
        return
    for here in range(kits + 1):
        for rest in _packings(pool[1:], kits - here):
            yield {pool[0]: here, **rest}


def _time(event: StockEvent) -> datetime:
    return event.effective_at


def _weight(count: StockEvent) -> tuple[bool, str]:
    return count.kind is EventKind.COUNT, count.key


def _together(event: StockEvent, count: StockEvent) -> bool:
    decision = event.kind in {EventKind.ADJUST, EventKind.WRITE_OFF}
    return count.counts_ties and event.source == count.source and not decision
