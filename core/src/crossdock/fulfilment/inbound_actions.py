"""Actions of the inbound order's table."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.effects import (
    Effect,
    Enqueue,
    JobKind,
    Notify,
    OpenReview,
    RecordStock,
    Withdraw,
)
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound_order import (
    InboundEvent,
    InboundLine,
    InboundOrder,
)
from crossdock.fulfilment.transitions import Acted
from crossdock.inventory import EventKind, StockEvent
from crossdock.inventory.keys import joined, moment
from crossdock.inventory.movements import expect, receive, unexpect
from crossdock.inventory.stocktaking import decide

_Acted = Acted[InboundOrder]

# Actions


def take_lines(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Take the lines, one for each SKU."""
    sums: dict[str, int] = {}
    for line in event.lines:
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    lines = tuple(InboundLine(sku, quantity) for sku, quantity in sums.items())
    return attrs.evolve(doc, lines=lines, hold=None), ()


def take_new_reference(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Send it under another reference next time: the warehouse has refused this one."""
    return attrs.evolve(doc, revision=doc.revision + 1, remote_id="", cancel_wanted=False), ()


def start_expecting(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Book its units as expected."""
    if doc.expecting:
        return doc, ()
    events = tuple(
        expect(doc.reference, line.sku, line.sku, line.quantity, doc.warehouse, event.at)
        for line in doc.lines
    )
    return attrs.evolve(doc, expecting=True), (RecordStock(events),)


def stop_expecting(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Book that what has not come will not."""
    missing = tuple(
        unexpect(
            doc.reference,
            line.sku,
            line.sku,
            line.quantity - line.received,
            doc.warehouse,
            event.at,
        )
        for line in doc.lines
        if line.received < line.quantity
    )
    if not doc.expecting or not missing:
        return attrs.evolve(doc, expecting=False), ()
    return attrs.evolve(doc, expecting=False), (RecordStock(missing),)


def wait_for_goods(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Wait until the warehouse knows its goods."""
    return attrs.evolve(doc, hold=Reason.GOODS_NOT_ACTIVE), ()


def enqueue(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Freeze what is announced, under our reference."""
    content = {"lines": {line.sku: line.quantity for line in doc.lines}}
    job = Enqueue(JobKind.CREATE_INBOUND, doc.reference, doc.key, content)
    return attrs.evolve(doc, hold=None), (job,)


def withdraw(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Take it out of the outbox."""
    return doc, (Withdraw(JobKind.CREATE_INBOUND, doc.reference),)


def hear(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Note what the warehouse calls it, and when it changed it."""
    return attrs.evolve(
        doc,
        remote_id=event.remote_id or doc.remote_id,
        changed_at=event.changed_at or doc.changed_at,
    ), ()


def book_receipt(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Book what came since the last receipt."""
    new = doc.hearing(event.received)
    events = tuple(
        receive(
            doc.reference,
            now.sku,
            f"{now.good}+{now.bad}",
            now.sku,
            doc.warehouse,
            event.at,
            good=now.good - before.good,
            bad=now.bad - before.bad,
            source=service.name,
        )
        for before, now in zip(doc.lines, new.lines, strict=True)
        if now.received > before.received
    )
    doc, _ = hear(new, event, service)
    return doc, (RecordStock(events),) if events else ()


def book_correction(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Book what the warehouse adds once it was done, as a decision that names its cause."""
    new = doc.hearing(event.received)
    events: list[StockEvent] = []
    for before, now in zip(doc.lines, new.lines, strict=True):
        events += _corrections(doc, before, now, event, service)
    doc, _ = hear(new, event, service)
    return doc, (RecordStock(tuple(events)),)


def _corrections(
    doc: InboundOrder,
    before: InboundLine,
    now: InboundLine,
    event: InboundEvent,
    service: Service,
) -> Iterator[StockEvent]:
    cause = joined("recv", doc.reference, before.sku, f"{before.good}+{before.bad}")
    document = f"{doc.reference}/{now.good}+{now.bad}"
    for kind, units in (
        (EventKind.ADJUST, now.received - before.received),
        (EventKind.DAMAGE, now.bad - before.bad),
    ):
        if units:
            yield decide(
                kind,
                document,
                now.sku,
                units,
                doc.warehouse,
                event.at,
                reason="received after the inbound was done",
                source=service.name,
                cause=cause,
            )


def finish(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Note that the warehouse is done with it."""
    return attrs.evolve(doc, finished=True), ()


def want_cancel(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Note that it is to be cancelled."""
    return attrs.evolve(doc, cancel_wanted=True), ()


def cancel_lost(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Note that it is not cancelled after all."""
    return attrs.evolve(doc, cancel_wanted=False), ()


def ask_cancel(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask the warehouse to cancel."""
    job = Enqueue(JobKind.CANCEL_INBOUND, f"{doc.reference}/cancel", doc.key)
    return attrs.evolve(doc, cancel_wanted=True), (job,)


def refresh(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask the warehouse how far it is."""
    key = f"{doc.reference}/refresh/{moment(event.at)}"
    return doc, (Enqueue(JobKind.REFRESH_INBOUND, key, doc.key),)


def notify_short(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Say what did not come."""
    return doc, (Notify(Reason.CLOSED_SHORT, doc.key, _missing(doc)),)


def _asks(reason: Reason, doc: InboundOrder, event: InboundEvent) -> tuple[Effect, ...]:
    return (OpenReview(reason, doc.key, event.detail),)


def ask_about_over(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: more came than was announced."""
    return doc, _asks(Reason.OVER_RECEIVED, doc, event)


def ask_about_down(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: the warehouse now tells less than it had told."""
    return doc, _asks(Reason.RECEIPTS_WENT_DOWN, doc, event)


def ask_about_late(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: goods of a cancelled inbound came."""
    return doc, _asks(Reason.RECEIVED_AFTER_CANCEL, doc, event)


def ask_about_refusal(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: the warehouse refused it."""
    return doc, _asks(Reason.INBOUND_REFUSED, doc, event)


def ask_about_cancel(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: the warehouse cancelled it by itself."""
    return doc, _asks(Reason.INBOUND_CANCELLED, doc, event)


def ask_about_difference(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: what the warehouse has under our reference is something else."""
    return doc, _asks(Reason.DIFFERENT_DOCUMENT, doc, event)


def ask_about_giving_up(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: it was tried as long as allowed."""
    return doc, _asks(Reason.JOB_GIVEN_UP, doc, event)


def ask_about_status(doc: InboundOrder, event: InboundEvent, service: Service) -> _Acted:
    """Ask a person: the warehouse says something we do not know."""
    return doc, _asks(Reason.UNKNOWN_STATUS, doc, event)


def _missing(doc: InboundOrder) -> str:
    return ", ".join(
        f"{line.quantity - line.received} of {line.sku}"
        for line in doc.lines
        if line.received < line.quantity
    )
