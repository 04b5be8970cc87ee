"""The last scene: one full cycle, and then both sides of everything are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crossdock.cli.demo.platforms import CHANNELS, GUDANG
from crossdock.cli.demo.receiving import warehouse_of
from crossdock.cli.demo.shipping import states
from crossdock.cli.demo.tour import SHOWN, listed
from crossdock.flows.fulfilment.stock_levels import LevelFate, take_levels
from crossdock.flows.offers import assortment
from crossdock.flows.products import pull_products
from crossdock.flows.sync import run_cycle
from crossdock.fulfilment.jobs import JobState

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour


def sync(tour: Tour) -> None:
    """Run one full cycle over all connections, as `crossdock sync` does."""
    tour.scene("One full cycle: crossdock sync")
    cycle = run_cycle(tour.workspace)
    tour.table(
        {
            "connection": stage.connection or "(all)",
            "stage": stage.stage.value,
            "came to": listed(stage.counts) or "nothing to do",
        }
        for stage in cycle.stages
    )
    for stage in cycle.troubles:
        tour.faults.append(f"sync, {stage.stage.value} of {stage.connection}: {stage.trouble}")
    tour.facts["sync"] = {"stages": len(cycle.stages), "troubles": len(cycle.troubles)}


def reconcile(tour: Tour) -> None:
    """Hold every channel, the warehouse and the ledger against each other."""
    tour.scene("Both sides are compared")
    rows = [*_channels(tour), _warehouse(tour), _ledger(tour), _orders(tour), _jobs(tour)]
    tour.table(rows)
    tour.facts["agreeing"] = sum(row["agree"] for row in rows)
    tour.facts["differing"] = sum(row["differ"] for row in rows)
    tour.facts["parcels"] = dict(states(tour))
    tour.say(f"Parcels: {listed(states(tour))}.")
    for fault in tour.faults[:SHOWN]:
        tour.say(f"Not as it should be: {fault}.")


def _channels(tour: Tour) -> Iterator[dict[str, Any]]:
    """Yield how many listings of each channel show what is left, as the channel itself says."""
    for one in CHANNELS:
        pull_products(tour.workspace, tour.live(one.connection))
    left = assortment(tour.workspace).quantities()
    for one in CHANNELS:
        shown = {
            (one.connection, row.listing_id): row.shown
            for row in tour.store.stock.targets(one.connection)
        }
        wanted = {key: number for key, number in left.items() if key[0] == one.connection}
        wrong = [key for key, number in wanted.items() if shown[key] != number]
        for key in wrong:
            tour.faults.append(
                f"{key[1]} on {key[0]} shows {shown[key]:,} instead of {wanted[key]:,}"
            )
        yield _compared(f"listings of {one.connection} and what is left", wanted, wrong)


def _warehouse(tour: Tour) -> dict[str, Any]:
    """Return how many products JD's warehouse has as many of as our ledger says."""
    name = warehouse_of(tour)
    holdings = tour.store.ledger.holdings()
    ours = {sku: holdings.at(sku, name).on_hand for sku in holdings.positions}
    ours = {sku: units for sku, units in ours.items() if units}
    told = take_levels(tour.workspace, tour.live(GUDANG.connection), dry_run=True)
    same = {row.sku for row in told.rows if row.fate is LevelFate.SAME}
    other = {row.sku for row in told.rows if row.fate in {LevelFate.SET, LevelFate.FIRST}}
    wrong = sorted(other | (set(ours) - same))
    tour.faults += [f"{sku} at JD's warehouse is not what our ledger says" for sku in wrong]
    return _compared("products at JD's warehouse and our ledger", same | set(wrong), wrong)


def _ledger(tour: Tour) -> dict[str, Any]:
    """Return how many master SKUs have a stock that all their events add up to."""
    book = tour.store.ledger
    wrong = {one.sku for one in book.check()} | {sku for sku, _, _ in book.discrepancies()}
    tour.faults += [f"the events of {sku} do not add up" for sku in sorted(wrong)]
    return _compared("master SKUs and their events", book.holdings().positions, wrong)


def _orders(tour: Tour) -> dict[str, Any]:
    """Return how many of the orders that were placed are on their way, or wait for a link."""
    placed = sum(tour.facts["orders"].values())
    known = {(one.order.connection, one.order.order) for one in tour.parcels()}
    # Until somebody links its listing, nobody knows what such an order is for.
    unlinked = {
        (row["connection"], row["order_id"])
        for row in tour.store.orders.all()
        if not row["linked"]
    }
    if unlinked - known:
        tour.say(f"{len(unlinked - known):,} orders wait for a link: crossdock order review")
    tour.facts["unlinked"] = len(unlinked - known)
    lost = placed - len(known | unlinked)
    if lost:
        tour.faults.append(f"{lost:,} orders have no parcel, and wait for none")
    return {"compared": "orders placed and their parcels", "agree": placed - lost, "differ": lost}


def _jobs(tour: Tour) -> dict[str, Any]:
    """Return how many requests to the platforms have an end that is known."""
    jobs = [kept.job for kept in tour.store.outbox.each()]
    wrong = [job for job in jobs if job.state is not JobState.DONE]
    tour.faults += [f"{job.kind.value} of {job.subject} is {job.state.value}" for job in wrong]
    return _compared("requests to platforms and their answers", jobs, wrong)


def _compared(what: str, everything: Any, wrong: Any) -> dict[str, Any]:
    return {"compared": what, "agree": len(everything) - len(wrong), "differ": len(wrong)}
