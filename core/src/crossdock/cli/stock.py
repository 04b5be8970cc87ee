"""`crossdock stock`: count it, see it, push it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.quantities import parse_quantity
from crossdock.cli.result import Result, record
from crossdock.cli.stock_changes import adjust, move
from crossdock.cli.stock_files import export, import_
from crossdock.cli.stock_ledger import check, ledger
from crossdock.cli.stock_reservations import release, reservations
from crossdock.cli.stock_rule import command as rule_command
from crossdock.cli.stock_share import command as share_command
from crossdock.errors import Exit, NotFoundError

if TYPE_CHECKING:
    from crossdock.flows.stock import PlannedRow, PushedRow, StockPush

#: A push of thousands has few reasons; more than these are in the rows.
REASONS = 10


@click.group("stock")
def command() -> None:
    """Stock: count it, see it, push it to channels."""


for _other in (
    adjust,
    move,
    ledger,
    reservations,
    release,
    check,
    import_,
    export,
    rule_command,
    share_command,
):
    command.add_command(_other)


@command.command(
    "set",
    # A quantity of -1 is to be refused as a quantity, not as an option.
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "crossdock stock set KAOS-01-M 25 --reason 'counted on Monday'",
        "crossdock stock set KAOS-01-M 12 --warehouse bandung --as-of 3h",
    ),
)
@click.argument("sku")
@click.argument("quantity")
@click.option("--warehouse", default="main", show_default=True, help="Where they lie.")
@click.option(
    "--as-of",
    "as_of",
    metavar="WHEN",
    help="When they were counted: a time with its zone, or 90m, 12h, 3d ago.  [default: now]",
)
@click.option("--reason", default="counted", help="Why; it is kept with the count.")
@presented
def set_(
    desk: Desk, sku: str, quantity: str, warehouse: str, as_of: str | None, reason: str
) -> Result:
    """Say how many units of a master SKU lie in a warehouse: all of them, promised ones too.

    What happened after the count is added to it; news of what happened before it
    changes nothing any more. Counts of before are kept. For many at once, see
    `crossdock stock import`.
    """
    from crossdock.flows.stocktaking import Stocktaker

    units = parse_quantity(quantity, "QUANTITY")
    now = desk.workspace.clock()
    taker = Stocktaker(desk.workspace.store, now, desk.run)
    moment = None if as_of is None else parse_moment(as_of, now)
    here = taker.count([(sku, units)], warehouse=warehouse, as_of=moment, reason=reason)[sku]
    return Result(
        [{"sku": sku, "warehouse": warehouse, "counted": units, "on_hand": here.on_hand}],
        data={"counted": 1, "units": units},
        summary=[f"{sku} at {warehouse}: {units:,} counted, {here.on_hand:,} on hand."],
        next_step="crossdock stock push NAME",
    )


@command.command(
    "show",
    epilog=examples(
        "crossdock stock show",
        "crossdock stock show KAOS-01-M --by warehouse",
        "crossdock stock show KAOS-01-M --as-of 3d",
    ),
)
@click.argument("sku", default="")
@click.option("--by", type=click.Choice(["sku", "warehouse"]), default="sku", help="A row each.")
@click.option(
    "--as-of", "as_of", metavar="WHEN", help="As it was then: a time with its zone, or 12h ago."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@presented
def show(desk: Desk, sku: str, by: str, as_of: str | None, limit: int | None) -> Result:
    """Show what is on hand, what of it is spoken for, and what may be sold.

    Available is what is on hand less what is unavailable or reserved at its
    warehouse. Orders that no warehouse was found for yet are unrouted; sellable is
    what may be promised once they are served too.
    """
    from crossdock.flows.levels import levels, levels_by_warehouse

    store = desk.workspace.store
    if sku and not store.catalogue.master_exists(sku):
        raise NotFoundError(
            f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
        )
    moment = None if as_of is None else parse_moment(as_of, desk.workspace.clock())
    recipes = store.recipes.all()
    goods = list(store.recipes.goods_of(sku)) if sku else None
    holdings = store.ledger.holdings(goods, at=moment)
    known = {*holdings.positions, *holdings.demand}
    if moment is None:
        known |= store.ledger.known()
    if by == "warehouse":
        chosen = sorted(known & set(goods) if goods is not None else known)
        return Result(map(attrs.asdict, islice(levels_by_warehouse(holdings, chosen), limit)))
    known |= {kit for kit in recipes if known.issuperset(store.recipes.goods_of(kit))}
    chosen = sorted(known & {sku} if sku else known)
    found = levels(holdings, chosen, store.warehouses.open(), recipes)
    return Result(
        attrs.asdict(level, filter=lambda field, _: field.name != "warehouse")
        for level in islice(found, limit)
    )


@command.command(
    "push",
    epilog=examples(
        "crossdock stock push shop",
        "crossdock stock push shop --yes",
        "crossdock stock push shop KAOS-01-M --yes",
    ),
)
@click.argument("conn")
@click.argument("skus", nargs=-1)
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only show the plan.")
@presented
def push(desk: Desk, conn: str, skus: tuple[str, ...], yes: bool) -> Result:
    """Show on a channel what there is to sell; only listings whose number differs.

    Without --yes it prints the plan and exits with 10 when something is to be
    changed. A listing whose last push was never acknowledged is pushed again.
    """
    from crossdock.flows.stock import plan_stock, push_stock

    workspace = desk.workspace
    workspace.store.connections.get(conn)
    for sku in skus:
        if not workspace.store.catalogue.master_exists(sku):
            raise NotFoundError(
                f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
            )
    rows, settled = plan_stock(workspace, conn, skus)
    if not rows:
        return record(
            {"planned": 0, "already_right": settled},
            summary=[f"Nothing to push: {settled:,} counted listings show what there is."],
        )
    if not yes:
        return _plan(conn, rows, settled, skus)
    report = push_stock(workspace, workspace.live(conn), rows, watch=desk.watcher("pushed"))
    return _pushed(conn, report)


def _plan(conn: str, rows: Sequence[PlannedRow], settled: int, skus: Sequence[str]) -> Result:
    units = sum(row.quantity - row.before for row in rows)
    sentence = (
        f"{len(rows):,} listings would change by {units:+,} units in all; {settled:,} already show"
        " what there is. Nothing was sent."
    )
    guard = ["--"] if any(sku.startswith("-") for sku in skus) else []
    words = " ".join(["crossdock stock push --yes", conn, *guard, *map(quote, skus)])
    return Result(
        [attrs.asdict(row) for row in rows],
        columns=("listing_id", "sku", "title", "before", "quantity", "doubtful"),
        summary=[sentence, *_campaigns(rows)],
        exit_code=Exit.CHANGES_PENDING,
        reason="changes-pending",
        next_step=words,
    )


def _pushed(conn: str, report: StockPush) -> Result:
    counts = report.counts
    failed = [row for row in report.rows if row.outcome != "done"]
    exit_code, reason = Exit.DONE, "done"
    if counts.get("unknown"):
        exit_code, reason = Exit.IN_DOUBT, "in-doubt"
    elif report.trouble is not None:
        exit_code, reason = report.trouble.exit_code, report.trouble.reason
    elif failed:
        exit_code, reason = Exit.PARTLY, "partly-done"
    summary = [
        ", ".join(f"{number:,} {name}" for name, number in counts.items()) + ".",
        *_reasons(failed),
        *_campaigns([row.planned for row in report.rows]),
    ]
    rows = [
        {
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
        data={"counts": dict(counts), "rows": rows},
        columns=("listing_id", "sku", "before", "quantity", "outcome", "reason"),
        summary=summary,
        exit_code=exit_code,
        reason=reason,
        next_step=_after(conn, report, failed=bool(failed)),
    )


def _reasons(rows: Sequence[PushedRow]) -> list[str]:
    """Return each distinct reason once, whole, with how many rows it stopped."""
    told = Counter(row.reason for row in rows if row.reason)
    return [f"{number:,} rows: {reason}" for reason, number in told.most_common(REASONS)]


def _campaigns(rows: Sequence[PlannedRow]) -> list[str]:
    """Return what a person must know of goods that a campaign holds on show."""
    short = [row for row in rows if row.quantity > row.available]
    if not short:
        return []
    units = sum(row.quantity - max(0, row.available) for row in short)
    sentence = (
        f"{len(short):,} listings show {units:,} units more than there are, because a campaign"
        f" has them locked: {', '.join(row.sku for row in short[:5])}."
    )
    return [sentence]


def _after(conn: str, report: StockPush, *, failed: bool) -> str:
    again = f"crossdock stock push {conn} --yes"
    if not failed:
        return f"crossdock order pull {conn}"
    if report.counts.get("refused", 0) + report.counts.get("done", 0) == report.counts["planned"]:
        return "Mend what the reasons name; pushed again as they are, those rows end the same way."
    if report.trouble is not None and not report.counts.get("unknown"):
        return f"{report.trouble.next_step} Then: {again}".strip()
    return again
