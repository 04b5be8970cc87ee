"""The outbox's worker: what is due at one connection, done one job after another.

A job is leased, and its document told so, before its request leaves. What the other
side then says is kept together with what it means for the document. A job whose fate
is not known is looked up, never repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import attrs

from crossdock.errors import (
    CredentialsRefusedError,
    CrossdockError,
    DataRefusedError,
    DuplicateReferenceError,
    InputRefusedError,
    NotFoundError,
    OutcomeUnknownError,
    PluginRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RetryLaterError,
    UnreachableError,
    UnsupportedError,
)
from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.calls import Calls
from crossdock.flows.fulfilment.documents import tell
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.refusals import refusal_of
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.fulfilment.completion import Answer, Refusal, completed
from crossdock.fulfilment.effects import JobKind, OpenReview
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import Job, JobEvent, JobEventKind, JobState
from crossdock.fulfilment.outbound_order import OutboundState

if TYPE_CHECKING:
    from crossdock.store import KeptJob
    from crossdock.workspace import Live, Workspace

_E = JobEventKind

#: Jobs of one connection that one run of its worker does at most.
MOST = 10_000
#: How long a job waits for the news that it needs before it is sent.
SOON = timedelta(seconds=2)

#: What certainly was not carried out, and will not be if it is sent again.
_REFUSING = (RequestRefusedError, InputRefusedError, DataRefusedError, UnsupportedError)
#: Trouble that every other job of the connection would meet too.
_EVERYBODYS = (CredentialsRefusedError, RateLimitedError, UnreachableError)

#: What an outbound must be in for its job's request to leave.
_SENDING = {
    JobKind.CREATE_OUTBOUND: OutboundState.SENDING,
    JobKind.CANCEL_OUTBOUND: OutboundState.CANCEL_SENDING,
}


@attrs.frozen
class Said:
    """What came of a call: the event for the job, and what was answered."""

    event: JobEventKind
    answer: Answer = None
    reason: str = ""
    wait: timedelta = timedelta()
    refusal: Refusal = Refusal.OTHER


@attrs.frozen
class Work:
    """What a worker did.

    Args:

        counts: jobs by how they stand now, ``taken`` in all.

        trouble: what stopped it before everything due was done.
    """

    counts: Mapping[str, int]
    trouble: CrossdockError | None = None


class Worker:
    """Does the jobs of one connection."""

    def __init__(self, workspace: Workspace, live: Live, turning: Turning | None = None) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._live = live
        self._turning = turning or Turning(workspace, World(workspace))
        self._calls = Calls(workspace, live, Intake(workspace, self._turning))
        self._owner = str(uuid4())

    def work(self, most: int = MOST) -> Work:
        """Do what is due; stop at the first trouble that concerns everything else too."""
        counts: Counter[str] = Counter()
        trouble: CrossdockError | None = None
        while sum(counts.values()) < most and trouble is None:
            due = self._store.outbox.due(self._live.name, self._workspace.clock())
            if not due:
                break
            for kept in due:
                after, trouble = self._do(kept)
                if after is None:
                    continue
                counts["taken"] += 1
                counts[after.state.value] += 1
                if trouble is not None:
                    break
        return Work(nonzero(counts), trouble)

    def _do(self, kept: KeptJob) -> tuple[Job | None, CrossdockError | None]:
        """Do one job; return it as it is then, or None if another worker was at it."""
        leased = self._lease(kept)
        if leased is None or leased.owner != self._owner or leased.fence == kept.job.fence:
            return leased, None
        if leased.state is JobState.SENDING:
            said, trouble = self._guarded(lambda: self._calls.send(leased, kept.content))
        else:
            said, trouble = self._looked(leased, kept)
        return self._settle(leased, said), trouble

    def _lease(self, kept: KeptJob) -> Job | None:
        """Take a job, tell its document, and give it back if the document is not ready.

        Returns:

            The job as it is then; None if it is not as it was when it was found.
        """
        job = kept.job
        with self._store.db.transaction():
            try:
                if self._store.outbox.get(job.kind, job.key).job != job:
                    return None
            except NotFoundError:
                # It was withdrawn.
                return None
            if job.lease_until is not None:
                job = self._turn(job, JobEvent(_E.LEASE_RAN_OUT, fence=job.fence))
            job = self._turn(job, JobEvent(_E.AGED))
            job = self._turn(job, JobEvent(_E.LEASE, owner=self._owner))
            if job.state is JobState.SENDING and not self._is_ready(job):
                job = self._turn(job, JobEvent(_E.POSTPONED, fence=job.fence, wait=SOON))
        return job

    def _is_ready(self, job: Job) -> bool:
        state = _SENDING.get(job.kind)
        if state is None:
            return True
        outbound = self._store.parcels.of_outbound(job.subject).find(job.subject)
        return outbound is not None and outbound.state is state

    def _looked(self, job: Job, kept: KeptJob) -> tuple[Said, CrossdockError | None]:
        try:
            found, difference = self._calls.look(job, kept.content)
        except UnsupportedError:
            return Said(_E.NO_LOOKUP, reason=job.reason), None
        except CrossdockError as error:
            fatal = error if isinstance(error, _EVERYBODYS) else None
            return Said(_E.LOOKUP_FAILED, reason=error.message), fatal
        if found is None:
            return Said(_E.ABSENT), None
        if difference:
            return Said(_E.FOUND_DIFFERENT, found, difference), None
        return Said(_E.FOUND, found), None

    def _guarded(self, call: Callable[[], Answer]) -> tuple[Said, CrossdockError | None]:
        """Return what came of *call*, and the trouble if it concerns other jobs too."""
        try:
            return Said(_E.ANSWERED, call()), None
        except (OutcomeUnknownError, DuplicateReferenceError, PluginRefusedError) as error:
            return Said(_E.LOST, reason=error.message), None
        except _REFUSING as error:
            return Said(_E.REFUSED, reason=error.message, refusal=refusal_of(error)), None
        except RetryLaterError as error:
            wait = timedelta(seconds=error.retry_after or 0)
            everybodys = error if isinstance(error, _EVERYBODYS) else None
            return Said(_E.POSTPONED, reason=error.message, wait=wait), everybodys
        except CredentialsRefusedError as error:
            return Said(_E.POSTPONED, reason=error.message), error
        except CrossdockError as error:
            # A read of the connector that failed before it wrote anything, or after:
            # only a look tells.
            return Said(_E.LOST, reason=error.message), error

    def _settle(self, job: Job, said: Said) -> Job:
        event = JobEvent(said.event, fence=job.fence, reason=said.reason, wait=said.wait)
        return self._turn(job, event, said)

    def _turn(self, job: Job, event: JobEvent, said: Said | None = None) -> Job:
        """Step a job as it is kept now, and with it its document, in one transaction."""
        terms = self._turning.world.terms(self._live.name)
        with self._store.db.transaction():
            # Another worker may have taken it over; the fence in the event tells.
            job = self._store.outbox.get(job.kind, job.key).job
            made = step(job, event, terms)
            after = made.document
            if after != job:
                self._store.outbox.put(after)
            for effect in made.effects:
                if isinstance(effect, OpenReview):
                    self._store.asks.open(effect)
            events = completed(
                job,
                after,
                self._workspace.clock(),
                answer=said.answer if said else None,
                refusal=said.refusal if said else Refusal.OTHER,
            )
            if events:
                tell(self._turning, self._store, after, events)
        return after
