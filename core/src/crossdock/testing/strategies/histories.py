"""Histories: every kind of event, conflict-free, in an order of arrival of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.inventory import (
    EventKind,
    LineRef,
    Pool,
    SnapshotSemantics,
    StockEvent,
    claims,
    movements,
    stocktaking,
)
from crossdock.testing.strategies.names import WAREHOUSES, moments


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
