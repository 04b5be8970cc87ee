"""`crossdock warehouse`: where goods lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.cli.warehouse_discover import discover
from crossdock.cli.warehouse_location import command as location_command
from crossdock.cli.warehouse_routing import (
    NAMES,
    capacity,
    changed_facts,
    facts_row,
    holiday,
    with_facts,
)
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.store import Warehouse

_SNAPSHOTS = ("physical", "net_of_reserved")


@click.group("warehouse")
def command() -> None:
    """Warehouses: where goods lie, and the places in them."""


for one in (location_command, holiday, capacity):
    command.add_command(one)
command.add_command(discover)


def _described(function: Any) -> Any:
    for option in (
        click.option(
            "--snapshots",
            type=click.Choice(_SNAPSHOTS),
            help="What its system reports: all that lies there, or without accepted outbounds.",
        ),
        click.option("--country", help="Where it is, as two letters: ID."),
        click.option("--remote-id", "remote_id", help="What that connection calls it."),
        click.option("--conn", "connection", metavar="CONN", help="The service that runs it."),
        click.option("--title", help="What people call it."),
    ):
        function = option(function)
    return function


@command.command(
    "add",
    epilog=examples(
        "crossdock warehouse add bandung --title 'Bandung, Jalan Riau' --country ID",
        "crossdock warehouse add jd-1 --conn jdwms --remote-id 110000111 --snapshots"
        " net_of_reserved",
    ),
)
@click.argument("name")
@_described
@with_facts
@presented
def add(desk: Desk, name: str, **given: str | None) -> Result:
    """Add a warehouse: one's own, or one that a fulfilment service runs."""
    from crossdock.store import Warehouse

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", name):
        raise InputRefusedError(
            f"{name[:80]!r} cannot be a warehouse's name.",
            next_step="Use up to 64 letters, digits, hyphens, underscores and dots.",
        )
    store = desk.workspace.store
    said = {field: given.pop(field) for field in NAMES}
    warehouse = _changed(desk, Warehouse(name), given)
    if said["serves"] is None and warehouse.connection:
        said["serves"] = _served(desk, warehouse.connection)
    with store.db.transaction():
        store.warehouses.add(warehouse)
        _put_facts(desk, name, said)
    return _shown(desk, warehouse, summary=[f"Added the warehouse {name!r}."])


@command.command("list", epilog=examples("crossdock warehouse list"))
@presented
def list_(desk: Desk) -> Result:
    """List the warehouses; goods are taken from the first that has them."""
    return Result([_facts(warehouse) for warehouse in desk.workspace.store.warehouses.all()])


@command.command("show", epilog=examples("crossdock warehouse show main"))
@click.argument("name")
@presented
def show(desk: Desk, name: str) -> Result:
    """Show a warehouse, and how much lies in it."""
    store = desk.workspace.store
    warehouse = store.warehouses.get(name)
    held = [
        places[name] for places in store.ledger.holdings().positions.values() if name in places
    ]
    return record(
        {
            **_facts(warehouse),
            **facts_row(store.routing.facts_of(name)),
            "skus": len(held),
            "on_hand": sum(position.on_hand for position in held),
            "reserved": sum(position.reserved for position in held),
            "expected": sum(position.expected for position in held),
            "locations": len(store.locations.all(name)),
            **_at_service(desk, warehouse),
        }
    )


def _at_service(desk: Desk, warehouse: Warehouse) -> dict[str, Any]:
    """Return what a service knows of us there; nothing for one's own warehouse."""
    if not warehouse.connection:
        return {}
    from crossdock.flows.fulfilment.account import news_come_by
    from crossdock.flows.fulfilment.goods import KNOWN
    from crossdock.flows.fulfilment.inbound_news import OPEN

    store = desk.workspace.store
    goods = store.known_goods.each(KNOWN, connection=warehouse.connection)
    return {
        "goods_known": sum(1 for _ in goods),
        "inbounds_open": sum(1 for _ in store.inbounds.each(OPEN, warehouse=warehouse.name)),
        "news_come_by": news_come_by(desk.workspace, warehouse.connection),
    }


@command.command(
    "edit",
    epilog=examples(
        "crossdock warehouse edit bandung --closed",
        "crossdock warehouse edit bandung --title 'Bandung' --country ID",
        "crossdock warehouse edit bandung --cut-off 15:00 --zone Asia/Jakarta --capacity 500",
    ),
)
@click.argument("name")
@_described
@with_facts
@click.option("--open/--closed", "open_", default=None, help="Whether it may serve orders.")
@presented
def edit(desk: Desk, name: str, open_: bool | None, **given: str | None) -> Result:
    """Change a warehouse; what is not named stays as it is."""
    store = desk.workspace.store
    kept = store.warehouses.get(name)
    said = {field: given.pop(field) for field in NAMES}
    changed = _changed(desk, kept, given)
    if open_ is not None:
        changed = attrs.evolve(changed, open=open_)
    if changed == kept and not any(text is not None for text in said.values()):
        return _shown(desk, kept, summary=["Nothing was named to be changed."])
    with store.db.transaction():
        store.warehouses.replace(changed)
        _put_facts(desk, name, said)
    return _shown(desk, changed, summary=[f"Changed the warehouse {name!r}."])


@command.command("remove", epilog=examples("crossdock warehouse remove bandung"))
@click.argument("name")
@presented
def remove(desk: Desk, name: str) -> Result:
    """Remove an empty warehouse, with its locations; what happened there stays in the ledger."""
    desk.workspace.store.warehouses.remove(name)
    return record({"removed": name}, summary=[f"Removed the warehouse {name!r}."])


def _changed(desk: Desk, warehouse: Warehouse, given: dict[str, str | None]) -> Warehouse:
    from crossdock.inventory import SnapshotSemantics

    named: dict[str, Any] = {field: text for field, text in given.items() if text is not None}
    if "snapshots" in named:
        named["snapshots"] = SnapshotSemantics(named["snapshots"])
    changed = attrs.evolve(warehouse, **named)
    if changed.connection:
        desk.workspace.store.connections.get(changed.connection)
    if bool(changed.connection) is not bool(changed.remote_id):
        raise InputRefusedError(
            "A service's warehouse has a connection and the service's id of it; one's own has"
            " neither.",
            next_step="Give --conn and --remote-id together.",
        )
    if changed.country and not re.fullmatch(r"[A-Z]{2}", changed.country):
        raise InputRefusedError(
            f"country is {changed.country[:20]!r}, and must be two capital letters.",
            next_step="Write it as ID, SG or CN.",
        )
    return changed


def _facts(warehouse: Warehouse) -> dict[str, Any]:
    return {**attrs.asdict(warehouse), "snapshots": warehouse.snapshots.value}


def _put_facts(desk: Desk, name: str, said: dict[str, str | None]) -> None:
    routing = desk.workspace.store.routing
    if any(text is not None for text in said.values()):
        routing.put_facts(changed_facts(routing.facts_of(name), said))


def _served(desk: Desk, connection: str) -> str | None:
    """Return the countries that a service says it serves, as a person would give them."""
    from crossdock.flows.unrouted import Reader

    return ",".join(sorted(Reader(desk.workspace).countries().get(connection, ()))) or None


def _shown(desk: Desk, warehouse: Warehouse, *, summary: list[str]) -> Result:
    facts = desk.workspace.store.routing.facts_of(warehouse.name)
    return record({**_facts(warehouse), **facts_row(facts)}, summary=summary)
