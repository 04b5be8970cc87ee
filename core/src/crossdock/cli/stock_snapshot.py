"""`crossdock stock snapshot`: what a service says lies in its warehouses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.stock_levels import LevelRow, Levels

#: Fates that nobody needs to look at.
_QUIET = ("same",)


@click.command(
    "snapshot",
    epilog=examples(
        "crossdock stock snapshot gudang --dry-run", "crossdock stock snapshot gudang"
    ),
)
@click.argument("conn")
@click.option("--dry-run", is_flag=True, help="Only show what differs.")
@presented
def snapshot(desk: Desk, conn: str, dry_run: bool) -> Result:
    """Read what lies in a service's warehouses, and set right what we had otherwise.

    Inbounds under way are asked about first, so that what was received is booked as
    received. Rows that agree are counted and not listed. Exit code 10 of a dry run says
    that something differs.
    """
    from crossdock.flows.fulfilment.stock_levels import take_levels

    workspace = desk.workspace
    found = take_levels(workspace, workspace.live(conn), dry_run=dry_run)
    return _shown(found, dry_run=dry_run)


def _shown(found: Levels, *, dry_run: bool) -> Result:
    rows = [_row(row) for row in found.rows if row.fate.value not in _QUIET or row.detail]
    parts = [f"{number:,} {name}" for name, number in found.counts.items() if name != "read"]
    exit_code, reason = Exit.DONE, "done"
    if dry_run and any(row.events for row in found.rows):
        exit_code, reason = Exit.CHANGES_PENDING, "changes-pending"
    elif found.counts.get("unreadable"):
        exit_code, reason = Exit.PARTLY, "partly-done"
    told = f"{found.counts['read']:,} levels read: {', '.join(parts) or 'none'}."
    return Result(
        rows,
        data={
            "as_of": found.as_of.isoformat(),
            "dry_run": dry_run,
            "counts": dict(found.counts),
            "rows": rows,
        },
        columns=("sku", "warehouse", "ours", "theirs", "damaged", "fate", "detail"),
        summary=[told, *(["Nothing was changed."] if dry_run else [])],
        exit_code=exit_code,
        reason=reason,
        next_step="" if dry_run else "crossdock stock push NAME",
    )


def _row(row: LevelRow) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "warehouse": row.warehouse,
        "ours": row.ours,
        "theirs": row.theirs,
        "damaged": row.damaged,
        "fate": row.fate.value,
        "detail": row.detail,
    }
