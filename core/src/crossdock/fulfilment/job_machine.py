"""The outbox's job machine: intent before effect, and a look before a second attempt.

A job is *sending* before its request leaves. What then is not certainly done or
certainly refused is *unknown*, and stays so until the other side was looked at: once
it cannot take effect late any more, and twice if it seems absent. Workers hold a job
by a lease with a growing fence, and what a worker says counts only with the newest.
"""

from __future__ import annotations

import attrs

from crossdock.fulfilment.effects import COALESCIBLE, OpenReview
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.jobs import (
    Job,
    JobEvent,
    JobEventKind,
    JobState,
    JobTerms,
    resend_warning,
)
from crossdock.fulfilment.transitions import Acted, Machine, Row, Step, Verdict

# Guards


def is_due(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """Its time has come."""
    return terms.now >= job.next_at


def fence_matches(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """It is said under the newest lease."""
    return event.fence == job.fence


def lease_is_over(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """The newest lease has run out."""
    return job.lease_until is not None and terms.now >= job.lease_until


def is_proved_absent(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """Looks after the quarantine, far enough apart, have found nothing often enough."""
    return fence_matches(job, event, terms) and _absences(job, terms) >= terms.absences


def key_is_remembered(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """The other side does nothing twice under the key, and still keeps it."""
    return (
        fence_matches(job, event, terms)
        and terms.key_window is not None
        and terms.now - job.created_at < terms.key_window
    )


def is_coalescible(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """Only the newest job of this kind matters."""
    return job.kind in COALESCIBLE


def is_worn_out(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """It was tried as often, or is as old, as allowed."""
    return job.attempts >= terms.max_attempts or terms.now - job.created_at > terms.max_age


def was_settled(job: Job, event: JobEvent, terms: JobTerms) -> bool:
    """It is certain that it has not taken effect."""
    return not job.in_doubt


# Actions


def commit_intent(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Count the attempt, and take the lease with a new fence."""
    job = _leased(job, event, terms)
    return attrs.evolve(job, attempts=job.attempts + 1, sent_at=terms.now, in_doubt=True), ()


def lease_to_look(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Take the lease with a new fence."""
    return _leased(job, event, terms), ()


def settle(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Note that nothing is in doubt any more."""
    return attrs.evolve(job, in_doubt=False, owner="", lease_until=None, reason=event.reason), ()


def refund(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Take the attempt back, and wait as long as was asked."""
    wait = max(event.wait, terms.first_pause)
    job, _ = settle(job, event, terms)
    return attrs.evolve(job, attempts=job.attempts - 1, next_at=terms.now + wait), ()


def quarantine(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Look only once it cannot take effect late any more."""
    return attrs.evolve(
        job,
        owner="",
        lease_until=None,
        absences=0,
        absent_at=None,
        lost_at=terms.now,
        next_at=terms.now + terms.quarantine,
        reason=event.reason or event.kind.value,
    ), ()


def look_later(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Wait longer each time, and look again."""
    tried = min(job.attempts + job.absences, 16)
    pause = min(terms.first_pause * 2**tried, terms.longest_pause) + event.wait
    return attrs.evolve(job, owner="", lease_until=None, next_at=terms.now + pause), ()


def count_absence(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Count that it was not there, if enough time has passed, and look again."""
    counted = _absences(job, terms)
    seen = terms.now if counted > job.absences else job.absent_at
    settled_at = (job.lost_at or terms.now) + terms.quarantine
    return attrs.evolve(
        job,
        owner="",
        lease_until=None,
        absences=counted,
        absent_at=seen,
        next_at=max(terms.now + terms.absence_gap, settled_at),
    ), ()


def start_again(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Make it due now."""
    return attrs.evolve(
        job, owner="", lease_until=None, absences=0, absent_at=None, next_at=terms.now
    ), ()


def start_again_settled(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Make it due now; it has not taken effect."""
    job, _ = start_again(job, event, terms)
    return attrs.evolve(job, in_doubt=False), ()


def grant_attempts(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Begin to count attempts and age anew."""
    job, _ = start_again(job, event, terms)
    return attrs.evolve(job, attempts=0, created_at=terms.now, reason=event.reason), ()


def rewrite(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Take the new key and content."""
    job, _ = grant_attempts(job, event, terms)
    return attrs.evolve(job, key=event.key, content_hash=event.content_hash), ()


def keep_reason(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Note why."""
    return attrs.evolve(job, owner="", lease_until=None, reason=event.reason or job.reason), ()


def ask_about_difference(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Ask a person, with what differs."""
    return job, (OpenReview(Reason.DIFFERENT_DOCUMENT, job.subject, event.reason),)


def ask_about_outcome(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Ask a person what became of it."""
    return job, (OpenReview(Reason.OUTCOME_UNKNOWN, job.subject, event.reason),)


def give_up(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Ask a person, with the last reason."""
    return job, (OpenReview(Reason.JOB_GIVEN_UP, job.subject, job.reason),)


def warn_of_doubt(job: Job, event: JobEvent, terms: JobTerms) -> Acted[Job]:
    """Say that it cannot be changed while it may have taken effect."""
    return job, (OpenReview(Reason.OUTCOME_UNKNOWN, job.subject, resend_warning(job, terms)),)


def _leased(job: Job, event: JobEvent, terms: JobTerms) -> Job:
    until = terms.now + terms.lease
    return attrs.evolve(job, owner=event.owner, fence=job.fence + 1, lease_until=until)


def _absences(job: Job, terms: JobTerms) -> int:
    """Return how many looks have found nothing, if one does so now."""
    if job.lost_at is not None and terms.now < job.lost_at + terms.quarantine:
        return job.absences
    if job.absent_at is not None and terms.now < job.absent_at + terms.absence_gap:
        return job.absences
    return job.absences + 1


_S, _E = JobState, JobEventKind
_SAID = (_E.ANSWERED, _E.REFUSED, _E.POSTPONED, _E.LOST)
_LOOKED = (_E.FOUND, _E.FOUND_DIFFERENT, _E.ABSENT, _E.LOOKUP_FAILED, _E.NO_LOOKUP)
_WORKERS = (_E.LEASE, _E.LEASE_RAN_OUT, *_SAID, *_LOOKED)
_OPERATORS = (_E.REPLAY, _E.EDIT, _E.DISCARD)
_STOPPED = (_S.REJECTED, _S.REVIEW, _S.DEAD)
_ENDED = (_S.DONE, _S.SUPERSEDED, _S.DISCARDED)
_FENCED = (fence_matches,)


def _ignored(states: tuple[JobState, ...], *events: JobEventKind) -> Row[Job, JobEvent, JobTerms]:
    return Row(states, events, verdict=Verdict.IGNORES)


JOBS: Machine[Job, JobEvent, JobTerms] = Machine(
    "outbox job",
    JobState,
    JobEventKind,
    JobState.PENDING,
    frozenset(_ENDED),
    (
        Row((_S.PENDING,), (_E.LEASE,), _S.DEAD, when=(is_worn_out,), do=(give_up,)),
        Row((_S.PENDING,), (_E.LEASE,), _S.SENDING, when=(is_due,), do=(commit_intent,)),
        Row((_S.SENDING,), (_E.ANSWERED,), _S.DONE, when=_FENCED, do=(settle,)),
        Row((_S.SENDING,), (_E.REFUSED,), _S.REJECTED, when=_FENCED, do=(settle,)),
        Row((_S.SENDING,), (_E.POSTPONED,), _S.PENDING, when=_FENCED, do=(refund,)),
        Row((_S.SENDING,), (_E.LOST,), _S.UNKNOWN, when=_FENCED, do=(quarantine,)),
        Row(
            (_S.SENDING,),
            (_E.LEASE_RAN_OUT,),
            _S.UNKNOWN,
            when=(lease_is_over,),
            do=(quarantine,),
        ),
        Row((_S.UNKNOWN,), (_E.LEASE,), when=(is_due,), do=(lease_to_look,)),
        Row((_S.UNKNOWN,), (_E.LEASE_RAN_OUT,), when=(lease_is_over,), do=(look_later,)),
        Row((_S.UNKNOWN,), (_E.FOUND,), _S.DONE, when=_FENCED, do=(settle,)),
        # Answered or looked up: what is there under our key is another document.
        Row(
            (_S.SENDING, _S.UNKNOWN),
            (_E.FOUND_DIFFERENT,),
            _S.REVIEW,
            when=_FENCED,
            do=(keep_reason, ask_about_difference),
        ),
        Row(
            (_S.UNKNOWN,),
            (_E.ABSENT,),
            _S.PENDING,
            when=(is_proved_absent,),
            do=(start_again_settled,),
        ),
        Row((_S.UNKNOWN,), (_E.ABSENT,), when=_FENCED, do=(count_absence,)),
        Row((_S.UNKNOWN,), (_E.LOOKUP_FAILED,), when=_FENCED, do=(look_later,)),
        Row(
            (_S.UNKNOWN,),
            (_E.NO_LOOKUP,),
            _S.PENDING,
            when=(key_is_remembered,),
            do=(start_again,),
        ),
        Row(
            (_S.UNKNOWN,),
            (_E.NO_LOOKUP,),
            _S.REVIEW,
            when=_FENCED,
            do=(keep_reason, ask_about_outcome),
        ),
        Row(
            (_S.PENDING, _S.UNKNOWN),
            (_E.SUPERSEDED,),
            _S.SUPERSEDED,
            when=(is_coalescible,),
        ),
        Row(
            (_S.PENDING, _S.UNKNOWN),
            (_E.AGED,),
            _S.DEAD,
            when=(is_worn_out,),
            do=(give_up,),
        ),
        Row(_STOPPED, (_E.REPLAY,), _S.PENDING, when=(was_settled,), do=(grant_attempts,)),
        Row(_STOPPED, (_E.REPLAY,), _S.UNKNOWN, do=(grant_attempts,)),
        Row(_STOPPED, (_E.EDIT,), _S.PENDING, when=(was_settled,), do=(rewrite,)),
        Row(_STOPPED, (_E.EDIT,), do=(warn_of_doubt,), verdict=Verdict.REVIEWS),
        Row((*_STOPPED, _S.PENDING), (_E.DISCARD,), _S.DISCARDED, do=(keep_reason,)),
        _ignored((_S.PENDING,), *_WORKERS, _E.SUPERSEDED, _E.AGED, _E.REPLAY, _E.EDIT),
        _ignored((_S.SENDING,), *_WORKERS, _E.SUPERSEDED, _E.AGED, *_OPERATORS),
        _ignored((_S.UNKNOWN,), *_WORKERS, _E.SUPERSEDED, _E.AGED, *_OPERATORS),
        _ignored(_STOPPED, *_WORKERS, _E.SUPERSEDED, _E.AGED),
        _ignored(_ENDED, *JobEventKind),
    ),
)


def step(job: Job, event: JobEvent, terms: JobTerms) -> Step[Job]:
    """Return what *event* makes of *job*."""
    return JOBS.step(job, event, terms)
