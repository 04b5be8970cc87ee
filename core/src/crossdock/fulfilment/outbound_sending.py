"""Rows of the outbound order's table: until the warehouse has it, or will not have it."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import outbound_actions as do
from crossdock.fulfilment import outbound_guards as given
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.outbound_groups import IN_FLIGHT, UNSENT
from crossdock.fulfilment.outbound_order import (
    OutboundEvent,
    OutboundEventKind,
    OutboundOrder,
    OutboundState,
)
from crossdock.fulfilment.transitions import Row, Verdict

_S, _E = OutboundState, OutboundEventKind
_Row = Row[OutboundOrder, OutboundEvent, Circumstances]


def before_sending() -> Iterator[_Row]:
    """Yield the rows for what was not sent yet."""
    yield Row((_S.DRAFT,), (_E.HOLD,), _S.HELD, do=(do.hold,))
    yield Row((_S.HELD,), (_E.HOLD,), when=(given.hold_may_end,), do=(do.hold,))
    yield Row((_S.QUEUED,), (_E.HOLD,), _S.HELD, do=(do.withdraw, do.hold))
    yield Row((_S.HELD,), (_E.RELEASE,), _S.DRAFT, when=(given.hold_may_end,), do=(do.clear_hold,))
    yield Row(
        (_S.DRAFT,),
        (_E.PUSH,),
        _S.QUEUED,
        when=(given.may_be_sent,),
        do=(do.take_waybill, do.enqueue),
    )
    yield Row(UNSENT, (_E.WAYBILL,), do=(do.take_waybill,))
    yield Row((_S.QUEUED,), (_E.WAYBILL,), when=(given.waybill_is_known,), verdict=Verdict.IGNORES)
    yield Row((_S.QUEUED,), (_E.WAYBILL,), do=(do.withdraw, do.take_waybill, do.enqueue))
    yield Row(UNSENT, (_E.CANCEL_WANTED,), _S.CANCELLED, do=(do.want_cancel, do.end_claims))
    yield Row(
        (_S.QUEUED,),
        (_E.CANCEL_WANTED,),
        _S.CANCELLED,
        do=(do.withdraw, do.want_cancel, do.end_claims),
    )
    yield Row(UNSENT, (_E.CHANNEL_SHIPPING,), _S.HELD, do=(do.hold_for_ever,))
    yield Row((_S.QUEUED,), (_E.CHANNEL_SHIPPING,), _S.HELD, do=(do.withdraw, do.hold_for_ever))
    yield Row(
        (_S.HELD,), (_E.LEFT,), _S.SHIPPED, do=(do.take_waybill, do.book_out, do.tell_shipped)
    )
    yield Row((_S.HELD,), (_E.CLOSE,), _S.DONE, do=(do.give_up_goods, do.tell_done))
    yield Row(UNSENT, (_E.ABANDON,), _S.CANCELLED, do=(do.end_claims,))
    yield Row((_S.QUEUED,), (_E.ABANDON,), _S.CANCELLED, do=(do.withdraw, do.end_claims))


def sending() -> Iterator[_Row]:
    """Yield the rows for what is being sent, or whose fate is not known."""
    yield Row(
        (_S.QUEUED,), (_E.LEASED,), _S.SENDING, when=(given.may_be_sent, given.order_is_fresh)
    )
    yield Row((_S.QUEUED,), (_E.LEASED,), do=(do.reread_order,))
    # Somebody had a job sent again that had been given up.
    yield Row(
        (_S.REVIEW,), (_E.LEASED,), _S.SENDING, when=(given.may_be_sent, given.order_is_fresh)
    )
    yield Row((_S.REVIEW,), (_E.LEASED,), do=(do.reread_order,))
    for ended in (_E.ABSENT, _E.POSTPONED):
        yield Row(
            (*IN_FLIGHT, _S.REVIEW),
            (ended,),
            _S.CANCELLED,
            when=(given.is_unwanted,),
            do=(do.withdraw, do.end_claims),
        )
        yield Row(
            (*IN_FLIGHT, _S.REVIEW),
            (ended,),
            _S.HELD,
            when=(given.is_shipping_elsewhere,),
            do=(do.withdraw, do.hold_for_ever),
        )
        yield Row((*IN_FLIGHT, _S.REVIEW), (ended,), _S.QUEUED)
    yield Row(IN_FLIGHT, (_E.DOUBTED,), _S.UNKNOWN)
    yield Row(IN_FLIGHT, (_E.REFUSED_DUPLICATE,), _S.UNKNOWN)
    yield Row(IN_FLIGHT, (_E.DIFFERS,), _S.REVIEW, do=(do.ask_about_difference,))
    # The job itself asks what became of it.
    yield Row(IN_FLIGHT, (_E.UNTOLD,), _S.REVIEW)
    for refused, tell in (
        (_E.REFUSED, do.tell_refused),
        (_E.REFUSED_SHORT, do.tell_short),
        (_E.REFUSED_ADDRESS, do.tell_address),
    ):
        yield Row(
            (*IN_FLIGHT, _S.REVIEW),
            (refused,),
            _S.CANCELLED,
            when=(given.is_unwanted,),
            do=(do.end_claims,),
        )
        yield Row((*IN_FLIGHT, _S.REVIEW), (refused,), _S.REJECTED, do=(tell,))
    yield Row((_S.QUEUED, *IN_FLIGHT), (_E.GIVEN_UP,), _S.REVIEW, do=(do.ask_about_giving_up,))
    yield Row((*IN_FLIGHT, _S.REVIEW), (_E.CANCEL_WANTED,), do=(do.want_cancel,))
    yield Row((*IN_FLIGHT, _S.REVIEW), (_E.CHANNEL_SHIPPING,), do=(do.note_shipping,))
    yield Row(IN_FLIGHT, (_E.WAYBILL,), when=(given.waybill_is_known,), verdict=Verdict.IGNORES)
    yield Row(IN_FLIGHT, (_E.WAYBILL,), do=(do.ask_about_waybill,))
    yield Row((_S.REVIEW,), (_E.WAYBILL,), do=(do.take_waybill,))
    yield Row((_S.REVIEW,), (_E.ABANDON,), _S.CANCELLED, do=(do.withdraw, do.end_claims))
