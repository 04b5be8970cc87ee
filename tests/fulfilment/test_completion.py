"""From the ends of jobs to what happens to documents."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from crossdock.fulfilment.completion import Refusal, completed
from crossdock.fulfilment.documents import Cancellation, CancelOutcome
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.goods import GoodsResult
from crossdock.fulfilment.inbound import InboundProgress, RemoteInbound
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.fulfilment.outbound import (
    OutboundProgress,
    RemoteOutbound,
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
        (JobState.UNKNOWN, JobState.REVIEW, ["untold"]),
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


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (JobKind.CREATE_OUTBOUND, REMOTE),
        (JobKind.CREATE_INBOUND, RemoteInbound("in-1", "EPL1", InboundProgress.ACCEPTED)),
        (JobKind.PUSH_GOODS, GoodsResult("mug", RowOutcome.DONE, "EMG1")),
    ],
)
def test_what_cannot_be_looked_up_differs_in_nothing(kind, found):
    """Nothing was found that could differ: the job asks what became of it, and that is all."""
    ends = (kind, JobState.UNKNOWN, JobState.REVIEW)

    assert (["untold"], ["differs"]) == (told(*ends), told(*ends, answer=found))


def test_an_answer_that_is_another_document():
    """What our number was answered with may be somebody else's, and moves nothing on."""
    at_once = (JobKind.CREATE_OUTBOUND, JobState.SENDING, JobState.REVIEW)

    assert ["differs"] == told(*at_once, answer=REMOTE)


def test_a_job_that_asks_itself_has_nothing_else_asked():
    """Of an acceptance in doubt or given up, a person is asked once, by the job."""
    accept = JobKind.ACCEPT_ORDER

    assert [] == told(accept, JobState.UNKNOWN, JobState.REVIEW)
    assert [] == told(accept, JobState.PENDING, JobState.DEAD)
