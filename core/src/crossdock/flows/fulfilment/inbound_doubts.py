"""Inbounds that wait for a person's word: what became of one, or that its numbers were seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment import payloads
from crossdock.fulfilment import DocumentKey
from crossdock.fulfilment.completion import Answer, completed
from crossdock.fulfilment.effects import CloseReviews, JobKind
from crossdock.fulfilment.inbound_order import (
    InboundEvent,
    InboundEventKind,
    InboundOrder,
    InboundState,
)
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import Job, JobEvent, JobEventKind, JobState, resend_warning

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.store import KeptJob
    from crossdock.workspace import Live, Workspace

_E = JobEventKind


class InboundDoubts:
    """Settles inbounds in review, one at a time.

    Args:

        turning: steps them.
    """

    def __init__(self, workspace: Workspace, turning: Turning) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._turning = turning

    def taken(self, live: Live, key: str, remote_id: str) -> InboundOrder:
        """Take the word of a person that the service has the inbound under *remote_id*.

        The service is asked about it first.

        Raises:

            InputRefusedError: the inbound is in no doubt, or what the service has under
                that number is another.

            NotFoundError: no such inbound, or the service has nothing under that number.
        """
        kept = self._in_doubt(key)
        asked = payloads.inbound_in(kept.content)
        documents = (DocumentKey(asked.reference, remote_id),)
        found = live.hooks.refresh_inbound(connection=live.connection, documents=documents)
        if not found or found[0].remote_id != remote_id:
            raise NotFoundError(
                f"{live.name} has no inbound {remote_id}; nothing was changed.",
                next_step="Look at its number again, in the service's own console.",
            )
        flaw = payloads.differs_inbound(asked, found[0])
        if found[0].reference not in ("", asked.reference):
            flaw = f"it is kept under the reference {found[0].reference}"
        if flaw:
            raise InputRefusedError(
                f"{remote_id} is not {key}: {flaw}; nothing was changed.",
                next_step="Look at its number again, in the service's own console.",
            )
        with self._store.db.transaction():
            self._store.inbound_news.put(key, found[0])
            self._replay(kept.job, JobEvent(_E.FOUND), answer=found[0])
            return self._closed(key, f"the service has it as {remote_id}")

    def absent(self, key: str) -> InboundOrder:
        """Take the word of a person that the service does not have the inbound: send it again.

        Raises:

            InputRefusedError: the inbound is in no doubt, or it may still take effect.

            NotFoundError: there is no such inbound.
        """
        kept = self._in_doubt(key)
        terms = self._turning.world.terms(kept.connection)
        quarantined = (kept.job.lost_at or kept.job.created_at) + terms.quarantine
        if terms.now < quarantined:
            raise InputRefusedError(
                f"{key}: {resend_warning(kept.job, terms)}",
                next_step=f"Look once more then: crossdock inbound resolve {key} --absent",
            )
        with self._store.db.transaction():
            self._replay(kept.job, JobEvent(_E.ABSENT))
            return self._closed(key, "the service does not have it")

    def seen(self, key: str, words: str = "seen") -> InboundOrder:
        """Take the word of a person that what an inbound came to is as it is.

        Args:

            words: how it was settled; they are kept.

        Raises:

            InputRefusedError: it is in no review, or it is not known what became of it.

            NotFoundError: there is no such inbound.
        """
        doc = self._store.inbounds.get(key)
        if self._jobs(key):
            raise InputRefusedError(
                f"Whether the service has {key} is not known.",
                next_step="Look in the service's console, then say: crossdock inbound resolve"
                f" {key} --taken NUMBER, or --absent",
            )
        asked = list(self._store.asks.each(subject=key))
        if doc.state is not InboundState.REVIEW and not asked:
            raise InputRefusedError(
                f"Nothing is asked about {key}, which is {doc.state.value}.",
                next_step=f"See: crossdock inbound show {key}",
            )
        with self._store.db.transaction():
            resolve = InboundEvent(InboundEventKind.RESOLVE, self._workspace.clock())
            self._turning.inbound(key, [resolve])
            return self._closed(key, words)

    def _in_doubt(self, key: str) -> KeptJob:
        self._store.inbounds.get(key)
        jobs = self._jobs(key)
        if not jobs:
            raise InputRefusedError(
                f"It is in no doubt whether the service has {key}.",
                next_step=f"See: crossdock inbound show {key}",
            )
        return jobs[-1]

    def _jobs(self, key: str) -> Sequence[KeptJob]:
        """Return the jobs that would create the inbound, of which nobody knows the outcome."""
        kinds = (JobKind.CREATE_INBOUND,)
        states = (JobState.REVIEW, JobState.DEAD)
        stopped = self._store.outbox.each(states, subject=key, kinds=kinds)
        return [kept for kept in stopped if kept.job.in_doubt]

    def _replay(self, job: Job, event: JobEvent, answer: Answer = None) -> None:
        """Look at a job in a person's place: once is enough, as a person was there."""
        job = self._turn(job, JobEvent(_E.REPLAY))
        job = self._turn(job, JobEvent(_E.LEASE, owner=str(uuid4())))
        self._turn(job, attrs.evolve(event, fence=job.fence), answer)

    def _turn(self, job: Job, event: JobEvent, answer: Answer = None) -> Job:
        kept = self._store.outbox.get(job.kind, job.key)
        terms = attrs.evolve(self._turning.world.terms(kept.connection), absences=1)
        after = step(job, event, terms).document
        self._store.outbox.put(after)
        events = completed(job, after, self._workspace.clock(), answer=answer)
        self._turning.inbound(job.subject, events)
        return after

    def _closed(self, key: str, resolution: str) -> InboundOrder:
        self._store.asks.close(CloseReviews(key), resolution)
        return self._store.inbounds.get(key)
