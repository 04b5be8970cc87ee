"""The outbound order's table: from a draft to goods with the courier, cancelling on the way."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import outbound_actions as do
from crossdock.fulfilment import outbound_cancelling, outbound_progress, outbound_sending
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.outbound_groups import (
    AT_WORK,
    CANCEL_ANSWERS,
    CANCELLING,
    ENDED,
    GONE,
    IN_FLIGHT,
    LEFT,
    SENDING,
    UNSENT,
    WISHES,
    WORKING,
)
from crossdock.fulfilment.outbound_order import (
    OutboundEvent,
    OutboundEventKind,
    OutboundOrder,
    OutboundState,
)
from crossdock.fulfilment.transitions import Machine, Row, Step, Verdict

_S, _E = OutboundState, OutboundEventKind
_Row = Row[OutboundOrder, OutboundEvent, Circumstances]


def _asked_about() -> Iterator[_Row]:
    sent = tuple(state for state in _S if state not in (*UNSENT, _S.QUEUED))
    yield Row(sent, (_E.REMOTE_UNKNOWN,), do=(do.ask_about_status,))
    waiting = (*AT_WORK, _S.SHIPPED, *CANCELLING, _S.LATE_CANCEL, _S.REVIEW, _S.UNKNOWN)
    yield Row(waiting, (_E.SILENT,), do=(do.refresh,))


def _rest() -> Iterator[_Row]:
    """Yield what changes nothing, and what should not happen."""

    def ignored(states: tuple[OutboundState, ...], *events: OutboundEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.IGNORES)

    def asked(states: tuple[OutboundState, ...], *events: OutboundEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.REVIEWS)

    warehouse = (
        *WORKING,
        *LEFT,
        _E.REMOTE_CANCELLED,
        _E.REMOTE_CANCEL_FAILED,
        _E.REMOTE_REJECTED,
        _E.REMOTE_UNKNOWN,
    )
    yield ignored((_S.DRAFT,), _E.RELEASE, _E.PUSH)
    yield ignored((_S.HELD,), _E.HOLD, _E.RELEASE, _E.PUSH)
    yield ignored((_S.QUEUED,), _E.RELEASE, _E.PUSH)
    yield asked((_S.DRAFT,), _E.LEFT, _E.CLOSE)
    yield asked((_S.QUEUED,), _E.LEFT, _E.CLOSE, _E.REMOTE_CANCEL_FAILED, _E.REMOTE_UNKNOWN)
    yield asked(UNSENT, *warehouse, _E.RETURN_RECEIVED)
    yield ignored(UNSENT, *SENDING, _E.SILENT)
    yield ignored(
        (_S.QUEUED,), *(one for one in SENDING if one not in (_E.LEASED, _E.GIVEN_UP)), _E.SILENT
    )
    yield asked((_S.QUEUED,), _E.RETURN_RECEIVED)
    yield ignored((*UNSENT, _S.QUEUED), *CANCEL_ANSWERS)
    yield ignored(IN_FLIGHT, *WISHES, _E.LEASED)
    yield ignored((_S.SENDING,), _E.SILENT)
    yield asked(IN_FLIGHT, _E.RETURN_RECEIVED, _E.LEFT, _E.CLOSE, _E.ABANDON)
    yield asked(IN_FLIGHT, _E.REMOTE_CANCEL_FAILED)
    yield ignored(IN_FLIGHT, *CANCEL_ANSWERS)
    yield ignored((_S.REVIEW,), *WISHES, *CANCEL_ANSWERS, _E.DOUBTED)
    yield ignored((_S.REVIEW,), _E.DIFFERS, _E.UNTOLD, _E.REFUSED_DUPLICATE, _E.GIVEN_UP)
    yield asked((_S.REVIEW,), _E.RETURN_RECEIVED, _E.LEFT, _E.CLOSE, _E.REMOTE_CANCEL_FAILED)
    answers = tuple(one for one in SENDING if one is not _E.TAKEN)
    yield ignored((*AT_WORK, *GONE, _S.LATE_CANCEL, *ENDED), *WISHES, *answers)
    yield ignored(CANCELLING, *WISHES, *(one for one in answers if one is not _E.GIVEN_UP))
    yield ignored((*AT_WORK, *GONE, *ENDED), *CANCEL_ANSWERS)
    yield asked((*AT_WORK, *CANCELLING, *ENDED), _E.RETURN_RECEIVED)
    yield asked((*AT_WORK, *CANCELLING), _E.LEFT, _E.CLOSE, _E.ABANDON)
    yield ignored((*AT_WORK, *GONE, *ENDED), _E.REMOTE_CANCEL_FAILED)
    yield asked(GONE, _E.REMOTE_CANCELLED, _E.REMOTE_REJECTED)
    yield ignored(GONE, _E.CHANNEL_SHIPPING, _E.LEFT)
    yield ignored((_S.DONE,), _E.CLOSE, _E.SILENT)
    yield asked(GONE, _E.ABANDON)
    yield ignored((*CANCELLING, _S.LATE_CANCEL, *ENDED), _E.CANCEL_WANTED)
    yield ignored(
        (_S.CANCEL_QUEUED,),
        *(
            one
            for one in CANCEL_ANSWERS
            if one is not _E.CANCEL_REFUSED and one is not _E.CANCEL_LEASED
        ),
    )
    yield ignored((_S.CANCEL_SENDING, _S.CANCEL_UNKNOWN), _E.CANCEL_LEASED)
    yield ignored(
        (_S.LATE_CANCEL,), *(one for one in CANCEL_ANSWERS if one is not _E.CANCEL_TAKEN)
    )
    yield ignored((_S.LATE_CANCEL,), _E.CHANNEL_SHIPPING, _E.LEFT)
    yield asked((_S.LATE_CANCEL,), _E.ABANDON)
    yield ignored(ENDED, _E.WAYBILL, _E.CHANNEL_SHIPPING, _E.SILENT, _E.CLOSE, _E.ABANDON)
    yield ignored(ENDED, _E.REMOTE_CANCELLED, _E.REMOTE_REJECTED)
    yield asked(ENDED, _E.LEFT)


OUTBOUND: Machine[OutboundOrder, OutboundEvent, Circumstances] = Machine(
    "outbound order",
    OutboundState,
    OutboundEventKind,
    OutboundState.DRAFT,
    frozenset({_S.DONE, _S.CANCELLED, _S.REJECTED}),
    (
        *outbound_sending.before_sending(),
        *outbound_sending.sending(),
        *outbound_progress.taken(),
        *outbound_progress.progress(),
        *outbound_cancelling.cancelling(),
        *outbound_cancelling.too_late(),
        *_asked_about(),
        *_rest(),
    ),
)


def step(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> Step[OutboundOrder]:
    """Return what *event* makes of an outbound order."""
    return OUTBOUND.step(doc, event, world)
