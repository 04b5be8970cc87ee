"""Guards of the warehouse order's table, each a question about the moment."""

from __future__ import annotations

from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.decision import Decision, Situation, decide
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.warehouse_order import WarehouseOrder, WarehouseOrderEvent
from crossdock.order_status import OrderStatus

_Event = WarehouseOrderEvent
_World = Circumstances


#: Reasons for which another warehouse may still serve the order.
_DENIED = frozenset(
    {
        Reason.FOREIGN,
        Reason.UNLINKED,
        Reason.NO_RULE,
        Reason.GOODS_NOT_ACTIVE,
        Reason.NOT_AUTHORISED,
        Reason.NO_WAYBILL_INTERFACE,
        Reason.CHANNEL_NOT_CONFIGURED,
    }
)

#: Reasons for which a person, or the channel, must speak first.
_OBJECTIONS = frozenset({Reason.MIXED_WAREHOUSES, Reason.WAYBILL_SHARED, Reason.CANCEL_ASKED})


_ARRANGEABLE = frozenset({OrderStatus.PAID, OrderStatus.READY_TO_SHIP})


def decided(doc: WarehouseOrder, world: _World) -> Decision:
    """Return what the decision table says of it as it is now."""
    # The guards of a step ask the same one after the other, and are answered once.
    asked = (doc.status, doc.waybill, doc.courier, doc.cause, doc.waived)
    found = world.decisions.get(asked)
    if found is None:
        found = world.decisions[asked] = _decided(doc, world)
    return found


def _decided(doc: WarehouseOrder, world: _World) -> Decision:
    return decide(
        Situation(
            policy=world.policy,
            status=doc.status,
            waybill=doc.waybill,
            courier=doc.courier,
            cause=doc.cause,
            unmet=world.unmet,
            mixed=world.mixed,
            shared=world.shared,
            waived=doc.waived,
        )
    )


def is_at_own_warehouse(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """Its warehouse is the merchant's own: nothing is sent to anybody."""
    return not doc.service


def left_own_warehouse(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """Its warehouse is the merchant's own, and it has a waybill if its channel gives out any."""
    told = event.waybill or doc.waybill or not world.tells_waybills
    return not doc.service and bool(told)


def is_denied(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """Its warehouse cannot have it; another might."""
    return decided(doc, world).hold in _DENIED


def is_objected_to(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """Somebody must speak before it goes on."""
    return decided(doc, world).hold in _OBJECTIONS


def is_sent_now(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The decision table sends it."""
    return decided(doc, world).push


def has_outbound_held(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The decision table makes its outbound and does not send it."""
    return decided(doc, world).outbound


def waits_for_accepting(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The seller has to accept it first."""
    return world.policy.needs_accepting and not doc.accepted and doc.status is OrderStatus.PAID


def waits_for_waybill(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The channel gives it a waybill, and has not yet, though nothing else is missing."""
    if doc.waybill or not world.policy.issues_waybills:
        return False
    return doc.status in _ARRANGEABLE and not waits_for_accepting(doc, event, world)


def has_outbound(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """It has an outbound order."""
    return bool(doc.outbound)


def is_unwanted(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The order was cancelled."""
    return doc.cancel_wanted


def is_claimed_whole(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """All of its units are still claimed."""
    return event.claimed == doc.lines or not doc.claimed


def was_short(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """The warehouse has too little."""
    return event.reason is Reason.SHORT


def request_is_over(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """It was held for a request to cancel, which the channel no longer tells of."""
    return doc.hold is Reason.CANCEL_ASKED and event.status is not OrderStatus.CANCEL_REQUESTED


def is_claim_missing(doc: WarehouseOrder, event: _Event, world: _World) -> bool:
    """Its units were not reserved so far."""
    return not doc.claimed
