"""`crossdock conn settings`: how the workspace and a channel deal with each other."""

from __future__ import annotations

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.result import Result, record
from crossdock.interaction import Interaction, changed


@click.command(
    "settings",
    epilog=examples(
        "crossdock conn settings shop",
        "crossdock conn settings shop --set max_stock=50 --set buffer=2",
        "crossdock conn settings shop --set import_orders=now --set auto_merge=yes",
        "crossdock conn settings shop --set active=no",
    ),
)
@click.argument("conn")
@click.option(
    "--set",
    "words",
    multiple=True,
    metavar="KEY=VALUE",
    help="active, sync_inventory, sync_stock, channel_names, auto_merge: yes or no;"
    " buffer: units; max_stock: units or none; import_orders: everything, now, or a moment"
    " with its zone.",
)
@presented
def command(desk: Desk, conn: str, words: tuple[str, ...]) -> Result:
    """Show or change how a channel is dealt with: what is synchronised, shown and imported.

    These settings are the same for every channel. All that are given are changed, or
    none, and what they were before is kept.
    """
    workspace = desk.workspace
    store = workspace.store
    store.connections.check(conn)
    if not words:
        return record(store.interactions.of(conn).written())
    with store.db.transaction():
        before = store.interactions.of(conn)
        after = changed(before, pairs(words, "--set"), workspace.clock())
        if after != before:
            _check(desk, conn, after)
            store.interactions.put(conn, after, desk.run)
    return record(
        after.written(),
        summary=_summary(conn, before, after),
        next_step=_next_step(conn, before, after),
    )


def _check(desk: Desk, conn: str, after: Interaction) -> None:
    """Refuse a max stock or buffer that contradicts a rule for all SKUs of *conn*."""
    from crossdock.flows.stock_rules import check_everyday

    store = desk.workspace.store
    check_everyday(after.rules(conn), store.rules.rules())


def _summary(conn: str, before: Interaction, after: Interaction) -> list[str]:
    was, now = before.written(), after.written()
    names = [name for name in now if was[name] != now[name]]
    if not names:
        return ["Nothing was to be changed."]
    told = [f"{name} is {now[name]}, and was {was[name]}." for name in names]
    if before.active and not after.active:
        told.append(
            f"{conn} is not contacted any longer; its channel goes on showing what it shows."
        )
    return told


def _next_step(conn: str, before: Interaction, after: Interaction) -> str:
    numbers = (before.max_stock, before.buffer) != (after.max_stock, after.buffer)
    if not after.active:
        return ""
    if numbers and after.sync_stock:
        return f"crossdock stock push {conn}"
    earlier = after.import_orders is None or (
        before.import_orders is not None and after.import_orders < before.import_orders
    )
    if after.import_orders != before.import_orders and earlier:
        since = after.import_orders.isoformat() if after.import_orders else "7d"
        return f"crossdock order pull {conn} --since {since}"
    return ""
