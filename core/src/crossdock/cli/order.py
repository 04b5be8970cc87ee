"""`crossdock order`: pull them in, look at them."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.order_files import declare, export, import_
from crossdock.cli.order_fulfilment import accept, arrange, go_on, route
from crossdock.cli.order_merge import command as merge_command
from crossdock.cli.order_review import command as review_command
from crossdock.cli.order_routing import backtest, explain, simulate
from crossdock.cli.order_ship import ship
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result, tally
from crossdock.errors import Exit, InputRefusedError
from crossdock.orders import Order, OrderStatus


@click.group("order")
def command() -> None:
    """Orders: pull them in, look at them."""


command.add_command(merge_command)
command.add_command(review_command)
for one in (
    declare,
    import_,
    export,
    explain,
    simulate,
    backtest,
    route,
    accept,
    arrange,
    ship,
    go_on,
):
    command.add_command(one)


@command.command(
    "pull",
    epilog=examples(
        "crossdock order pull shop",
        "crossdock order pull shop --since 3d",
        "crossdock order pull shop --since 2026-11-01T00:00:00+07:00",
    ),
)
@click.argument("conn")
@click.option("--since", metavar="WHEN", help="A time with its zone, or 90m, 12h, 3d ago.")
@click.option(
    "--reread/--no-reread",
    default=True,
    help="Ask for each open order that was not listed again.  [default: reread]",
)
@presented
def pull(desk: Desk, conn: str, since: str | None, reread: bool) -> Result:
    """Pull a channel's orders in, since the last pull (or the last seven days).

    Pulling again doubles nothing: an order is known by its id.
    """
    from crossdock.flows.orders import pull_orders

    workspace = desk.workspace
    live = workspace.live(conn)
    moment = None if since is None else parse_moment(since, workspace.clock())
    report = pull_orders(
        workspace, live, since=moment, reread=reread, watch=desk.watcher("orders")
    )
    counts = report.counts
    partly = bool(counts.get("unreadable") or counts.get("missing"))
    parts = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    told = [f"From {_minute(report.since)} to {_minute(report.until)}: {parts or 'no orders'}."]
    if left := counts.get("not_reread", 0):
        told.append(
            f"{counted(left, 'open order')} not read again: {live.manifest.title} has no call for"
            " one order, so they stay as they were until its list brings them."
        )
    if report.proposed:
        told.append(f"Merges proposed: {len(report.proposed):,}. See: crossdock order merge list")
    return Result(
        rows=tally(counts, "orders"),
        data=attrs.asdict(report),
        summary=told,
        exit_code=Exit.PARTLY if partly else Exit.DONE,
        reason="partly-done" if partly else "done",
        next_step=f"crossdock order unreadable {conn}" if partly else "crossdock order list",
    )


@command.command(
    "list", epilog=examples("crossdock order list", "crossdock order list shop --status paid")
)
@click.argument("conn", default="")
@click.option(
    "--status", type=click.Choice([status.value for status in OrderStatus]), default=None
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@presented
def list_(desk: Desk, conn: str, status: str | None, limit: int | None) -> Result:
    """List orders, newest first."""
    from crossdock.flows.titles import titled

    store = desk.workspace.store
    if conn:
        store.connections.check(conn)
    return Result(titled(store, islice(store.orders.all(conn, status or ""), limit)))


@command.command("show", epilog=examples("crossdock order show 43481289"))
@click.argument("order_id", metavar="ORDER")
@click.option("--conn", default="", help="The connection, when two have an order of that id.")
@click.option("--personal", is_flag=True, help="Show who bought, and where it goes.")
@presented
def show(desk: Desk, order_id: str, conn: str, personal: bool) -> Result:
    """Show an order, by its id or invoice number; who bought it stays masked unless asked for."""
    from crossdock.flows.titles import line_titles

    store = desk.workspace.store
    found = store.orders.find(order_id, conn)
    if len(found) > 1:
        names = ", ".join(name for name, _, _ in found)
        raise InputRefusedError(
            f"{len(found)} connections have an order {order_id!r}: {names}.",
            next_step=f"Add --conn {found[0][0]}",
        )
    name, order, revision = found[0]
    skus = store.orders.line_skus(name, order.order_id)
    titles = line_titles(store, name, order.order_id)
    lines = [
        {
            "line_id": line.line_id,
            "listing_id": line.listing_id,
            "code": line.sku,
            "sku": skus.get(line.line_id),
            "title": titles.get(line.line_id, line.title),
            "quantity": line.quantity,
            "unit_price": line.unit_price,
        }
        for line in order.lines
    ]
    unlinked = len(lines) - len(skus)
    facts = {"connection": name, "revision": revision, **_facts(order, personal=personal)}
    if merged := store.merges.merged_with(name, order.order_id):
        facts["merged_with"] = list(merged)
    rows = [{"field": field, "value": value} for field, value in facts.items()]
    rows += [
        {"field": f"line {number}", "value": _sentence(line)}
        for number, line in enumerate(lines, start=1)
    ]
    return Result(
        rows,
        data={**facts, "lines": lines},
        whole=("value",),
        summary=[f"{unlinked} of {len(lines)} lines are not linked to a master SKU."]
        if unlinked
        else [],
    )


def _sentence(line: dict[str, Any]) -> str:
    price = f" at {line['unit_price']}" if line["unit_price"] else ""
    whose = line["sku"] or f"listing {line['listing_id']}, not linked"
    return f"{line['quantity']:,} of {line['title']}{price} ({whose})"


@command.command("unreadable", epilog=examples("crossdock order unreadable shop"))
@click.argument("conn")
@presented
def unreadable(desk: Desk, conn: str) -> Result:
    """List the orders of a channel that could not be read, as they came."""
    store = desk.workspace.store
    store.connections.get(conn)
    return Result(
        [
            *store.pulls.quarantined(conn, "list_orders"),
            *store.pulls.quarantined(conn, "get_order"),
        ]
    )


def _facts(order: Order, *, personal: bool) -> dict[str, Any]:
    facts = attrs.asdict(order, recurse=False)
    for name in ("lines", "buyer", "recipient", "address"):
        del facts[name]
    for name in ("city", "province", "country"):
        facts[name] = getattr(order.address, name)
    if personal:
        for role in ("buyer", "recipient"):
            person = getattr(order, role)
            facts |= {f"{role}_{key}": value for key, value in attrs.asdict(person).items()}
        facts["street"] = order.address.street
        facts["postal_code"] = order.address.postal_code
    else:
        facts["buyer"] = _masked(order.buyer.name)
        facts["recipient"] = _masked(order.recipient.name)
    return facts


def _masked(name: str) -> str:
    return f"{name[0]}****" if name else ""


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
