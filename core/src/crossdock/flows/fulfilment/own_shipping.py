"""Orders that leave from one's own warehouse under a waybill of one's own.

What the channel is to be told is written down first, and looked up before it is told
again. That the goods have left is booked once, when the channel shows that the order is
shipping: at once where its answer says so, at the next reading where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crossdock.errors import InputRefusedError
from crossdock.flows.fulfilment.payloads import shipment_content
from crossdock.fulfilment.effects import CloseReviews, Enqueue, JobKind
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.inventory.keys import joined
from crossdock.order_status import OrderStatus
from crossdock.store.outbox import OPEN, STOPPED

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.store import KeptJob, KeptOrder
    from crossdock.workspace import Workspace

_S = WarehouseOrderState

#: The channel's longest waybill that we have met has 200 characters.
LONGEST = 200
_SHIPPABLE = frozenset({OrderStatus.PAID, OrderStatus.READY_TO_SHIP})
_SHIP = (JobKind.SHIP_ORDER,)


def ship(
    workspace: Workspace,
    turning: Turning,
    connection: str,
    order_id: str,
    *,
    waybill: str,
    courier: str = "",
) -> KeptJob:
    """Write down that the channel is to be told that an order has left; return the job.

    Asking for the same again while it is under way changes nothing; once it was
    refused or given up, it is tried again.

    Args:

        waybill: the courier's number of the parcel; ``courier`` whose it is, where the
            channel asks.

    Raises:

        NotFoundError: there is no such order.

        InputRefusedError: the channel gives out the waybills, somebody else's warehouse
            ships the order, or it is in no state to be shipped.
    """
    store = workspace.store
    with store.db.transaction():
        kept = store.orders.kept(connection, order_id)
        content = shipment_content(order_id, _number(waybill), courier.strip())
        subject = joined("order", connection, order_id)
        jobs = list(store.outbox.each(subject=subject, kinds=_SHIP))
        again = _again(workspace, turning, jobs, content)
        if again is not None:
            return again
        _refuse_channel(turning, connection, order_id)
        parcels = store.parcels.of_order(connection, order_id)
        _refuse_unready(kept, parcels)
        for key in (subject, *(one.order.key for one in parcels)):
            store.asks.close(CloseReviews(key), "shipped again")
        key = joined("ship", connection, order_id, str(len(jobs)))
        store.outbox.enqueue(connection, Enqueue(JobKind.SHIP_ORDER, key, subject), content)
        return store.outbox.get(JobKind.SHIP_ORDER, key)


def _number(waybill: str) -> str:
    number = waybill.strip()
    if not number or len(number) > LONGEST or not number.isprintable():
        raise InputRefusedError(
            f"{number[:40]!r} is no waybill.",
            next_step=f"Give the courier's number, of at most {LONGEST} characters.",
        )
    return number


def _again(
    workspace: Workspace, turning: Turning, jobs: Sequence[KeptJob], content: object
) -> KeptJob | None:
    """Return the job that is to say the same already, tried again if it had stopped.

    Raises:

        InputRefusedError: another is under way, or may have taken effect.
    """
    for kept in jobs:
        job, same = kept.job, kept.content == content
        if job.state in OPEN and same:
            return kept
        if job.state in STOPPED and job.in_doubt and same:
            return _stepped(workspace, turning, kept, JobEventKind.REPLAY)
        if job.state in OPEN or (job.state in STOPPED and job.in_doubt):
            raise InputRefusedError(
                f"Order {kept.content['order']} may have been shipped with waybill"
                f" {kept.content['waybill']}, and whether it was is not known yet.",
                next_step="Let it be looked up first: crossdock sync",
            )
        if job.state in STOPPED:
            _stepped(workspace, turning, kept, JobEventKind.DISCARD)
    return None


def _stepped(workspace: Workspace, turning: Turning, kept: KeptJob, kind: JobEventKind) -> KeptJob:
    outbox = workspace.store.outbox
    terms = turning.world.terms(kept.connection)
    event = JobEvent(kind, reason="the order is shipped anew")
    outbox.put(step(kept.job, event, terms).document)
    return outbox.get(kept.job.kind, kept.job.key)


def _refuse_channel(turning: Turning, connection: str, order_id: str) -> None:
    manifest = turning.world.manifest(connection)
    if manifest is None:
        raise InputRefusedError(
            f"Orders of {connection} come from files, so nobody can be told of a waybill.",
            next_step="Write it into the file, and import that: crossdock order import",
        )
    if manifest.issues_waybills:
        raise InputRefusedError(
            f"{manifest.title} gives out the waybills of its orders itself.",
            next_step=f"Have it give one: crossdock order arrange {order_id}",
        )


def _refuse_unready(kept: KeptOrder, parcels: Sequence[Parcel]) -> None:
    order = kept.order
    name = f"Order {order.order_id}"
    if order.cancel_requested:
        raise InputRefusedError(
            f"{name}: its buyer has asked to cancel it.",
            next_step="Answer the buyer at the channel first.",
        )
    if order.status not in _SHIPPABLE:
        raise InputRefusedError(
            f"{name} is {order.status.value}, in which nothing can be shipped.",
            next_step=f"Read it again: crossdock order pull {kept.connection}",
        )
    flaw = next(_flaws([one for one in parcels if one.order.state is not _S.CANCELLED]), None)
    if flaw is not None:
        raise InputRefusedError(
            f"{name} {flaw[0]}.", next_step=f"See: crossdock {flaw[1]} {order.order_id}".strip()
        )


def _flaws(parcels: Sequence[Parcel]) -> Iterator[tuple[str, str]]:
    """Yield why an order cannot leave from one's own warehouse as its parcels are."""
    for one in parcels:
        state, order = one.order.state, one.order
        if order.service and state is not _S.NEW:
            yield f"leaves from {order.warehouse}, which ships it itself", "order show"
        elif state in {_S.SHIPPED, _S.DONE}:
            yield f"has left from {order.warehouse} already", "order show"
        elif state in {_S.HELD, _S.REVIEW}:
            hold = f" ({order.hold.value})" if order.hold else ""
            yield f"is {state.value}{hold}, and waits for a person", "order go-on"
        elif state is not _S.READY:
            yield "waits for a warehouse", "order route"
