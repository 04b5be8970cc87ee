"""Rows of the outbound order's table: cancelling, in time and too late."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import outbound_actions as do
from crossdock.fulfilment import outbound_guards as given
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.outbound_groups import AT_WORK, CANCELLING, ENDED, GONE, WORKING
from crossdock.fulfilment.outbound_order import (
    OutboundEvent,
    OutboundEventKind,
    OutboundOrder,
    OutboundState,
)
from crossdock.fulfilment.transitions import Row, Verdict

_S, _E = OutboundState, OutboundEventKind
_Row = Row[OutboundOrder, OutboundEvent, Circumstances]


def cancelling() -> Iterator[_Row]:
    """Yield the rows for a warehouse that is to be asked, or was."""
    yield Row(
        AT_WORK,
        (_E.CANCEL_WANTED,),
        _S.CANCEL_QUEUED,
        when=(given.cancel_is_in_time,),
        do=(do.ask_cancel,),
    )
    yield Row(AT_WORK, (_E.CANCEL_WANTED,), _S.LATE_CANCEL, do=(do.expect_return, do.recall))
    yield Row(
        (_S.SHIPPED,),
        (_E.CANCEL_WANTED,),
        _S.LATE_CANCEL,
        do=(do.expect_return, do.recall),
    )
    yield Row((_S.DONE,), (_E.CANCEL_WANTED,), do=(do.want_cancel, do.recall))
    yield Row((_S.CANCEL_QUEUED,), (_E.CANCEL_LEASED,), _S.CANCEL_SENDING)
    asked = (_S.CANCEL_SENDING, _S.CANCEL_UNKNOWN)
    stop = do.withdraw_cancel
    yield Row(asked, (_E.CANCEL_TAKEN,), _S.CANCELLED, do=(do.end_claims,))
    yield Row(asked, (_E.CANCEL_PENDING,), _S.CANCEL_UNKNOWN, do=(do.refresh,))
    yield Row(asked, (_E.CANCEL_DOUBTED,), _S.CANCEL_UNKNOWN, do=(do.refresh,))
    yield Row(asked, (_E.CANCEL_POSTPONED, _E.STILL_ACTIVE), _S.CANCEL_QUEUED)
    late = (do.expect_return, do.recall)
    yield Row(CANCELLING, (_E.CANCEL_REFUSED,), _S.LATE_CANCEL, do=late)
    yield Row(CANCELLING, (_E.REMOTE_CANCEL_FAILED,), _S.LATE_CANCEL, do=(do.hear, stop, *late))
    yield Row(CANCELLING, (_E.GIVEN_UP,), _S.LATE_CANCEL, do=(do.ask_about_giving_up, stop, *late))
    yield Row(
        CANCELLING,
        (_E.REMOTE_CANCELLED, _E.REMOTE_REJECTED),
        _S.CANCELLED,
        do=(do.hear, stop, do.end_claims),
    )
    ship_wins = (do.hear, stop, do.book_out, do.tell_shipped, *late)
    yield Row(CANCELLING, (_E.REMOTE_SHIPPED, _E.REMOTE_DONE), _S.LATE_CANCEL, do=ship_wins)
    yield Row(CANCELLING, (_E.REMOTE_REFUSED,), _S.LATE_CANCEL, do=(*ship_wins, do.await_return))
    yield Row(CANCELLING, (_E.REMOTE_RETURNED,), _S.LATE_CANCEL, do=(*ship_wins, do.ask_condition))
    yield Row(CANCELLING, WORKING, do=(do.hear,), verdict=Verdict.IGNORES)
    yield Row(CANCELLING, (_E.TAKEN,), do=(do.hear,), verdict=Verdict.IGNORES)
    yield Row(CANCELLING, (_E.CHANNEL_SHIPPING,), do=(do.note_shipping,))


def too_late() -> Iterator[_Row]:
    """Yield the rows for goods that go on although nobody wants them to."""
    late = (_S.LATE_CANCEL,)
    left = (do.hear, do.book_out, do.recall, do.tell_shipped)
    yield Row(late, (_E.REMOTE_SHIPPED, _E.REMOTE_DONE), when=(given.has_left,), do=(do.hear,))
    yield Row(late, (_E.REMOTE_SHIPPED, _E.REMOTE_DONE), do=left)
    yield Row(late, (_E.REMOTE_REFUSED,), when=(given.has_left,), do=(do.hear, do.await_return))
    yield Row(late, (_E.REMOTE_REFUSED,), do=(*left, do.await_return))
    yield Row(late, (_E.REMOTE_RETURNED,), when=(given.has_left,), do=(do.hear, do.ask_condition))
    yield Row(late, (_E.REMOTE_RETURNED,), do=(*left, do.ask_condition))
    yield Row(
        late,
        (_E.REMOTE_CANCELLED, _E.REMOTE_REJECTED, _E.CANCEL_TAKEN),
        _S.CANCELLED,
        do=(do.hear, do.end_claims),
    )
    returned = (do.book_return, do.tell_done)
    yield Row(late, (_E.RETURN_RECEIVED,), _S.DONE, when=(given.all_is_back,), do=returned)
    yield Row(late, (_E.RETURN_RECEIVED,), do=(do.book_return,))
    yield Row(late, (_E.CLOSE,), _S.DONE, do=(do.give_up_goods, do.tell_done))
    yield Row(
        late,
        (*WORKING, _E.TAKEN, _E.REMOTE_CANCEL_FAILED),
        do=(do.hear,),
        verdict=Verdict.IGNORES,
    )
    yield Row(GONE, (_E.RETURN_RECEIVED,), do=(do.book_return,))
    yield Row((_S.SHIPPED,), (_E.CLOSE,), _S.DONE, do=(do.tell_done,))
    lied = (do.hear, do.book_out, do.recall, do.tell_left_after_all)
    yield Row(ENDED, (_E.REMOTE_SHIPPED, _E.REMOTE_DONE), _S.LATE_CANCEL, do=lied)
    yield Row(ENDED, (_E.REMOTE_REFUSED,), _S.LATE_CANCEL, do=(*lied, do.await_return))
    yield Row(ENDED, (_E.REMOTE_RETURNED,), _S.LATE_CANCEL, do=(*lied, do.ask_condition))
    yield Row(
        ENDED,
        (*WORKING, _E.TAKEN),
        _S.CANCEL_QUEUED,
        when=(given.was_never_taken,),
        do=(do.hear, do.ask_cancel),
    )
    yield Row(ENDED, (*WORKING, _E.TAKEN), do=(do.hear,), verdict=Verdict.IGNORES)
