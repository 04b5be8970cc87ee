"""The warehouse order: what of a channel's order one warehouse is to ship, and its events."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.booking import Lines, document_key
from crossdock.fulfilment.holds import Reason
from crossdock.inventory import Pool
from crossdock.inventory.keys import joined
from crossdock.order_status import OrderStatus
from crossdock.policy import Cause
from crossdock.validators import aware, units


class WarehouseOrderState(StrEnum):
    """Where a warehouse order is."""

    NEW = "new"
    HELD = "held"
    ASSIGNED = "assigned"
    WAIT_ACCEPT = "wait_accept"
    WAIT_TRACKING = "wait_tracking"
    READY = "ready"
    OUTBOUND = "outbound"
    SHIPPED = "shipped"
    DONE = "done"
    CANCELLED = "cancelled"
    REVIEW = "review"


class WarehouseOrderEventKind(StrEnum):
    """What can happen to a warehouse order."""

    # What the router says.
    ROUTED = "routed"
    HOLD = "hold"
    RELEASE = "release"
    HOLD_EXPIRED = "hold_expired"
    # What is said of the order at the channel.
    CLAIMED = "claimed"
    READING = "reading"
    CHANGED = "changed"
    SHIPPING = "shipping"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    UNKNOWN_STATUS = "unknown_status"
    # Accepting it and arranging its shipment.
    ACCEPT_WANTED = "accept_wanted"
    ACCEPTED = "accepted"
    ARRANGE_WANTED = "arrange_wanted"
    ARRANGED = "arranged"
    CHANNEL_REFUSED = "channel_refused"
    # Steps it takes by itself.
    DECIDE = "decide"
    OPEN = "open"
    # What its outbound order says.
    OUTBOUND_SHIPPED = "outbound_shipped"
    OUTBOUND_DONE = "outbound_done"
    OUTBOUND_CANCELLED = "outbound_cancelled"
    OUTBOUND_REFUSED = "outbound_refused"
    #: One that had been called off has left.
    OUTBOUND_LEFT_AFTER_ALL = "outbound_left_after_all"
    # What a person decides.
    GO_ON = "go_on"
    CLOSE = "close"


@attrs.frozen
class WarehouseOrder:
    """What one warehouse is to ship of one order, in one parcel.

    Args:

        connection: the channel's; ``order`` its id of the order.

        split: tells the parcels of one order apart, from 0.

        pool: the warehouses that it may be served from, on which it is claimed.

        claimed: its units are reserved; ``routed`` at the warehouse, else on the pool.

        service: whether somebody else runs the warehouse.

        turn: counts its routings.

        refused: warehouses that cannot have it.

        revision: counts its outbounds; ``outbound`` the key of the newest.

        cause: what brought the status and waybill.

        accepted: the seller has accepted the order.

        waived: reasons that a person went on in spite of.

        listed: it is work to be shown. It is not where an order was first seen when it
            was past that (rows 6, 7, 14 and 19): then it only belongs to its outbound.
    """

    connection: str
    order: str
    lines: Lines = attrs.field(validator=attrs.validators.min_len(1))
    pool: Pool
    status: OrderStatus
    state: WarehouseOrderState = WarehouseOrderState.NEW
    split: int = attrs.field(default=0, validator=units())
    claimed: bool = True
    routed: bool = False
    warehouse: str = ""
    service: bool = False
    turn: int = 0
    refused: frozenset[str] = frozenset()
    waybill: str = ""
    courier: str = ""
    cause: Cause = Cause.SYNC
    accepted: bool = False
    hold: Reason | None = None
    waived: frozenset[Reason] = frozenset()
    cancel_wanted: bool = False
    revision: int = 0
    outbound: str = ""
    listed: bool = True

    @property
    def key(self) -> str:
        """What it is called: order and parcel, since its warehouse may change."""
        return joined("wo", self.connection, self.order, str(self.split))

    @property
    def turn_name(self) -> str:
        """What this routing of it is called in the keys of stock events."""
        return f"{self.split}.{self.turn}"

    @property
    def outbound_key(self) -> str:
        """The key of the outbound order that would be made of it now."""
        return document_key(
            connection=self.connection,
            order=self.order,
            warehouse=self.warehouse,
            split=self.split,
            revision=self.revision,
        )


@attrs.frozen
class WarehouseOrderEvent:
    """One thing that happened.

    Args:

        at: when it was so in the world.

        status, waybill, courier: as the channel has them now; None or empty for what
            it did not say.

        warehouse, service: where the router sends it, and whether others run that.

        pool: where its units are reserved now.

        lines: after a change of the order; ``resettled`` if its units were reserved
            anew for them, and are on the pool.

        claimed: the units that an ended outbound has not used up.
    """

    kind: WarehouseOrderEventKind
    at: datetime = attrs.field(validator=aware)
    status: OrderStatus | None = None
    waybill: str = ""
    courier: str = ""
    warehouse: str = ""
    service: bool = False
    pool: Pool = frozenset()
    lines: Lines = ()
    resettled: bool = False
    claimed: Lines = ()
    reason: Reason | None = None
    detail: str = ""
