"""Documents stepped and kept, with everything their machines ask for, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.fulfilment import payloads
from crossdock.flows.fulfilment.world import World
from crossdock.fulfilment import goods_machine, inbound_machine, parcel
from crossdock.fulfilment.booking import Lines
from crossdock.fulfilment.completion import DocumentEvent
from crossdock.fulfilment.effects import (
    CloseReviews,
    Effect,
    Enqueue,
    JobKind,
    Notify,
    OpenReview,
    OpenSibling,
    RecordStock,
    Reroute,
    Withdraw,
)
from crossdock.fulfilment.inbound_order import InboundEvent, InboundOrder
from crossdock.fulfilment.outbound_order import OutboundEvent
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_goods import GoodsEvent, WarehouseGoods
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)

if TYPE_CHECKING:
    from crossdock.workspace import Workspace

_AT_CHANNEL = frozenset({JobKind.ACCEPT_ORDER, JobKind.ARRANGE_SHIPMENT, JobKind.REREAD_ORDER})


def _as_told(order: WarehouseOrder, event: DocumentEvent) -> WarehouseOrder:
    """Return *order* with the warehouse and waybill that *event* brings it.

    What is decided on an event is decided in the circumstances after it.
    """
    if not isinstance(event, WarehouseOrderEvent):
        return order
    waybill = event.waybill or order.waybill
    if event.kind is WarehouseOrderEventKind.ROUTED:
        return attrs.evolve(
            order, warehouse=event.warehouse, service=event.service, waybill=waybill
        )
    return order if waybill == order.waybill else attrs.evolve(order, waybill=waybill)


class Turning:
    """Steps documents of a workspace.

    Args:

        world: the circumstances they are stepped in.
    """

    def __init__(self, workspace: Workspace, world: World) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self.world = world

    def parcel(self, key: str, events: Iterable[DocumentEvent], outbound: str = "") -> Parcel:
        """Step the parcel of the warehouse order *key* with *events*, and keep it.

        Args:

            outbound: the outbound order that outbound events are for; the newest if empty.
        """
        with self._store.db.transaction():
            kept = self._store.parcels.get(key)
            for event in events:
                kept = self._turned(kept, event, outbound)
        return kept

    def _turned(self, kept: Parcel, event: DocumentEvent, outbound: str) -> Parcel:
        if not isinstance(event, WarehouseOrderEvent | OutboundEvent):
            raise TypeError(f"a parcel is not moved by {type(event).__name__}")
        order = kept.order
        around = self.world.of(_as_told(order, event), mixed=self.is_mixed(order))
        made = parcel.step(kept, event, around, key=outbound)
        self.keep(made.parcel)
        self._note(kept, made.parcel, event)
        self._carry_out(made.effects, made.parcel)
        return made.parcel

    def is_mixed(self, order: WarehouseOrder) -> bool:
        """Return whether an order leaves in several parcels, of which *order* is one."""
        return any(
            one.order.key != order.key and one.order.state is not WarehouseOrderState.CANCELLED
            for one in self._store.parcels.of_order(order.connection, order.order)
        )

    def keep(self, kept: Parcel) -> None:
        """Keep a parcel as it is."""
        self._store.parcels.put(kept)

    def inbound(self, key: str, events: Iterable[DocumentEvent]) -> InboundOrder:
        """Step the inbound order *key* with *events*, and keep it."""
        with self._store.db.transaction():
            kept = self._store.inbounds.get(key)
            service = self.world.service(self._store.warehouses.get(kept.warehouse).connection)
            for event in events:
                if not isinstance(event, InboundEvent):
                    raise TypeError(f"an inbound is not moved by {type(event).__name__}")
                made = inbound_machine.step(kept, event, service)
                self._step(kept.key, event.kind, kept.state, made.document.state, event.detail)
                kept = made.document
                self._store.inbounds.put(kept)
                self._carry_out(made.effects, kept)
        return kept

    def goods(self, connection: str, sku: str, events: Iterable[DocumentEvent]) -> WarehouseGoods:
        """Step what the service of *connection* knows of *sku* with *events*, and keep it."""
        with self._store.db.transaction():
            kept = self._store.known_goods.get(connection, sku)
            service = self.world.service(connection)
            for event in events:
                if not isinstance(event, GoodsEvent):
                    raise TypeError(f"goods are not moved by {type(event).__name__}")
                made = goods_machine.step(kept, event, service)
                self._step(kept.key, event.kind, kept.state, made.document.state, event.detail)
                kept = made.document
                self._store.known_goods.put(kept)
                self._carry_out(made.effects, kept)
        return kept

    def _carry_out(
        self, effects: Sequence[Effect], document: Parcel | InboundOrder | WarehouseGoods
    ) -> None:
        for effect in effects:
            match effect:
                case RecordStock(events):
                    self._store.ledger.record(events, self._workspace.run)
                case Enqueue():
                    self._enqueue(effect, document)
                case Withdraw():
                    self._store.outbox.withdraw(effect)
                case OpenReview():
                    self._store.asks.open(effect)
                case Notify():
                    self._store.asks.tell(effect)
                case CloseReviews():
                    self._store.asks.close(effect)
                case OpenSibling(subject, lines):
                    self._open_sibling(subject, lines)
                case Reroute():
                    # It is new again, and the next routing finds it by that.
                    pass
                case _:
                    raise TypeError(f"nobody carries out {type(effect).__name__}")

    def _enqueue(self, effect: Enqueue, document: Parcel | InboundOrder | WarehouseGoods) -> None:
        if isinstance(document, WarehouseGoods):
            content = {**effect.content, **payloads.goods_content(document)}
            self._store.outbox.enqueue(document.connection, effect, content)
            return
        if isinstance(document, InboundOrder):
            connection = self._store.warehouses.get(document.warehouse).connection
            content = dict(effect.content)
            if effect.kind is JobKind.CREATE_INBOUND:
                content |= payloads.inbound_content(self._store, document, connection)
            self._store.outbox.enqueue(connection, effect, content)
            return
        order = document.order
        if effect.kind in _AT_CHANNEL:
            self._store.outbox.enqueue(order.connection, effect, {"order": order.order})
            return
        outbound = document.find(effect.subject)
        if outbound is None:
            raise TypeError(f"{effect.kind.value} is for no outbound of {order.key}")
        connection = self._store.warehouses.get(outbound.warehouse).connection
        content = dict(effect.content)
        if effect.kind is JobKind.CREATE_OUTBOUND:
            kept = self._store.orders.kept(order.connection, order.order).order
            channel = self.world.policy(order.connection).channel
            site = self.world.site(order.connection)
            content |= payloads.outbound_content(self._store, outbound, kept, channel, site)
        self._store.outbox.enqueue(connection, effect, content)

    def _open_sibling(self, subject: str, lines: Lines) -> None:
        """Make another parcel of the order that the outbound order *subject* is of."""
        order = self._store.parcels.of_outbound(subject).order
        siblings = self._store.parcels.of_order(order.connection, order.order)
        sibling = WarehouseOrder(
            connection=order.connection,
            order=order.order,
            lines=lines,
            pool=order.pool,
            status=order.status,
            split=1 + max(one.order.split for one in siblings),
            waybill="",
            courier=order.courier,
            accepted=order.accepted,
        )
        self._store.parcels.put(Parcel(sibling))

    def _note(self, before: Parcel, after: Parcel, event: DocumentEvent) -> None:
        detail = getattr(event, "detail", "")
        name = event.kind.value
        self._step(before.order.key, event.kind, before.order.state, after.order.state, detail)
        for outbound in after.outbounds:
            earlier = before.find(outbound.key)
            if earlier is None or earlier.state is not outbound.state:
                self._store.asks.step(
                    outbound.key,
                    name,
                    earlier.state.value if earlier else "",
                    outbound.state.value,
                    run=self._workspace.run,
                    detail=detail,
                )

    def _step(
        self, subject: str, kind: object, before: object, after: object, detail: str
    ) -> None:
        if before is not after:
            self._store.asks.step(
                subject,
                str(getattr(kind, "value", kind)),
                str(getattr(before, "value", before)),
                str(getattr(after, "value", after)),
                run=self._workspace.run,
                detail=detail,
            )
