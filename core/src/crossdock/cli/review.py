"""`crossdock review`: what a person is asked, and how it was settled."""

from __future__ import annotations

from typing import Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.cli.work_done import turning_of
from crossdock.errors import Exit


@click.group("review")
def command() -> None:
    """Reviews: what waits for a person, why, and what settles it."""


@command.command("list", epilog=examples("crossdock review list", "crossdock review list --all"))
@click.option("--all", "everything", is_flag=True, help="Those settled, and notices, too.")
@presented
def list_(desk: Desk, everything: bool) -> Result:
    """List what waits for a person, the oldest first, with the commands that settle it."""
    from crossdock.fulfilment.holds import EXPLANATIONS

    store = desk.workspace.store
    rows: list[dict[str, Any]] = [
        {
            "number": ask.number,
            "reason": ask.reason.value,
            "subject": ask.subject,
            "sentence": EXPLANATIONS[ask.reason].sentence,
            "detail": ask.detail,
            "times": ask.count,
            "since": ask.first_seen,
            "settle_with": ", ".join(
                f"crossdock {words}" for words in EXPLANATIONS[ask.reason].commands
            ),
            "settled": ask.resolution,
        }
        for ask in store.asks.each(everything=everything)
    ]
    lines = store.reviews.all()
    waiting = sum(not row["settled"] for row in rows)
    summary = [f"{waiting:,} wait for a person." if waiting else "Nothing waits for a person."]
    if lines:
        summary.append(f"{len(lines):,} order lines wait too. See: crossdock order review")
    return Result(
        rows,
        summary=summary,
        columns=("number", "reason", "subject", "detail", "times", "settle_with"),
        whole=("subject",),
        exit_code=Exit.DONE,
    )


@command.command(
    "resolve",
    epilog=examples("crossdock review resolve 3 --reason 'counted again, the goods are there'"),
)
@click.argument("number", type=int)
@click.option("--reason", required=True, help="How it was settled; it is kept.")
@presented
def resolve(desk: Desk, number: int, reason: str) -> Result:
    """Settle one review in your own words, and let what it stopped go on.

    Goods and inbounds in review are taken up again; an outbound in review is looked up
    once more before anything is sent. Where nobody can look, the refusal names the
    command that says what became of it. Everything else stays as it is.
    """
    from crossdock.flows.fulfilment.reviewing import settle

    settled = settle(desk.workspace, turning_of(desk.workspace), number, reason)
    return record(
        {
            "number": settled.ask.number,
            "reason": settled.ask.reason.value,
            "subject": settled.ask.subject,
            "settled": reason,
            "before": settled.before,
            "after": settled.after,
        },
        summary=[settled.sentence],
        next_step=settled.next_step,
    )
