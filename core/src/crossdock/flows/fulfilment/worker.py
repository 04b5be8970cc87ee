"""The outbox's worker: what is due at one connection, done one job after another.

A job is leased, and its document told so, before its request leaves. What the other
side then says is kept together with what it means for the document. A job whose fate
is not known is looked up, never repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import attrs

from crossdock.errors import CrossdockError, NotFoundError
from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment import answers
from crossdock.flows.fulfilment.answers import Said
from crossdock.flows.fulfilment.calls import Calls
from crossdock.flows.fulfilment.documents import tell
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.fulfilment.completion import Refusal, completed
from crossdock.fulfilment.effects import JobKind, OpenReview
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import Job, JobEvent, JobEventKind, JobState
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState

if TYPE_CHECKING:
    from crossdock.store import KeptJob
    from crossdock.workspace import Live, Workspace

_E = JobEventKind

#: Jobs of one connection that one run of its worker does at most.
MOST = 10_000
#: How long a job waits for the news that it needs before it is sent.
SOON = timedelta(seconds=2)

#: What an outbound must be in for its job's request to leave.
_SENDING = {
    JobKind.CREATE_OUTBOUND: OutboundState.SENDING,
    JobKind.CANCEL_OUTBOUND: OutboundState.CANCEL_SENDING,
}
#: Jobs of these kinds are done many in one call.
_TOGETHER = frozenset({JobKind.PUSH_GOODS, JobKind.REFRESH_GOODS})


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
            for together in batches(due, self._live.manifest.goods_batch):
                done, trouble = self._do(together)
                counts["taken"] += len(done)
                counts.update(job.state.value for job in done)
                if trouble is not None:
                    break
        return Work(nonzero(counts), trouble)

    def _do(self, together: Sequence[KeptJob]) -> tuple[list[Job], CrossdockError | None]:
        """Do jobs in one call; return them as they are then, without those another worker has."""
        done: list[Job] = []
        mine: list[tuple[Job, KeptJob]] = []
        for kept in together:
            leased = self._lease(kept)
            if leased is None:
                continue
            if leased.owner != self._owner or leased.fence == kept.job.fence:
                done.append(leased)
            else:
                mine.append((leased, kept))
        said = self._called(mine)
        done += [self._settle(job, one) for (job, _), one in zip(mine, said, strict=True)]
        return done, next((one.trouble for one in said if one.trouble is not None), None)

    def _called(self, leased: Sequence[tuple[Job, KeptJob]]) -> list[Said]:
        """Make the calls of jobs that are leased, and return what came of each."""
        if leased and leased[0][0].kind in _TOGETHER:
            return self._calls.push([(job, kept.content) for job, kept in leased])
        return [self._said(job, kept.content) for job, kept in leased]

    def _said(self, job: Job, content: Mapping[str, object]) -> Said:
        if job.state is JobState.SENDING:
            return answers.sent(lambda: self._calls.send(job, content))
        return answers.looked(lambda: self._calls.look(job, content), job.reason)

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
                if job.kind is JobKind.CREATE_OUTBOUND and self._is_over(job):
                    job = self._turn(job, JobEvent(_E.DISCARD, reason="its outbound is over"))
        return job

    def _is_ready(self, job: Job) -> bool:
        state = _SENDING.get(job.kind)
        outbound = self._outbound(job) if state else None
        return state is None or (outbound is not None and outbound.state is state)

    def _is_over(self, job: Job) -> bool:
        outbound = self._outbound(job)
        return outbound is None or not outbound.is_live

    def _outbound(self, job: Job) -> OutboundOrder | None:
        return self._store.parcels.of_outbound(job.subject).find(job.subject)

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


def batches(due: Sequence[KeptJob], size: int) -> Iterator[list[KeptJob]]:
    """Yield jobs in their order, those that are done together in groups of at most *size*.

    No group has two jobs of one document.
    """
    waiting = list(due)
    while waiting:
        group = [waiting.pop(0)]
        if group[0].job.kind in _TOGETHER:
            for kept in list(waiting):
                subjects = {one.job.subject for one in group}
                if len(group) == size:
                    break
                if kept.job.kind in _TOGETHER and kept.job.subject not in subjects:
                    group.append(kept)
                    waiting.remove(kept)
        yield group
