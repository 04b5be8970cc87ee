"""The warehouse order's table: from a channel's order to a parcel that has left."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.fulfilment import warehouse_actions as do
from crossdock.fulfilment import warehouse_guards as given
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.transitions import Machine, Row, Step, Verdict
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)

_S, _E = WarehouseOrderState, WarehouseOrderEventKind
_Row = Row[WarehouseOrder, WarehouseOrderEvent, Circumstances]

_UNROUTED = (_S.NEW, _S.HELD)
#: At a warehouse, and nothing was made of it there yet.
_WAITING = (_S.ASSIGNED, _S.WAIT_ACCEPT, _S.WAIT_TRACKING, _S.READY)
_ENDED = (_S.DONE, _S.CANCELLED)

_ROUTER = (_E.ROUTED, _E.HOLD, _E.RELEASE, _E.HOLD_EXPIRED)
_OUTBOUND = (
    _E.OUTBOUND_SHIPPED,
    _E.OUTBOUND_DONE,
    _E.OUTBOUND_CANCELLED,
    _E.OUTBOUND_REFUSED,
)
_SELLER = (
    _E.ACCEPT_WANTED,
    _E.ACCEPTED,
    _E.ARRANGE_WANTED,
    _E.ARRANGED,
    _E.CHANNEL_REFUSED,
)

_TO_ROUTER = (do.put_back, do.reroute)


def _routing() -> Iterator[_Row]:
    yield Row(
        (_S.NEW,),
        (_E.ROUTED,),
        _S.ASSIGNED,
        do=(do.take_warehouse, do.route_claims, do.decide_again),
    )
    yield Row((_S.NEW,), (_E.HOLD,), _S.HELD, do=(do.hold,))
    yield Row((_S.HELD,), (_E.HOLD,), do=(do.hold,))
    yield Row((_S.HELD,), (_E.RELEASE,), _S.NEW, do=(do.forgive_warehouses, *_TO_ROUTER))
    yield Row((_S.HELD,), (_E.HOLD_EXPIRED,), _S.REVIEW, do=(do.notify_too_long,))
    yield Row((_S.ASSIGNED,), (_E.HOLD,), _S.NEW, do=(do.refuse_warehouse, *_TO_ROUTER))


def _deciding() -> Iterator[_Row]:
    decide = (_E.DECIDE,)
    yield Row(_WAITING, decide, _S.READY, when=(given.is_at_own_warehouse,))
    yield Row(
        _WAITING, decide, _S.NEW, when=(given.is_denied,), do=(do.refuse_warehouse, *_TO_ROUTER)
    )
    yield Row(_WAITING, decide, _S.HELD, when=(given.is_objected_to,), do=(do.hold_for_objection,))
    yield Row(_WAITING, decide, _S.READY, when=(given.is_sent_now,), do=(do.open_next,))
    yield Row(
        _WAITING, decide, _S.OUTBOUND, when=(given.has_outbound_held,), do=(do.open_held_outbound,)
    )
    yield Row(_WAITING, decide, _S.WAIT_ACCEPT, when=(given.waits_for_accepting,))
    yield Row(_WAITING, decide, _S.WAIT_TRACKING)
    yield Row((_S.READY,), (_E.OPEN,), _S.OUTBOUND, do=(do.open_outbound,))
    yield Row((_S.OUTBOUND,), decide, when=(given.is_sent_now,), do=(do.send_outbound,))
    yield Row((_S.OUTBOUND,), decide, do=(do.hold_outbound,))


def _reading() -> Iterator[_Row]:
    yield Row(
        (_S.HELD,),
        (_E.READING,),
        _S.NEW,
        when=(given.request_is_over,),
        do=(do.note, *_TO_ROUTER),
    )
    yield Row((*_UNROUTED, _S.SHIPPED, _S.REVIEW), (_E.READING,), do=(do.note,))
    yield Row((*_WAITING, _S.OUTBOUND), (_E.READING,), do=(do.note, do.decide_again))
    yield Row((*_UNROUTED, _S.REVIEW), (_E.CLAIMED,), do=(do.note_claim,))
    yield Row(
        (*_WAITING, _S.OUTBOUND),
        (_E.CLAIMED,),
        when=(given.is_claim_missing,),
        do=(do.note_claim, do.route_claims),
    )
    yield Row((_S.NEW,), (_E.CHANGED,), do=(do.take_lines,))
    yield Row((_S.HELD,), (_E.CHANGED,), _S.NEW, do=(do.put_back, do.take_lines, do.reroute))
    yield Row(_WAITING, (_E.CHANGED,), _S.NEW, do=(do.put_back, do.take_lines, do.reroute))
    yield Row((_S.OUTBOUND,), (_E.CHANGED,), _S.REVIEW, do=(do.hold_changed_outbound,))
    known = (*_UNROUTED, *_WAITING, _S.OUTBOUND, _S.SHIPPED, _S.REVIEW)
    yield Row(known, (_E.UNKNOWN_STATUS,), do=(do.ask_about_status,))


def _leaving() -> Iterator[_Row]:
    yield Row((*_UNROUTED, _S.SHIPPED), (_E.SHIPPING,), do=(do.note,))
    own = (given.left_own_warehouse,)
    yield Row(_WAITING, (_E.SHIPPING,), _S.SHIPPED, when=own, do=(do.note, do.book_out))
    yield Row(_WAITING, (_E.SHIPPING,), do=(do.note, do.decide_again))
    yield Row((_S.OUTBOUND,), (_E.SHIPPING, _E.DELIVERED), do=(do.note, do.tell_shipping))
    yield Row(_UNROUTED, (_E.DELIVERED,), _S.REVIEW, do=(do.note, do.ask_about_closing))
    yield Row(_WAITING, (_E.DELIVERED,), _S.DONE, when=own, do=(do.note, do.book_out))
    yield Row(_WAITING, (_E.DELIVERED,), _S.REVIEW, do=(do.note, do.ask_about_closing))
    yield Row((_S.SHIPPED,), (_E.DELIVERED,), _S.DONE, do=(do.note,))
    in_review = (_E.SHIPPING, _E.DELIVERED)
    yield Row((_S.REVIEW,), in_review, when=(given.has_outbound,), do=(do.note, do.tell_shipping))
    yield Row((_S.REVIEW,), in_review, do=(do.note,))
    yield Row((_S.SHIPPED, _S.DONE), (_E.RETURNED,), do=(do.await_return,))
    yield Row((_S.OUTBOUND, _S.REVIEW), (_E.RETURNED,), do=(do.note, do.await_return))
    yield Row(
        (*_UNROUTED, *_WAITING), (_E.RETURNED,), _S.REVIEW, do=(do.note, do.ask_about_closing)
    )


def _cancelling() -> Iterator[_Row]:
    yield Row((*_UNROUTED, *_WAITING), (_E.CANCELLED,), _S.CANCELLED, do=(do.note, do.release))
    yield Row((_S.OUTBOUND,), (_E.CANCELLED,), do=(do.note, do.cancel_outbound))
    yield Row((_S.SHIPPED,), (_E.CANCELLED,), do=(do.note, do.recall))
    yield Row(
        (_S.REVIEW,),
        (_E.CANCELLED, _E.CLOSE),
        when=(given.has_outbound,),
        do=(do.cancel_outbound,),
    )
    yield Row((_S.REVIEW,), (_E.CANCELLED, _E.CLOSE), _S.CANCELLED, do=(do.release,))
    yield Row((_S.HELD,), (_E.CLOSE,), _S.CANCELLED, do=(do.release,))
    yield Row((_S.HELD,), (_E.GO_ON,), _S.NEW, do=(do.waive, *_TO_ROUTER))
    yield Row(
        (_S.REVIEW,),
        (_E.GO_ON,),
        _S.OUTBOUND,
        when=(given.has_outbound,),
        do=(do.waive, do.decide_again),
    )
    yield Row((_S.REVIEW,), (_E.GO_ON,), _S.NEW, do=(do.waive, *_TO_ROUTER))


def _accepting() -> Iterator[_Row]:
    yield Row((_S.WAIT_ACCEPT,), (_E.ACCEPT_WANTED,), do=(do.accept_order,))
    yield Row((_S.WAIT_TRACKING,), (_E.ARRANGE_WANTED,), do=(do.arrange_shipment,))
    # What leaves from one's own warehouse waits for nobody, and may need both all the same.
    own = given.is_at_own_warehouse
    ready = (_S.READY,)
    yield Row(
        ready, (_E.ACCEPT_WANTED,), when=(own, given.waits_for_accepting), do=(do.accept_order,)
    )
    yield Row(
        ready, (_E.ARRANGE_WANTED,), when=(own, given.waits_for_waybill), do=(do.arrange_shipment,)
    )
    live = (*_WAITING, _S.OUTBOUND)
    yield Row(live, (_E.ACCEPTED,), do=(do.note_accepted, do.decide_again))
    yield Row(live, (_E.ARRANGED,), do=(do.note_arranged, do.decide_again))
    others = (*_UNROUTED, _S.SHIPPED, _S.REVIEW)
    yield Row(others, (_E.ACCEPTED,), do=(do.note_accepted,))
    yield Row(others, (_E.ARRANGED,), do=(do.note_arranged,))
    yield Row((*live, *others), (_E.CHANNEL_REFUSED,), do=(do.ask_about_refusal,))


def _following() -> Iterator[_Row]:
    """Yield the rows for what its outbound order says."""
    going = (_S.OUTBOUND, _S.REVIEW)
    yield Row(going, (_E.OUTBOUND_SHIPPED,), _S.SHIPPED, do=(do.tell_channel,))
    yield Row(
        going,
        (_E.OUTBOUND_DONE,),
        _S.CANCELLED,
        when=(given.is_unwanted,),
    )
    yield Row(going, (_E.OUTBOUND_DONE,), _S.DONE)
    yield Row((_S.SHIPPED,), (_E.OUTBOUND_DONE,), _S.DONE)
    ended = (_E.OUTBOUND_CANCELLED,)
    yield Row(going, ended, _S.CANCELLED, when=(given.is_unwanted,), do=(do.drop_claims,))
    yield Row(
        going,
        ended,
        _S.HELD,
        when=(given.is_claimed_whole,),
        do=(do.put_back, do.forget_outbound, do.hold_for_cancelled_outbound),
    )
    yield Row(going, ended, _S.REVIEW, do=(do.forget_outbound, do.ask_about_outbound))
    yield Row((_S.SHIPPED,), ended, _S.CANCELLED, when=(given.is_unwanted,), do=(do.drop_claims,))
    yield Row((_S.SHIPPED,), ended, _S.REVIEW, do=(do.forget_outbound, do.ask_about_outbound))
    again = (_E.OUTBOUND_LEFT_AFTER_ALL,)
    yield Row((*_UNROUTED, *_WAITING), again, _S.REVIEW, do=(do.ask_about_leaving,))
    yield Row((*going, _S.SHIPPED), again, do=(do.ask_about_leaving,))
    yield Row(_ENDED, again, verdict=Verdict.IGNORES)
    refused = (_E.OUTBOUND_REFUSED,)
    yield Row(going, refused, _S.CANCELLED, when=(given.is_unwanted,), do=(do.release,))
    yield Row(
        going,
        refused,
        _S.NEW,
        when=(given.was_short,),
        do=(do.refuse_warehouse, do.forget_outbound, *_TO_ROUTER),
    )
    yield Row(going, refused, _S.HELD, do=(do.forget_outbound, do.hold))


def _rest() -> Iterator[_Row]:
    """Yield what changes nothing, and what should not happen."""

    def ignored(states: tuple[WarehouseOrderState, ...], *events: WarehouseOrderEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.IGNORES)

    def asked(states: tuple[WarehouseOrderState, ...], *events: WarehouseOrderEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.REVIEWS)

    yield ignored((_S.NEW,), _E.RELEASE, _E.HOLD_EXPIRED, _E.GO_ON, _E.CLOSE)
    yield ignored((_S.HELD,), _E.ROUTED)
    yield ignored(_UNROUTED, _E.DECIDE, _E.OPEN, _E.ACCEPT_WANTED, _E.ARRANGE_WANTED, *_OUTBOUND)
    rest = tuple(state for state in _WAITING if state is not _S.ASSIGNED)
    yield ignored(rest, _E.HOLD)
    yield ignored(_WAITING, _E.ROUTED, _E.RELEASE, _E.HOLD_EXPIRED, _E.GO_ON, *_OUTBOUND)
    yield ignored(_WAITING, _E.CLAIMED)
    yield ignored((_S.ASSIGNED, _S.WAIT_ACCEPT, _S.WAIT_TRACKING), _E.OPEN)
    yield ignored((_S.ASSIGNED, _S.WAIT_TRACKING, _S.READY), _E.ACCEPT_WANTED)
    yield ignored((_S.ASSIGNED, _S.WAIT_ACCEPT, _S.READY), _E.ARRANGE_WANTED)
    yield asked(_WAITING, _E.CLOSE)
    yield ignored((_S.OUTBOUND,), *_ROUTER, _E.CLAIMED, _E.OPEN, _E.GO_ON)
    yield ignored((_S.OUTBOUND,), _E.ACCEPT_WANTED, _E.ARRANGE_WANTED)
    yield asked((_S.OUTBOUND,), _E.CLOSE)
    yield ignored((_S.SHIPPED,), *_ROUTER, _E.CLAIMED, _E.DECIDE, _E.OPEN, _E.GO_ON, _E.CLOSE)
    yield ignored((_S.SHIPPED,), _E.ACCEPT_WANTED, _E.ARRANGE_WANTED)
    yield ignored((_S.SHIPPED,), _E.OUTBOUND_SHIPPED, _E.OUTBOUND_REFUSED)
    yield asked((_S.SHIPPED,), _E.CHANGED)
    yield ignored((_S.REVIEW,), *_ROUTER, _E.DECIDE, _E.OPEN)
    yield ignored((_S.REVIEW,), _E.ACCEPT_WANTED, _E.ARRANGE_WANTED, _E.CHANGED)
    yield ignored(_ENDED, *_ROUTER, *_SELLER, *_OUTBOUND, _E.CLAIMED, _E.READING, _E.CHANGED)
    yield ignored(_ENDED, _E.DECIDE, _E.OPEN, _E.GO_ON, _E.CLOSE, _E.DELIVERED, _E.CANCELLED)
    yield ignored(_ENDED, _E.UNKNOWN_STATUS, _E.SHIPPING)
    yield ignored((_S.CANCELLED,), _E.RETURNED)


WAREHOUSE_ORDER: Machine[WarehouseOrder, WarehouseOrderEvent, Circumstances] = Machine(
    "warehouse order",
    WarehouseOrderState,
    WarehouseOrderEventKind,
    WarehouseOrderState.NEW,
    frozenset(_ENDED),
    (
        *_routing(),
        *_deciding(),
        *_reading(),
        *_leaving(),
        *_cancelling(),
        *_accepting(),
        *_following(),
        *_rest(),
    ),
)


def step(
    doc: WarehouseOrder, event: WarehouseOrderEvent, world: Circumstances
) -> Step[WarehouseOrder]:
    """Return what *event* makes of a warehouse order."""
    return WAREHOUSE_ORDER.step(doc, event, world)
