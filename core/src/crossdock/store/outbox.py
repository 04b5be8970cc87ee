"""The outbox: what is to be done at other systems, written down before it is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import ContentChangedError, NotFoundError
from crossdock.fulfilment.effects import Enqueue, JobKind, Withdraw
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, Row, stamp
from crossdock.store.slate import Slate

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
#: Kind and key.
_JobKey = tuple[str, str]

#: States in which something is still to be done without anybody being asked.
OPEN = (JobState.PENDING, JobState.SENDING, JobState.UNKNOWN)
#: States in which a person has to decide.
STOPPED = (JobState.REJECTED, JobState.REVIEW, JobState.DEAD)


@attrs.frozen
class KeptJob:
    """A job as it is kept.

    Args:

        connection: at which it is to be done.

        content: what it is to say, frozen when it was enqueued.
    """

    job: Job
    connection: str
    content: Mapping[str, Any]


@attrs.frozen
class _NewJob:
    job: Job
    connection: str
    text: str
    at: str


class Outbox:
    """The jobs of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._new: Slate[_JobKey, _NewJob] = Slate(db, write=self._write)

    def enqueue(self, connection: str, effect: Enqueue, content: Mapping[str, Any]) -> None:
        """Write a job down, unless it is there already.

        Args:

            content: the whole of what it is to say, the machine's part among it.

        Raises:

            ContentChangedError: its key is taken by a job that says something else; where
                a transaction is open, at its end, and then nothing of it has happened.
        """
        text = _ENCODER.encode(content)
        digest = hashlib.sha256(text.encode()).hexdigest()
        now = self._now()
        job = Job(effect.key, effect.kind, effect.subject, digest, now, effect.due or now)
        key = (effect.kind.value, effect.key)
        with self._db.transaction():
            before = self._new.fresh.get(key)
            if before is None:
                self._new.put(key, _NewJob(job, connection, text, stamp(now)))
            else:
                _refuse_other(before.job, digest)

    def _write(self, jobs: Mapping[_JobKey, _NewJob]) -> None:
        known = self._digests(jobs)
        for key, new in jobs.items():
            _refuse_other(new.job, known.get(key, new.job.content_hash))
        self._db.execute_each(
            """
            INSERT INTO jobs (state, next_at, lease_until, subject, content_hash, body,
                changed_at, merchant, kind, key, connection, content, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                (*_cells(new.job), new.at, self._merchant, *key, new.connection, new.text, new.at)
                for key, new in jobs.items()
                if key not in known
            ],
        )

    def _digests(self, keys: Collection[_JobKey]) -> dict[_JobKey, str]:
        """Return what those of *keys* say that are there."""
        rows = self._db.rows(
            """
            SELECT jobs.kind AS kind, jobs.key AS key, content_hash
            FROM json_each(:keys) AS asked CROSS JOIN jobs ON merchant = :merchant
                AND jobs.kind = json_extract(asked.value, '$[0]')
                AND jobs.key = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "keys": json.dumps(list(keys))},
        )
        return {(row["kind"], row["key"]): row["content_hash"] for row in rows}

    def withdraw(self, effect: Withdraw) -> bool:
        """Take a job out that nobody holds; return whether it was there and is gone."""
        gone = self._db.execute(
            """
            DELETE FROM jobs WHERE merchant = ? AND kind = ? AND key = ? AND state = 'pending'
            """,
            (self._merchant, effect.kind.value, effect.key),
        )
        return bool(gone)

    def get(self, kind: JobKind, key: str) -> KeptJob:
        """Return a job.

        Raises:

            NotFoundError: there is none of that kind and key.
        """
        row = self._db.row(
            "SELECT * FROM jobs WHERE merchant = ? AND kind = ? AND key = ?",
            (self._merchant, kind.value, key),
        )
        if row is None:
            raise NotFoundError(
                f"There is no {kind.value} job {key!r}.", next_step="See: crossdock dlq list"
            )
        return _kept(row)

    def put(self, job: Job, content: Mapping[str, Any] | None = None) -> None:
        """Keep the new state of a job, and its new content if it was edited."""
        now = stamp(self._now())
        with self._db.transaction():
            self._db.execute(
                """
                UPDATE jobs SET state = ?, next_at = ?, lease_until = ?, subject = ?,
                    content_hash = ?, body = ?, changed_at = ?
                WHERE merchant = ? AND kind = ? AND key = ?
                """,
                (*_cells(job), now, self._merchant, job.kind.value, job.key),
            )
            if content is not None:
                self._db.execute(
                    "UPDATE jobs SET content = ? WHERE merchant = ? AND kind = ? AND key = ?",
                    (
                        _ENCODER.encode(content),
                        self._merchant,
                        job.kind.value,
                        job.key,
                    ),
                )

    def due(self, connection: str, now: datetime, limit: int = 100) -> list[KeptJob]:
        """Return open jobs of a connection that somebody should look at, the oldest first.

        A job is due when its time has come, or when its lease has run out.
        """
        rows = self._db.rows(
            """
            SELECT * FROM jobs
            WHERE merchant = ? AND connection = ? AND state IN ('pending', 'sending', 'unknown')
                AND (lease_until IS NULL OR lease_until <= ?) AND next_at <= ?
            ORDER BY next_at, created_at, key LIMIT ?
            """,
            (self._merchant, connection, stamp(now), stamp(now), limit),
        )
        return [_kept(row) for row in rows]

    def each(
        self,
        states: Collection[JobState] = (),
        *,
        connection: str = "",
        subject: str = "",
        kinds: Collection[JobKind] = (),
    ) -> Iterator[KeptJob]:
        """Yield jobs, the oldest first; all of them where nothing is said."""
        rows = self._db.each(
            """
            SELECT * FROM jobs WHERE merchant = :merchant
                AND :connection IN ('', connection) AND :subject IN ('', subject)
                AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states)))
                AND (:kinds = '[]' OR kind IN (SELECT value FROM json_each(:kinds)))
            ORDER BY created_at, kind, key
            """,
            {
                "merchant": self._merchant,
                "connection": connection,
                "subject": subject,
                "states": json.dumps([state.value for state in states]),
                "kinds": json.dumps([kind.value for kind in kinds]),
            },
        )
        return map(_kept, rows)

    def depths(self) -> list[Row]:
        """Return how many jobs each connection has in each state, and since when the oldest."""
        return self._db.rows(
            """
            SELECT connection, state, count(*) AS jobs, min(created_at) AS oldest,
                min(next_at) AS next_at
            FROM jobs WHERE merchant = ? GROUP BY connection, state ORDER BY connection, state
            """,
            (self._merchant,),
        )


def _refuse_other(job: Job, digest: str) -> None:
    """Refuse to have *job* say something else than what *digest* is of."""
    if job.content_hash != digest:
        raise ContentChangedError(
            f"{job.kind.value} {job.key} is in the outbox with other content.",
            next_step="Nothing was sent. Please report this: it is a bug.",
        )


def _cells(job: Job) -> tuple[str | None, ...]:
    return (
        job.state.value,
        stamp(job.next_at),
        stamp(job.lease_until) if job.lease_until else None,
        job.subject,
        job.content_hash,
        body_of(job),
    )


def _kept(row: Row) -> KeptJob:
    return KeptJob(value_of(row["body"], Job), row["connection"], json.loads(row["content"]))
