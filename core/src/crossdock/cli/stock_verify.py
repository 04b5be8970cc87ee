"""`crossdock stock verify` and `reconcile`: what listings really show, and what to do about it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.cli.stock_plan import import_orders, planned
from crossdock.cli.stock_push import pushed
from crossdock.errors import Exit, InputRefusedError, NotFoundError

if TYPE_CHECKING:
    from crossdock.flows.stock_audit import StockAudit
    from crossdock.store import DriftRow


@click.command(
    "verify",
    epilog=examples(
        "crossdock stock verify shop",
        "crossdock stock verify shop --all",
        "crossdock stock verify shop --sample 50",
        "crossdock stock verify shop KAOS-01-M",
    ),
)
@click.argument("conn")
@click.argument("skus", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every linked listing.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="N of them, by chance.")
@click.option("--seed", type=int, help="What that chance follows.")
@click.option("--no-pull", "no_pull", is_flag=True, help="Do not import orders before.")
@presented
def verify(
    desk: Desk,
    conn: str,
    skus: tuple[str, ...],
    everything: bool,
    sample: int | None,
    seed: int | None,
    no_pull: bool,
) -> Result:
    """Read what listings show, and compare it with what they should by all we know.

    Without options it reads those whose turn it is: every listing once a day, those
    with few units every hour. What differs is written down and exits with 7; from
    then on the listing is known to show it, and the next push mends it.
    """
    from crossdock.flows.importing import Lives
    from crossdock.flows.stock_audit import due, verify_stock

    workspace = desk.workspace
    workspace.store.connections.get(conn)
    if everything + (sample is not None) + bool(skus) > 1:
        raise InputRefusedError(
            "--all, --sample and SKUs say different things.", next_step="Give one of them."
        )
    lives = Lives(workspace)
    live = lives.get(conn)
    chosen = _linked(desk, conn, skus)
    if sample is not None:
        chosen = random.Random(seed).sample(chosen, min(sample, len(chosen)))  # noqa: S311
    elif not everything and not skus:
        chosen = due(workspace, conn)
    import_orders(desk, lives, no_pull=no_pull)
    return _audited(conn, verify_stock(workspace, live, chosen))


def _linked(desk: Desk, conn: str, skus: Sequence[str]) -> list[str]:
    targets = desk.workspace.store.stock.targets(conn)
    strangers = set(skus) - {target.sku for target in targets}
    if strangers:
        raise NotFoundError(
            f"No listing of {conn} is linked to {sorted(strangers)[0]!r}.",
            next_step=f"See: crossdock map list {conn}",
        )
    return [target.listing_id for target in targets if not skus or target.sku in skus]


def _audited(conn: str, found: StockAudit) -> Result:
    drifted = found.drifted
    rows = [attrs.asdict(row) for row in found.rows if row.fate != "agrees"]
    counts = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in found.counts.items())
    summary = [f"{counts}." if found.counts else "No listing's turn has come; --all reads all."]
    if found.in_doubt:
        summary.append(f"{found.in_doubt:,} were left out: a push of them has no answer yet.")
    again = [row.sku or row.listing_id for row in drifted if row.fate == "drifted_again"]
    if again:
        summary.append(
            f"Something else writes to {', '.join(again[:5])}: it differs again, after it was"
            " mended."
        )
    step = f"crossdock stock reconcile {conn} --policy ask" if drifted else ""
    return Result(
        rows,
        data={"counts": dict(found.counts), "rows": rows},
        columns=("listing_id", "sku", "expected", "found", "fate", "reason"),
        summary=summary,
        exit_code=Exit.CHECK_FAILED if drifted else Exit.DONE,
        reason="drift" if drifted else "done",
        next_step=step,
    )


@click.command(
    "reconcile",
    epilog=examples(
        "crossdock stock reconcile shop --policy ask",
        "crossdock stock reconcile shop --policy ours --yes",
        "crossdock stock reconcile shop KAOS-01-M --policy theirs --yes",
    ),
)
@click.argument("conn")
@click.argument("skus", nargs=-1)
@click.option(
    "--policy",
    type=click.Choice(["ours", "theirs", "ask"]),
    required=True,
    help="ours: push our numbers again. theirs: leave what the channel shows, until our number"
    " changes; stock stays as it is. ask: list them.",
)
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only show what would be.")
@presented
def reconcile(desk: Desk, conn: str, skus: tuple[str, ...], policy: str, yes: bool) -> Result:
    """Decide about listings that were read to show another number than ours."""
    from crossdock.flows.stock_audit import let_stand

    workspace = desk.workspace
    workspace.store.connections.get(conn)
    linked = {target.listing_id: target.sku for target in workspace.store.stock.targets(conn)}
    wanted = set(_linked(desk, conn, skus))
    drifts = [row for row in workspace.store.drifts.open(conn) if row.listing_id in wanted]
    if not drifts:
        return record(
            {"open": 0},
            summary=["Nothing that was read differs."],
            next_step=f"Read more: crossdock stock verify {conn} --all",
        )
    if policy == "ours":
        return _ours(desk, conn, {linked[row.listing_id] for row in drifts}, yes=yes)
    if policy == "theirs" and yes:
        let_stand(workspace, conn, [row.listing_id for row in drifts])
        sentence = (
            f"{len(drifts):,} listings are left as {conn} shows them, until they are to show"
            " something else. Stock was not changed."
        )
        return record({"left": len(drifts)}, summary=[sentence])
    return _asked(conn, drifts, linked, policy)


def _ours(desk: Desk, conn: str, skus: set[str], *, yes: bool) -> Result:
    from crossdock.flows.importing import Lives
    from crossdock.flows.stock import push_stock
    from crossdock.flows.stock_plan import Scope
    from crossdock.flows.stock_planning import plan_stock

    lives = Lives(desk.workspace)
    imported = import_orders(desk, lives, no_pull=False)
    made = plan_stock(desk.workspace, Scope((conn,), tuple(sorted(skus))), imported)
    if not yes or not made.rows:
        return planned(made, pending=True, next_step=_command(conn, sorted(skus), "ours"))
    return pushed(made, push_stock(desk.workspace, made, lives))


def _asked(conn: str, drifts: Sequence[DriftRow], linked: dict[str, str], policy: str) -> Result:
    rows = [
        {
            **attrs.asdict(row),
            "sku": linked[row.listing_id],
            "ours": _command(conn, [linked[row.listing_id]], "ours"),
            "theirs": _command(conn, [linked[row.listing_id]], "theirs"),
        }
        for row in drifts
    ]
    commands = ("ours", "theirs") if policy == "ask" else (policy,)
    return Result(
        rows,
        columns=("listing_id", "sku", "expected", "found", "verdict", *commands),
        whole=commands,
        summary=[f"{len(rows):,} listings show another number than ours. Nothing was changed."],
        exit_code=Exit.CHANGES_PENDING,
        reason="changes-pending",
        next_step=_command(conn, [], "ours" if policy == "ask" else policy),
    )


def _command(conn: str, skus: Sequence[str], policy: str) -> str:
    words = ["crossdock stock reconcile", conn, *map(quote, skus), "--policy", policy, "--yes"]
    return " ".join(words)
