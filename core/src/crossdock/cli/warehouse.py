"""`crossdock warehouse`: where goods lie."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.cli.warehouse_location import command as location_command
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.store import Warehouse

_SNAPSHOTS = ("physical", "net_of_reserved")


@click.group("warehouse")
def command() -> None:
    """Warehouses: where goods lie, and the places in them."""


command.add_command(location_command)


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
    warehouse = _changed(desk, Warehouse(name), given)
    store.warehouses.add(warehouse)
    return _shown(warehouse, summary=[f"Added the warehouse {name!r}."])


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
            "skus": len(held),
            "on_hand": sum(position.on_hand for position in held),
            "reserved": sum(position.reserved for position in held),
            "expected": sum(position.expected for position in held),
            "locations": len(store.locations.all(name)),
        }
    )


@command.command(
    "edit",
    epilog=examples(
        "crossdock warehouse edit bandung --closed",
        "crossdock warehouse edit bandung --title 'Bandung' --country ID",
    ),
)
@click.argument("name")
@_described
@click.option("--open/--closed", "open_", default=None, help="Whether it may serve orders.")
@presented
def edit(desk: Desk, name: str, open_: bool | None, **given: str | None) -> Result:
    """Change a warehouse; what is not named stays as it is."""
    store = desk.workspace.store
    kept = store.warehouses.get(name)
    changed = _changed(desk, kept, given)
    if open_ is not None:
        changed = attrs.evolve(changed, open=open_)
    if changed == kept:
        return _shown(kept, summary=["Nothing was named to be changed."])
    store.warehouses.replace(changed)
    return _shown(changed, summary=[f"Changed the warehouse {name!r}."])


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


def _shown(warehouse: Warehouse, *, summary: list[str]) -> Result:
    return record(_facts(warehouse), summary=summary)
