"""`crossdock stock reservations` and `release`: what orders hold, and ending it by hand."""

from __future__ import annotations

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import InputRefusedError

_COLUMNS = ("connection", "order_id", "line_id", "sku", "place", "units", "status", "trouble")


@click.command(
    "reservations",
    epilog=examples(
        "crossdock stock reservations",
        "crossdock stock reservations shop --inconsistent",
    ),
)
@click.argument("conn", default="")
@click.option("--inconsistent", is_flag=True, help="Only those that make no sense any more.")
@presented
def reservations(desk: Desk, conn: str, inconsistent: bool) -> Result:
    """List what order lines have reserved, and where.

    Inconsistent is what is held for an order that is over or no longer kept.
    """
    from crossdock.flows.reservations import reservations as listed

    found = [one for one in listed(desk.workspace.store, conn) if one.trouble or not inconsistent]
    troubled = next((one for one in found if one.trouble), None)
    units = sum(one.units for one in found)
    step = ""
    if troubled is not None:
        step = (
            f"crossdock stock release {troubled.connection} {troubled.order_id}"
            " --shipped|--cancelled --reason WHY"
        )
    return Result(
        [attrs.asdict(one) for one in found],
        summary=[f"{units:,} units on {len(found):,} lines."] if found else ["Nothing."],
        columns=_COLUMNS,
        next_step=step,
    )


@click.command(
    "release",
    epilog=examples(
        "crossdock stock release oldshop 43481289 --cancelled --reason 'shop closed'",
        "crossdock stock release oldshop 43481289 43481290 --shipped --reason 'went by courier'",
    ),
)
@click.argument("conn")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@click.option("--shipped", is_flag=True, help="Their goods have left.")
@click.option("--cancelled", is_flag=True, help="Their goods are free again.")
@click.option("--reason", default="", help="Why; it is kept with each event, and required.")
@presented
def release(
    desk: Desk, conn: str, orders: tuple[str, ...], shipped: bool, cancelled: bool, reason: str
) -> Result:
    """End what orders have reserved whose channel will not tell any more.

    For orders of a connection that was removed, or that the platform forgot. All of
    them are ended, or none.
    """
    from crossdock.flows.reservations import end_order

    if shipped is cancelled:
        raise InputRefusedError(
            "It was not said what became of the orders.",
            next_step="Add --shipped if their goods have left, --cancelled if they have not.",
        )
    store, now = desk.workspace.store, desk.workspace.clock()
    with store.db.transaction():
        ended = {
            order: end_order(
                store, conn, order, shipped=shipped, reason=reason, now=now, run=desk.run
            )
            for order in dict.fromkeys(orders)
        }
    word = "shipped" if shipped else "released"
    return Result(
        [{"connection": conn, "order_id": order, word: units} for order, units in ended.items()],
        summary=[f"{sum(ended.values()):,} units of {len(ended):,} orders {word}."],
        next_step="crossdock stock push NAME",
    )
