"""From the end of a job to what happens to its document.

`completed` is the one way from a job to the document that it moves: whether its answer
came at once or a look found it after a crash, the document is told the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from crossdock.fulfilment.documents import Cancellation, CancelOutcome
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.goods import GoodsResult
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound import RemoteInbound
from crossdock.fulfilment.inbound_order import InboundEvent, InboundEventKind
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.fulfilment.outbound import RemoteOutbound
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind
from crossdock.fulfilment.readings import news_of, receipts_of
from crossdock.fulfilment.warehouse_goods import GoodsEvent, GoodsEventKind
from crossdock.fulfilment.warehouse_order import WarehouseOrderEvent, WarehouseOrderEventKind
from crossdock.orders import Order

Answer = RemoteOutbound | RemoteInbound | Cancellation | GoodsResult | Order | None
DocumentEvent = OutboundEvent | InboundEvent | GoodsEvent | WarehouseOrderEvent


class Refusal(StrEnum):
    """Why an outbound was refused, as far as it matters what is done next."""

    OTHER = "other"
    #: Another warehouse may have more.
    SHORT = "short"
    #: The reference is taken: a look tells by what.
    DUPLICATE = "duplicate"
    ADDRESS = "address"


_O, _I, _G = OutboundEventKind, InboundEventKind, GoodsEventKind

_REFUSED = {
    Refusal.OTHER: _O.REFUSED,
    Refusal.SHORT: _O.REFUSED_SHORT,
    Refusal.DUPLICATE: _O.REFUSED_DUPLICATE,
    Refusal.ADDRESS: _O.REFUSED_ADDRESS,
}

#: What entering each state means for the document, by kind of job; from *sending* and
#: from *unknown* where that differs.
_OUTBOUND_JOB = {
    JobState.SENDING: (_O.LEASED, _O.LEASED),
    JobState.PENDING: (_O.POSTPONED, _O.ABSENT),
    JobState.UNKNOWN: (_O.DOUBTED, _O.DOUBTED),
    JobState.REJECTED: (_O.REFUSED, _O.REFUSED),
    JobState.REVIEW: (_O.DIFFERS, _O.DIFFERS),
    JobState.DEAD: (_O.GIVEN_UP, _O.GIVEN_UP),
}
_CANCEL_JOB = {
    JobState.SENDING: (_O.CANCEL_LEASED, _O.CANCEL_LEASED),
    JobState.PENDING: (_O.CANCEL_POSTPONED, _O.STILL_ACTIVE),
    JobState.UNKNOWN: (_O.CANCEL_DOUBTED, _O.CANCEL_DOUBTED),
    JobState.REJECTED: (_O.CANCEL_REFUSED, _O.CANCEL_REFUSED),
    JobState.REVIEW: (_O.GIVEN_UP, _O.GIVEN_UP),
    JobState.DEAD: (_O.GIVEN_UP, _O.GIVEN_UP),
}
_INBOUND_JOB = {
    JobState.SENDING: (_I.LEASED, _I.LEASED),
    JobState.PENDING: (_I.POSTPONED, _I.ABSENT),
    JobState.UNKNOWN: (_I.DOUBTED, _I.DOUBTED),
    JobState.REJECTED: (_I.REFUSED, _I.REFUSED),
    JobState.REVIEW: (_I.DIFFERS, _I.DIFFERS),
    JobState.DEAD: (_I.GIVEN_UP, _I.GIVEN_UP),
}
_INBOUND_CANCEL_JOB = {
    JobState.PENDING: (_I.CANCEL_OPEN, _I.CANCEL_OPEN),
    JobState.UNKNOWN: (_I.CANCEL_OPEN, _I.CANCEL_OPEN),
    JobState.REJECTED: (_I.CANCEL_REFUSED, _I.CANCEL_REFUSED),
    JobState.REVIEW: (_I.GIVEN_UP, _I.GIVEN_UP),
    JobState.DEAD: (_I.GIVEN_UP, _I.GIVEN_UP),
}
_GOODS_JOB = {
    JobState.SENDING: (_G.LEASED, _G.LEASED),
    JobState.PENDING: (_G.POSTPONED, _G.ABSENT),
    JobState.UNKNOWN: (_G.DOUBTED, _G.DOUBTED),
    JobState.REJECTED: (_G.REFUSED, _G.REFUSED),
    JobState.REVIEW: (_G.DIFFERS, _G.DIFFERS),
    JobState.DEAD: (_G.GIVEN_UP, _G.GIVEN_UP),
}

#: Whose machine a job of each kind tells, and what.
_TOLD: Mapping[
    JobKind,
    tuple[Callable[..., DocumentEvent], Mapping[JobState, tuple[StrEnum, StrEnum]]],
] = {
    JobKind.CREATE_OUTBOUND: (OutboundEvent, _OUTBOUND_JOB),
    JobKind.CANCEL_OUTBOUND: (OutboundEvent, _CANCEL_JOB),
    JobKind.CREATE_INBOUND: (InboundEvent, _INBOUND_JOB),
    JobKind.CANCEL_INBOUND: (InboundEvent, _INBOUND_CANCEL_JOB),
    JobKind.PUSH_GOODS: (GoodsEvent, _GOODS_JOB),
}

#: What a job at the channel tells the warehouse order: done, and refused.
_AT_CHANNEL = {
    JobKind.ACCEPT_ORDER: (WarehouseOrderEventKind.ACCEPTED, Reason.ACCEPT_REFUSED),
    JobKind.ARRANGE_SHIPMENT: (WarehouseOrderEventKind.ARRANGED, Reason.ARRANGE_REFUSED),
    JobKind.SHIP_ORDER: (WarehouseOrderEventKind.ARRANGED, Reason.SHIP_REFUSED),
}

_CANCELLED = {
    CancelOutcome.CANCELLED: _O.CANCEL_TAKEN,
    CancelOutcome.PENDING: _O.CANCEL_PENDING,
    CancelOutcome.REFUSED: _O.CANCEL_REFUSED,
}
_INBOUND_CANCELLED = {
    CancelOutcome.CANCELLED: _I.CANCEL_TAKEN,
    CancelOutcome.PENDING: _I.CANCEL_OPEN,
    CancelOutcome.REFUSED: _I.CANCEL_REFUSED,
}


def completed(
    before: Job,
    after: Job,
    at: datetime,
    *,
    answer: Answer = None,
    refusal: Refusal = Refusal.OTHER,
) -> tuple[DocumentEvent, ...]:
    """Return what a job's step means for the document that it is for.

    Args:

        at: when the other side answered.

        answer: what it answered, or what a look found.

        refusal: why it refused an outbound.
    """
    if after.state is before.state:
        return ()
    if after.state is JobState.DONE:
        return _done(after, at, answer)
    if after.kind in _AT_CHANNEL:
        return _refused_by_channel(after, at)
    make, table = _TOLD.get(after.kind, (OutboundEvent, {}))
    kinds = table.get(after.state)
    if kinds is None:
        return ()
    kind = kinds[before.state is JobState.UNKNOWN]
    if kind is _O.REFUSED:
        kind = _REFUSED[refusal]
    if answer is None and kind.value == _O.DIFFERS.value:
        # Nothing was found that could differ: it could not be looked up at all.
        kind = type(kind)(_O.UNTOLD.value)
    return (make(kind, at, detail=after.reason),)


def _refused_by_channel(job: Job, at: datetime) -> tuple[DocumentEvent, ...]:
    if job.state is not JobState.REJECTED:
        # Where it was given up or is in doubt, the job itself has asked.
        return ()
    _, reason = _AT_CHANNEL[job.kind]
    refused = WarehouseOrderEventKind.CHANNEL_REFUSED
    return (WarehouseOrderEvent(refused, at, reason=reason, detail=job.reason),)


def _done(job: Job, at: datetime, answer: Answer) -> tuple[DocumentEvent, ...]:
    if isinstance(answer, Cancellation):
        if job.kind is JobKind.CANCEL_INBOUND:
            return (InboundEvent(_INBOUND_CANCELLED[answer.outcome], at, detail=answer.reason),)
        return (OutboundEvent(_CANCELLED[answer.outcome], at, detail=answer.reason),)
    if isinstance(answer, RemoteOutbound):
        news = news_of(answer, at)
        if job.kind is not JobKind.CREATE_OUTBOUND:
            return news
        return (OutboundEvent(_O.TAKEN, at, remote_id=answer.remote_id), *news)
    if isinstance(answer, RemoteInbound):
        news_in = receipts_of(answer, at)
        if job.kind is not JobKind.CREATE_INBOUND:
            return news_in
        return (InboundEvent(_I.TAKEN, at, remote_id=answer.remote_id), *news_in)
    if isinstance(answer, GoodsResult):
        kind = _G.TAKEN if answer.remote_id else _G.TAKEN_PENDING
        return (GoodsEvent(kind, at, remote_id=answer.remote_id, detail=answer.reason),)
    if isinstance(answer, Order):
        return _at_channel(job, answer, at)
    return ()


def _at_channel(job: Job, order: Order, at: datetime) -> tuple[DocumentEvent, ...]:
    if job.kind not in _AT_CHANNEL:
        return ()
    kind, _ = _AT_CHANNEL[job.kind]
    return (
        WarehouseOrderEvent(
            kind, at, status=order.status, waybill=order.waybill, courier=order.courier
        ),
    )
