"""States and events of the outbound order that its table speaks of together."""

from __future__ import annotations

from crossdock.fulfilment.outbound_order import OutboundEventKind, OutboundState

_S, _E = OutboundState, OutboundEventKind

#: Not sent, and not in the outbox.
UNSENT = (_S.DRAFT, _S.HELD)
#: Sent; whether the warehouse has it is not known.
IN_FLIGHT = (_S.SENDING, _S.UNKNOWN)
#: A word of the warehouse settles these: it has the document.
UNSETTLED = (_S.QUEUED, *IN_FLIGHT, _S.REVIEW)
#: The warehouse has it.
AT_WORK = (_S.ACCEPTED, _S.PICKING, _S.PICKED, _S.PACKED)
#: It has left.
GONE = (_S.SHIPPED, _S.DONE)
#: The warehouse was asked to cancel it.
CANCELLING = (_S.CANCEL_QUEUED, _S.CANCEL_SENDING, _S.CANCEL_UNKNOWN)
#: It will not leave.
ENDED = (_S.CANCELLED, _S.REJECTED)

#: What a warehouse says of goods that have left.
LEFT = (_E.REMOTE_SHIPPED, _E.REMOTE_DONE, _E.REMOTE_REFUSED, _E.REMOTE_RETURNED)
#: What a warehouse says of goods that are still there.
WORKING = (_E.REMOTE_ACCEPTED, _E.REMOTE_PICKING, _E.REMOTE_PICKED, _E.REMOTE_PACKED)
#: How sending it goes.
SENDING = (
    _E.LEASED,
    _E.TAKEN,
    _E.POSTPONED,
    _E.DOUBTED,
    _E.ABSENT,
    _E.DIFFERS,
    _E.UNTOLD,
    _E.REFUSED,
    _E.REFUSED_SHORT,
    _E.REFUSED_DUPLICATE,
    _E.REFUSED_ADDRESS,
    _E.GIVEN_UP,
)
#: How asking to cancel it goes.
CANCEL_ANSWERS = (
    _E.CANCEL_LEASED,
    _E.CANCEL_TAKEN,
    _E.CANCEL_PENDING,
    _E.CANCEL_REFUSED,
    _E.CANCEL_POSTPONED,
    _E.CANCEL_DOUBTED,
    _E.STILL_ACTIVE,
)
#: What the warehouse order asks for.
WISHES = (_E.HOLD, _E.RELEASE, _E.PUSH)
