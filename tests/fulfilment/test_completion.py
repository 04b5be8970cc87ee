"""From jobs and readings to what happens to documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from crossdock.fulfilment.completion import Refusal, completed, news_of, receipts_of
from crossdock.fulfilment.documents import Cancellation, CancelOutcome
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.goods import GoodsResult
from crossdock.fulfilment.inbound import InboundProgress, ReceivedLine, RemoteInbound
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.fulfilment.outbound import (
    Milestone,
    OutboundProgress,
    RemoteOutbound,
    ShippedLine,
)
from crossdock.fulfilment.warehouse_order import WarehouseOrderEventKind
from crossdock.inventory import RowOutcome
from crossdock.orders import Order, OrderStatus

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
REMOTE = RemoteOutbound("ref", "ESL1", OutboundProgress.ACCEPTED)


def told(kind: JobKind, before: JobState, after: JobState, **fields) -> list[str]:
    """Return the kinds of what a job's change of state tells its document."""
    job = Job("k", kind, "doc", "", NOON, NOON, state=before)
    made = completed(job, attrs.evolve(job, state=after), NOON, **fields)
    return [event.kind.value for event in made]


def test_found_is_answered():
    """What a look finds tells the document what an answer would have."""
    create, answer = JobKind.CREATE_OUTBOUND, {"answer": REMOTE}

    at_once = told(create, JobState.SENDING, JobState.DONE, **answer)
    after_a_look = told(create, JobState.UNKNOWN, JobState.DONE, **answer)

    assert ["taken", "remote_accepted"] == at_once == after_a_look


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (JobState.PENDING, JobState.SENDING, ["leased"]),
        (JobState.SENDING, JobState.PENDING, ["postponed"]),
        (JobState.UNKNOWN, JobState.PENDING, ["absent"]),
        (JobState.SENDING, JobState.UNKNOWN, ["doubted"]),
        (JobState.UNKNOWN, JobState.REVIEW, ["differs"]),
        (JobState.PENDING, JobState.DEAD, ["given_up"]),
        (JobState.UNKNOWN, JobState.UNKNOWN, []),
        (JobState.PENDING, JobState.DISCARDED, []),
    ],
)
def test_a_job_tells_its_outbound(before, after, expected):
    """Each change of a job's state means one thing for the outbound."""
    assert expected == told(JobKind.CREATE_OUTBOUND, before, after)


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (Refusal.OTHER, ["refused"]),
        (Refusal.SHORT, ["refused_short"]),
        (Refusal.DUPLICATE, ["refused_duplicate"]),
        (Refusal.ADDRESS, ["refused_address"]),
    ],
)
def test_refusals_differ(refusal, expected):
    """Why an outbound was refused decides what is done next."""
    create = JobKind.CREATE_OUTBOUND

    assert expected == told(create, JobState.SENDING, JobState.REJECTED, refusal=refusal)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (CancelOutcome.CANCELLED, ["cancel_taken"]),
        (CancelOutcome.PENDING, ["cancel_pending"]),
        (CancelOutcome.REFUSED, ["cancel_refused"]),
    ],
)
def test_cancellations(outcome, expected):
    """A warehouse's answer to a request to cancel is one of three."""
    answer = Cancellation(outcome)

    cancel = JobKind.CANCEL_OUTBOUND
    assert expected == told(cancel, JobState.SENDING, JobState.DONE, answer=answer)


def test_a_cancel_that_did_not_arrive():
    """A look that shows the outbound as before has it asked again."""
    cancel = JobKind.CANCEL_OUTBOUND

    assert ["still_active"] == told(cancel, JobState.UNKNOWN, JobState.PENDING)


def test_the_channels_answers():
    """Accepting tells the warehouse order what the channel says of its order now."""
    order = Order("7", OrderStatus.READY_TO_SHIP, (), NOON, waybill="JX1")
    job = Job("k", JobKind.ACCEPT_ORDER, "wo", "", NOON, NOON, state=JobState.SENDING)

    (event,) = completed(job, attrs.evolve(job, state=JobState.DONE), NOON, answer=order)

    assert (WarehouseOrderEventKind.ACCEPTED, "JX1", OrderStatus.READY_TO_SHIP) == (
        event.kind,
        event.waybill,
        event.status,
    )
    refused = told(JobKind.ACCEPT_ORDER, JobState.SENDING, JobState.REJECTED)
    assert ["channel_refused"] == refused


@pytest.mark.parametrize(("remote_id", "expected"), [("EMG1", "taken"), ("", "taken_pending")])
def test_goods_with_and_without_id(remote_id, expected):
    """Goods without an id wait to be confirmed."""
    answer = GoodsResult("mug", RowOutcome.DONE, remote_id)

    push = JobKind.PUSH_GOODS
    assert [expected] == told(push, JobState.SENDING, JobState.DONE, answer=answer)


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
