"""`crossdock stock ledger` and `check`: every event, and whether they still add up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import Exit, NotFoundError

_COLUMNS = (
    "effective_at", "kind", "place", "on_hand", "unavailable", "reserved", "pooled", "expected",
    "level", "reference", "note",
)  # fmt: skip


@click.command(
    "ledger",
    epilog=examples(
        "crossdock stock ledger KAOS-01-M",
        "crossdock stock ledger KAOS-01-M --warehouse main --from 7d --to 1d",
    ),
)
@click.argument("sku")
@click.option("--warehouse", default="", help="Only what touches this one.")
@click.option("--from", "since", metavar="WHEN", help="A time with its zone, or 12h, 3d ago.")
@click.option("--to", "until", metavar="WHEN", help="The same; up to then.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@presented
def ledger(
    desk: Desk,
    sku: str,
    warehouse: str,
    since: str | None,
    until: str | None,
    limit: int | None,
) -> Result:
    """List every event of a master SKU, by when it took effect; none is ever changed."""
    store, now = desk.workspace.store, desk.workspace.clock()
    if not store.catalogue.master_exists(sku):
        raise NotFoundError(
            f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
        )
    if warehouse:
        store.warehouses.get(warehouse)
    rows = store.ledger.recorded(
        sku,
        since=None if since is None else parse_moment(since, now),
        until=None if until is None else parse_moment(until, now),
    )
    shown = (_shown(row) for row in rows)
    chosen = (row for row in shown if not warehouse or warehouse in row["place"].split("+"))
    return Result(list(islice(chosen, limit)), columns=_COLUMNS)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    from crossdock.store.event_rows import pool_of_text

    facts = {name: row[name] for name in row if name not in {"id", "merchant", "pool"}}
    pool = "+".join(sorted(pool_of_text(row["pool"])))
    return {**facts, "place": row["warehouse"] or pool, "pool": pool}


@click.command(
    "check", epilog=examples("crossdock stock check", "crossdock stock check --rebuild")
)
@click.option("--rebuild", is_flag=True, help="Add everything up anew, and keep that.")
@presented
def check(desk: Desk, rebuild: bool) -> Result:
    """Add all events up again, and compare with the positions that are kept.

    Also lists where fewer than no units are on hand, and what was said twice in two
    ways. Exit code 7 when something is wrong.
    """
    book = desk.workspace.store.ledger
    wrong = book.rebuild() if rebuild else book.check()
    rows = [{"finding": "adds up differently", **attrs.asdict(one)} for one in wrong]
    rows += [
        _finding("below zero", sku, place, f"{here.on_hand:,} on hand", "count it")
        for sku, place, here in book.discrepancies()
    ]
    rows += [
        _finding("said in two ways", event.sku, event.key, "the first stands", "look at it")
        for event in book.conflicts()
    ]
    failed = bool(rows) and not (rebuild and len(rows) == len(wrong))
    mended = f" All {len(wrong):,} were mended." if rebuild and wrong else ""
    return Result(
        rows,
        summary=[f"{counted(len(rows), 'finding')}.{mended}" if rows else "Everything adds up."],
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
        next_step="crossdock stock check --rebuild" if wrong and not rebuild else "",
    )


def _finding(finding: str, sku: str, place: str, kept: str, right: str) -> dict[str, str]:
    return {"finding": finding, "sku": sku, "place": place, "kept": kept, "right": right}
