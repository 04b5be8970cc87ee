"""From what a channel or a warehouse says, pulled or pushed, to what happens to documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from crossdock.fulfilment.documents import Cancellation, CancelOutcome
from crossdock.fulfilment.inbound import InboundProgress, RemoteInbound
from crossdock.fulfilment.inbound_order import InboundEvent, InboundEventKind
from crossdock.fulfilment.outbound import OutboundProgress, RemoteOutbound, ShippedLine
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind
from crossdock.fulfilment.warehouse_order import WarehouseOrderEvent, WarehouseOrderEventKind
from crossdock.order_status import OrderStatus
from crossdock.orders import Order

_O, _I, _W = OutboundEventKind, InboundEventKind, WarehouseOrderEventKind

_STATUS: Mapping[OrderStatus, WarehouseOrderEventKind] = {
    OrderStatus.UNPAID: _W.READING,
    OrderStatus.PAID: _W.READING,
    OrderStatus.READY_TO_SHIP: _W.READING,
    OrderStatus.PENDING_PAY_OR_SHIP: _W.READING,
    OrderStatus.CANCEL_REQUESTED: _W.READING,
    OrderStatus.SHIPPING: _W.SHIPPING,
    OrderStatus.DELIVERED: _W.DELIVERED,
    OrderStatus.CANCELLED: _W.CANCELLED,
    OrderStatus.RETURNING: _W.RETURNED,
    OrderStatus.RETURNED: _W.RETURNED,
    OrderStatus.UNKNOWN: _W.UNKNOWN_STATUS,
}

_PROGRESS: Mapping[OutboundProgress, OutboundEventKind | None] = {
    OutboundProgress.ACCEPTED: _O.REMOTE_ACCEPTED,
    OutboundProgress.PICKING: _O.REMOTE_PICKING,
    OutboundProgress.PICKED: _O.REMOTE_PICKED,
    OutboundProgress.PACKED: _O.REMOTE_PACKED,
    OutboundProgress.SHIPPED: _O.REMOTE_SHIPPED,
    OutboundProgress.DELIVERED: _O.REMOTE_DONE,
    # Only how it ends matters.
    OutboundProgress.CANCELLING: None,
    OutboundProgress.CANCELLED: _O.REMOTE_CANCELLED,
    OutboundProgress.CANCEL_FAILED: _O.REMOTE_CANCEL_FAILED,
    OutboundProgress.REFUSED: _O.REMOTE_REFUSED,
    OutboundProgress.RETURNED: _O.REMOTE_RETURNED,
    OutboundProgress.REJECTED: _O.REMOTE_REJECTED,
    OutboundProgress.UNKNOWN: _O.REMOTE_UNKNOWN,
}

_NEVER_LEAVES = frozenset({OutboundProgress.CANCELLED, OutboundProgress.REJECTED})
#: An outbound that was ever in one of these is not cancelled any more.
_TOO_LATE = frozenset(
    {
        OutboundProgress.SHIPPED,
        OutboundProgress.DELIVERED,
        OutboundProgress.REFUSED,
        OutboundProgress.RETURNED,
        OutboundProgress.CANCEL_FAILED,
    }
)

#: In which order states that a warehouse tells at once are taken to have been.
_ORDER = tuple(OutboundProgress)

_INBOUND: Mapping[InboundProgress, InboundEventKind | None] = {
    InboundProgress.ACCEPTED: _I.TAKEN,
    InboundProgress.RECEIVING: _I.RECEIPT,
    InboundProgress.DONE: _I.FINISHED,
    InboundProgress.CANCELLING: None,
    InboundProgress.CANCELLED: _I.REMOTE_CANCELLED,
    InboundProgress.CANCEL_FAILED: _I.REMOTE_CANCEL_FAILED,
    InboundProgress.REJECTED: _I.REMOTE_REJECTED,
    InboundProgress.UNKNOWN: _I.REMOTE_UNKNOWN,
}


def reading_of(order: Order, at: datetime) -> WarehouseOrderEvent:
    """Return what a reading of an order tells its warehouse orders.

    A buyer's open request to cancel counts as a status while nothing has shipped.
    """
    status = order.status
    if order.cancel_requested and _STATUS[status] is _W.READING:
        status = OrderStatus.CANCEL_REQUESTED
    known = None if status is OrderStatus.UNKNOWN else status
    return WarehouseOrderEvent(
        _STATUS[status],
        at,
        status=known,
        waybill=order.waybill,
        courier=order.courier,
        detail=order.raw_status,
    )


def news_of(remote: RemoteOutbound, at: datetime) -> tuple[OutboundEvent, ...]:
    """Return what a reading of an outbound tells, in the order in which it came about.

    A history need not be sorted, and may tell more than the newest state or less.
    """
    told = {remote.progress: (at, remote.raw)}
    for milestone in remote.history:
        told[milestone.progress] = (milestone.at or at, milestone.raw)
    left = _left(remote.lines)
    waybill = remote.waybills[0] if remote.waybills else ""
    return tuple(
        OutboundEvent(
            kind,
            when,
            remote_id=remote.remote_id,
            waybill=waybill,
            detail=remote.reason or raw,
            left=left,
            parts=remote.split_into,
            waybills=remote.waybills,
        )
        for progress, (when, raw) in sorted(told.items(), key=lambda one: _ORDER.index(one[0]))
        if (kind := _PROGRESS[progress]) is not None
    )


def _left(lines: Sequence[ShippedLine]) -> Mapping[str, int]:
    """Return what has left by SKU; nothing as long as it is not told of each line."""
    sums: dict[str, int] = {}
    for line in lines:
        if line.shipped is None or not line.sku:
            return {}
        sums[line.sku] = sums.get(line.sku, 0) + line.shipped
    return sums


def cancellation_of(remote: RemoteOutbound) -> Cancellation | None:
    """Return what asking to cancel came to, by a reading; None if the outbound goes on as before.

    A warehouse that was picking already may tell that it did not cancel in the history
    alone, and show the picking as how far it is.
    """
    reason = remote.reason or remote.raw
    if remote.progress in _NEVER_LEAVES:
        return Cancellation(CancelOutcome.CANCELLED, remote.reason)
    told = {remote.progress, *(one.progress for one in remote.history)}
    if told & _TOO_LATE:
        return Cancellation(CancelOutcome.REFUSED, reason)
    if remote.progress is OutboundProgress.CANCELLING:
        return Cancellation(CancelOutcome.PENDING, remote.reason)
    return None


def receipts_of(remote: RemoteInbound, at: datetime) -> tuple[InboundEvent, ...]:
    """Return what a reading of an inbound tells.

    While a warehouse is at it, only lines whose numbers it calls final count. What it
    received, it received when it says, and not when we read it: stock levels read
    between the two have counted it already.
    """
    kind = _INBOUND[remote.progress]
    if kind is None:
        return ()
    done = kind is _I.FINISHED
    received = tuple(line for line in remote.lines if done or line.final)
    if kind is _I.TAKEN and any(line.good + line.bad for line in received):
        kind = _I.RECEIPT
    return (
        InboundEvent(
            kind,
            min(at, remote.changed_at or at),
            received=received,
            remote_id=remote.remote_id,
            changed_at=remote.changed_at,
            detail=remote.reason or remote.raw,
        ),
    )
