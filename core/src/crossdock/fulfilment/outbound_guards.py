"""Guards of the outbound order's table, each a question about the moment."""

from __future__ import annotations

from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.holds import EXPLANATIONS
from crossdock.fulfilment.outbound_order import (
    MILESTONE_OF,
    MILESTONES,
    OutboundEvent,
    OutboundOrder,
    OutboundState,
)


def hold_may_end(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """Its hold is not one that lasts for ever."""
    return doc.hold is None or not EXPLANATIONS[doc.hold].forever


def may_be_sent(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """It has a waybill, nobody wants it cancelled, and it is not shipping already."""
    has_waybill = bool(event.waybill or doc.waybill) or event.literal or doc.literal
    return has_waybill and not doc.cancel_wanted and not doc.channel_shipping


def order_is_fresh(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """The channel was asked about the order a moment ago."""
    read_at = world.order_read_at
    return read_at is not None and world.now - read_at <= world.reread_after


def is_unwanted(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """Somebody wants it cancelled."""
    return doc.cancel_wanted


def is_shipping_elsewhere(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """The channel says that the order is shipping, and the warehouse does not have it."""
    return doc.channel_shipping


def cancel_is_in_time(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """The warehouse may still be asked to cancel."""
    latest = MILESTONES.index(OutboundState(world.service.cancel_until))
    return _reached(doc, event) <= latest


def is_unwanted_in_time(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """Somebody wants it cancelled, and the warehouse may still be asked."""
    return doc.cancel_wanted and cancel_is_in_time(doc, event, world)


def was_never_taken(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """The warehouse was not known to have it."""
    return not doc.remote_id


def waybill_is_known(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """Its waybill is the one it has, or none."""
    return event.waybill in ("", doc.waybill)


def waybill_is_first(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """It had no waybill yet."""
    return not doc.waybill


def all_is_back(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """With these units, all that left has come back."""
    back = sum(event.good.values()) + sum(event.bad.values()) + doc.came_back
    return bool(doc.gone) and back >= sum(one.quantity for one in doc.gone)


def has_left(doc: OutboundOrder, event: OutboundEvent, world: Circumstances) -> bool:
    """Its units are booked as having left."""
    return bool(doc.gone)


def _reached(doc: OutboundOrder, event: OutboundEvent) -> int:
    """Return how far the warehouse is, by the document and by what it says now."""
    states = (doc.state, MILESTONE_OF.get(event.kind))
    return max((MILESTONES.index(state) for state in states if state in MILESTONES), default=0)
