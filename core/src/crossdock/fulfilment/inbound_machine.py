"""The inbound order's table: announced, received in parts, counted once.

A warehouse tells what it has received added up. Only what is more than was booked is
booked, so hearing it twice, late or in another order books nothing twice; less than
was booked is never taken back, but asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import inbound_actions as do
from crossdock.fulfilment import inbound_guards as given
from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.inbound_order import (
    InboundEvent,
    InboundEventKind,
    InboundOrder,
    InboundState,
)
from crossdock.fulfilment.transitions import Machine, Row, Step, Verdict

_Row = Row[InboundOrder, InboundEvent, Service]
_S, _E = InboundState, InboundEventKind
_IN_FLIGHT = (_S.SENDING, _S.UNKNOWN)
_THERE = (_S.ACCEPTED, _S.RECEIVING)
_RECEIVED = (_S.DONE, _S.CLOSED_SHORT)
_ENDED = (_S.CANCELLED, _S.REJECTED)
_NEWS = (_E.RECEIPT, _E.FINISHED)
_SENDING = (
    _E.LEASED,
    _E.TAKEN,
    _E.POSTPONED,
    _E.DOUBTED,
    _E.ABSENT,
    _E.DIFFERS,
    _E.UNTOLD,
    _E.REFUSED,
    _E.GIVEN_UP,
)
_CANCEL = (_E.CANCEL_TAKEN, _E.CANCEL_REFUSED, _E.CANCEL_OPEN)
_REMOTE = (
    _E.REMOTE_CANCELLED,
    _E.REMOTE_CANCEL_FAILED,
    _E.REMOTE_REJECTED,
    _E.REMOTE_UNKNOWN,
)


def _announcing() -> Iterator[_Row]:
    yield Row((_S.DRAFT,), (_E.EDIT,), do=(do.take_lines,))
    yield Row((_S.REJECTED,), (_E.EDIT,), _S.DRAFT, do=(do.take_new_reference, do.take_lines))
    yield Row(
        (_S.DRAFT,),
        (_E.SUBMIT,),
        _S.QUEUED,
        when=(given.may_be_sent,),
        do=(do.start_expecting, do.enqueue),
    )
    yield Row(
        (_S.DRAFT,),
        (_E.SUBMIT,),
        _S.READY,
        when=(given.has_lines,),
        do=(do.start_expecting, do.wait_for_goods),
    )
    yield Row((_S.DRAFT,), (_E.SUBMIT,), verdict=Verdict.IGNORES)
    yield Row((_S.READY,), (_E.GOODS_ACTIVE,), _S.QUEUED, do=(do.enqueue,))
    yield Row((_S.DRAFT, _S.READY), (_E.CANCEL_WANTED,), _S.CANCELLED, do=(do.stop_expecting,))
    yield Row((_S.QUEUED,), (_E.CANCEL_WANTED,), _S.CANCELLED, do=(do.withdraw, do.stop_expecting))
    # From a review: somebody had a job sent again that had been given up.
    yield Row((_S.QUEUED, _S.REVIEW), (_E.LEASED,), _S.SENDING)
    for event in (_E.POSTPONED, _E.ABSENT):
        yield Row(
            (*_IN_FLIGHT, _S.REVIEW),
            (event,),
            _S.CANCELLED,
            when=(given.is_unwanted,),
            do=(do.withdraw, do.stop_expecting),
        )
        yield Row((*_IN_FLIGHT, _S.REVIEW), (event,), _S.QUEUED)
    yield Row(_IN_FLIGHT, (_E.DOUBTED,), _S.UNKNOWN)
    yield Row(_IN_FLIGHT, (_E.DIFFERS,), _S.REVIEW, do=(do.ask_about_difference,))
    # The job itself asks what became of it.
    yield Row(_IN_FLIGHT, (_E.UNTOLD,), _S.REVIEW)
    yield Row(_IN_FLIGHT, (_E.REFUSED,), _S.REJECTED, do=(do.stop_expecting, do.ask_about_refusal))
    yield Row((_S.QUEUED, *_IN_FLIGHT), (_E.GIVEN_UP,), _S.REVIEW, do=(do.ask_about_giving_up,))
    yield Row(_IN_FLIGHT, (_E.CANCEL_WANTED,), do=(do.want_cancel,))
    taken = (*_IN_FLIGHT, _S.REVIEW)
    yield Row(
        taken, (_E.TAKEN,), _S.CANCEL_REQ, when=(given.is_unwanted,), do=(do.hear, do.ask_cancel)
    )
    yield Row(_IN_FLIGHT, (_E.TAKEN,), _S.ACCEPTED, do=(do.hear,))
    yield Row((_S.REVIEW,), (_E.TAKEN,), _S.RECEIVING, when=(given.has_received,), do=(do.hear,))
    yield Row((_S.REVIEW,), (_E.TAKEN,), _S.ACCEPTED, do=(do.hear,))


def _receiving() -> Iterator[_Row]:
    open_for_news = (*_IN_FLIGHT, *_THERE, _S.CANCEL_REQ, _S.QUEUED)
    known = (*open_for_news, *_RECEIVED, _S.REVIEW)
    yield Row(known, _NEWS, when=(given.is_older,), verdict=Verdict.IGNORES)
    yield Row(known, (_E.RECEIPT,), when=(given.went_down,), do=(do.ask_about_down,))
    yield Row(known, (_E.RECEIPT,), when=(given.tells_nothing_new,), verdict=Verdict.IGNORES)
    first = (do.cancel_lost, do.book_receipt)
    yield Row(
        open_for_news,
        (_E.RECEIPT,),
        _S.REVIEW,
        when=(given.goes_over,),
        do=(*first, do.ask_about_over),
    )
    yield Row((_S.QUEUED,), (_E.RECEIPT,), _S.RECEIVING, do=(do.withdraw, *first))
    receiving = tuple(state for state in open_for_news if state is not _S.QUEUED)
    yield Row(receiving, (_E.RECEIPT,), _S.RECEIVING, do=first)
    last = (do.cancel_lost, do.book_receipt, do.finish, do.stop_expecting)
    done = (*open_for_news, _S.REVIEW)
    yield Row(
        done,
        (_E.FINISHED,),
        _S.REVIEW,
        when=(given.went_down,),
        do=(do.book_receipt, do.finish, do.ask_about_down),
    )
    yield Row(
        done, (_E.FINISHED,), _S.REVIEW, when=(given.goes_over,), do=(*last, do.ask_about_over)
    )
    yield Row(
        done,
        (_E.FINISHED,),
        _S.CLOSED_SHORT,
        when=(given.stays_short,),
        do=(*last, do.notify_short),
    )
    yield Row(done, (_E.FINISHED,), _S.DONE, do=last)
    yield Row((_S.REVIEW,), (_E.RECEIPT,), do=(do.book_receipt,))
    yield Row(_RECEIVED, (_E.RECEIPT,), do=(do.book_correction,))
    yield Row(_RECEIVED, (_E.FINISHED,), when=(given.went_down,), do=(do.ask_about_down,))
    yield Row(_RECEIVED, (_E.FINISHED,), when=(given.tells_nothing_new,), verdict=Verdict.IGNORES)
    yield Row(_RECEIVED, (_E.FINISHED,), do=(do.book_correction,))
    yield Row(_ENDED, _NEWS, when=(given.tells_nothing_new,), verdict=Verdict.IGNORES)
    yield Row(_ENDED, _NEWS, _S.REVIEW, do=(do.book_receipt, do.ask_about_late))


def _cancelling() -> Iterator[_Row]:
    yield Row((_S.ACCEPTED,), (_E.CANCEL_WANTED,), _S.CANCEL_REQ, do=(do.ask_cancel,))
    cancelled = (_E.CANCEL_TAKEN, _E.REMOTE_CANCELLED)
    yield Row((_S.CANCEL_REQ,), cancelled, _S.CANCELLED, do=(do.stop_expecting,))
    lost = (_E.CANCEL_REFUSED, _E.REMOTE_CANCEL_FAILED, _E.GIVEN_UP)
    yield Row((_S.CANCEL_REQ,), lost, _S.ACCEPTED, do=(do.cancel_lost, do.refresh))
    yield Row((_S.CANCEL_REQ,), (_E.CANCEL_OPEN,), do=(do.refresh,))
    gone = (_E.REMOTE_CANCELLED, _E.REMOTE_REJECTED)
    here = (*_IN_FLIGHT, *_THERE)
    yield Row(here, gone, _S.CANCELLED, do=(do.stop_expecting, do.ask_about_cancel))
    yield Row(
        (_S.QUEUED,), gone, _S.CANCELLED, do=(do.withdraw, do.stop_expecting, do.ask_about_cancel)
    )
    yield Row((_S.CANCEL_REQ,), (_E.REMOTE_REJECTED,), _S.CANCELLED, do=(do.stop_expecting,))
    yield Row(
        (_S.REVIEW,),
        (_E.RESOLVE,),
        _S.CLOSED_SHORT,
        when=(given.is_finished, given.stays_short),
        do=(do.stop_expecting,),
    )
    yield Row(
        (_S.REVIEW,), (_E.RESOLVE,), _S.DONE, when=(given.is_finished,), do=(do.stop_expecting,)
    )
    yield Row((_S.REVIEW,), (_E.RESOLVE,), _S.RECEIVING, when=(given.has_received,))
    yield Row((_S.REVIEW,), (_E.RESOLVE,), _S.ACCEPTED, when=(given.was_taken,))
    yield Row((_S.REVIEW,), (_E.RESOLVE,), _S.CANCELLED, do=(do.withdraw, do.stop_expecting))
    sent = tuple(state for state in _S if state not in (_S.DRAFT, _S.READY, _S.QUEUED))
    yield Row(sent, (_E.REMOTE_UNKNOWN,), do=(do.ask_about_status,))
    waiting = (*_THERE, _S.CANCEL_REQ, _S.UNKNOWN, _S.REVIEW)
    yield Row(waiting, (_E.SILENT,), do=(do.refresh,))


def _rest() -> Iterator[_Row]:
    """Yield what changes nothing, and what should not happen."""

    def ignored(states: tuple[InboundState, ...], *events: InboundEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.IGNORES)

    def asked(states: tuple[InboundState, ...], *events: InboundEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.REVIEWS)

    ours = (_S.DRAFT, _S.READY)
    yield asked(ours, *_NEWS, *_REMOTE)
    yield ignored(ours, *_SENDING, *_CANCEL, _E.SILENT, _E.RESOLVE)
    yield ignored((_S.DRAFT,), _E.GOODS_ACTIVE)
    yield ignored((_S.READY,), _E.SUBMIT)
    yield asked((_S.READY, _S.QUEUED, *_IN_FLIGHT, *_THERE), _E.EDIT)
    yield ignored((_S.QUEUED, *_IN_FLIGHT, *_THERE), _E.SUBMIT, _E.GOODS_ACTIVE, _E.RESOLVE)
    queued = tuple(one for one in _SENDING if one not in (_E.LEASED, _E.GIVEN_UP))
    yield ignored((_S.QUEUED,), *queued, *_CANCEL, _E.SILENT)
    yield asked((_S.QUEUED,), _E.REMOTE_UNKNOWN, _E.REMOTE_CANCEL_FAILED)
    yield ignored(_IN_FLIGHT, _E.LEASED, *_CANCEL)
    yield asked(_IN_FLIGHT, _E.REMOTE_CANCEL_FAILED)
    yield ignored((_S.SENDING,), _E.SILENT)
    yield ignored(_THERE, *_SENDING, *_CANCEL, _E.REMOTE_CANCEL_FAILED)
    yield asked((_S.RECEIVING,), _E.CANCEL_WANTED)
    requested = tuple(one for one in _SENDING if one is not _E.GIVEN_UP)
    yield ignored((_S.CANCEL_REQ,), *requested, _E.CANCEL_WANTED, _E.SUBMIT, _E.GOODS_ACTIVE)
    yield ignored((_S.CANCEL_REQ,), _E.RESOLVE)
    yield asked((_S.CANCEL_REQ, _S.REVIEW), _E.EDIT)
    yield ignored((_S.REVIEW,), _E.DOUBTED, _E.DIFFERS, _E.UNTOLD, _E.REFUSED, _E.GIVEN_UP)
    yield ignored((_S.REVIEW,), *_CANCEL, _E.SUBMIT, _E.GOODS_ACTIVE)
    yield ignored((_S.REVIEW,), _E.REMOTE_CANCELLED, _E.REMOTE_CANCEL_FAILED, _E.REMOTE_REJECTED)
    yield asked((_S.REVIEW,), _E.CANCEL_WANTED)
    over = (*_RECEIVED, *_ENDED)
    yield ignored(over, *_SENDING, *_CANCEL, _E.SUBMIT, _E.GOODS_ACTIVE, _E.SILENT, _E.RESOLVE)
    yield ignored(over, _E.REMOTE_CANCEL_FAILED)
    yield asked(_RECEIVED, _E.EDIT, _E.CANCEL_WANTED, _E.REMOTE_CANCELLED, _E.REMOTE_REJECTED)
    yield asked((_S.CANCELLED,), _E.EDIT)
    yield ignored(_ENDED, _E.CANCEL_WANTED, _E.REMOTE_CANCELLED, _E.REMOTE_REJECTED)


INBOUND: Machine[InboundOrder, InboundEvent, Service] = Machine(
    "inbound order",
    InboundState,
    InboundEventKind,
    InboundState.DRAFT,
    frozenset({*_RECEIVED, *_ENDED}),
    (*_announcing(), *_receiving(), *_cancelling(), *_rest()),
)


def step(doc: InboundOrder, event: InboundEvent, service: Service) -> Step[InboundOrder]:
    """Return what *event* makes of an inbound order."""
    return INBOUND.step(doc, event, service)
