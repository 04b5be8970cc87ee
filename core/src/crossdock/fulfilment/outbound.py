"""An order on its way out of a warehouse: what is asked, and what the warehouse says of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.documents import DocumentLine
from crossdock.money import Money
from crossdock.orders import Address, Person
from crossdock.validators import aware, units


@attrs.frozen
class Outbound:
    """What `create_outbound` asks a warehouse to pick, pack and ship.

    Args:

        reference: our number of it, the same for every attempt at the same parcel.

        channel: the connector that the order came from; ``shop`` the connection.

        order_number: the channel's number of the order, as the buyer knows it.

        lines: one per SKU; never the same SKU twice.

        courier: agency and service, as the channel names them.

        waybill: the tracking number that the parcel is to carry.

        remark: for the warehouse's staff.

        collect: to be collected from the recipient; None for goods that are paid.
    """

    reference: str
    channel: str
    shop: str
    order_number: str
    lines: tuple[DocumentLine, ...] = attrs.field(validator=attrs.validators.min_len(1))
    recipient: Person
    address: Address
    placed_at: datetime = attrs.field(validator=aware)
    courier: str = ""
    waybill: str = ""
    remark: str = ""
    collect: Money | None = None


class OutboundProgress(StrEnum):
    """How far a warehouse is with an outbound, whatever it calls that."""

    ACCEPTED = "accepted"
    PICKING = "picking"
    #: Off the shelf; from here on most warehouses do not cancel.
    PICKED = "picked"
    PACKED = "packed"
    #: With the courier.
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    #: A cancellation was refused: the outbound goes on.
    CANCEL_FAILED = "cancel_failed"
    #: The recipient did not take it; the goods are on their way back.
    REFUSED = "refused"
    #: The goods are back.
    RETURNED = "returned"
    #: The warehouse will not do it.
    REJECTED = "rejected"
    #: A state that this connector has not met before: it moves nothing.
    UNKNOWN = "unknown"


@attrs.frozen
class Milestone:
    """A state that an outbound was in, the warehouse's own word for it, and when."""

    progress: OutboundProgress
    raw: str
    at: datetime | None = attrs.field(default=None, validator=attrs.validators.optional(aware))


@attrs.frozen
class ShippedLine:
    """What became of one line.

    Args:

        shipped: units that left; None until the warehouse says.
    """

    sku: str
    quantity: int = attrs.field(validator=units())
    shipped: int | None = attrs.field(default=None, validator=attrs.validators.optional(units()))
    remote_id: str = ""


@attrs.frozen
class RemoteOutbound:
    """An outbound as the warehouse has it now.

    Args:

        reference: ours, as the warehouse echoes it.

        remote_id: the warehouse's.

        progress: in our words, the furthest it says it has come; ``raw`` in its own.

        history: every state it tells, in any order; a newest state may skip some.

        waybills: one per parcel.

        split_into: the warehouse's ids of the outbounds that it made of this one.
    """

    reference: str
    remote_id: str
    progress: OutboundProgress
    raw: str = ""
    history: tuple[Milestone, ...] = ()
    waybills: tuple[str, ...] = ()
    lines: tuple[ShippedLine, ...] = ()
    split_into: tuple[str, ...] = ()
    reason: str = ""
