"""Guards of the inbound order's table, each a question about the moment."""

from __future__ import annotations

from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.inbound_order import InboundEvent, InboundOrder


def has_lines(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """It asks for something."""
    return bool(doc.lines)


def may_be_sent(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """It asks for something, and the warehouse knows all of the goods."""
    return bool(doc.lines) and event.goods_ready


def is_unwanted(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """Somebody wants it cancelled."""
    return doc.cancel_wanted


def is_older(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """The warehouse has said something newer."""
    return (
        event.changed_at is not None
        and doc.changed_at is not None
        and event.changed_at < doc.changed_at
    )


def went_down(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """The warehouse now tells less than it had told."""
    told = {line.sku: line for line in event.received}
    return any(
        line.sku in told and (told[line.sku].good < line.good or told[line.sku].bad < line.bad)
        for line in doc.lines
    )


def tells_nothing_new(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """All of it is booked."""
    return doc.hearing(event.received).lines == doc.lines


def goes_over(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """More of something came than was announced."""
    return doc.hearing(event.received).is_over


def stays_short(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """Less of something came than was announced."""
    return doc.hearing(event.received).is_short


def has_received(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """Something of it was received."""
    return any(line.received for line in doc.lines)


def is_finished(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """The warehouse is done with it."""
    return doc.finished


def was_taken(doc: InboundOrder, event: InboundEvent, service: Service) -> bool:
    """The warehouse has it."""
    return bool(doc.remote_id)
