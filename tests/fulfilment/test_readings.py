"""From what channels and warehouses say to what happens to documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from crossdock.fulfilment.inbound import InboundProgress, ReceivedLine, RemoteInbound
from crossdock.fulfilment.outbound import (
    Milestone,
    OutboundProgress,
    RemoteOutbound,
    ShippedLine,
)
from crossdock.fulfilment.readings import cancellation_of, news_of, reading_of, receipts_of
from crossdock.orders import Order, OrderStatus

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
REMOTE = RemoteOutbound("ref", "ESL1", OutboundProgress.ACCEPTED)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (OrderStatus.READY_TO_SHIP, "reading"),
        (OrderStatus.SHIPPING, "shipping"),
        (OrderStatus.RETURNING, "returned"),
        (OrderStatus.CANCELLED, "cancelled"),
    ],
)
def test_a_status_is_an_event(status, expected):
    """What a channel says of an order has the kind that its status means."""
    event = reading_of(Order("7", status, (), NOON, waybill="JX1"), NOON)

    assert (expected, status, "JX1") == (event.kind.value, event.status, event.waybill)


def test_an_unknown_status_names_itself():
    """A status nobody has met is told in the channel's word, and as none of ours."""
    order = Order("7", OrderStatus.UNKNOWN, (), NOON, raw_status="1099")

    event = reading_of(order, NOON)

    assert ("unknown_status", None, "1099") == (event.kind.value, event.status, event.detail)


def test_a_request_to_cancel_goes_before_the_status():
    """An order that its buyer wants to cancel is not ready to be sent, and one in shipping is."""
    wanted = Order("7", OrderStatus.READY_TO_SHIP, (), NOON, cancel_requested=True)
    gone = attrs.evolve(wanted, status=OrderStatus.SHIPPING)

    assert OrderStatus.CANCEL_REQUESTED is reading_of(wanted, NOON).status
    assert OrderStatus.SHIPPING is reading_of(gone, NOON).status


def test_a_history_is_told_in_order():
    """A shuffled history tells each state once, the oldest first, at its own time."""
    early, late = NOON - timedelta(hours=2), NOON - timedelta(hours=1)
    history = (
        Milestone(OutboundProgress.SHIPPED, "10019", late),
        Milestone(OutboundProgress.PICKED, "10016", early),
    )
    remote = attrs.evolve(REMOTE, progress=OutboundProgress.SHIPPED, history=history)

    events = news_of(remote, NOON)

    assert [("remote_picked", early), ("remote_shipped", late)] == [
        (event.kind.value, event.at) for event in events
    ]


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (OutboundProgress.CANCELLING, []),
        (OutboundProgress.CANCEL_FAILED, ["remote_cancel_failed"]),
        (OutboundProgress.RETURNED, ["remote_returned"]),
        (OutboundProgress.UNKNOWN, ["remote_unknown"]),
    ],
)
def test_every_progress_means_something(progress, expected):
    """Each state of a warehouse is told, but cancelling: only how that ends matters."""
    events = news_of(attrs.evolve(REMOTE, progress=progress), NOON)

    assert expected == [event.kind.value for event in events]


def test_quantities_are_told_once_all_are_known():
    """As long as a warehouse does not say of each line how much left, all of it did."""
    told_all = attrs.evolve(REMOTE, lines=(ShippedLine("mug", 2, 1), ShippedLine("tray", 1, 1)))
    told_one = attrs.evolve(REMOTE, lines=(ShippedLine("mug", 2, 1), ShippedLine("tray", 1)))

    assert {"mug": 1, "tray": 1} == news_of(told_all, NOON)[0].left
    assert {} == news_of(told_one, NOON)[0].left


def test_quantities_of_one_sku_are_added_up():
    """A warehouse may tell batches of the same goods as lines of their own."""
    batches = attrs.evolve(REMOTE, lines=(ShippedLine("mug", 2, 2), ShippedLine("mug", 1, 1)))
    nameless = attrs.evolve(REMOTE, lines=(ShippedLine("", 2, 2, "EMG1"),))

    assert {"mug": 3} == news_of(batches, NOON)[0].left
    assert {} == news_of(nameless, NOON)[0].left


@pytest.mark.parametrize(
    ("progress", "history", "expected"),
    [
        (OutboundProgress.ACCEPTED, (), None),
        (OutboundProgress.PICKED, (), None),
        (OutboundProgress.CANCELLED, (), "cancelled"),
        (OutboundProgress.REJECTED, (), "cancelled"),
        (OutboundProgress.CANCELLING, (), "pending"),
        (OutboundProgress.CANCEL_FAILED, (), "refused"),
        (OutboundProgress.PICKED, (OutboundProgress.CANCEL_FAILED,), "refused"),
        (OutboundProgress.PACKED, (OutboundProgress.CANCEL_FAILED,), "refused"),
        (OutboundProgress.SHIPPED, (), "refused"),
        (OutboundProgress.REFUSED, (), "refused"),
    ],
)
def test_what_asking_to_cancel_came_to(progress, history, expected):
    """A race lost to the pickers may show in the history alone; the picking is no answer."""
    told = tuple(Milestone(one, one.value) for one in history)

    found = cancellation_of(attrs.evolve(REMOTE, progress=progress, history=told))

    assert expected == (found.outcome.value if found else None)


def test_only_final_receipts_count():
    """What a warehouse merely expects to receive is not received."""
    lines = (
        ReceivedLine("mug", 10, good=4, final=True),
        ReceivedLine("tray", 5, good=5, final=False),
    )
    remote = RemoteInbound("in-1", "EPL1", InboundProgress.RECEIVING, lines=lines)

    (partly,) = receipts_of(remote, NOON)
    (done,) = receipts_of(attrs.evolve(remote, progress=InboundProgress.DONE), NOON)

    assert (["mug"], "receipt") == ([line.sku for line in partly.received], partly.kind.value)
    assert (["mug", "tray"], "finished") == (
        [line.sku for line in done.received],
        done.kind.value,
    )


def test_goods_came_when_the_warehouse_says():
    """Read later, they came earlier; a clock that is ahead of ours tells nothing of tomorrow."""
    early, late = NOON - timedelta(hours=3), NOON + timedelta(hours=3)
    remote = RemoteInbound("in-1", "EPL1", InboundProgress.DONE, changed_at=early)

    (event,) = receipts_of(remote, NOON)
    (ahead,) = receipts_of(attrs.evolve(remote, changed_at=late), NOON)

    assert (early, NOON) == (event.at, ahead.at)
