"""A review settled in a person's words, and the document that it stopped taken up again.

A document in review goes on only with a person's word. Goods and inbounds go on with
this one; an outbound whose fate is not known is looked up once more, and where nobody
can look, the person must say what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts
from crossdock.fulfilment.effects import CloseReviews, JobKind
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound_order import InboundOrder, InboundState
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind, JobState
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_goods import (
    GoodsEvent,
    GoodsEventKind,
    GoodsState,
    WarehouseGoods,
)
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.inventory.keys import parted
from crossdock.store.outbox import STOPPED

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.store import KeptJob
    from crossdock.store.asks import Ask
    from crossdock.workspace import Workspace

_Document = WarehouseGoods | InboundOrder | OutboundOrder | Parcel


@attrs.frozen
class Settled:
    """What settling a review came to.

    Args:

        ask: the review as it was.

        before, after: the states of its document; empty where it is about none.

        sentence: what happens next, for people, with the command in ``next_step``.

        goes_on: the document was taken up again.
    """

    ask: Ask
    before: str
    after: str
    sentence: str
    next_step: str = "crossdock review list"
    goes_on: bool = True


def settle(workspace: Workspace, turning: Turning, number: int, words: str) -> Settled:
    """Settle a review in a person's *words*, and let its document go on if it was in review.

    With a document that goes on, everything that was asked about it is settled.

    Raises:

        NotFoundError: no open review has that number.

        InputRefusedError: what became of its document is not known, and must be said.
    """
    with workspace.store.db.transaction():
        ask = workspace.store.asks.get(number)
        settled = _Settling(workspace, turning, ask, words).settle()
        if settled.goes_on:
            workspace.store.asks.close(CloseReviews(ask.subject), words)
        else:
            workspace.store.asks.resolve(number, words)
    return settled


class _Settling:
    """The settling of one review."""

    def __init__(self, workspace: Workspace, turning: Turning, ask: Ask, words: str) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._turning = turning
        self._ask = ask
        self._words = words

    def settle(self) -> Settled:
        match self._document():
            case WarehouseGoods() as goods if goods.state is GoodsState.REVIEW:
                return self._goods(goods)
            case InboundOrder() as inbound if inbound.state is InboundState.REVIEW:
                return self._inbound(inbound)
            case Parcel() as parcel:
                return self._parcel(parcel)
            case WarehouseGoods() | InboundOrder() as document:
                return self._as_it_is(document.state.value)
        return self._as_it_is("")

    def _document(self) -> _Document | None:
        """Return what the review is about; None if that is no document."""
        kind, *names = parted(self._ask.subject)
        if kind == "goods":
            return self._store.known_goods.get(*names)
        for find in (
            self._store.inbounds.get,
            self._store.parcels.of_outbound,
            self._store.parcels.get,
        ):
            try:
                return find(self._ask.subject)
            except NotFoundError:
                continue
        return None

    def _as_it_is(self, state: str, next_step: str = "crossdock review list") -> Settled:
        stays = (
            f"{self._ask.subject} is {state}, and stays so." if state else "Nothing else moves."
        )
        return Settled(self._ask, state, state, stays, next_step, goes_on=False)

    def _goods(self, goods: WarehouseGoods) -> Settled:
        self._discard(self._stopped(goods.key))
        event = GoodsEvent(GoodsEventKind.RESOLVE, self._workspace.clock())
        after = self._turning.goods(goods.connection, goods.sku, [event]).state
        push = f"crossdock product push {goods.connection} {goods.sku} --yes"
        told = {
            GoodsState.ACTIVE: f"{goods.connection} goes on with {goods.sku} as it knows it.",
            GoodsState.DIRTY: f"{goods.sku} was changed since {goods.connection} was told of it.",
        }
        sentence = told.get(after, f"{goods.sku} is a draft again, and waits to be pushed anew.")
        next_step = "crossdock review list" if after is GoodsState.ACTIVE else push
        return Settled(self._ask, goods.state.value, after.value, sentence, next_step)

    def _inbound(self, inbound: InboundOrder) -> Settled:
        after = InboundDoubts(self._workspace, self._turning).seen(inbound.key, self._words)
        self._discard(self._stopped(inbound.key))
        told = {
            InboundState.CANCELLED: "is over: the service has nothing of it.",
            InboundState.ACCEPTED: "goes on: the service has it, and nothing was received yet.",
            InboundState.RECEIVING: "goes on: what was received is booked, and more may come.",
        }
        sentence = (
            f"{inbound.key} {told.get(after.state, 'is over: what was received is booked.')}"
        )
        return Settled(
            self._ask,
            inbound.state.value,
            after.state.value,
            sentence,
            f"crossdock inbound show {inbound.key}",
        )

    def _parcel(self, parcel: Parcel) -> Settled:
        outbound = parcel.find(self._ask.subject)
        if outbound is None:
            return self._warehouse_order(parcel)
        stopped = [
            kept
            for kept in self._stopped(outbound.key)
            if kept.job.kind is JobKind.CREATE_OUTBOUND
        ]
        show = f"crossdock outbound show {outbound.key}"
        if outbound.state is not OutboundState.REVIEW or not stopped:
            return self._as_it_is(outbound.state.value, show)
        asked = {one.reason for one in self._store.asks.each(subject=outbound.key)}
        if stopped[-1].job.in_doubt and Reason.OUTCOME_UNKNOWN in asked:
            raise InputRefusedError(
                f"Whether the warehouse has outbound {outbound.key} is not known, and it cannot"
                " be asked.",
                next_step="Look there, then say: crossdock outbound resolve"
                f" {outbound.key} --as arrived|absent|abandoned",
            )
        after = self._replay(stopped[-1])
        sentence = (
            f"Outbound {outbound.key} is looked up once more, and is not sent before that."
            if after is JobState.UNKNOWN
            else f"Outbound {outbound.key} certainly has not arrived, and is sent again."
        )
        state = outbound.state.value
        return Settled(self._ask, state, state, sentence, "crossdock sync")

    def _warehouse_order(self, parcel: Parcel) -> Settled:
        order = parcel.order
        if self._ask.reason is Reason.CLOSED_UNSHIPPED:
            close = WarehouseOrderEvent(WarehouseOrderEventKind.CLOSE, self._workspace.clock())
            after = self._turning.parcel(order.key, [close]).order.state
            sentence = f"Order {order.order} left from elsewhere: its units here are free again."
            return Settled(self._ask, order.state.value, after.value, sentence)
        waits = order.state in {WarehouseOrderState.HELD, WarehouseOrderState.REVIEW}
        go_on = f"crossdock order go-on {order.order}"
        return self._as_it_is(order.state.value, go_on if waits else "crossdock review list")

    def _stopped(self, subject: str) -> list[KeptJob]:
        return list(self._store.outbox.each(STOPPED, subject=subject))

    def _replay(self, kept: KeptJob) -> JobState:
        terms = self._turning.world.terms(kept.connection)
        job = step(kept.job, JobEvent(JobEventKind.REPLAY, reason=self._words), terms).document
        self._store.outbox.put(job)
        return job.state

    def _discard(self, jobs: list[KeptJob]) -> None:
        """Give jobs up for good whose document goes on without them."""
        for kept in jobs:
            terms = self._turning.world.terms(kept.connection)
            event = JobEvent(JobEventKind.DISCARD, reason=self._words)
            self._store.outbox.put(step(kept.job, event, terms).document)
