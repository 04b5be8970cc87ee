"""`crossdock stock push`: from a plan, or at once; every row ends somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.cli.stock_plan import (
    campaigns,
    import_orders,
    planned,
    scope_of,
    scope_options,
    words_of,
)
from crossdock.errors import CrossdockError, Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.stock import PushedRow, StockPush
    from crossdock.flows.stock_plan import Scope, StockPlan

#: A push of thousands has few reasons; more than these are in the rows.
REASONS = 10

_NOTHING: Mapping[str, CrossdockError] = MappingProxyType({})


@click.command(
    "push",
    epilog=examples(
        "crossdock stock push shop",
        "crossdock stock push shop jd --yes",
        "crossdock stock push shop KAOS-01-M --yes",
        "crossdock stock push shop jd --plan monday.json",
    ),
)
@scope_options
@click.option(
    "--plan",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Do what this plan says; refused if it no longer holds.",
)
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only show the plan.")
@presented
def push(
    desk: Desk,
    words: Sequence[str],
    everything: bool,
    most_change: str | None,
    preread: bool,
    no_pull: bool,
    file: Path | None,
    yes: bool,
) -> Result:
    """Show on channels what there is to sell; only listings whose number differs.

    Orders of all active connections are imported first. Without --yes or --plan it
    prints the plan and exits with 10 when something is to be changed. What has a push
    without an answer is looked up once nothing can land any more, and sent again only
    if it does not show its number. Less is sent before more, so that no unit is shown
    in two places meanwhile.
    """
    from crossdock.flows.importing import Lives
    from crossdock.flows.stock import push_stock
    from crossdock.flows.stock_planning import check_plan, plan_stock

    workspace = desk.workspace
    lives = Lives(workspace)
    scope = scope_of(
        workspace, words, everything=everything, most_change=most_change, preread=preread
    )
    for name in scope.connections:
        # Refused now, and not once there is something to send.
        workspace.plugins.hooks(workspace.store.connections.get(name).connector)
    made = None if file is None else _kept(file, scope)
    imported = import_orders(desk, lives, no_pull=no_pull)
    if made is not None:
        made = check_plan(workspace, made, imported)
    else:
        made = plan_stock(workspace, scope, imported)
    if not made.rows or (file is None and not yes):
        return planned(made, pending=True)
    report = push_stock(workspace, made, lives, desk.watcher("pushed"))
    return pushed(made, report, imported.unreached)


def _kept(file: Path, scope: Scope) -> StockPlan:
    """Return the plan in *file*, which must be about what the command names."""
    from crossdock.flows.plan_files import read_plan
    from crossdock.flows.stock_plan import Scope

    made = read_plan(file)
    alone = Scope(scope.connections)
    if set(made.scope.connections) != set(scope.connections) or scope not in {alone, made.scope}:
        raise InputRefusedError(
            f"The plan {file} is about {words_of(made.scope)}, and the command is not.",
            next_step=f"Run: crossdock stock push {' '.join(made.scope.connections)} --plan FILE",
        )
    return made


def pushed(
    made: StockPlan, report: StockPush, unreached: Mapping[str, CrossdockError] = _NOTHING
) -> Result:
    """Return how a push ended, with counts that add up.

    Args:

        unreached: connections whose orders could not be imported, and why.
    """
    troubles = {**unreached, **report.troubles}
    total = report.total
    failed = [row for row in report.rows if row.outcome != "done"]
    exit_code, reason = _code(report, troubles, failed=bool(failed))
    several = len(made.scope.connections) > 1
    summary = [
        f"{f'{name}: ' if several else ''}{_counted(counts)}."
        for name, counts in report.counts.items()
    ]
    summary += [
        f"{name}: {trouble.message} {trouble.next_step}".rstrip()
        for name, trouble in report.troubles.items()
        if several
    ]
    rows = [
        {
            "connection": row.planned.connection,
            "listing_id": row.planned.listing_id,
            "sku": row.planned.sku,
            "before": row.planned.before,
            "quantity": row.planned.quantity,
            "outcome": row.outcome.value,
            "reason": row.reason,
        }
        for row in report.rows
    ]
    return Result(
        rows,
        data={"counts": dict(total), "connections": dict(report.counts), "rows": rows},
        columns=("connection", "listing_id", "sku", "before", "quantity", "outcome", "reason"),
        summary=[*summary, *_reasons(failed), *campaigns(row.planned for row in report.rows)],
        exit_code=exit_code,
        reason=reason,
        next_step=_after(made, report, troubles, failed=bool(failed)),
    )


def _counted(counts: object) -> str:
    named = dict(counts) if isinstance(counts, dict) else {}
    return ", ".join(f"{number:,} {name}" for name, number in named.items()) or "nothing to do"


def _code(
    report: StockPush, troubles: Mapping[str, CrossdockError], *, failed: bool
) -> tuple[Exit, str]:
    total = report.total
    if total.get("unknown") or total.get("waiting"):
        return Exit.IN_DOUBT, "in-doubt"
    if failed and troubles:
        first = next(iter(troubles.values()))
        return first.exit_code, first.reason
    return (Exit.PARTLY, "partly-done") if failed else (Exit.DONE, "done")


def _reasons(rows: Sequence[PushedRow]) -> list[str]:
    """Return each distinct reason once, whole, with how many rows it stopped."""
    told = Counter(row.reason for row in rows if row.reason)
    return [f"{counted(number, 'row')}: {reason}" for reason, number in told.most_common(REASONS)]


def _after(
    made: StockPlan, report: StockPush, troubles: Mapping[str, CrossdockError], *, failed: bool
) -> str:
    total = report.total
    again = f"crossdock stock push --yes {words_of(made.scope)}"
    if not failed:
        return f"crossdock stock verify {made.scope.connections[0]}"
    if total.get("refused", 0) + total.get("done", 0) == total["planned"]:
        return (
            "Mend what the reasons name, then send those rows again with --all: as they are, they"
            " end the same way."
        )
    if total.get("unknown") or total.get("waiting"):
        return f"Once no write can land any more, this looks them up: {again}"
    if troubles:
        return f"{next(iter(troubles.values())).next_step} Then: {again}".strip()
    return again
