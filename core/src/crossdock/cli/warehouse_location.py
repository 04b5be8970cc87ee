"""`crossdock warehouse location`: the places in a warehouse, and what lies there."""

from __future__ import annotations

from collections.abc import Sequence

import click

from crossdock.catalogue.sku import fault
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError


@click.group("location")
def command() -> None:
    """Places in a warehouse: for finding goods, no quantity depends on them."""


@command.command(
    "add",
    epilog=examples(
        "crossdock warehouse location add main A-01 A-02 A-03",
        "crossdock warehouse location add main A-01 --sku A-01=KAOS-01-M --sku A-01=KAOS-01-L",
    ),
)
@click.argument("warehouse")
@click.argument("locations", nargs=-1, metavar="LOCATION...")
@click.option(
    "--sku",
    "bound",
    multiple=True,
    metavar="LOCATION=SKU",
    help="A master SKU that lies there; again for more. What is known already is left alone.",
)
@presented
def add(desk: Desk, warehouse: str, locations: tuple[str, ...], bound: tuple[str, ...]) -> Result:
    """Add places to a warehouse, and say what lies at them: all of it, or nothing."""
    store = desk.workspace.store
    store.warehouses.get(warehouse)
    links = [_link(word) for word in bound]
    for name in locations:
        flaw = fault(name) if name.strip() == name else "begins or ends with a space"
        if flaw:
            raise InputRefusedError(
                f"The location {name[:60]!r} {flaw}; nothing was added.",
                next_step="Give another name.",
            )
    with store.db.transaction():
        fresh = store.locations.add(warehouse, locations)
        linked = store.locations.bind(warehouse, links)
    return record(
        {
            "warehouse": warehouse,
            "added": fresh,
            "there_already": len(set(locations)) - fresh,
            "bound": linked,
            "bound_already": len(set(links)) - linked,
        },
        summary=[f"{fresh:,} locations added, {linked:,} SKUs bound."],
        next_step=f"crossdock warehouse location list {warehouse}",
    )


def _link(word: str) -> tuple[str, str]:
    ((location, sku),) = pairs([word], "--sku").items()
    return location, sku


@command.command(
    "list",
    epilog=examples(
        "crossdock warehouse location list main", "crossdock warehouse location list main A-01"
    ),
)
@click.argument("warehouse")
@click.argument("location", default="")
@presented
def list_(desk: Desk, warehouse: str, location: str) -> Result:
    """List the places of a warehouse, or the master SKUs of one place."""
    store = desk.workspace.store
    store.warehouses.get(warehouse)
    if not location:
        return Result(store.locations.all(warehouse))
    found: Sequence[str] = store.locations.at(warehouse, location)
    return Result([{"warehouse": warehouse, "location": location, "sku": sku} for sku in found])
