"""What happens to orders and goods, each as the stock event it is.

Every function derives the key of its event from its arguments::

    res:{conn}:{order}:{line}:{rev}         reserve
    rte:, unr:, acc:{...}                   route, unroute, accept
    rel:{conn}:{order}:{line}:{rev}         release
    ship:{outbound}:{line}                  ship
    cas:{conn}:{order}:{line}:{rev}         cancel after ship
    ret:{return}:{line}                     return
    exp:{inbound}:{line}                    inbound expected;  unx: cancelled
    recv:{inbound}:{line}:{receipt}         inbound received
    xout:, xexp:{transfer}:{line}           transfer out, and the same goods expected
    xin:{transfer}:{line}:{receipt}         transfer in
    {kind}:{wh}:{doc}:{sku}                 adjust, damage, hold, unhold, write_off
    cnt:{wh}:{doc}:{sku}                    count
    snap:{wh}:{as_of}:{sku}                 snapshot

The bad part of a returned line has a key of its own, ending in ``:bad``, because
one line may come back half good and half bad. Likewise what people decide has
its kind in the key: one document may hold goods and later free them.
"""

from __future__ import annotations

from datetime import datetime

from crossdock.errors import DataRefusedError
from crossdock.inventory.events import (
    DECIDED,
    EFFECTS,
    EventKind,
    Pool,
    SnapshotSemantics,
    StockEvent,
)
from crossdock.inventory.keys import LineRef, joined, moment
from crossdock.validators import MOST_UNITS, shown

Place = str | Pool


def reserve(
    line: LineRef, sku: str, quantity: int, place: Place, at: datetime, *, part: str = ""
) -> StockEvent:
    """An imported order line lays claim to *quantity*, at a warehouse or on a pool of them.

    No quantity at all is a claim that was looked at and stood: it records the revision.
    """
    kind = EventKind.RESERVE if isinstance(place, str) else EventKind.RESERVE_POOL
    return _of_line(kind, "res", line, sku, quantity, place, at, part)


def route(
    line: LineRef, sku: str, quantity: int, pool: Pool, warehouse: str, at: datetime, *, part: str
) -> StockEvent:
    """Unrouted units of a line are given to *warehouse*.

    Args:

        part: tells this routing from other routings of the line: the warehouse,
            and a number where it was put back before.
    """
    event = _of_line(EventKind.ROUTE, "rte", line, sku, quantity, warehouse, at, part, pool)
    return event


def unroute(
    line: LineRef, sku: str, quantity: int, pool: Pool, warehouse: str, at: datetime, *, part: str
) -> StockEvent:
    """Routed units of a line are put back on the pool."""
    return _of_line(EventKind.UNROUTE, "unr", line, sku, quantity, warehouse, at, part, pool)


def accept(
    line: LineRef,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    source: str,
    part: str = "",
) -> StockEvent:
    """The system of *warehouse* took the outbound and counts its units as occupied."""
    kind = EventKind.ACCEPT
    return _of_line(kind, "acc", line, sku, quantity, warehouse, at, part, source=source)


def release(
    line: LineRef, sku: str, quantity: int, place: Place, at: datetime, *, part: str = ""
) -> StockEvent:
    """A claim is given up before anything was shipped.

    No quantity is the release of a claim nobody has heard of yet: a cancellation
    that overtook its order.
    """
    kind = EventKind.RELEASE if isinstance(place, str) else EventKind.RELEASE_POOL
    return _of_line(kind, "rel", line, sku, quantity, place, at, part)


def ship(
    outbound: str,
    outbound_line: str,
    line: LineRef,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    source: str = "",
    part: str = "",
) -> StockEvent:
    """Units of an order line left *warehouse* with *outbound*."""
    key = joined("ship", outbound, outbound_line, part=part)
    kind = EventKind.SHIP
    return _event(
        key, kind, sku, at, quantity, warehouse=warehouse, source=source, **_belongs(line)
    )


def cancel_after_ship(line: LineRef, sku: str, warehouse: str, at: datetime) -> StockEvent:
    """An order was cancelled once its goods were gone: they are awaited, and nothing is back."""
    key = line.key("cas")
    kind = EventKind.CANCEL_AFTER_SHIP
    return _event(key, kind, sku, at, 0, warehouse=warehouse, **_belongs(line))


def come_back(
    document: str,
    line: str,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    good: bool,
    source: str = "",
) -> StockEvent:
    """Returned units arrived at *warehouse*, fit for sale or not."""
    kind = EventKind.RETURN_GOOD if good else EventKind.RETURN_BAD
    key = joined("ret", document, line, part="" if good else "bad")
    reference = joined(document, line)
    return _event(
        key, kind, sku, at, quantity, warehouse=warehouse, reference=reference, source=source
    )


def expect(
    inbound: str, line: str, sku: str, quantity: int, warehouse: str, at: datetime
) -> StockEvent:
    """An inbound order announces units."""
    key, kind = joined("exp", inbound, line), EventKind.INBOUND_EXPECTED
    reference = joined(inbound, line)
    return _event(key, kind, sku, at, quantity, warehouse=warehouse, reference=reference)


def unexpect(
    inbound: str, line: str, sku: str, quantity: int, warehouse: str, at: datetime
) -> StockEvent:
    """Announced units will not come: the inbound was cancelled, or closed short."""
    key, kind = joined("unx", inbound, line), EventKind.INBOUND_CANCELLED
    reference = joined(inbound, line)
    return _event(key, kind, sku, at, quantity, warehouse=warehouse, reference=reference)


def receive(
    inbound: str,
    line: str,
    receipt: str,
    sku: str,
    warehouse: str,
    at: datetime,
    *,
    good: int,
    bad: int = 0,
    source: str = "",
) -> StockEvent:
    """Announced units arrived, *good* ones and *bad* ones.

    Bad units are on hand and unavailable, as bad returns are: taking them into
    one number only would make damaged arrivals lower what may be sold. More may
    come than was announced; what remains of less is closed with `unexpect`.
    """
    _counted("good", good)
    _counted("bad", bad)
    if not good + bad:
        raise DataRefusedError(
            f"good and bad of receipt {receipt} of inbound {inbound} are both 0; an empty"
            " receipt says nothing."
        )
    return StockEvent(
        key=joined("recv", inbound, line, receipt),
        kind=EventKind.INBOUND_RECEIVED,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        on_hand=good + bad,
        unavailable=bad,
        expected=-(good + bad),
        reference=joined(inbound, line),
        source=source,
    )


def transfer_out(
    transfer: str, line: str, sku: str, quantity: int, origin: str, target: str, at: datetime
) -> tuple[StockEvent, StockEvent]:
    """Units left *origin* for *target*: one event at each, to be recorded together.

    On their way they are expected at the target, like goods of a supplier.
    """
    out, expected = joined("xout", transfer, line), joined("xexp", transfer, line)
    reference = joined("transfer", transfer, line)
    return (
        _event(
            out,
            EventKind.TRANSFER_OUT,
            sku,
            at,
            quantity,
            warehouse=origin,
            reference=reference,
        ),
        _event(
            expected,
            EventKind.INBOUND_EXPECTED,
            sku,
            at,
            quantity,
            warehouse=target,
            reference=reference,
        ),
    )


def transfer_in(
    transfer: str, line: str, receipt: str, sku: str, quantity: int, target: str, at: datetime
) -> StockEvent:
    """Transferred units arrived at *target*."""
    key, kind = joined("xin", transfer, line, receipt), EventKind.TRANSFER_IN
    reference = joined("transfer", transfer, line)
    return _event(key, kind, sku, at, quantity, warehouse=target, reference=reference)


def decide(
    kind: EventKind,
    document: str,
    sku: str,
    quantity: int,
    warehouse: str,
    at: datetime,
    *,
    reason: str,
    unavailable: int = 0,
    source: str = "",
    cause: str = "",
) -> StockEvent:
    """Somebody adjusts, damages, holds, frees or writes off units, and says why.

    Args:

        quantity: units; of an adjustment, with its sign.

        unavailable: how many of the units written off were unavailable already.
    """
    if kind not in DECIDED:
        raise DataRefusedError(
            f"kind is {kind}, and must be one of {', '.join(sorted(DECIDED))}."
        )
    _counted("quantity", quantity, -MOST_UNITS if kind is EventKind.ADJUST else 1)
    _counted("unavailable", unavailable, 0, quantity if kind is EventKind.WRITE_OFF else 0)
    changes = {
        EventKind.ADJUST: {"on_hand": quantity},
        EventKind.DAMAGE: {"unavailable": quantity},
        EventKind.HOLD: {"unavailable": quantity},
        EventKind.UNHOLD: {"unavailable": -quantity},
        EventKind.WRITE_OFF: {"on_hand": -quantity, "unavailable": -unavailable},
    }[kind]
    return StockEvent(
        key=joined(kind, warehouse, document, sku),
        kind=kind,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        reference=document,
        note=reason,
        source=source,
        cause=cause,
        **changes,
    )


def count(
    document: str, sku: str, level: int, warehouse: str, at: datetime, *, note: str = ""
) -> StockEvent:
    """People counted *level* units at *warehouse*."""
    _counted("level", level)
    key = joined("cnt", warehouse, document, sku)
    return StockEvent(
        key=key,
        kind=EventKind.COUNT,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        level=level,
        reference=document,
        note=note,
    )


def snapshot(
    sku: str,
    level: int,
    warehouse: str,
    as_of: datetime,
    *,
    semantics: SnapshotSemantics,
    source: str,
    counts_ties: bool = True,
) -> StockEvent:
    """The system of *warehouse* reported *level* units as they were at *as_of*.

    Args:

        semantics: required, because guessing it subtracts every open order twice.

        counts_ties: what *source* reports of that very moment is in *level*.
    """
    net = semantics is SnapshotSemantics.NET_OF_RESERVED
    _counted("level", level, -MOST_UNITS if net else 0)
    return StockEvent(
        key=joined("snap", warehouse, moment(as_of), sku),
        kind=EventKind.SNAPSHOT,
        sku=sku,
        effective_at=as_of,
        warehouse=warehouse,
        level=level,
        semantics=semantics,
        counts_ties=counts_ties,
        source=source,
    )


def _of_line(
    kind: EventKind,
    prefix: str,
    line: LineRef,
    sku: str,
    quantity: int,
    place: Place,
    at: datetime,
    part: str,
    pool: Pool = frozenset(),
    source: str = "",
) -> StockEvent:
    return _event(
        line.key(prefix, part),
        kind,
        sku,
        at,
        quantity,
        warehouse=place if isinstance(place, str) else "",
        pool=pool if isinstance(place, str) else place,
        source=source,
        reference=line.reference,
        revision=line.revision,
    )


def _event(
    key: str,
    kind: EventKind,
    sku: str,
    at: datetime,
    quantity: int,
    *,
    warehouse: str = "",
    pool: Pool = frozenset(),
    reference: str = "",
    revision: int = 0,
    source: str = "",
) -> StockEvent:
    """Return the event of *kind* that changes each of its columns by *quantity*."""
    _counted("quantity", quantity, 0 if kind in _MAY_BE_EMPTY else 1)
    changes = {c: quantity if sign == "+" else -quantity for c, sign in EFFECTS[kind].items()}
    return StockEvent(
        key=key,
        kind=kind,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        pool=pool,
        reference=reference,
        revision=revision,
        source=source,
        **changes,
    )


def _belongs(line: LineRef) -> dict[str, Any]:
    return {"reference": line.reference, "revision": line.revision}
