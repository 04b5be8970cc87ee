"""The outbox's job machine: what it may do twice, and what it must look at first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import (
    Job,
    JobEvent,
    JobEventKind,
    JobState,
    JobTerms,
    resend_warning,
    same_content,
)

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
JOB = Job("k", JobKind.CREATE_OUTBOUND, "doc", "hash", NOON, NOON)
TERMS = JobTerms(NOON, late_apply=timedelta(seconds=120), read_lag=timedelta(seconds=60))
Kind = JobEventKind


def after(job: Job, *events: JobEventKind, at: int = 0, terms: JobTerms = TERMS) -> Job:
    """Return *job* after events said under its newest lease, *at* seconds past noon."""
    for kind in events:
        now = attrs.evolve(terms, now=NOON + timedelta(seconds=at))
        job = step(job, JobEvent(kind, job.fence, "worker"), now).document
    return job


SENDING = after(JOB, Kind.LEASE)
UNKNOWN = after(SENDING, Kind.LOST)


def test_intent_comes_before_effect():
    """A leased job is sending, counted, and in doubt before anything leaves."""
    assert (JobState.SENDING, 1, True) == (SENDING.state, SENDING.attempts, SENDING.in_doubt)


def test_a_job_is_leased_once():
    """A second worker gets nothing."""
    assert SENDING == after(SENDING, Kind.LEASE)


def test_a_job_waits_for_its_time():
    """A job is not leased before it is due."""
    later = attrs.evolve(JOB, next_at=NOON + timedelta(seconds=1))

    assert JobState.PENDING is after(later, Kind.LEASE).state


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (Kind.ANSWERED, JobState.DONE),
        (Kind.REFUSED, JobState.REJECTED),
        (Kind.POSTPONED, JobState.PENDING),
        (Kind.LOST, JobState.UNKNOWN),
    ],
)
def test_ends_of_sending(event, state):
    """An answer ends it, a refusal rejects it, a limit postpones it, silence leaves it unknown."""
    assert state is after(SENDING, event).state


@pytest.mark.parametrize("event", [Kind.ANSWERED, Kind.REFUSED, Kind.POSTPONED, Kind.LOST])
def test_a_worker_with_an_old_fence_is_not_heard(event):
    """What a worker says after it lost its lease changes nothing."""
    late = step(SENDING, JobEvent(event, SENDING.fence - 1), TERMS)

    assert SENDING == late.document


def test_postponing_refunds_the_attempt():
    """What certainly was not carried out does not count, and waits as long as was asked."""
    event = JobEvent(Kind.POSTPONED, SENDING.fence, wait=timedelta(seconds=30))

    postponed = step(SENDING, event, TERMS).document

    assert (0, NOON + timedelta(seconds=30)) == (postponed.attempts, postponed.next_at)


def test_a_crash_is_an_unknown_outcome():
    """A job whose worker vanished is unknown once its lease is over, and not before."""
    early = after(SENDING, Kind.LEASE_RAN_OUT, at=119)
    late = after(SENDING, Kind.LEASE_RAN_OUT, at=120)

    assert (JobState.SENDING, JobState.UNKNOWN) == (early.state, late.state)


def test_absence_in_the_quarantine_proves_nothing():
    """Until it cannot take effect any more, finding nothing counts for nothing."""
    looked = after(UNKNOWN, Kind.ABSENT, Kind.ABSENT, Kind.ABSENT, at=179)

    assert (JobState.UNKNOWN, 0) == (looked.state, looked.absences)


def test_absence_is_proved_twice():
    """Two looks after the quarantine, far enough apart, make it pending again."""
    once = after(UNKNOWN, Kind.ABSENT, at=180)
    too_soon = after(once, Kind.ABSENT, at=209)
    twice = after(too_soon, Kind.ABSENT, at=210)

    assert [JobState.UNKNOWN, JobState.UNKNOWN, JobState.PENDING] == [
        job.state for job in (once, too_soon, twice)
    ]
    assert not twice.in_doubt


def test_a_look_that_finds_it_ends_it():
    """Found is done, however it was found."""
    assert JobState.DONE is after(UNKNOWN, Kind.LEASE, Kind.FOUND, at=200).state


def test_a_look_that_finds_something_else_asks():
    """Our reference with other content is a person's matter."""
    event = JobEvent(Kind.FOUND_DIFFERENT, UNKNOWN.fence, reason="2 instead of 3")

    found = step(UNKNOWN, event, TERMS)

    assert (JobState.REVIEW, "different_document") == (found.document.state, found.review)


def test_looks_that_fail_come_less_often():
    """Each failed look waits, and the job stays unknown."""
    looked = after(UNKNOWN, Kind.LOOKUP_FAILED, at=200)

    assert JobState.UNKNOWN is looked.state
    assert looked.next_at > NOON + timedelta(seconds=200)


def test_without_look_ups_a_remembered_key_is_sent_again():
    """The same key does nothing twice as long as the other side keeps it."""
    keeps = attrs.evolve(TERMS, key_window=timedelta(minutes=30))
    remembered = after(UNKNOWN, Kind.NO_LOOKUP, at=1799, terms=keeps)
    forgotten = after(UNKNOWN, Kind.NO_LOOKUP, at=1800, terms=keeps)
    unkept = after(UNKNOWN, Kind.NO_LOOKUP, at=200)

    assert [JobState.PENDING, JobState.REVIEW, JobState.REVIEW] == [
        job.state for job in (remembered, forgotten, unkept)
    ]


def test_only_the_newest_of_some_kinds_matters():
    """A newer refresh takes the place of an older; a newer outbound does not."""
    refresh = attrs.evolve(JOB, kind=JobKind.REFRESH_OUTBOUND)

    assert JobState.SUPERSEDED is after(refresh, Kind.SUPERSEDED).state
    assert JobState.PENDING is after(JOB, Kind.SUPERSEDED).state


def test_it_is_given_up_in_the_end():
    """Too many attempts, or too much time, end it with a person being asked."""
    tired = attrs.evolve(JOB, attempts=TERMS.max_attempts)
    old = step(JOB, JobEvent(Kind.AGED), attrs.evolve(TERMS, now=NOON + timedelta(days=4)))

    assert JobState.DEAD is after(tired, Kind.LEASE).state
    assert (JobState.DEAD, "job_given_up") == (old.document.state, old.review)


def test_replay_looks_before_it_sends():
    """A given-up job that may have taken effect is looked for; one that cannot is sent."""
    doubtful = attrs.evolve(UNKNOWN, state=JobState.DEAD)
    refused = after(SENDING, Kind.REFUSED)

    assert JobState.UNKNOWN is after(doubtful, Kind.REPLAY).state
    assert JobState.PENDING is after(refused, Kind.REPLAY).state


def test_edit_takes_a_new_key():
    """Another content goes out under another key, and never while the first is in doubt."""
    refused = after(SENDING, Kind.REFUSED)
    edit = JobEvent(Kind.EDIT, key="k2", content_hash="other")

    edited = step(refused, edit, TERMS).document
    doubtful = step(attrs.evolve(UNKNOWN, state=JobState.REVIEW), edit, TERMS)

    assert ("k2", "other", JobState.PENDING) == (edited.key, edited.content_hash, edited.state)
    assert ("k", "outcome_unknown") == (doubtful.document.key, doubtful.review)


def test_discarding_ends_it():
    """A person may drop a job that was stopped, with a reason."""
    event = JobEvent(Kind.DISCARD, reason="sent by hand")

    dropped = step(after(SENDING, Kind.REFUSED), event, TERMS).document

    assert (JobState.DISCARDED, "sent by hand") == (dropped.state, dropped.reason)


def test_sending_again_by_hand_is_warned_of():
    """Whoever wants to send it again is told that it may take effect twice."""
    assert "181 seconds" in resend_warning(UNKNOWN, TERMS)
    assert resend_warning(UNKNOWN, attrs.evolve(TERMS, now=NOON + timedelta(hours=1)))
    assert "" == resend_warning(after(SENDING, Kind.REFUSED), TERMS)


def test_one_key_has_one_content():
    """A job enqueued under a known key with another content is noticed."""
    assert same_content(JOB, "hash")
    assert not same_content(JOB, "other")


STEPS = st.lists(
    st.tuples(st.sampled_from(JobEventKind), st.integers(0, 2), st.integers(0, 300)),
    max_size=40,
)


@given(STEPS)
def test_fences_grow_and_ends_last(steps):
    """Whatever happens in whatever order, fences never go back and what ended stays ended."""
    job, now = JOB, NOON
    for kind, stale, seconds in steps:
        now += timedelta(seconds=seconds)
        event = JobEvent(kind, job.fence - stale, key="k2", content_hash="other")
        new = step(job, event, attrs.evolve(TERMS, now=now)).document
        assert new.fence >= job.fence
        assert new.attempts >= 0
        if job.state in (JobState.DONE, JobState.SUPERSEDED, JobState.DISCARDED):
            assert new == job
        job = new


@given(STEPS)
def test_nothing_is_sent_again_in_doubt(steps):
    """A job that comes back to pending by itself is certain not to have taken effect."""
    job, now = JOB, NOON
    for kind, stale, seconds in steps:
        now += timedelta(seconds=seconds)
        event = JobEvent(kind, job.fence - stale, key="k2", content_hash="other")
        job = step(job, event, attrs.evolve(TERMS, now=now)).document
        if job.state is JobState.PENDING:
            assert not job.in_doubt
