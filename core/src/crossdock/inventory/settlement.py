"""From what a channel says of an order line to the stock events that say the same.

An order is read many times: twice in one page, again after a crash, an older
page after a newer one, a cancellation before the order it cancels. Each reading
is settled against the events of that line so far, and whatever was read in
whatever order, the line ends up claiming what the newest reading asks for.

- An older revision than one already recorded changes nothing.
- A newer revision releases the claim of the older and makes its own; where both
  ask for the same, the claim and its routing stand and only the revision is
  recorded.
- What was cancelled stays cancelled. Channels do not revive orders; a reading
  that says so is older than the cancellation or a mistake, and goes to review.
- What has shipped stays shipped: a cancellation then releases the rest and awaits
  the goods, an edit goes to review, and a claim read only afterwards is laid where
  the goods left from, so that both add up to nothing.
- What is not paid claims nothing: a claim made before is put down, and taken up
  again by the reading that says it is paid after all.
- A line without a master SKU claims nothing and goes to review until it is
  linked; settling it then is settling it late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.inventory.claims import Place, cancel_after_ship, release, reserve
from crossdock.inventory.events import EventKind, Pool, StockEvent
from crossdock.inventory.keys import LineRef
from crossdock.validators import aware

_CLAIMS = frozenset({EventKind.RESERVE, EventKind.RESERVE_POOL})
_ENDS = frozenset({EventKind.RELEASE, EventKind.RELEASE_POOL, EventKind.CANCEL_AFTER_SHIP})


class LineState(StrEnum):
    """What a reading says of an order line, as far as goods are concerned."""

    OPEN = "open"
    #: Nobody has paid for it: it may be taken up later, and claims nothing until then.
    UNPAID = "unpaid"
    CANCELLED = "cancelled"


@attrs.frozen
class Reading:
    """What a channel says of one order line.

    Args:

        line: which one, at which revision.

        units: of each master SKU in the whole line; empty while it has no master SKU.

        pool: the warehouses that may serve it.

        at: when the channel says it was so.
    """

    line: LineRef
    units: Mapping[str, int]
    pool: Pool
    state: LineState
    at: datetime = attrs.field(validator=aware)


@attrs.frozen
class Settlement:
    """What a reading comes to: events to record, and why a person is needed, if one is."""

    events: tuple[StockEvent, ...] = ()
    review: str = ""


def settle(known: Iterable[StockEvent], reading: Reading) -> Settlement:
    """Return what *reading* adds to the events *known* so far; events of other lines are ignored.

    Once its events are recorded, settling the same reading again adds nothing.
    """
    history = [event for event in known if event.reference == reading.line.reference]
    if reading.state is LineState.CANCELLED:
        return Settlement(tuple(_cancelled(history, reading)))
    if reading.state is LineState.UNPAID:
        return Settlement(tuple(_put_down(history, reading)))
    claimed, ended = _newest(history, _CLAIMS), _newest(history, _ENDS)
    if ended >= max(claimed, 0):
        stale = reading.line.revision <= ended
        return Settlement(
            review="" if stale else _review(reading, "is open after it was cancelled")
        )
    if reading.line.revision <= claimed:
        return Settlement()
    if not reading.units:
        return Settlement(review=_review(reading, "has no master SKU: link its listing"))
    if not reading.pool:
        return Settlement(review=_review(reading, "has no warehouse: give its connection one"))
    return _claimed_anew(history, reading, claimed)


def _claimed_anew(history: list[StockEvent], reading: Reading, claimed: int) -> Settlement:
    """Return the claim of *reading*, and the end of the one *claimed* before if it differs."""
    shipped = _shipped(history)
    if claimed < 0:
        return Settlement(tuple(_claimed(reading, shipped)))
    held = _held(history)
    totals: dict[str, int] = defaultdict(int)
    for (sku, _), units in held.items():
        totals[sku] += units
    if totals == dict(reading.units):
        sku = next(iter(reading.units))
        return Settlement((reserve(reading.line, sku, 0, reading.pool, reading.at),))
    if shipped:
        return Settlement(review=_review(reading, "was changed after goods of it had left"))
    old = attrs.evolve(reading.line, revision=claimed)
    return Settlement((*_released(old, held, reading.at), *_claimed(reading, shipped)))


def stands(known: Iterable[StockEvent], reading: Reading) -> bool:
    """Return whether the line claims what *reading* asks for; what has left of it counts."""
    history = [event for event in known if event.reference == reading.line.reference]
    claimed = _newest(history, _CLAIMS)
    if claimed < 0 or _newest(history, _ENDS) >= claimed:
        return False
    totals: dict[str, int] = defaultdict(int)
    for (sku, _), units in (*_held(history).items(), *_shipped(history).items()):
        totals[sku] += units
    return totals == dict(reading.units)


def _put_down(history: list[StockEvent], reading: Reading) -> Iterator[StockEvent]:
    """Yield the release of all that is held, and a claim to nothing at the new revision."""
    claimed, held = _newest(history, _CLAIMS), _held(history)
    if not held or reading.line.revision <= claimed or _shipped(history):
        return
    yield from _released(attrs.evolve(reading.line, revision=claimed), held, reading.at)
    (sku, place), *_ = held
    yield reserve(reading.line, sku, 0, place, reading.at)


def _cancelled(history: list[StockEvent], reading: Reading) -> Iterator[StockEvent]:
    claimed = _newest(history, _CLAIMS)
    if _newest(history, _ENDS) >= max(claimed, 0):
        return
    shipped = _shipped(history)
    if shipped:
        yield cancel_after_ship(reading.line, next(iter(shipped))[0], reading.at)
    if claimed >= 0:
        old = attrs.evolve(reading.line, revision=claimed)
        yield from _released(old, _held(history), reading.at)
    elif reading.units and not shipped:
        # Nothing is known of the line yet: this is what an older page will find.
        yield release(reading.line, next(iter(reading.units)), 0, reading.pool, reading.at)


def _newest(history: list[StockEvent], kinds: Collection[EventKind]) -> int:
    return max((event.revision for event in history if event.kind in kinds), default=-1)


def _shipped(history: list[StockEvent]) -> Mapping[tuple[str, str], int]:
    shipped: dict[tuple[str, str], int] = defaultdict(int)
    for event in history:
        if event.kind is EventKind.SHIP:
            shipped[event.sku, event.warehouse] -= event.on_hand
    return shipped


def _held(history: list[StockEvent]) -> dict[tuple[str, Place], int]:
    held: dict[tuple[str, Place], int] = defaultdict(int)
    for event in history:
        if event.warehouse:
            held[event.sku, event.warehouse] += event.reserved
        if event.pool:
            held[event.sku, event.pool] += event.pooled
    return {place: units for place, units in held.items() if units > 0}


def _released(
    line: LineRef, held: Mapping[tuple[str, Place], int], at: datetime
) -> Iterator[StockEvent]:
    """Yield the releases of all that is *held*; keys say where only if one place is not all."""
    several_skus = len({sku for sku, _ in held}) > 1
    several_places = len({place for _, place in held}) > 1
    for (sku, place), units in sorted(held.items(), key=lambda item: _spelled(*item[0])):
        _, name = _spelled(sku, place)
        part = "/".join([sku] * several_skus + [name] * several_places)
        yield release(line, sku, units, place, at, part=part)


def _spelled(sku: str, place: Place) -> tuple[str, str]:
    return sku, place if isinstance(place, str) else "+".join(sorted(place))


def _claimed(reading: Reading, shipped: Mapping[tuple[str, str], int]) -> Iterator[StockEvent]:
    """Yield the claims of *reading*: where goods have left from, and the rest on its pool."""
    for sku, units in sorted(reading.units.items()):
        part = sku if len(reading.units) > 1 else ""
        left = units
        for (gone, warehouse), quantity in sorted(shipped.items()):
            taken = min(left, quantity) if gone == sku else 0
            if taken:
                at = f"{part}@{warehouse}"
                yield reserve(reading.line, sku, taken, warehouse, reading.at, part=at)
                left -= taken
        if left:
            yield reserve(reading.line, sku, left, reading.pool, reading.at, part=part)


def _review(reading: Reading, trouble: str) -> str:
    line = reading.line
    return f"Line {line.line} of order {line.order} on {line.connection} {trouble}."
