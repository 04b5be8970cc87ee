"""The outbound order: what one is, and what can happen to it. Its table is `outbound_machine`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.booking import Lines
from crossdock.fulfilment.holds import Reason
from crossdock.inventory import Pool
from crossdock.validators import aware, units


class OutboundState(StrEnum):
    """Where an outbound order is, in the order of its progress as far as there is one."""

    DRAFT = "draft"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    PICKING = "picking"
    #: Off the shelf.
    PICKED = "picked"
    PACKED = "packed"
    SHIPPED = "shipped"
    DONE = "done"
    CANCEL_QUEUED = "cancel_queued"
    CANCEL_SENDING = "cancel_sending"
    CANCEL_UNKNOWN = "cancel_unknown"
    CANCELLED = "cancelled"
    #: The order is cancelled, and the goods go on: they are expected back.
    LATE_CANCEL = "late_cancel"
    REJECTED = "rejected"
    REVIEW = "review"


#: How far the warehouse is, from the least to the most.
MILESTONES = (
    OutboundState.ACCEPTED,
    OutboundState.PICKING,
    OutboundState.PICKED,
    OutboundState.PACKED,
    OutboundState.SHIPPED,
    OutboundState.DONE,
)


class OutboundEventKind(StrEnum):
    """What can happen to an outbound order."""

    # What the order asks for.
    HOLD = "hold"
    RELEASE = "release"
    PUSH = "push"
    WAYBILL = "waybill"
    CANCEL_WANTED = "cancel_wanted"
    #: The channel says that the order is shipping.
    CHANNEL_SHIPPING = "channel_shipping"
    # How sending it goes.
    LEASED = "leased"
    TAKEN = "taken"
    POSTPONED = "postponed"
    DOUBTED = "doubted"
    ABSENT = "absent"
    DIFFERS = "differs"
    #: The warehouse cannot be asked what became of it.
    UNTOLD = "untold"
    REFUSED = "refused"
    REFUSED_SHORT = "refused_short"
    REFUSED_DUPLICATE = "refused_duplicate"
    REFUSED_ADDRESS = "refused_address"
    GIVEN_UP = "given_up"
    # How far the warehouse says it is.
    REMOTE_ACCEPTED = "remote_accepted"
    REMOTE_PICKING = "remote_picking"
    REMOTE_PICKED = "remote_picked"
    REMOTE_PACKED = "remote_packed"
    REMOTE_SHIPPED = "remote_shipped"
    REMOTE_DONE = "remote_done"
    #: The recipient did not take it.
    REMOTE_REFUSED = "remote_refused"
    REMOTE_RETURNED = "remote_returned"
    REMOTE_CANCELLED = "remote_cancelled"
    REMOTE_CANCEL_FAILED = "remote_cancel_failed"
    REMOTE_REJECTED = "remote_rejected"
    REMOTE_UNKNOWN = "remote_unknown"
    # How cancelling it goes.
    CANCEL_LEASED = "cancel_leased"
    CANCEL_TAKEN = "cancel_taken"
    CANCEL_PENDING = "cancel_pending"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_POSTPONED = "cancel_postponed"
    CANCEL_DOUBTED = "cancel_doubted"
    #: A look has shown that the request to cancel did not take effect.
    STILL_ACTIVE = "still_active"
    # What else happens.
    SILENT = "silent"
    RETURN_RECEIVED = "return_received"
    # What a person decides.
    LEFT = "left"
    ABANDON = "abandon"
    CLOSE = "close"


#: What the warehouse says, and the state it means.
MILESTONE_OF: Mapping[OutboundEventKind, OutboundState] = {
    OutboundEventKind.REMOTE_ACCEPTED: OutboundState.ACCEPTED,
    OutboundEventKind.REMOTE_PICKING: OutboundState.PICKING,
    OutboundEventKind.REMOTE_PICKED: OutboundState.PICKED,
    OutboundEventKind.REMOTE_PACKED: OutboundState.PACKED,
    OutboundEventKind.REMOTE_SHIPPED: OutboundState.SHIPPED,
    OutboundEventKind.REMOTE_DONE: OutboundState.DONE,
}


@attrs.frozen
class OutboundOrder:
    """An outbound order, as we have it.

    Args:

        key: our reference of it at the warehouse.

        connection, order: of the channel's order that it is for.

        lines: what is to leave; ``gone`` what is booked as having left.

        pool: where units go that do not leave after all.

        turn: of the parcel's routing.

        hold: why it is not sent, in HELD.

        remote_id: the warehouse's; empty until it has taken it.

        literal: it may be sent without a waybill.

        cancel_wanted: the order was cancelled, or somebody wants this cancelled.

        channel_shipping: the channel says that the order is shipping.

        undone: it was booked as having left, and had not.

        claims_ended: its units were given back before it was known to have left.

        occupying: the warehouse was booked as holding its units.

        came_back: units that were returned.

        heard_at: when the warehouse last said anything.

        parts: the warehouse's ids of what it has split it into.

        waybills: all numbers that its parcels go under, as the warehouse tells them.
    """

    key: str
    connection: str
    order: str
    warehouse: str
    lines: Lines = attrs.field(validator=attrs.validators.min_len(1))
    pool: Pool
    state: OutboundState = OutboundState.DRAFT
    split: int = 0
    revision: int = attrs.field(default=0, validator=units())
    turn: str = ""
    hold: Reason | None = None
    waybill: str = ""
    remote_id: str = ""
    literal: bool = False
    cancel_wanted: bool = False
    channel_shipping: bool = False
    claims_ended: bool = False
    occupying: bool = False
    gone: Lines = ()
    undone: bool = False
    came_back: int = 0
    heard_at: datetime | None = None
    parts: tuple[str, ...] = ()
    waybills: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether it still stands for its warehouse order; at most one does."""
        return self.state not in _OVER


_OVER = frozenset(
    {
        OutboundState.DONE,
        OutboundState.CANCELLED,
        OutboundState.REJECTED,
        OutboundState.LATE_CANCEL,
    }
)


@attrs.frozen
class OutboundEvent:
    """One thing that happened.

    Args:

        at: when it was so in the world.

        reason: of a hold.

        left: units by SKU that the warehouse says have left; empty for all of them.

        good, bad: units by SKU that came back, with ``document``, the return's number.

        literal: it may be sent without a waybill.

        parts, waybills: of an outbound that was split, or packed in several parcels.
    """

    kind: OutboundEventKind
    at: datetime = attrs.field(validator=aware)
    remote_id: str = ""
    waybill: str = ""
    reason: Reason | None = None
    detail: str = ""
    left: Mapping[str, int] = attrs.field(factory=dict)
    good: Mapping[str, int] = attrs.field(factory=dict)
    bad: Mapping[str, int] = attrs.field(factory=dict)
    document: str = ""
    literal: bool = False
    parts: tuple[str, ...] = ()
    waybills: tuple[str, ...] = ()
