"""`crossdock stock adjust` and `move`: what people decide about goods, unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.quantities import parse_change, parse_quantity
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.inventory import Position

_KINDS = ("adjust", "damage", "hold", "unhold", "write_off")


@click.command(
    "adjust",
    # A change of -2 is a change, not an option.
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "crossdock stock adjust KAOS-01-M -2 --reason 'lost at the fair'",
        "crossdock stock adjust KAOS-01-M 3 --kind damage --reason 'wet carton'",
        "crossdock stock adjust KAOS-01-M 3 --kind write_off --reason 'thrown away'",
    ),
)
@click.argument("sku")
@click.argument("change")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="adjust",
    show_default=True,
    help="adjust: more or fewer on hand. damage, hold: there, and not to be sold. unhold: to be"
    " sold again. write_off: gone, the unavailable ones first.",
)
@click.option("--warehouse", default="main", show_default=True, help="Where they lie.")
@click.option("--reason", default="", help="Why; it is kept with the change, and required.")
@presented
def adjust(desk: Desk, sku: str, change: str, kind: str, warehouse: str, reason: str) -> Result:
    """Change what is known of units: found, lost, damaged, held back, written off."""
    from crossdock.flows.stocktaking import Stocktaker
    from crossdock.inventory import EventKind

    units = parse_change(change, "CHANGE")
    if kind != "adjust" and units < 0:
        raise InputRefusedError(
            f"CHANGE is {units:,}, and --kind {kind} takes the number of units without a sign.",
            next_step=f"Write {-units:,}.",
        )
    taker = Stocktaker(desk.workspace.store, desk.workspace.clock(), desk.run)
    here = taker.adjust(EventKind(kind), sku, units, warehouse=warehouse, reason=reason)
    return record(
        {"sku": sku, "warehouse": warehouse, "kind": kind, "change": units, **_facts(here)},
        summary=[f"{sku} at {warehouse}: {here.on_hand:,} on hand, {here.available:,} available."],
        next_step="crossdock stock push NAME",
    )


@click.command(
    "move",
    context_settings={"ignore_unknown_options": True},
    epilog=examples("crossdock stock move KAOS-01-M 5 main bandung"),
)
@click.argument("sku")
@click.argument("quantity")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@presented
def move(desk: Desk, sku: str, quantity: str, origin: str, target: str) -> Result:
    """Say that units went from one warehouse to another and are there."""
    from crossdock.flows.stocktaking import Stocktaker

    units = parse_quantity(quantity, "QUANTITY")
    taker = Stocktaker(desk.workspace.store, desk.workspace.clock(), desk.run)
    found = taker.move(sku, units, origin, target)
    return Result(
        [{"sku": sku, "warehouse": name, **_facts(here)} for name, here in found.items()],
        summary=[f"{units:,} of {sku} moved from {origin} to {target}."],
        next_step="crossdock stock push NAME",
    )


def _facts(here: Position) -> dict[str, int]:
    return {
        "on_hand": here.on_hand,
        "unavailable": here.unavailable,
        "reserved": here.reserved,
        "available": here.available,
    }
