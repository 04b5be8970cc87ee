"""What the machines of a parcel must know that is written in none of its documents."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from crossdock.fulfilment.decision import Decision, Precondition
from crossdock.policy import ChannelPolicy
from crossdock.validators import aware


@attrs.frozen
class Service:
    """Who runs a warehouse, as far as its documents are concerned.

    Args:

        name: the connection; stock events name it as their source.

        cancel_until: the furthest state in which it may still be asked to cancel:
            ``accepted``, ``picking`` or ``packed``.

        stale_after: ask for news of a document that was silent for so long.
    """

    name: str
    cancel_until: str = "picking"
    stale_after: timedelta = timedelta(hours=24)


@attrs.frozen
class Circumstances:
    """The world around one parcel at one moment.

    Args:

        service: who runs the parcel's warehouse.

        unmet: preconditions that do not hold for it there.

        mixed: its waybill covers goods of another warehouse too.

        shared: another order has its waybill.

        order_read_at: when the channel was last asked about the order.

        tells_waybills: the channel gives out waybills, so an order of it that has left
            has one.

        reread_after: how old that may be when the outbound is sent.
    """

    now: datetime = attrs.field(validator=aware)
    policy: ChannelPolicy
    service: Service
    unmet: frozenset[Precondition] = frozenset()
    mixed: bool = False
    shared: bool = False
    order_read_at: datetime | None = None
    tells_waybills: bool = True
    reread_after: timedelta = timedelta(seconds=60)
    #: What `crossdock.fulfilment.warehouse_guards.decided` found out in this world.
    decisions: dict[object, Decision] = attrs.field(factory=dict, init=False, eq=False, repr=False)
