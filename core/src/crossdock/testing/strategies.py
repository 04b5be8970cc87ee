"""Hypothesis strategies for stock: small merchants, long histories, hostile channels.

Everything is drawn from few and small numbers, because the bugs of stock live
there: two warehouses, three units, one moment too late. Names are hostile now
and then, and never matter.

`worlds` is the one to begin with; `histories`, `order_lives`, `asks` and `faults`
are for ledgers, order imports, routers and push engines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.inventory import (
    EventKind,
    LineRef,
    LineState,
    Offer,
    Pool,
    Reading,
    Rule,
    RuleKind,
    Semantics,
    Sharing,
    SharingMode,
    SnapshotSemantics,
    StockEvent,
    claims,
    movements,
    stocktaking,
)
from crossdock.testing.channel import Fault
from crossdock.testing.subjects import Ask
from crossdock.testing.worlds import DAWN, World, ordered

#: Codes that have hurt somebody: look-alikes, separators, wildcards, formulas, nothing visible.
NASTY_SKUS = (
    "TEE",
    "tee",
    "\uff34\uff25\uff25",
    "tee\u00a0",
    "caf\u00e9",
    "cafe\u0301",
    "a:b",
    "a%3Ab",
    "[1]",
    "*",
    "-1",
    "1E5",
    "=HYPERLINK(1)",
    "'; DROP TABLE x;--",
    "\U0001f455",
    "\u0663",
    "\u202etee",
    "\ud800",
)
WAREHOUSES = ("north", "south", "east", "west")
CONNECTIONS = ("shop", "stall", "web")

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


def skus() -> SearchStrategy[str]:
    """Return SKU codes: plain ones, nasty ones, and any text at all."""
    return st.sampled_from(("shirt", "mug", *NASTY_SKUS)) | st.text(min_size=1, max_size=8)


def pools(warehouses: Sequence[str] = WAREHOUSES) -> SearchStrategy[Pool]:
    """Return sets of one or more of *warehouses*."""
    return st.sets(st.sampled_from(warehouses), min_size=1).map(frozenset)


def moments(spread: int = 12) -> SearchStrategy[datetime]:
    """Return one of few moments, so that ties and late arrivals are common."""
    return st.integers(0, spread).map(lambda minutes: DAWN + timedelta(minutes=minutes))


# Histories: every kind of event, conflict-free, in an order of arrival of their own.


@attrs.frozen
class _Draw:
    """The few numbers that an event of a history is made of."""

    what: str
    sku: str
    place: str
    other: str
    units: int
    extra: int
    document: int
    at: datetime


_EVENTS: dict[str, Callable[[_Draw], tuple[StockEvent, ...]]] = {
    "reserve": lambda d: (claims.reserve(_line(d), d.sku, d.units, d.place, d.at),),
    "pool": lambda d: (claims.reserve(_line(d), d.sku, d.units, _pair(d), d.at),),
    "route": lambda d: (
        claims.route(_line(d), d.sku, d.units, _pair(d), d.place, d.at, part=d.place),
    ),
    "unroute": lambda d: (
        claims.unroute(_line(d), d.sku, d.units, _pair(d), d.place, d.at, part=d.place),
    ),
    "accept": lambda d: (
        claims.accept(_line(d), d.sku, d.units, d.place, d.at, source="wms", part=d.place),
    ),
    "release": lambda d: (claims.release(_line(d), d.sku, d.units, d.place, d.at, part=d.place),),
    "ship": lambda d: (
        claims.ship(
            f"O{d.document}", d.sku, _line(d), d.sku, d.units, d.place, d.at, source="wms"
        ),
    ),
    "return": lambda d: (
        movements.come_back(
            f"T{d.document}", d.place, d.sku, d.units, d.place, d.at, good=bool(d.extra % 2)
        ),
    ),
    "expect": lambda d: (
        movements.expect(f"I{d.document}", d.place, d.sku, d.units, d.place, d.at),
    ),
    "unexpect": lambda d: (
        movements.unexpect(f"I{d.document}", d.place, d.sku, d.units, d.place, d.at),
    ),
    "receive": lambda d: (
        movements.receive(
            f"I{d.document}",
            d.place,
            str(d.extra),
            d.sku,
            d.place,
            d.at,
            good=d.units,
            bad=d.extra,
            source="wms",
        ),
    ),
    "transfer": lambda d: (
        movements.transfer_out(f"X{d.document}", d.place, d.sku, d.units, d.place, d.other, d.at)
        if d.extra
        else (
            movements.transfer_in(f"X{d.document}", d.other, "1", d.sku, d.units, d.place, d.at),
        )
    ),
    "adjust": lambda d: (_decided(EventKind.ADJUST, d, d.units if d.extra % 2 else -d.units),),
    "hold": lambda d: (_decided(EventKind.HOLD, d, d.units),),
    "unhold": lambda d: (_decided(EventKind.UNHOLD, d, d.units),),
    "write off": lambda d: (_decided(EventKind.WRITE_OFF, d, d.units),),
    "count": lambda d: (
        stocktaking.count(f"C{d.document}", d.sku, d.units + d.extra, d.place, d.at),
    ),
    "snapshot": lambda d: (_snapshot(d, SnapshotSemantics.PHYSICAL),),
    "net snapshot": lambda d: (_snapshot(d, SnapshotSemantics.NET_OF_RESERVED),),
}

#: What `histories` can contain.
EVENTS = tuple(_EVENTS)


def histories(
    without: Sequence[str] = (), max_size: int = 16
) -> SearchStrategy[tuple[StockEvent, ...]]:
    """Return events of every kind, one per key, in an order of arrival that tells nothing.

    Args:

        without: names of `EVENTS` to leave out.
    """
    draws = st.builds(
        _Draw,
        st.sampled_from([name for name in EVENTS if name not in without]),
        st.sampled_from(("shirt", "a:b")),
        st.sampled_from(WAREHOUSES[:2]),
        st.sampled_from(WAREHOUSES[1:3]),
        st.integers(1, 4),
        st.integers(0, 3),
        st.integers(0, 3),
        moments(),
    )
    return st.lists(draws, max_size=max_size).map(_told_apart)


def reordered(
    histories: SearchStrategy[tuple[StockEvent, ...]],
) -> SearchStrategy[tuple[tuple[StockEvent, ...], tuple[StockEvent, ...]]]:
    """Return a history together with the same events in another order of arrival."""
    return histories.flatmap(
        lambda events: st.tuples(st.just(events), st.permutations(events).map(tuple))
    )


# Orders.


@attrs.frozen
class OrderLife:
    """One order line, as its channel told it over time.

    Args:

        readings: what it became, in the channel's own order, revisions counting up.

        imports: indices of *readings*, in the order in which they came in: any
            number of times each, late or early, the last of them at least once.
    """

    readings: tuple[Reading, ...]
    imports: tuple[int, ...]

    @property
    def final(self) -> Reading:
        """What the channel says in the end."""
        return self.readings[-1]


def order_lives(*, kits: bool = True, cancelled: bool | None = None) -> SearchStrategy[OrderLife]:
    """Return order lines with edits, duplicates and late readings.

    Args:

        cancelled: whether they end cancelled; either, for None.
    """
    units = st.dictionaries(
        st.sampled_from(("shirt", "mug") if kits else ("shirt",)),
        st.integers(1, 4),
        min_size=1,
    )
    endings = st.booleans() if cancelled is None else st.just(cancelled)

    def life(edits: list[dict[str, int]], pool: Pool, ends: bool, order: str) -> OrderLife:
        states = [(each, LineState.OPEN) for each in edits]
        if ends:
            states.append((edits[-1], LineState.CANCELLED))
        return OrderLife(
            tuple(
                Reading(
                    LineRef("shop", order, "1", revision),
                    each,
                    pool,
                    state,
                    DAWN + timedelta(minutes=revision),
                )
                for revision, (each, state) in enumerate(states)
            ),
            (),
        )

    def imported(life: OrderLife) -> SearchStrategy[OrderLife]:
        last = len(life.readings) - 1
        more = st.lists(st.integers(0, last), max_size=5)
        return st.builds(
            lambda before, after: attrs.evolve(life, imports=(*before, last, *after)), more, more
        )

    return st.builds(
        life,
        st.lists(units, min_size=1, max_size=3),
        pools(WAREHOUSES[:3]),
        endings,
        st.sampled_from(("7", "a:b")),
    ).flatmap(imported)


def asks(
    max_units: int = 4,
) -> SearchStrategy[tuple[tuple[Ask, ...], dict[str, int]]]:
    """Return order lines that ask for units of one SKU, and what warehouses have of it."""
    lines = st.lists(st.tuples(st.integers(1, max_units), pools(WAREHOUSES[:3])), max_size=4)
    stock = st.tuples(*[st.integers(0, 5)] * 3)
    return st.builds(
        lambda lines, stock: (
            tuple(Ask(str(n), units, pool) for n, (units, pool) in enumerate(lines)),
            dict(zip(WAREHOUSES, stock, strict=False)),
        ),
        lines,
        stock,
    )


# Rules.


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


# Worlds.


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


# Channels.


def faults(max_size: int = 8, *, without: Sequence[Fault] = ()) -> SearchStrategy[list[Fault]]:
    """Return what becomes of the next requests to a channel; none fails for ever."""
    return st.lists(
        st.sampled_from([fault for fault in Fault if fault not in without]), max_size=max_size
    )


def interleavings(
    actions: int, most: int = 4, length: int = 12
) -> SearchStrategy[list[tuple[int, int]]]:
    """Return in which order so many kinds of action take turns, each with a number of units."""
    return st.lists(st.tuples(st.integers(0, actions - 1), st.integers(1, most)), max_size=length)


def _line(draw: _Draw) -> LineRef:
    return LineRef("shop", f"R{draw.document}", draw.sku)


def _pair(draw: _Draw) -> Pool:
    return frozenset({draw.place, draw.other})


def _decided(kind: EventKind, draw: _Draw, units: int) -> StockEvent:
    taken = min(draw.extra, units) if kind is EventKind.WRITE_OFF else 0
    return stocktaking.decide(
        kind,
        f"D{draw.document}",
        draw.sku,
        units,
        draw.place,
        draw.at,
        reason="drawn",
        unavailable=taken,
    )


def _snapshot(draw: _Draw, semantics: SnapshotSemantics) -> StockEvent:
    return stocktaking.snapshot(
        draw.sku,
        draw.units + draw.extra,
        draw.place,
        draw.at,
        semantics=semantics,
        source="wms",
        counts_ties=draw.document > 0,
    )


def _told_apart(draws: Sequence[_Draw]) -> tuple[StockEvent, ...]:
    told: dict[str, StockEvent] = {}
    for draw in draws:
        for event in _EVENTS[draw.what](draw):
            told.setdefault(event.key, event)
    return tuple(told.values())


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
