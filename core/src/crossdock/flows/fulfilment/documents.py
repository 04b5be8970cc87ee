"""Which document a job's end is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crossdock.fulfilment.completion import DocumentEvent
from crossdock.fulfilment.effects import JobKind, OpenReview
from crossdock.fulfilment.jobs import Job
from crossdock.fulfilment.warehouse_order import WarehouseOrderEvent
from crossdock.inventory.keys import parted

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.store import Store

_INBOUND = frozenset({JobKind.CREATE_INBOUND, JobKind.CANCEL_INBOUND, JobKind.REFRESH_INBOUND})
_GOODS = frozenset({JobKind.PUSH_GOODS, JobKind.REFRESH_GOODS})
_ORDER = frozenset({JobKind.ACCEPT_ORDER, JobKind.ARRANGE_SHIPMENT})


def tell(turning: Turning, store: Store, job: Job, events: Sequence[DocumentEvent]) -> None:
    """Step the document that *job* is for with *events*."""
    if job.kind in _INBOUND:
        turning.inbound(job.subject, events)
    elif job.kind in _GOODS:
        _, connection, sku = parted(job.subject)
        turning.goods(connection, sku, events)
    elif job.kind in _ORDER:
        # Parcels of one order are accepted and arranged together.
        order = store.parcels.get(job.subject).order
        for one in store.parcels.of_order(order.connection, order.order):
            turning.parcel(one.order.key, events)
    elif job.kind is JobKind.SHIP_ORDER:
        _tell_order(turning, store, job, events)
    else:
        turning.parcel(store.parcels.of_outbound(job.subject).order.key, events, job.subject)


def _tell_order(turning: Turning, store: Store, job: Job, events: Sequence[DocumentEvent]) -> None:
    """Tell the parcels of an order; where it has none, a person is asked what they would."""
    _, connection, order = parted(job.subject)
    parcels = store.parcels.of_order(connection, order)
    for one in parcels:
        turning.parcel(one.order.key, events)
    for event in events if not parcels else ():
        if isinstance(event, WarehouseOrderEvent) and event.reason is not None:
            store.asks.open(OpenReview(event.reason, job.subject, event.detail))
