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
    rows, counts, conflicts = [], {}, {}
    for one in CHANNELS:
        name = one.connection
        # Older orders are another system's business: only those from now on are ours.
        dealing = tour.store.interactions.of(name)
        dealing = changed(dealing, {"import_orders": "now"}, tour.workspace.clock())
        tour.store.interactions.put(name, dealing, tour.workspace.run)
        report = pull_products(
            tour.workspace, tour.live(name), watch=tour.desk.watcher(f"{name} listings")
        )
        tour.desk.end_watching()
        counts[name], conflicts[name] = dict(report.counts), dict(report.conflicts)
        rows.append({"channel": name, **_fates(report.counts)})
        for reason, number in report.refusals.items():
            tour.facts.setdefault("refused", {}).setdefault(name, {})[reason] = number
    tour.table(rows)
    _count_shared(tour)
    tour.facts |= {"catalogue": counts, "conflicts": conflicts}
    for name, found in conflicts.items():
        if found:
            tour.say(f"On {name} wait {listed(found)}: crossdock map conflicts {name}")
    pull_first_orders(tour)


_FATES = ("read", "created", "linked", "conflicts", "refused")


def _fates(counts: Any) -> dict[str, int]:
    return {name: counts.get(name, 0) for name in _FATES}


def _count_shared(tour: Tour) -> None:
    """Say how many channels sell each master SKU."""
    masters = tour.store.catalogue.masters()
    several = Counter(row["listings"] for row in masters)
    tour.facts["masters"] = {str(number): several[number] for number in sorted(several)}
    tour.say(
        f"{sum(several.values()):,} master SKUs, {several[3]:,} of them sold on all three channels."
    )
    sku = next((row["sku"] for row in tour.store.catalogue.masters() if row["listings"] == 3), "")
    tour.table(
        {
            "master SKU": sku,
            "channel": row["connection"],
            "title": row["title"],
            "shows": row["quantity"],
        }
        for row in tour.store.catalogue.listings_of(sku)[:SHOWN]
    )


def pull_first_orders(tour: Tour) -> None:
    """Pull orders once, so that nothing is promised twice from here on."""
    found = {
        one.connection: dict(pull_orders(tour.workspace, tour.live(one.connection)).counts)
        for one in CHANNELS
    }
    early = sum(counts.get("before_start", 0) for counts in found.values())
    tour.facts["before_start"] = early
    tour.say("Orders are ours from this moment on; older ones stay where they are.")
