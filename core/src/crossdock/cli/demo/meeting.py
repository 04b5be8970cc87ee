"""The first scenes: four platforms are connected, and three catalogues meet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.cli.connection_records import announced_connection
from crossdock.cli.demo.platforms import CHANNELS, GUDANG, PLATFORMS, Platform
from crossdock.cli.demo.tour import SHOWN, listed
from crossdock.errors import CheckFailedError
from crossdock.flows.fulfilment.account import discover, inspect
from crossdock.flows.orders import pull_orders
from crossdock.flows.products import pull_products
from crossdock.interaction import changed

if TYPE_CHECKING:
    from crossdock.accounts import Account
    from crossdock.cli.demo.tour import Tour
    from crossdock.flows.products import ProductPull


def meet(tour: Tour) -> None:
    """Add a connection to each platform, sign in, and look at what each asks of a seller."""
    tour.scene("Four platforms are played on this machine, and connected")
    for one in PLATFORMS:
        _connect(tour, one)
    accounts = {
        one.connection: inspect(tour.workspace, tour.live(one.connection)) for one in PLATFORMS
    }
    tour.table(_signed_in(tour, name, account) for name, account in accounts.items())
    failed = [
        check
        for account in accounts.values()
        for check in account.checks
        if check.state == "failed"
    ]
    if failed:
        raise CheckFailedError(failed[0].detail, next_step=failed[0].fix)
    (warehouse,) = [
        one.name
        for one in discover(tour.workspace, tour.live(GUDANG.connection))
        if one.became == "added"
    ]
    tour.say(f"JD.ID Fulfillment runs a warehouse for us: {warehouse}.")
    tour.facts["connections"] = {name: len(one.checks) for name, one in accounts.items()}


def _connect(tour: Tour, one: Platform) -> None:
    sandbox = tour.sandboxes[one.connection]
    kept = announced_connection(tour.desk, one.connection, sandbox.announced)
    # Limits are made for the platforms; a tour of a sandbox should not be spent waiting.
    tour.store.connections.add(attrs.evolve(kept, answers=dict(one.answers), rate=0.0))


def _signed_in(tour: Tour, name: str, account: Account) -> dict[str, Any]:
    states = Counter(check.state.value for check in account.checks)
    return {
        "connection": name,
        "platform": tour.live(name).manifest.title,
        "account": account.name,
        "preconditions": listed(states),
    }


def catalogues(tour: Tour) -> None:
    """Pull the three catalogues, and say what became of every row."""
    tour.scene("Three catalogues come in, and meet in one master SKU each")
    reports = {one.connection: _pulled(tour, one.connection) for one in CHANNELS}
    tour.facts |= {
        "catalogue": {name: dict(one.counts) for name, one in reports.items()},
        "conflicts": {name: dict(one.conflicts) for name, one in reports.items()},
        "refused": {name: dict(one.refusals) for name, one in reports.items()},
    }
    tour.table({"channel": name, **_fates(tour, name, one)} for name, one in reports.items())
    _tell_shared(tour)
    for name, one in reports.items():
        tour.say(f"{name}: {listed(one.conflicts)} in conflict (crossdock map conflicts {name})")
        if one.refusals:
            tour.say(f"  and refused: {listed(one.refusals)} (crossdock product refused {name})")


def _pulled(tour: Tour, name: str) -> ProductPull:
    report = pull_products(
        tour.workspace, tour.live(name), watch=tour.desk.watcher(f"{name} listings")
    )
    tour.desk.end_watching()
    return report


#: What a row of a catalogue may become; a container has its listings as rows of their own.
_FATES = ("containers", "created", "linked", "conflicts", "refused")


def _fates(tour: Tour, name: str, report: ProductPull) -> dict[str, int]:
    became = {fate: report.counts.get(fate, 0) for fate in _FATES}
    read = report.counts["read"]
    if sum(became.values()) != read:
        tour.faults.append(f"{read:,} rows of {name} were read, and {listed(became)}")
    return {"read": read, **became}


def _tell_shared(tour: Tour) -> None:
    """Say how many channels sell each master SKU, and show one that all of them sell."""
    masters = list(tour.store.catalogue.masters())
    several = Counter(row["listings"] for row in masters)
    tour.facts["masters"] = {str(number): several[number] for number in sorted(several)}
    tour.say(
        f"{len(masters):,} master SKUs; {several[3]:,} of them are sold on all three channels:"
    )
    sku = next((row["sku"] for row in masters if row["listings"] == len(CHANNELS)), "")
    tour.table(
        {
            "master SKU": sku,
            "channel": row["connection"],
            "title": row["title"],
            "shows": row["quantity"],
        }
        for row in tour.store.catalogue.listings_of(sku)[:SHOWN]
    )


def begin_orders(tour: Tour) -> None:
    """Import orders from this moment on; older ones are another system's business."""
    for one in CHANNELS:
        name = one.connection
        dealing = changed(
            tour.store.interactions.of(name), {"import_orders": "now"}, tour.workspace.clock()
        )
        tour.store.interactions.put(name, dealing, tour.workspace.run)
        pull_orders(tour.workspace, tour.live(name))
