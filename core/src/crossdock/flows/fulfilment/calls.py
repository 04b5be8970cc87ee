"""What each kind of job calls at the other side, and how its fate is looked up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.errors import OutcomeUnknownError, RequestRefusedError, RetryLaterError
from crossdock.flows.fulfilment import payloads
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.masking import masked
from crossdock.fulfilment import (
    Cancellation,
    CancelOutcome,
    DocumentKey,
    GoodsResult,
    OutboundProgress,
    RemoteInbound,
    RemoteOutbound,
)
from crossdock.fulfilment.completion import Answer
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.inbound import InboundProgress
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.inventory import RowOutcome
from crossdock.inventory.keys import parted
from crossdock.orders import Order, OrderStatus, ShipmentRequest

if TYPE_CHECKING:
    from crossdock.workspace import Live, Workspace

Content = Mapping[str, Any]

#: An order in one of these states shows by its waybill alone that its shipment is arranged.
_UNARRANGED = frozenset({OrderStatus.PAID, OrderStatus.READY_TO_SHIP})


class Calls:
    """The calls of one connection."""

    def __init__(self, workspace: Workspace, live: Live, intake: Intake) -> None:
        self._store = workspace.store
        self._live = live
        self._intake = intake

    def send(self, job: Job, content: Content) -> Answer:
        """Do what *job* asks for; return what the other side answered.

        Raises:

            CrossdockError: it did not, or nobody knows.
        """
        calls: Mapping[JobKind, Callable[[Job, Content], Answer]] = {
            JobKind.CREATE_OUTBOUND: self._create_outbound,
            JobKind.CREATE_INBOUND: self._create_inbound,
            JobKind.CANCEL_OUTBOUND: self._cancel_outbound,
            JobKind.CANCEL_INBOUND: self._cancel_inbound,
            JobKind.REFRESH_OUTBOUND: lambda job, _: self._read_outbound(self._outbound(job)),
            JobKind.REFRESH_INBOUND: lambda job, _: self._read_inbound(job),
            JobKind.PUSH_GOODS: self._push_goods,
            JobKind.REFRESH_GOODS: self._push_goods,
            JobKind.ACCEPT_ORDER: self._accept_order,
            JobKind.ARRANGE_SHIPMENT: self._arrange_shipment,
            JobKind.REREAD_ORDER: self._reread_order,
        }
        return calls[job.kind](job, content)

    def look(self, job: Job, content: Content) -> tuple[Answer, str]:
        """Return what is there of a job whose fate is not known, and in what it differs.

        Nothing there is None.

        Raises:

            UnsupportedError: the other side offers no way to look.

            CrossdockError: looking did not work.
        """
        match job.kind:
            case JobKind.CREATE_OUTBOUND:
                return self._find_outbound(content)
            case JobKind.CREATE_INBOUND:
                return self._find_inbound(content)
            case JobKind.CANCEL_OUTBOUND:
                return self._cancelled_outbound(job), ""
            case JobKind.CANCEL_INBOUND:
                return self._cancelled_inbound(job), ""
            case JobKind.ACCEPT_ORDER | JobKind.ARRANGE_SHIPMENT:
                return self._moved_order(job, content), ""
            case _:
                # Reading again, or creating goods that the connector looks up first,
                # does nothing twice.
                return self.send(job, content), ""

    def _create_outbound(self, _: Job, content: Content) -> Answer:
        return self._live.hooks.create_outbound(
            connection=self._live.connection, outbound=payloads.outbound_in(content)
        )

    def _create_inbound(self, job: Job, content: Content) -> Answer:
        made = self._live.hooks.create_inbound(
            connection=self._live.connection, inbound=payloads.inbound_in(content)
        )
        self._store.inbound_news.put(job.subject, made)
        return made

    def _cancel_outbound(self, job: Job, _: Content) -> Answer:
        return self._live.hooks.cancel_outbound(
            connection=self._live.connection, document=self._outbound(job)
        )

    def _cancel_inbound(self, job: Job, _: Content) -> Answer:
        return self._live.hooks.cancel_inbound(
            connection=self._live.connection, document=self._inbound(job)
        )

    def _accept_order(self, _: Job, content: Content) -> Answer:
        order = self._live.hooks.accept_order(
            connection=self._live.connection, order_id=content["order"]
        )
        return self._taken(order)

    def _arrange_shipment(self, _: Job, content: Content) -> Answer:
        shipment = self._live.hooks.arrange_shipment(
            connection=self._live.connection, request=ShipmentRequest(content["order"])
        )
        return self._taken(shipment.order)

    def _reread_order(self, job: Job, content: Content) -> Answer:
        order = self._live.hooks.get_order(
            connection=self._live.connection, order_id=content["order"]
        )
        taken = self._taken(order)
        self._hasten(job.subject)
        return taken

    def _hasten(self, outbound: str) -> None:
        """Let an outbound be sent now that waited for its order to be read."""
        for kept in self._store.outbox.each(
            [JobState.PENDING], subject=outbound, kinds=[JobKind.CREATE_OUTBOUND]
        ):
            self._store.outbox.put(attrs.evolve(kept.job, next_at=kept.job.created_at))

    def _find_outbound(self, content: Content) -> tuple[Answer, str]:
        asked = payloads.outbound_in(content)
        found = self._live.hooks.find_outbound(
            connection=self._live.connection, reference=asked.reference
        )
        if not found:
            return None, ""
        return found[0], payloads.differs_outbound(asked, found[0])

    def _find_inbound(self, content: Content) -> tuple[Answer, str]:
        asked = payloads.inbound_in(content)
        found = self._live.hooks.find_inbound(
            connection=self._live.connection, reference=asked.reference
        )
        if not found:
            return None, ""
        return found[0], payloads.differs_inbound(asked, found[0])

    def _cancelled_outbound(self, job: Job) -> Answer:
        """Return how cancelling went; None if the outbound goes on as if nobody had asked."""
        found = self._read_outbound(self._outbound(job))
        if found.progress is OutboundProgress.CANCELLED:
            return Cancellation(CancelOutcome.CANCELLED, found.reason)
        if found.progress is OutboundProgress.CANCELLING:
            return Cancellation(CancelOutcome.PENDING, found.reason)
        shipped = {
            OutboundProgress.SHIPPED,
            OutboundProgress.DELIVERED,
            OutboundProgress.CANCEL_FAILED,
        }
        if found.progress in shipped:
            return Cancellation(CancelOutcome.REFUSED, found.reason or found.raw)
        return None

    def _cancelled_inbound(self, job: Job) -> Answer:
        found = self._read_inbound(job)
        if found.progress is InboundProgress.CANCELLED:
            return Cancellation(CancelOutcome.CANCELLED, found.reason)
        if found.progress is InboundProgress.CANCELLING:
            return Cancellation(CancelOutcome.PENDING, found.reason)
        return None

    def _moved_order(self, job: Job, content: Content) -> Answer:
        """Return the order if it shows that *job* took effect; None if it does not."""
        order = self._live.hooks.get_order(
            connection=self._live.connection, order_id=content["order"]
        )
        taken = self._taken(order)
        if job.kind is JobKind.ACCEPT_ORDER:
            moved = taken.status is not OrderStatus.PAID
        else:
            moved = taken.status not in _UNARRANGED
        return taken if moved or taken.waybill else None

    def _push_goods(self, job: Job, content: Content) -> Answer:
        goods = payloads.goods_in(content) if "value" in content else self._goods(job)
        (result,) = self._live.hooks.push_products(
            connection=self._live.connection, goods=(goods,)
        )
        if result.outcome is RowOutcome.DONE:
            return result
        raise _refused(result)

    def _goods(self, job: Job) -> Any:
        _, connection, sku = parted(job.subject)
        return self._store.known_goods.get(connection, sku).goods

    def _outbound(self, job: Job) -> DocumentKey:
        outbound = self._store.parcels.of_outbound(job.subject).find(job.subject)
        return DocumentKey(job.subject, outbound.remote_id if outbound else "")

    def _inbound(self, job: Job) -> DocumentKey:
        inbound = self._store.inbounds.get(job.subject)
        return DocumentKey(inbound.reference, inbound.remote_id)

    def _read_outbound(self, key: DocumentKey) -> RemoteOutbound:
        found = self._live.hooks.refresh_outbound(
            connection=self._live.connection, documents=(key,)
        )
        if not found:
            raise RequestRefusedError(f"{self._live.name} does not know outbound {key.reference}.")
        return found[0]

    def _read_inbound(self, job: Job) -> RemoteInbound:
        key = self._inbound(job)
        found = self._live.hooks.refresh_inbound(
            connection=self._live.connection, documents=(key,)
        )
        if not found:
            raise RequestRefusedError(f"{self._live.name} does not know inbound {key.reference}.")
        self._store.inbound_news.put(job.subject, found[0])
        return found[0]

    def _taken(self, order: Order) -> Order:
        """Keep what the channel says of an order now, and return it."""
        order = masked(order, self._live.connection.http.redactor.text)
        self._intake.take(self._live.name, order, pull=0)
        return order


def _refused(result: GoodsResult) -> Exception:
    """Return the error that a result which is not done stands for."""
    words = result.reason or f"{result.sku} was not taken"
    if result.outcome is RowOutcome.REFUSED:
        return RequestRefusedError(words, remote_code=result.remote_code)
    if result.outcome is RowOutcome.RETRY:
        return RetryLaterError(words, remote_code=result.remote_code)
    return OutcomeUnknownError(words, remote_code=result.remote_code)
