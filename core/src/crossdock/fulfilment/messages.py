"""What the two machines of a parcel tell each other; see `crossdock.fulfilment.parcel`."""

from __future__ import annotations

import attrs

from crossdock.fulfilment.effects import Effect
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.outbound_order import OutboundEvent
from crossdock.fulfilment.warehouse_order import WarehouseOrderEvent


@attrs.frozen
class TellWarehouseOrder(Effect):
    """Step the parcel's warehouse order with *event*, in the same transaction."""

    event: WarehouseOrderEvent


@attrs.frozen
class TellOutbound(Effect):
    """Step the parcel's live outbound order with *event*, in the same transaction."""

    event: OutboundEvent


@attrs.frozen
class OpenOutbound(Effect):
    """Make the parcel's outbound order, held for *hold* if there is one."""

    hold: Reason | None = None
