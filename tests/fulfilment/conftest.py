"""One parcel on its way, told what happens to it in a line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from crossdock.fulfilment import parcel
from crossdock.fulfilment.booking import OrderUnits
from crossdock.fulfilment.channels import POLICIES
from crossdock.fulfilment.circumstances import Circumstances, Service
from crossdock.fulfilment.effects import Enqueue, Notify, OpenReview, RecordStock, Withdraw
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
)
from crossdock.inventory import LineRef, claims, fold, stocktaking
from crossdock.order_status import OrderStatus

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
POOL = frozenset({"jakarta", "surabaya"})
LINES = (OrderUnits(LineRef("toko", "7", "1"), "mug", 2),)


class Journey:
    """A parcel of Lazada's, with its books."""

    def __init__(self, status: OrderStatus = OrderStatus.PAID, channel: str = "lazada") -> None:
        self.now = NOON
        self.world = Circumstances(NOON, POLICIES[channel], Service("jd"), order_read_at=NOON)
        self.parcel = Parcel(WarehouseOrder("toko", "7", LINES, POOL, status))
        self.events = [
            stocktaking.count("opening", "mug", 10, "jakarta", NOON),
            claims.reserve(LINES[0].line, "mug", 2, POOL, NOON),
        ]
        self.effects: list[object] = []

    def tell(self, event, key: str = "") -> Journey:
        """Step the parcel a minute later, and book what comes of it."""
        self.now += timedelta(minutes=1)
        world = attrs.evolve(self.world, now=self.now, order_read_at=self.now)
        made = parcel.step(self.parcel, attrs.evolve(event, at=self.now), world, key=key)
        self.parcel = made.parcel
        self.effects += made.effects
        known = {event.key for event in self.events}
        for effect in made.effects:
            if isinstance(effect, RecordStock):
                self.events += [one for one in effect.events if one.key not in known]
        return self

    def order(self, kind: WarehouseOrderEventKind, **fields) -> Journey:
        """Tell the warehouse order something."""
        return self.tell(WarehouseOrderEvent(kind, self.now, **fields))

    def outbound(self, *kinds: OutboundEventKind, key: str = "", **fields) -> Journey:
        """Tell the outbound order some things, one after another."""
        for kind in kinds:
            self.tell(OutboundEvent(kind, self.now, **fields), key)
        return self

    def reads(self, status: OrderStatus, waybill: str = "") -> Journey:
        """Tell what the channel says of the order now."""
        kinds = WarehouseOrderEventKind
        kind = {
            OrderStatus.SHIPPING: kinds.SHIPPING,
            OrderStatus.DELIVERED: kinds.DELIVERED,
            OrderStatus.CANCELLED: kinds.CANCELLED,
        }.get(status, kinds.READING)
        return self.order(kind, status=status, waybill=waybill)

    def routed(self, warehouse: str = "jakarta", service: bool = True) -> Journey:
        """Give it to a warehouse."""
        return self.order(WarehouseOrderEventKind.ROUTED, warehouse=warehouse, service=service)

    def queued(self) -> Journey:
        """Come as far as an outbound that waits to be sent."""
        return self.routed().reads(OrderStatus.READY_TO_SHIP, "JX1")

    def taken(self) -> Journey:
        """Come as far as an outbound that the warehouse has."""
        kinds = OutboundEventKind
        return self.queued().outbound(kinds.LEASED).outbound(kinds.TAKEN, remote_id="ESL1")

    @property
    def state(self) -> tuple[str, str]:
        """Return the states of the warehouse order and of its newest outbound."""
        newest = self.parcel.outbound
        return self.parcel.order.state.value, newest.state.value if newest else ""

    @property
    def jobs(self) -> list[str]:
        """What was enqueued and not withdrawn, in order."""
        found: list[tuple[str, str]] = []
        for effect in self.effects:
            if isinstance(effect, Enqueue):
                found.append((effect.kind.value, effect.key))
            elif isinstance(effect, Withdraw):
                found = [job for job in found if job[1] != effect.key]
        return [kind for kind, _ in found]

    @property
    def reviews(self) -> list[str]:
        """Return the reasons that a person was asked for."""
        return [one.reason.value for one in self.effects if isinstance(one, OpenReview)]

    @property
    def notices(self) -> list[str]:
        """Return the reasons that were only told."""
        return [one.reason.value for one in self.effects if isinstance(one, Notify)]

    @property
    def stock(self) -> tuple[int, int, int]:
        """On hand and reserved at Jakarta, and unrouted."""
        holdings = fold(self.events)
        here = holdings.at("mug", "jakarta")
        return here.on_hand, here.reserved, sum(holdings.pooled("mug").values())

    @property
    def kinds(self) -> list[str]:
        """Kinds of the stock events since the order came in."""
        return [event.kind.value for event in self.events[2:]]


@pytest.fixture(name="begin")
def _begin():
    """Begin a journey."""
    return Journey
