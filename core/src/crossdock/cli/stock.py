"""`crossdock stock`: count it, see it, push it."""

from __future__ import annotations

from itertools import islice

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.quantities import parse_quantity
from crossdock.cli.result import Result
from crossdock.cli.stock_changes import adjust, move
from crossdock.cli.stock_files import export, import_
from crossdock.cli.stock_ledger import check, ledger
from crossdock.cli.stock_numbers import compute, why
from crossdock.cli.stock_oversold import why_oversold
from crossdock.cli.stock_plan import plan
from crossdock.cli.stock_push import push
from crossdock.cli.stock_reservations import release, reservations
from crossdock.cli.stock_rule import command as rule_command
from crossdock.cli.stock_share import command as share_command
from crossdock.cli.stock_snapshot import snapshot
from crossdock.cli.stock_verify import reconcile, verify
from crossdock.errors import NotFoundError


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
    snapshot,
    import_,
    export,
    rule_command,
    share_command,
    compute,
    plan,
    push,
    verify,
    reconcile,
    why,
    why_oversold,
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
