"""Actions of the outbound order's table."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from crossdock.fulfilment import booking
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.effects import (
    Effect,
    Enqueue,
    JobKind,
    Notify,
    OpenReview,
    OpenSibling,
    RecordStock,
    Withdraw,
)
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.messages import TellWarehouseOrder
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundOrder
from crossdock.fulfilment.transitions import Acted
from crossdock.fulfilment.warehouse_order import WarehouseOrderEvent, WarehouseOrderEventKind
from crossdock.inventory.keys import moment

_Acted = Acted[OutboundOrder]

# Actions before it is sent


def hold(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Note why it waits."""
    return attrs.evolve(doc, hold=event.reason), ()


def hold_for_ever(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Note that its goods left from elsewhere, and ask a person; touch no stock."""
    doc = attrs.evolve(doc, hold=Reason.ALREADY_SHIPPING, channel_shipping=True)
    return doc, (OpenReview(Reason.ALREADY_SHIPPING, doc.key),)


def clear_hold(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Forget why it waited."""
    return attrs.evolve(doc, hold=None), ()


def take_waybill(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Take the waybill."""
    waybill, literal = event.waybill or doc.waybill, doc.literal or event.literal
    if (waybill, literal) == (doc.waybill, doc.literal):
        return doc, ()
    return attrs.evolve(doc, waybill=waybill, literal=literal), ()


def enqueue(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Freeze what is to be sent, under our reference."""
    content = {"waybill": doc.waybill, "lines": booking.total(doc.lines)}
    return doc, (Enqueue(JobKind.CREATE_OUTBOUND, doc.key, doc.key, content),)


def withdraw(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Take it out of the outbox."""
    return doc, (Withdraw(JobKind.CREATE_OUTBOUND, doc.key),)


def reread_order(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask the channel about the order first."""
    key = f"{doc.key}/reread/{moment(world.now)}"
    return doc, (Enqueue(JobKind.REREAD_ORDER, key, doc.key),)


def want_cancel(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Note that it is to be cancelled."""
    return attrs.evolve(doc, cancel_wanted=True), ()


def note_shipping(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Note that the channel says the order is shipping."""
    return attrs.evolve(doc, channel_shipping=True), ()


# Actions once it was sent


def hear(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Note when the warehouse spoke, and what it calls the document, its parts and parcels."""
    doc = attrs.evolve(
        doc,
        heard_at=max(event.at, doc.heard_at or event.at),
        remote_id=event.remote_id or doc.remote_id,
        parts=event.parts or doc.parts,
        waybills=event.waybills or doc.waybills,
    )
    return doc, ()


def occupy(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Book that the warehouse's system holds the units."""
    doc, _ = hear(doc, event, world)
    if doc.occupying or doc.claims_ended:
        return doc, ()
    events = booking.accepted(
        doc.lines, doc.warehouse, event.at, outbound=doc.key, source=world.service.name
    )
    doc = attrs.evolve(doc, occupying=True)
    if not doc.channel_shipping:
        return doc, (RecordStock(events),)
    doc, more = book_out(doc, event, world)
    return doc, (RecordStock(events), *more)


def book_out(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Book the units as having left, once, if the order has a waybill."""
    doc = attrs.evolve(doc, waybill=doc.waybill or event.waybill)
    if doc.gone:
        return doc, _shortfall(doc, event)
    if not doc.waybill:
        return doc, ()
    gone, stayed = booking.dealt(doc.lines, event.left or booking.total(doc.lines))
    effects: list[Effect] = []
    if doc.claims_ended:
        again = booking.claimed_again(gone, doc.warehouse, event.at, doc.key)
        effects.append(RecordStock(again))
    # What was booked out and back again leaves under another key, or would be known already.
    name = f"{doc.key}/again" if doc.undone else doc.key
    events = booking.shipped(
        gone, doc.warehouse, event.at, outbound=name, source=world.service.name
    )
    effects.append(RecordStock(events))
    effects += _left_over(doc, event, stayed)
    return attrs.evolve(doc, gone=gone), tuple(effects)


def _shortfall(doc: OutboundOrder, event: OutboundEvent) -> tuple[Effect, ...]:
    """Ask a person where all units were booked before the warehouse said how many had left."""
    _, stayed = booking.dealt(doc.gone, event.left or booking.total(doc.gone))
    if not stayed:
        return ()
    return (OpenReview(Reason.SHORT_SHIPPED, doc.key, _spelled(booking.total(stayed))),)


def _left_over(
    doc: OutboundOrder, event: OutboundEvent, stayed: booking.Lines
) -> tuple[Effect, ...]:
    asked = booking.total(doc.lines)
    effects: list[Effect] = []
    if any(units > asked.get(sku, 0) for sku, units in event.left.items()):
        effects.append(OpenReview(Reason.OVER_SHIPPED, doc.key, _spelled(event.left)))
    if not stayed:
        return tuple(effects)
    effects.append(OpenReview(Reason.SHORT_SHIPPED, doc.key, _spelled(booking.total(stayed))))
    if doc.claims_ended:
        return tuple(effects)
    if doc.cancel_wanted:
        back = booking.released(stayed, doc.warehouse, event.at, doc.turn)
        return (*effects, RecordStock(back))
    back = booking.put_back(stayed, doc.pool, doc.warehouse, event.at, f"{doc.turn}/rest")
    return (*effects, RecordStock(back), OpenSibling(doc.key, stayed))


def tell_left_after_all(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person, and tell the warehouse order: it had been called off, and has left."""
    told = _tell(WarehouseOrderEventKind.OUTBOUND_LEFT_AFTER_ALL, event)
    return doc, (OpenReview(Reason.SHIPPED_AFTER_CANCEL, doc.key, event.detail), told)


def tell_shipped(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that it has left."""
    return doc, (_tell(WarehouseOrderEventKind.OUTBOUND_SHIPPED, event),)


def tell_done(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that all is done."""
    return doc, (_tell(WarehouseOrderEventKind.OUTBOUND_DONE, event),)


def tell_refused(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that the warehouse will not do it."""
    doc = attrs.evolve(doc, claims_ended=True)
    return doc, (_tell(WarehouseOrderEventKind.OUTBOUND_REFUSED, event, Reason.OUTBOUND_REFUSED),)


def tell_short(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that the warehouse has too little."""
    doc = attrs.evolve(doc, claims_ended=True)
    return doc, (_tell(WarehouseOrderEventKind.OUTBOUND_REFUSED, event, Reason.SHORT),)


def tell_address(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that the warehouse refuses the address."""
    doc = attrs.evolve(doc, claims_ended=True)
    return doc, (_tell(WarehouseOrderEventKind.OUTBOUND_REFUSED, event, Reason.ADDRESS),)


# Actions around cancelling


def ask_cancel(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask the warehouse to cancel; the units stay claimed until it has."""
    job = Enqueue(JobKind.CANCEL_OUTBOUND, f"{doc.key}/cancel", doc.key)
    return attrs.evolve(doc, cancel_wanted=True), (job,)


def withdraw_cancel(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Take the request to cancel out of the outbox, if it was not sent yet."""
    return doc, (Withdraw(JobKind.CANCEL_OUTBOUND, f"{doc.key}/cancel"),)


def end_claims(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Tell the warehouse order that it will not leave, and what is still claimed for it."""
    effects: list[Effect] = []
    claimed = doc.gone or doc.lines
    if doc.gone:
        doc, undone = _undo(doc, event, world)
        effects += undone
    message = _tell(WarehouseOrderEventKind.OUTBOUND_CANCELLED, event, claimed=claimed)
    return attrs.evolve(doc, claims_ended=True), (*effects, message)


def _undo(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Book back, and claim again, what was booked out on the channel's word and never left."""
    back = booking.returned(
        f"{doc.key}/never-left",
        booking.total(doc.gone),
        doc.warehouse,
        event.at,
        good=True,
        source=world.service.name,
    )
    again = booking.claimed_again(doc.gone, doc.warehouse, event.at, f"{doc.key}/never-left")
    doc = attrs.evolve(doc, gone=(), undone=True)
    return doc, (RecordStock((*back, *again)), OpenReview(Reason.NEVER_LEFT, doc.key))


def expect_return(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Say that it was too late; the units stay claimed until they leave or come back."""
    doc = attrs.evolve(doc, cancel_wanted=True)
    return doc, (OpenReview(Reason.LATE_CANCEL, doc.key, event.detail),)


def recall(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Book that goods which have left are awaited back."""
    if not doc.gone or not doc.cancel_wanted:
        return doc, ()
    events = booking.recalled(doc.gone, event.at)
    return doc, (RecordStock(events), Notify(Reason.RETURN_EXPECTED, doc.key))


def refresh(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask the warehouse how far it is."""
    key = f"{doc.key}/refresh/{moment(world.now)}"
    return doc, (Enqueue(JobKind.REFRESH_OUTBOUND, key, doc.key),)


# Actions afterwards


def await_return(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Say that goods are on their way back."""
    return doc, (Notify(Reason.RETURN_EXPECTED, doc.key, event.detail),)


def ask_condition(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person whether what came back can be sold."""
    return doc, (OpenReview(Reason.RETURN_CONDITION, doc.key, event.detail),)


def book_return(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Book what came back, good and bad."""
    document = event.document or f"{doc.key}/return"
    source = world.service.name
    good = booking.returned(
        document, event.good, doc.warehouse, event.at, good=True, source=source
    )
    bad = booking.returned(document, event.bad, doc.warehouse, event.at, good=False, source=source)
    back = sum(event.good.values()) + sum(event.bad.values())
    return attrs.evolve(doc, came_back=doc.came_back + back), (RecordStock((*good, *bad)),)


def give_up_goods(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Release what never left; what did is lost, or the buyer's."""
    if doc.gone or doc.claims_ended:
        return doc, ()
    events = booking.released(doc.lines, doc.warehouse, event.at, doc.turn)
    return attrs.evolve(doc, claims_ended=True), (RecordStock(events),)


# Questions


def ask_about_waybill(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person: another waybill came after it was sent."""
    return doc, (OpenReview(Reason.WAYBILL_CHANGED, doc.key, f"{doc.waybill} → {event.waybill}"),)


def ask_about_status(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person: the warehouse says something we do not know."""
    return doc, (OpenReview(Reason.UNKNOWN_STATUS, doc.key, event.detail),)


def ask_about_difference(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person: what the warehouse has under our reference is something else."""
    return doc, (OpenReview(Reason.DIFFERENT_DOCUMENT, doc.key, event.detail),)


def ask_about_giving_up(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> _Acted:
    """Ask a person: it was tried as long as allowed."""
    return doc, (OpenReview(Reason.JOB_GIVEN_UP, doc.key, event.detail),)


def _tell(
    kind: WarehouseOrderEventKind,
    event: OutboundEvent,
    reason: Reason | None = None,
    claimed: booking.Lines = (),
) -> TellWarehouseOrder:
    told = WarehouseOrderEvent(kind, event.at, reason=reason, detail=event.detail, claimed=claimed)
    return TellWarehouseOrder(told)


def _spelled(units: Mapping[str, int]) -> str:
    return ", ".join(f"{quantity} of {sku}" for sku, quantity in sorted(units.items()))
