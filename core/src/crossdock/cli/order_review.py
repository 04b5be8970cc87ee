"""`crossdock order review`: the order lines that wait for a person."""

from __future__ import annotations

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result


@click.command("review", epilog=examples("crossdock order review", "crossdock order review shop"))
@click.argument("conn", default="")
@presented
def command(desk: Desk, conn: str) -> Result:
    """List the order lines that wait for a person, with the reason of each.

    A line leaves the list once what its reason names is mended.
    """
    store = desk.workspace.store
    if conn:
        store.connections.check(conn)
    rows = store.reviews.all(conn)
    return Result(
        rows,
        summary=[f"{len(rows):,} wait." if rows else "Nothing waits."],
        columns=("connection", "order_id", "line_id", "reason", "since"),
        whole=("reason",),
    )
