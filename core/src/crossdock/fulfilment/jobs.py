"""Jobs of the outbox: what one is, what can happen to it, and when it is certain."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from crossdock.fulfilment.effects import JobKind


class JobState(StrEnum):
    """Where a job is."""

    PENDING = "pending"
    SENDING = "sending"
    #: Sent, and nobody knows what came of it.
    UNKNOWN = "unknown"
    DONE = "done"
    REJECTED = "rejected"
    REVIEW = "review"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class JobEventKind(StrEnum):
    """What happens to a job."""

    #: A worker wants it: to send it, or to look what became of it.
    LEASE = "lease"
    #: The other side did it, and its answer is what the dialect promises.
    ANSWERED = "answered"
    #: The other side definitely refused.
    REFUSED = "refused"
    #: The request certainly was not carried out: a rate limit, or it never left.
    POSTPONED = "postponed"
    #: A time-out, a broken connection, a server's error, an answer nobody can read.
    LOST = "lost"
    #: The lease ran out: the worker is gone.
    LEASE_RAN_OUT = "lease_ran_out"
    FOUND = "found"
    FOUND_DIFFERENT = "found_different"
    ABSENT = "absent"
    LOOKUP_FAILED = "lookup_failed"
    #: The other side offers no look-up.
    NO_LOOKUP = "no_lookup"
    SUPERSEDED = "superseded"
    #: Somebody looked whether it is too old.
    AGED = "aged"
    REPLAY = "replay"
    #: Replay with a new key and content.
    EDIT = "edit"
    DISCARD = "discard"


@attrs.frozen
class Job:
    """Something to be done at the other side once.

    Args:

        key: sent as the other side's own reference, and what it is looked up by.

        subject: key of the document that its end moves.

        content_hash: of the payload; the same key never carries another.

        next_at: not before.

        fence: of the newest lease.

        sent_at: when it was last sent, if it was; ``lost_at`` when its outcome was lost.

        absences: how often in a row a look found nothing; ``absent_at`` the last time.

        in_doubt: it was sent, and no look has shown that it did not take effect.
    """

    key: str
    kind: JobKind
    subject: str
    content_hash: str
    created_at: datetime
    next_at: datetime
    state: JobState = JobState.PENDING
    attempts: int = 0
    owner: str = ""
    fence: int = 0
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    lost_at: datetime | None = None
    absences: int = 0
    absent_at: datetime | None = None
    in_doubt: bool = False
    reason: str = ""


@attrs.frozen
class JobEvent:
    """One thing that happened to a job.

    Args:

        fence: of the lease under which a worker says so.

        wait: seconds the other side asked to wait, or jitter on top of our own.

        key, content_hash: of the edited job.
    """

    kind: JobEventKind
    fence: int = 0
    owner: str = ""
    reason: str = ""
    wait: timedelta = timedelta()
    key: str = ""
    content_hash: str = ""


@attrs.frozen
class JobTerms:
    """What the other side is like, and how long we try.

    Args:

        late_apply: how long after a time-out it may still take effect; ``read_lag`` how
            long after that a look may still not show it.

        key_window: how long it keeps our key and does nothing twice under it; None if
            it does not.
    """

    now: datetime
    late_apply: timedelta = timedelta(seconds=120)
    read_lag: timedelta = timedelta(seconds=60)
    absence_gap: timedelta = timedelta(seconds=30)
    absences: int = 2
    lease: timedelta = timedelta(minutes=2)
    max_attempts: int = 12
    max_age: timedelta = timedelta(days=3)
    key_window: timedelta | None = None
    first_pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(minutes=15)

    @property
    def quarantine(self) -> timedelta:
        """How long after sending it a look that finds nothing proves nothing."""
        return self.late_apply + self.read_lag


def resend_warning(job: Job, terms: JobTerms) -> str:
    """Return why sending *job* again now may do it twice; empty if it may not."""
    if not job.in_doubt or job.sent_at is None:
        return ""
    left = (job.lost_at or job.sent_at) + terms.quarantine - terms.now
    if left > timedelta():
        return (
            f"It was sent {terms.now - job.sent_at} ago and may still take effect: look again"
            f" in {int(left.total_seconds()) + 1} seconds before sending it twice."
        )
    return "It was sent, and no look has shown that it did not take effect."


def same_content(job: Job, content_hash: str) -> bool:
    """Return whether a job enqueued again under its key says the same; if not, it is a mistake."""
    return job.content_hash == content_hash
