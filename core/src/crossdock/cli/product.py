"""`crossdock product`: master SKUs, and the listings pulled for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.product_goods import edit, push, shelf_life
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import Exit, NotFoundError

if TYPE_CHECKING:
    from crossdock.flows.products import ProductPull

#: What becomes of a row that was read, and of a listing that was imported.
_READ = ("new", "changed", "unchanged", "refused", "repeated", "unreadable", "containers")
_IMPORTED = ("kept", "linked", "created", "conflicts")


@click.group("product")
def command() -> None:
    """Products: master SKUs, and the listings pulled for them."""


for _other in (push, edit, shelf_life):
    command.add_command(_other)


@command.command(
    "pull", epilog=examples("crossdock product pull shop", "crossdock product pull shop --full")
)
@click.argument("conn")
@click.option("--full", is_flag=True, help="Begin at the first page, even after an interruption.")
@click.option("--pages", type=click.IntRange(min=1), help="Stop after so many pages.")
@presented
def pull(desk: Desk, conn: str, full: bool, pages: int | None) -> Result:
    """Pull a channel's listings in, and link them to master SKUs by SKU code.

    A listing is imported once it is what the channel's import limits ask for;
    any other is refused with its reason and counted. Interrupted, it goes on
    from the last whole page.
    """
    from crossdock.flows.products import pull_products

    live = desk.workspace.live(conn)
    report = pull_products(
        desk.workspace, live, full=full, max_pages=pages, watch=desk.watcher("listings")
    )
    counts = report.counts
    summary = []
    if report.resumed:
        summary.append(f"Went on after page {report.resumed} of an interrupted pull.")
    summary.append(
        f"{counted(counts.get('read', 0), 'row')} read on {counted(report.pages, 'page')}:"
        f" {_listed(counts, _READ)}."
    )
    summary.append(f"Of those imported: {_listed(counts, _IMPORTED)}.")
    next_step = f"crossdock map conflicts {conn}"
    if not report.finished:
        summary.append(f"Stopped after {report.pages:,} pages, as asked, before the end.")
        next_step = f"crossdock product pull {conn}"
    partly = bool(counts.get("unreadable"))
    return Result(
        rows=list(_spread(report)),
        data=attrs.asdict(report),
        summary=summary,
        exit_code=Exit.PARTLY if partly else Exit.DONE,
        reason="partly-done" if partly else "done",
        next_step=f"crossdock product unreadable {conn}" if partly else next_step,
    )


def _spread(report: ProductPull) -> Iterator[dict[str, object]]:
    """Yield what became of the rows, each once: the first part adds up to what was read."""
    for name in _READ:
        if name == "refused":
            for reason, number in report.refusals.items():
                yield {"of": "read", "became": f"refused: {reason}", "rows": number}
        elif report.counts.get(name):
            yield {"of": "read", "became": name, "rows": report.counts[name]}
    for name in _IMPORTED:
        if name == "conflicts":
            for kind, number in report.conflicts.items():
                yield {"of": "imported", "became": f"conflict: {kind}", "rows": number}
        elif report.counts.get(name):
            yield {"of": "imported", "became": name, "rows": report.counts[name]}


@command.command(
    "list",
    epilog=examples(
        "crossdock product list",
        "crossdock product list sepatu --limit 20",
        "crossdock product list --format csv > skus.csv",
    ),
)
@click.argument("text", default="")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@presented
def list_(desk: Desk, text: str, limit: int | None) -> Result:
    """List master SKUs, with how many listings sell each; TEXT narrows by SKU or title."""
    return Result(islice(desk.workspace.store.catalogue.masters(text), limit))


@command.command("show", epilog=examples("crossdock product show KAOS-01-M"))
@click.argument("sku")
@presented
def show(desk: Desk, sku: str) -> Result:
    """Show a master SKU: its listings on every channel, and its stock."""
    from crossdock.flows.levels import levels

    store = desk.workspace.store
    if not store.catalogue.master_exists(sku):
        near = store.catalogue.near_masters(sku)
        raise NotFoundError(
            f"There is no master SKU {sku!r}.",
            next_step=f"Did you mean {near[0]!r}?" if near else "See: crossdock product list",
        )
    listings = store.catalogue.listings_of(sku)
    recipes, goods = store.recipes.all(), store.recipes.goods_of(sku)
    counted = store.ledger.known().issuperset(goods)
    holdings = store.ledger.holdings(list(goods))
    (level,) = levels(holdings, [sku], store.warehouses.open(), recipes)
    return Result(
        listings,
        data={
            "sku": sku,
            "sellable": level.sellable if counted else None,
            "parts": dict(recipes.get(sku, {})),
            "listings": listings,
        },
        summary=[
            f"{sku}: {level.sellable:,} to sell." if counted else f"{sku} was never counted."
        ],
    )


@command.command("refused", epilog=examples("crossdock product refused shop"))
@click.argument("conn", default="")
@presented
def refused(desk: Desk, conn: str) -> Result:
    """List the listings that a channel's import limits keep out, with the reason of each."""
    if conn:
        desk.workspace.store.connections.get(conn)
    return Result(desk.workspace.store.catalogue.refusals(conn))


@command.command("unreadable", epilog=examples("crossdock product unreadable shop"))
@click.argument("conn")
@presented
def unreadable(desk: Desk, conn: str) -> Result:
    """List the records of a channel that could not be read, as they came."""
    desk.workspace.store.connections.get(conn)
    return Result(desk.workspace.store.pulls.quarantined(conn, "list_products"))


def _listed(counts: Mapping[str, int], names: tuple[str, ...]) -> str:
    parts = [f"{counts[name]:,} {name}" for name in names if counts.get(name)]
    return ", ".join(parts) or "none"
