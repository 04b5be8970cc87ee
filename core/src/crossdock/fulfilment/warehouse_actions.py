"""Actions of the warehouse order's table."""

from __future__ import annotations

import attrs

from crossdock.fulfilment import booking
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.effects import (
    Effect,
    Enqueue,
    JobKind,
    Notify,
    OpenReview,
    RecordStock,
    Reroute,
)
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.messages import OpenOutbound, TellOutbound, TellWarehouseOrder
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind
from crossdock.fulfilment.transitions import Acted
from crossdock.fulfilment.warehouse_guards import decided
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.inventory.keys import joined
from crossdock.policy import Cause, Standing

_Acted = Acted[WarehouseOrder]
_Event = WarehouseOrderEvent
_World = Circumstances

# Actions on what it is told


def note(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note status, waybill and courier as the channel has them."""
    return _noted(doc, event, Cause.SYNC), ()


def note_accepted(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note that the order is accepted, and what the channel says of it now."""
    return attrs.evolve(_noted(doc, event, Cause.ACCEPTED), accepted=True), ()


def note_arranged(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note that its shipment is arranged, and what the channel says of it now."""
    return attrs.evolve(_noted(doc, event, Cause.ARRANGED), accepted=True), ()


def _noted(doc: WarehouseOrder, event: _Event, cause: Cause) -> WarehouseOrder:
    if event.waybill and event.waybill != doc.waybill:
        later = Cause.WAYBILL if cause is Cause.SYNC and doc.turn else cause
        doc = attrs.evolve(doc, waybill=event.waybill, cause=later)
    return attrs.evolve(
        doc, status=event.status or doc.status, courier=event.courier or doc.courier
    )


def note_claim(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note where its units are reserved now."""
    return attrs.evolve(doc, claimed=True, pool=event.pool or doc.pool), ()


def take_lines(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Take what the order asks for now."""
    routed = doc.routed and not event.resettled
    pool = event.pool or doc.pool
    doc = attrs.evolve(doc, lines=event.lines or doc.lines, pool=pool, routed=routed)
    return attrs.evolve(doc, status=event.status or doc.status), ()


def decide_again(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Look at the decision table."""
    return doc, (_next(WarehouseOrderEventKind.DECIDE, event),)


def open_next(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Make the outbound order."""
    return doc, (_next(WarehouseOrderEventKind.OPEN, event),)


# Actions on its warehouse and its units


def take_warehouse(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Take the warehouse that the router gives it."""
    return attrs.evolve(
        doc,
        warehouse=event.warehouse,
        service=event.service,
        pool=event.pool or doc.pool,
        turn=doc.turn + 1,
        hold=None,
    ), ()


def route_claims(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Book its reserved units at the warehouse."""
    if not doc.claimed or doc.routed:
        return doc, ()
    events = booking.routed(doc.lines, doc.pool, doc.warehouse, event.at, doc.turn_name)
    return attrs.evolve(doc, routed=True), (RecordStock(events),)


def put_back(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Book its units back on their pool, and forget the warehouse."""
    effects: tuple[Effect, ...] = ()
    if doc.routed and doc.claimed and not event.resettled:
        back = booking.put_back(doc.lines, doc.pool, doc.warehouse, event.at, doc.turn_name)
        effects = (RecordStock(back),)
    return attrs.evolve(doc, routed=False, warehouse="", service=False), effects


def release(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """End the claims on its units."""
    doc = attrs.evolve(doc, cancel_wanted=True, hold=None)
    if not doc.claimed:
        return doc, ()
    lines = event.claimed or doc.lines
    place = doc.warehouse if doc.routed else doc.pool
    ended = booking.released(lines, place, event.at, doc.turn_name)
    return attrs.evolve(doc, claimed=False), (RecordStock(ended),)


def drop_claims(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """End the claims that its outbound has not used up."""
    if not event.claimed:
        return attrs.evolve(doc, claimed=False), ()
    return release(doc, event, world)


def refuse_warehouse(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Remember that this warehouse cannot have it, and why."""
    reason = event.reason or decided(doc, world).hold or Reason.NO_RULE
    refused = doc.refused | {doc.warehouse}
    return attrs.evolve(doc, refused=refused), (Notify(reason, doc.key, doc.warehouse),)


def reroute(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask the router again."""
    doc = attrs.evolve(doc, hold=None)
    return doc, (Reroute(doc.key, doc.refused),)


def forgive_warehouses(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Let every warehouse be tried again."""
    return attrs.evolve(doc, refused=frozenset()), ()


# Actions on holds


def hold(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note why it waits, and ask for what it waits for."""
    reason = event.reason or Reason.NO_RULE
    return attrs.evolve(doc, hold=reason), (OpenReview(reason, doc.key, event.detail),)


def hold_for_objection(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Note what the decision table objects to, and ask."""
    reason = decided(doc, world).hold or Reason.WAIT_STATUS
    return attrs.evolve(doc, hold=reason), (OpenReview(reason, doc.key, doc.waybill),)


def hold_for_cancelled_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Wait for a person: the outbound is gone and the order is not."""
    asked = OpenReview(Reason.OUTBOUND_CANCELLED, doc.key, event.detail)
    return attrs.evolve(doc, hold=Reason.OUTBOUND_CANCELLED), (asked,)


def waive(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Remember what a person went on in spite of."""
    reason = event.reason or doc.hold
    waived = doc.waived | ({reason} if reason else set())
    return attrs.evolve(doc, waived=waived), ()


def notify_too_long(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Say that it is held for too long."""
    return doc, (OpenReview(Reason.HELD_TOO_LONG, doc.key, doc.hold or ""),)


# Actions at the channel


def accept_order(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Accept the order at the channel; parcels of one order do it once."""
    key = joined("accept", doc.connection, doc.order)
    return doc, (Enqueue(JobKind.ACCEPT_ORDER, key, doc.key),)


def arrange_shipment(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Arrange the shipment at the channel; parcels of one order do it once."""
    key = joined("arrange", doc.connection, doc.order)
    return doc, (Enqueue(JobKind.ARRANGE_SHIPMENT, key, doc.key),)


def tell_channel(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Tell a channel that wants to be told that the goods have left."""
    if not world.policy.arranges_when_shipped or doc.cancel_wanted:
        return doc, ()
    return arrange_shipment(doc, event, world)


# Actions on its outbound order


def open_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Make its outbound order and send it."""
    doc, effects = _opened(doc, None)
    return doc, (*effects, *_sent(doc, event))


def open_held_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Make its outbound order, held."""
    decision = decided(doc, world)
    is_new = doc.state is WarehouseOrderState.ASSIGNED and doc.turn == 1
    listed = doc.listed and not (is_new and decision.warehouse_order is Standing.KEEP)
    doc, effects = _opened(attrs.evolve(doc, listed=listed), decision.hold)
    if decision.hold is Reason.ALREADY_SHIPPING:
        return doc, (*effects, _tell(OutboundEventKind.CHANNEL_SHIPPING, event))
    return doc, effects


def _opened(doc: WarehouseOrder, hold: Reason | None) -> tuple[WarehouseOrder, tuple[Effect, ...]]:
    return attrs.evolve(doc, outbound=doc.outbound_key), (OpenOutbound(hold),)


def send_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Send its outbound order, if it was not sent yet."""
    return attrs.evolve(doc, listed=True), _sent(doc, event)


def _sent(doc: WarehouseOrder, event: _Event) -> tuple[Effect, ...]:
    literal = not doc.waybill
    return (
        _tell(OutboundEventKind.WAYBILL, event, waybill=doc.waybill),
        _tell(OutboundEventKind.RELEASE, event),
        _tell(OutboundEventKind.PUSH, event, waybill=doc.waybill, literal=literal),
    )


def hold_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Keep its outbound order from being sent; one that was sent goes on."""
    reason = decided(doc, world).hold
    waybill = _tell(OutboundEventKind.WAYBILL, event, waybill=doc.waybill)
    return doc, (waybill, _tell(OutboundEventKind.HOLD, event, reason=reason))


def hold_changed_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Keep its outbound order from being sent, and ask: the order is another now."""
    told = _tell(OutboundEventKind.HOLD, event, reason=Reason.ORDER_CHANGED)
    return doc, (told, OpenReview(Reason.ORDER_CHANGED, doc.key, event.detail))


def tell_shipping(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Tell its outbound order that the channel says it is shipping."""
    waybill = _tell(OutboundEventKind.WAYBILL, event, waybill=doc.waybill)
    return doc, (waybill, _tell(OutboundEventKind.CHANNEL_SHIPPING, event))


def cancel_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Have its outbound order cancelled; its units stay claimed until it is."""
    doc = attrs.evolve(doc, cancel_wanted=True)
    return doc, (_tell(OutboundEventKind.CANCEL_WANTED, event),)


def forget_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Make another outbound order next time, under another key."""
    return attrs.evolve(doc, outbound="", revision=doc.revision + 1), ()


# Actions at the merchant's own warehouse


def book_out(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Book its units as having left the merchant's own warehouse."""
    if not doc.claimed:
        return doc, ()
    events = booking.shipped(
        doc.lines, doc.warehouse, event.at, outbound=doc.outbound_key, source=""
    )
    return attrs.evolve(doc, claimed=False), (RecordStock(events),)


def recall(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Await goods back that have left, wherever they left from."""
    if doc.service:
        return cancel_outbound(doc, event, world)
    events = booking.recalled(doc.lines, event.at)
    doc = attrs.evolve(doc, cancel_wanted=True)
    return doc, (RecordStock(events), Notify(Reason.RETURN_EXPECTED, doc.key))


# Questions


def ask_about_closing(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask a person: it is delivered, and nothing was shipped from here."""
    return doc, (OpenReview(Reason.CLOSED_UNSHIPPED, doc.key, doc.status.value),)


def ask_about_status(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask a person: the channel says something we do not know."""
    return doc, (OpenReview(Reason.UNKNOWN_STATUS, doc.key, event.detail),)


def ask_about_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask a person: its outbound ended, and some of its units had left."""
    return doc, (OpenReview(Reason.NEVER_LEFT, doc.key, event.detail),)


def ask_about_leaving(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask a person: an outbound of it that had been called off has left."""
    return doc, (OpenReview(Reason.SHIPPED_AFTER_CANCEL, doc.key, event.detail),)


def ask_about_refusal(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Ask a person: the channel refused."""
    return doc, (OpenReview(event.reason or Reason.ACCEPT_REFUSED, doc.key, event.detail),)


def await_return(doc: WarehouseOrder, event: _Event, world: _World) -> _Acted:
    """Say that the channel tells of a return; stock waits for the goods."""
    return doc, (Notify(Reason.RETURN_EXPECTED, doc.key, event.detail),)


def _next(kind: WarehouseOrderEventKind, event: _Event) -> TellWarehouseOrder:
    return TellWarehouseOrder(WarehouseOrderEvent(kind, event.at))


def _tell(
    kind: OutboundEventKind,
    event: _Event,
    *,
    waybill: str = "",
    literal: bool = False,
    reason: Reason | None = None,
) -> TellOutbound:
    told = OutboundEvent(
        kind, event.at, waybill=waybill, literal=literal, reason=reason, detail=event.detail
    )
    return TellOutbound(told)
