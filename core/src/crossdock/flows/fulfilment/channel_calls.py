"""What jobs call at a channel: orders accepted, arranged, shipped and read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.flows.fulfilment import payloads
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.masking import masked
from crossdock.flows.order_reading import read_order
from crossdock.fulfilment.completion import Answer
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.orders import Order, OrderStatus, ShipmentRequest

if TYPE_CHECKING:
    from crossdock.workspace import Live, Workspace

Content = Mapping[str, Any]

#: An order in one of these states shows by its waybill alone that its shipment is arranged.
_UNARRANGED = frozenset({OrderStatus.PAID, OrderStatus.READY_TO_SHIP})
#: And in one of these that it was shipped.
_GONE = frozenset(
    {OrderStatus.SHIPPING, OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED}
)


class ChannelCalls:
    """The calls of one connection to a channel; each order that is told is taken in."""

    #: The kinds of job that it does.
    KINDS = frozenset(
        {
            JobKind.ACCEPT_ORDER,
            JobKind.ARRANGE_SHIPMENT,
            JobKind.SHIP_ORDER,
            JobKind.REREAD_ORDER,
        }
    )

    def __init__(self, workspace: Workspace, live: Live, intake: Intake) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._live = live
        self._intake = intake

    def send(self, job: Job, content: Content) -> tuple[Answer, str]:
        """Do what *job* asks for; return the order, and in what it is not as was asked."""
        calls: Mapping[JobKind, Callable[[Job, Content], tuple[Answer, str]]] = {
            JobKind.ACCEPT_ORDER: self._accept,
            JobKind.ARRANGE_SHIPMENT: self._arrange,
            JobKind.SHIP_ORDER: self._ship,
            JobKind.REREAD_ORDER: self._reread,
        }
        return calls[job.kind](job, content)

    def look(self, job: Job, content: Content) -> tuple[Answer, str]:
        """Return the order if it shows that *job* took effect, and in what it differs.

        One that does not show it is None.
        """
        if job.kind is JobKind.REREAD_ORDER:
            # Reading again does nothing twice.
            return self.send(job, content)
        if job.kind is JobKind.SHIP_ORDER:
            return self._look_shipped(content)
        taken = self._taken(self._read(content))
        if job.kind is JobKind.ACCEPT_ORDER:
            moved = taken.status is not OrderStatus.PAID
        else:
            moved = taken.status not in _UNARRANGED
        return taken if moved or taken.waybill else None, ""

    def _accept(self, _: Job, content: Content) -> tuple[Answer, str]:
        order = self._live.hooks.accept_order(
            connection=self._live.connection, order_id=content["order"]
        )
        return self._taken(order), ""

    def _arrange(self, _: Job, content: Content) -> tuple[Answer, str]:
        shipment = self._live.hooks.arrange_shipment(
            connection=self._live.connection, request=ShipmentRequest(content["order"])
        )
        return self._taken(shipment.order), ""

    def _ship(self, _: Job, content: Content) -> tuple[Answer, str]:
        asked = payloads.shipment_in(content)
        made = self._live.hooks.arrange_shipment(connection=self._live.connection, request=asked)
        return self._shipped(asked, made.order)

    def _look_shipped(self, content: Content) -> tuple[Answer, str]:
        asked, order = payloads.shipment_in(content), self._read(content)
        if order.status in _GONE or payloads.has_waybill(order, asked.waybill):
            return self._shipped(asked, order)
        self._taken(order)
        return None, ""

    def _shipped(self, asked: ShipmentRequest, order: Order) -> tuple[Answer, str]:
        """Take an order in that was shipped; under another waybill than asked, as it is."""
        if order.waybill and not payloads.has_waybill(order, asked.waybill):
            self._taken(order)
            return order, f"the order has left with waybill {order.waybill}, not {asked.waybill}"
        # A channel need not tell a number back that it has just taken.
        return self._taken(attrs.evolve(order, waybill=order.waybill or asked.waybill)), ""

    def _reread(self, job: Job, content: Content) -> tuple[Answer, str]:
        taken = self._taken(self._read(content))
        self._hasten(job.subject)
        return taken, ""

    def _hasten(self, outbound: str) -> None:
        """Let an outbound be sent now that waited for its order to be read."""
        for kept in self._store.outbox.each(
            [JobState.PENDING], subject=outbound, kinds=[JobKind.CREATE_OUTBOUND]
        ):
            self._store.outbox.put(attrs.evolve(kept.job, next_at=kept.job.created_at))

    def _read(self, content: Content) -> Order:
        return read_order(self._workspace, self._live, content["order"])

    def _taken(self, order: Order) -> Order:
        """Keep what the channel says of an order now, and return it."""
        order = masked(order, self._live.connection.http.redactor.text)
        self._intake.take(self._live.name, order, pull=0)
        return order
