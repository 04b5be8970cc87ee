"""`crossdock dlq`: jobs that were refused, given up, or stopped for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import Exit, InputRefusedError, NotFoundError

if TYPE_CHECKING:
    from crossdock.fulfilment.jobs import JobEvent
    from crossdock.store import KeptJob


@click.group("dlq")
def command() -> None:
    """Dead letters: jobs that were refused, given up, or stopped for a person."""


@command.command("list", epilog=examples("crossdock dlq list", "crossdock dlq list --conn jd"))
@click.option("--conn", default="", metavar="CONN", help="Only jobs of this connection.")
@presented
def list_(desk: Desk, conn: str) -> Result:
    """List the jobs that nothing will do by itself, the oldest first, with their reasons."""
    from crossdock.store.outbox import STOPPED

    rows = [_row(kept) for kept in desk.workspace.store.outbox.each(STOPPED, connection=conn)]
    return Result(
        rows,
        summary=[f"{len(rows):,} jobs stopped." if rows else "No job is stopped."],
        columns=("key", "kind", "connection", "state", "attempts", "reason"),
        whole=("key",),
    )


@command.command("show", epilog=examples("crossdock dlq show 6f0f6b5a-93b0-5d99"))
@click.argument("key")
@presented
def show(desk: Desk, key: str) -> Result:
    """Show a job: what it is for, how often it was tried, and what was said last."""
    return record(_row(_found(desk, key)))


@command.command("retry", epilog=examples("crossdock dlq retry 6f0f6b5a-93b0-5d99"))
@click.argument("key")
@presented
def retry(desk: Desk, key: str) -> Result:
    """Try a job again under the same key; one in doubt is looked up first."""
    from crossdock.fulfilment.effects import JobKind
    from crossdock.fulfilment.jobs import JobEvent, JobEventKind, JobState

    job = _found(desk, key).job
    if (job.kind, job.state) == (JobKind.CREATE_OUTBOUND, JobState.REJECTED):
        raise InputRefusedError(
            f"Outbound {job.key} was refused, and its warehouse knows that number now.",
            next_step=f"Send it under another: crossdock outbound resend {job.key}",
        )
    return _step(desk, key, JobEvent(JobEventKind.REPLAY))


@command.command("drop", epilog=examples("crossdock dlq drop 6f0f6b5a --reason 'done by hand'"))
@click.argument("key")
@click.option("--reason", required=True, help="Why it need not be done; it is kept.")
@presented
def drop(desk: Desk, key: str, reason: str) -> Result:
    """Give a job up for good; it stays on record with the reason."""
    from crossdock.fulfilment.jobs import JobEvent, JobEventKind

    return _step(desk, key, JobEvent(JobEventKind.DISCARD, reason=reason))


def _step(desk: Desk, key: str, event: JobEvent) -> Result:
    from crossdock.flows.fulfilment.world import World
    from crossdock.fulfilment.job_machine import step

    kept = _found(desk, key)
    terms = World(desk.workspace).terms(kept.connection)
    made = step(kept.job, event, terms)
    if made.document == kept.job:
        raise InputRefusedError(
            f"Job {key} is {kept.job.state.value}, and that cannot be done to it.",
            next_step=f"See: crossdock dlq show {key}",
        )
    desk.workspace.store.outbox.put(made.document)
    return record(
        {"key": key, "before": kept.job.state.value, "after": made.document.state.value},
        next_step="crossdock sync",
        exit_code=Exit.DONE,
    )


def _found(desk: Desk, key: str) -> KeptJob:
    """Return the job that *key* names, whole or by a beginning that only one has."""
    from crossdock.store.outbox import STOPPED

    stopped = desk.workspace.store.outbox.each(STOPPED)
    jobs = [kept for kept in stopped if kept.job.key.startswith(key)]
    whole = [kept for kept in jobs if kept.job.key == key] or jobs
    if len(whole) != 1 or not key:
        found = f"{len(whole):,} stopped jobs have" if whole else "no stopped job has"
        raise NotFoundError(
            f"There is no telling which job is meant: {found} a key like {key!r}.",
            next_step="See: crossdock dlq list",
        )
    return whole[0]


def _row(kept: KeptJob) -> dict[str, Any]:
    job = kept.job
    return {
        "key": job.key,
        "kind": job.kind.value,
        "connection": kept.connection,
        "subject": job.subject,
        "state": job.state.value,
        "attempts": job.attempts,
        "in_doubt": job.in_doubt,
        "created_at": str(job.created_at),
        "next_at": str(job.next_at),
        "reason": job.reason,
    }
