"""P1 to P13: what a ledger and its fold owe to the facts."""

# ruff: noqa: S101 - a law is an assertion

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Annotated

import attrs
from hypothesis import strategies as st

from crossdock.inventory import (
    EventKind,
    Holdings,
    LineRef,
    Position,
    SnapshotSemantics,
    StockEvent,
    claims,
    stocktaking,
)
from crossdock.testing import reference
from crossdock.testing.laws.sums import amiss, by_sku, column, totals
from crossdock.testing.strategies import histories, moments, reordered, worlds
from crossdock.testing.subjects import Discrepancies, Fold, FoldAt, OpenBook
from crossdock.testing.worlds import DAWN, Quantity, World, quantities

History = tuple[StockEvent, ...]
_LATER = DAWN + timedelta(days=1)
_MOVES_ONLY = ("count", "snapshot", "net snapshot")


def permutation(
    fold: Fold, orders: Annotated[tuple[History, History], reordered(histories())]
) -> None:
    """P1: The order in which events arrive changes nothing."""
    first, second = orders
    assert fold(first) == fold(second)


def like_reference(fold: Fold, events: Annotated[History, histories()]) -> None:
    """P1: The fold agrees with living through the events moment by moment."""
    holdings = fold(events)
    assert reference.on_hand(events) == column(holdings, "on_hand")
    for name in ("reserved", "expected", "occupied"):
        assert reference.claimed(events, name) == column(holdings, name)


def idempotence(
    open_book: OpenBook,
    events: Annotated[History, histories()],
    again: Annotated[Sequence[int], st.lists(st.integers(0, 99), max_size=8)],
) -> None:
    """P2: Recording an event again changes nothing; other content under its key is a conflict."""
    book = open_book()
    book.record(events)
    entries, holdings = dict(book.entries()), book.holdings()
    assert {event.key: event for event in events} == entries
    book.record([events[index % len(events)] for index in again if events])
    assert (entries, holdings) == (dict(book.entries()), book.holdings())
    assert not book.conflicts()
    for event in events[:3]:
        book.record([attrs.evolve(event, sku=event.sku + " other")])
    assert (entries, holdings) == (dict(book.entries()), book.holdings())
    assert len(events[:3]) == len(book.conflicts())


def batch_split(
    open_book: OpenBook,
    events: Annotated[History, histories()],
    cuts: Annotated[Sequence[int], st.lists(st.integers(0, 16), max_size=4)],
) -> None:
    """P3: Events recorded in batches, batches repeated after a crash, are one batch."""
    whole, split = open_book(), open_book()
    whole.record(events)
    edges = sorted({0, len(events), *(min(cut, len(events)) for cut in cuts)})
    for start, end in pairwise(edges):
        split.record(events[start:end])
        split.record(events[max(0, start - 1) : end])
    assert dict(whole.entries()) == dict(split.entries())
    assert whole.holdings() == split.holdings()


def rebuild(open_book: OpenBook, events: Annotated[History, histories()]) -> None:
    """P4: After every event, the positions kept are the ones that the events add up to."""
    book = open_book()
    for event in events:
        book.record([event])
        assert book.rebuilt() == book.holdings()


def append_only(open_book: OpenBook, events: Annotated[History, histories()]) -> None:
    """P5: Entries are added, and never changed or removed, not even behind the book's back."""
    book = open_book()
    before: Mapping[str, StockEvent] = {}
    for event in events:
        book.record([event])
        after = dict(book.entries())
        assert before.items() <= after.items()
        before = after
    for key in list(before)[:2]:
        try:
            book.tamper(key)
        except Exception:  # noqa: BLE001 - the book chooses how it refuses
            assert before == dict(book.entries())
        else:
            raise AssertionError(f"{key} was changed or removed without an error")


def conservation(fold: Fold, events: Annotated[History, histories()]) -> None:
    """P6: What is on hand is what was moved, plus what each count found amiss at its moment."""
    expected: Counter[str] = Counter()
    for event in events:
        expected[event.sku] += event.on_hand
        if event.level is not None:
            expected[event.sku] += amiss(fold, event, events)
    assert totals(expected) == totals(by_sku(fold(events)))


def transfers_conserve(
    fold: Fold, events: Annotated[History, histories(without=_MOVES_ONLY)]
) -> None:
    """P6: Routing moves no goods, and a transfer that arrived whole changes no total."""
    moved = [event for event in events if event.kind is EventKind.TRANSFER_OUT]
    arrived = [
        attrs.evolve(
            event,
            key=f"in {event.key}",
            kind=EventKind.TRANSFER_IN,
            warehouse="target",
            on_hand=-event.on_hand,
            expected=event.on_hand,
        )
        for event in moved
    ]
    routed = [e for e in events if e.kind in {EventKind.ROUTE, EventKind.UNROUTE}]
    without = [event for event in events if event not in moved and event not in routed]
    assert totals(by_sku(fold(without))) == totals(by_sku(fold([*events, *arrived])))


def non_negativity(fold: Fold, events: Annotated[History, histories()]) -> None:
    """P8: Nothing but what is on hand is ever below zero."""
    holdings = fold(events)
    for positions in holdings.positions.values():
        for position in positions.values():
            assert min(position.unavailable, position.reserved) >= 0
            assert min(position.expected, position.occupied) >= 0
    assert all(units >= 0 for pools in holdings.demand.values() for units in pools.values())


def discrepancy(
    discrepancies: Discrepancies,
    levels: Annotated[Sequence[int], st.lists(st.integers(-3, 3), max_size=6)],
) -> None:
    """P8: Fewer than no units on hand is listed as a discrepancy, and nothing else is."""
    positions = {str(number): Position(on_hand=level) for number, level in enumerate(levels)}
    listed = {warehouse for _, warehouse, _ in discrepancies(Holdings({"shirt": positions}))}
    assert {w for w, position in positions.items() if position.on_hand < 0} == listed


def nothing_from_nothing(
    fold: Fold, events: Annotated[History, histories(without=_MOVES_ONLY)]
) -> None:
    """P9: What is on hand and what has left are together no more than what ever came in."""
    came: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for event in events:
        came[event.sku] += max(0, event.on_hand)
        left[event.sku] -= min(0, event.on_hand)
    for sku, units in by_sku(fold(events)).items():
        assert units + left[sku] <= came[sku]


def snapshot_dominance(
    fold: Fold,
    events: Annotated[History, histories()],
    level: Annotated[int, st.integers(0, 9)],
    late: Annotated[History, histories(without=_MOVES_ONLY, max_size=6)],
) -> None:
    """P10: News of what happened before a count changes nothing on hand after it."""
    counts = [
        stocktaking.count("last", sku, level, warehouse, _LATER)
        for sku in ("shirt", "a:b")
        for warehouse in ("north", "south", "east")
    ]
    news = [attrs.evolve(event, key=f"late {event.key}") for event in late]
    told = fold([*events, *counts])
    assert column(told, "on_hand") == column(fold([*events, *counts, *news]), "on_hand")


def snapshot_ties(
    fold: Fold,
    kind: Annotated[str, st.sampled_from(("ship", "return", "adjust"))],
    counts_ties: Annotated[bool, st.booleans()],
    source: Annotated[str, st.sampled_from(("wms", "elsewhere"))],
) -> None:
    """P10: A snapshot has seen what its own warehouse reports of that moment, if it says so."""
    line = LineRef("shop", "1", "1")
    event = {
        "ship": claims.ship("O", "1", line, "shirt", 2, "north", DAWN, source=source),
        "return": attrs.evolve(
            stocktaking.decide(
                EventKind.ADJUST, "T", "shirt", 2, "north", DAWN, reason="r", source=source
            ),
            kind=EventKind.RETURN_GOOD,
        ),
        "adjust": stocktaking.decide(
            EventKind.ADJUST, "D", "shirt", 2, "north", DAWN, reason="r", source=source
        ),
    }[kind]
    snapshot = stocktaking.snapshot(
        "shirt",
        5,
        "north",
        DAWN,
        semantics=SnapshotSemantics.PHYSICAL,
        source="wms",
        counts_ties=counts_ties,
    )
    seen = counts_ties and source == "wms" and kind != "adjust"
    expected = 5 if seen else 5 + event.on_hand
    assert expected == fold([event, snapshot]).at("shirt", "north").on_hand


def snapshot_no_op(quantity: Quantity, world: Annotated[World, worlds()]) -> None:
    """P11: A snapshot that says what is known already changes no quantity shown."""
    found = [
        stocktaking.snapshot(
            sku,
            position.on_hand,
            warehouse,
            DAWN + timedelta(days=10),
            semantics=SnapshotSemantics.PHYSICAL,
            source="wms",
        )
        for sku, positions in world.holdings.positions.items()
        for warehouse, position in positions.items()
        if position.on_hand >= 0
    ]
    assert quantities(quantity, world) == quantities(quantity, world.after(*found))


def semantics(
    fold: Fold,
    level: Annotated[int, st.integers(0, 9)],
    accepted: Annotated[Sequence[int], st.lists(st.integers(1, 4), max_size=4)],
    shipped: Annotated[int, st.integers(0, 4)],
) -> None:
    """P12: A snapshot without occupied units says the same as the physical one.

    Also when news of shipments from before it arrives only afterwards.
    """
    lines = [LineRef("shop", str(number), "1") for number in range(len(accepted))]
    before: list[StockEvent] = []
    for line, units in zip(lines, accepted, strict=True):
        before.append(claims.reserve(line, "shirt", units, "north", DAWN))
        before.append(claims.accept(line, "shirt", units, "north", DAWN, source="wms"))
    late = [
        claims.ship(f"O{line.order}", "1", line, "shirt", units, "north", DAWN, source="wms")
        for line, units in list(zip(lines, accepted, strict=True))[:shipped]
    ]
    occupied = sum(accepted) - sum(accepted[:shipped])
    physical, net = (
        stocktaking.snapshot("shirt", number, "north", _LATER, semantics=meaning, source="wms")
        for number, meaning in (
            (level, SnapshotSemantics.PHYSICAL),
            (level - occupied, SnapshotSemantics.NET_OF_RESERVED),
        )
    )
    assert fold([*before, physical, *late]) == fold([*before, net, *late])


def translation(
    fold: Fold,
    events: Annotated[History, histories()],
    hours: Annotated[int, st.integers(-100_000, 100_000)],
) -> None:
    """P13: The same events at other times add up to the same: nobody looks at a clock."""
    shifted = [
        attrs.evolve(event, effective_at=event.effective_at + timedelta(hours=hours))
        for event in events
    ]
    assert fold(events) == fold(shifted)


def as_of(
    fold_at: FoldAt,
    events: Annotated[History, histories()],
    at: Annotated[object, moments()],
) -> None:
    """P13: What there was at a moment is what the events up to that moment add up to."""
    until = [event for event in events if event.effective_at <= at]  # type: ignore[operator]
    assert fold_at(until) == fold_at(events, at)
