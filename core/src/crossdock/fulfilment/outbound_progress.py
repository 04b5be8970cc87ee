"""Rows of the outbound order's table: what the warehouse says of it on its way."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import outbound_actions as do
from crossdock.fulfilment import outbound_guards as given
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.outbound_groups import AT_WORK, CANCELLING, GONE, IN_FLIGHT, UNSETTLED
from crossdock.fulfilment.outbound_order import (
    MILESTONE_OF,
    MILESTONES,
    OutboundEvent,
    OutboundEventKind,
    OutboundOrder,
    OutboundState,
)
from crossdock.fulfilment.transitions import Action, Row, Verdict

_S, _E = OutboundState, OutboundEventKind
_Row = Row[OutboundOrder, OutboundEvent, Circumstances]
_Action = Action[OutboundOrder, OutboundEvent, Circumstances]

#: What reaching each milestone means; a warehouse that skips some means all of them.
_MEANS: dict[OutboundState, tuple[_Action, ...]] = {
    _S.ACCEPTED: (do.occupy,),
    _S.PICKING: (do.hear,),
    _S.PICKED: (do.hear,),
    _S.PACKED: (do.hear,),
    _S.SHIPPED: (do.hear, do.book_out, do.tell_shipped),
    _S.DONE: (do.hear, do.tell_done),
}


def _means(first: int, last: int) -> tuple[_Action, ...]:
    """Return what it means to come from before milestone *first* to milestone *last*."""
    return tuple(action for state in MILESTONES[first : last + 1] for action in _MEANS[state])


_TO_SHIPPED = MILESTONES.index(_S.SHIPPED)


def taken() -> Iterator[_Row]:
    """Yield the rows for the first word of the warehouse that it has the document."""
    words = {**MILESTONE_OF, _E.TAKEN: _S.ACCEPTED}
    for event, milestone in words.items():
        last = MILESTONES.index(milestone)
        yield from _adopted((*IN_FLIGHT, _S.REVIEW), event, milestone, last, ())
        if event is not _E.TAKEN:
            yield from _adopted((_S.QUEUED,), event, milestone, last, (do.withdraw,))
    for event in (_E.REMOTE_REFUSED, _E.REMOTE_RETURNED):
        then = do.await_return if event is _E.REMOTE_REFUSED else do.ask_condition
        for states, first in (
            (UNSETTLED, 0),
            *(((state,), rank + 1) for rank, state in enumerate(AT_WORK)),
        ):
            means = _means(first, _TO_SHIPPED)
            yield Row(
                states,
                (event,),
                _S.LATE_CANCEL,
                when=(given.is_unwanted,),
                do=(*means, do.recall, then),
            )
            yield Row(states, (event,), _S.SHIPPED, do=(*means, then))
        yield Row(GONE, (event,), do=(do.hear, then))


def _adopted(
    states: tuple[OutboundState, ...],
    event: OutboundEventKind,
    milestone: OutboundState,
    last: int,
    before: tuple[_Action, ...],
) -> Iterator[_Row]:
    means = (*before, *_means(0, last))
    if milestone in GONE:
        late = (*before, *_means(0, _TO_SHIPPED), do.recall, do.expect_return)
        yield Row(states, (event,), _S.LATE_CANCEL, when=(given.is_unwanted,), do=late)
    else:
        yield Row(
            states,
            (event,),
            _S.CANCEL_QUEUED,
            when=(given.is_unwanted_in_time,),
            do=(*means, do.ask_cancel),
        )
        yield Row(
            states,
            (event,),
            _S.LATE_CANCEL,
            when=(given.is_unwanted,),
            do=(*means, do.expect_return),
        )
    yield Row(states, (event,), milestone, do=means)


def progress() -> Iterator[_Row]:
    """Yield the rows for what happens while the warehouse has it."""
    for event, milestone in MILESTONE_OF.items():
        last = MILESTONES.index(milestone)
        for rank, state in enumerate(MILESTONES):
            if rank < last:
                yield Row((state,), (event,), milestone, do=_means(rank + 1, last))
            else:
                yield Row((state,), (event,), do=(do.hear,), verdict=Verdict.IGNORES)
    yield Row((*AT_WORK, *GONE), (_E.TAKEN,), do=(do.hear,), verdict=Verdict.IGNORES)
    yield Row(AT_WORK, (_E.CHANNEL_SHIPPING,), do=(do.note_shipping, do.book_out))
    yield Row(
        (*AT_WORK, *CANCELLING, *GONE, _S.LATE_CANCEL),
        (_E.WAYBILL,),
        when=(given.waybill_is_known,),
        verdict=Verdict.IGNORES,
    )
    yield Row(
        (*AT_WORK, *CANCELLING),
        (_E.WAYBILL,),
        when=(given.waybill_is_first,),
        do=(do.take_waybill,),
    )
    yield Row(
        (*GONE, _S.LATE_CANCEL),
        (_E.WAYBILL,),
        when=(given.waybill_is_first,),
        do=(do.take_waybill, do.book_out),
    )
    yield Row(
        (*AT_WORK, *CANCELLING, *GONE, _S.LATE_CANCEL),
        (_E.WAYBILL,),
        do=(do.ask_about_waybill,),
    )
    yield Row((*AT_WORK,), (_E.REMOTE_REJECTED,), _S.REJECTED, do=(do.hear, do.tell_refused))
    yield Row(AT_WORK, (_E.REMOTE_CANCELLED,), _S.CANCELLED, do=(do.hear, do.end_claims))
    yield Row(UNSETTLED, (_E.REMOTE_CANCELLED,), _S.CANCELLED, do=(do.withdraw, do.end_claims))
    yield Row(
        UNSETTLED,
        (_E.REMOTE_REJECTED,),
        _S.CANCELLED,
        when=(given.is_unwanted,),
        do=(do.withdraw, do.end_claims),
    )
    yield Row(UNSETTLED, (_E.REMOTE_REJECTED,), _S.REJECTED, do=(do.withdraw, do.tell_refused))
