"""Goods that come, go between warehouses and come back, each step as the event it is.

::

    exp:{inbound}:{line}                 inbound expected, and unx:… cancelled
    recv:{inbound}:{line}:{receipt}      inbound received
    xout:{transfer}:{line}               transfer out, and xexp:… the same goods expected
    xin:{transfer}:{line}:{receipt}      transfer in
    ret:{return}:{line}                  return, and ret:…:bad of the part unfit for sale

One returned line may come back half good and half bad: hence the second key.
"""

from __future__ import annotations

from datetime import datetime

from crossdock.errors import DataRefusedError
from crossdock.inventory.entries import changing, counted
from crossdock.inventory.events import EventKind, StockEvent
from crossdock.inventory.keys import joined


def expect(
    inbound: str, line: str, sku: str, quantity: int, warehouse: str, at: datetime
) -> StockEvent:
    """Return the announcement of units by an inbound order."""
    return changing(
        EventKind.INBOUND_EXPECTED,
        joined("exp", inbound, line),
        sku,
        quantity,
        at,
        warehouse=warehouse,
        reference=joined(inbound, line),
    )


def unexpect(
    inbound: str, line: str, sku: str, quantity: int, warehouse: str, at: datetime
) -> StockEvent:
    """Return that announced units will not come: cancelled, or closed short."""
    return changing(
        EventKind.INBOUND_CANCELLED,
        joined("unx", inbound, line),
        sku,
        quantity,
        at,
        warehouse=warehouse,
        reference=joined(inbound, line),
    )


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
    """Return the arrival of *good* and *bad* units.

    Bad units are on hand and unavailable, like bad returns: entered as unavailable
    alone, a damaged arrival would lower what may be sold of the rest. More may
    come than was announced; what is missing in the end is closed with `unexpect`.
    """
    counted("good", good)
    counted("bad", bad)
    if not good + bad:
        raise DataRefusedError(
            f"good and bad of receipt {receipt} of inbound {inbound} are both 0; leave out a"
            " receipt of nothing."
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
    """Return that units left *origin* for *target*: an event at each, recorded together.

    On their way they are expected at the target, like goods of a supplier.
    """
    reference = joined("transfer", transfer, line)
    left = changing(
        EventKind.TRANSFER_OUT,
        joined("xout", transfer, line),
        sku,
        quantity,
        at,
        warehouse=origin,
        reference=reference,
    )
    awaited = changing(
        EventKind.INBOUND_EXPECTED,
        joined("xexp", transfer, line),
        sku,
        quantity,
        at,
        warehouse=target,
        reference=reference,
    )
    return left, awaited


def transfer_in(
    transfer: str, line: str, receipt: str, sku: str, quantity: int, target: str, at: datetime
) -> StockEvent:
    """Return the arrival of transferred units at *target*."""
    return changing(
        EventKind.TRANSFER_IN,
        joined("xin", transfer, line, receipt),
        sku,
        quantity,
        at,
        warehouse=target,
        reference=joined("transfer", transfer, line),
    )


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
    """Return the arrival of returned units, fit for sale or not."""
    return changing(
        EventKind.RETURN_GOOD if good else EventKind.RETURN_BAD,
        joined("ret", document, line, part="" if good else "bad"),
        sku,
        quantity,
        at,
        warehouse=warehouse,
        reference=joined(document, line),
        source=source,
    )
