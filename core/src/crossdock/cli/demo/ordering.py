"""Buyers order on three channels; orders find their warehouse, and get their waybills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from crossdock.cli.demo.platforms import CHANNELS, GUDANG, JDID, TOKO
from crossdock.cli.demo.receiving import warehouse_of
from crossdock.cli.demo.tour import listed
from crossdock.flows.fulfilment import operating
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.orders import pull_orders
from crossdock.flows.routing import Routing
from crossdock.fulfilment.warehouse_order import WarehouseOrderState

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour
    from crossdock.fulfilment.parcel import Parcel

#: Parcels of JD.ID that the story needs at JD's warehouse: two will be cancelled.
_NEEDED = 3
#: Buyers who are asked for them; half of Indonesia lives on Java.
_MOST_ASKED = 40


def sell(tour: Tour) -> None:
    """Let buyers order on every channel, pull the orders, and route them."""
    tour.scene("Buyers order on three channels")
    placed = {}
    for one in CHANNELS:
        sandbox = tour.sandboxes[one.connection]
        placed[one.connection] = len(sandbox.control("orders", {"count": tour.orders})["orders"])
    tour.say(f"Placed: {listed(placed)}. They are pulled, and routed by the rules.")
    new, routed = _take_in(tour)
    for sku in _at_jd(tour):
        if len(_at_jd_of(tour, JDID.connection)) >= _NEEDED:
            break
        tour.sandboxes[JDID.connection].control("orders", {"sku": sku})
        placed[JDID.connection] += 1
        more, further = _take_in(tour)
        new, routed = new + more, routed + further
    tour.facts["orders"] = {"placed": placed, "pulled": dict(new)}
    tour.facts["routed"] = dict(routed)
    if new.total() != sum(placed.values()):
        tour.faults.append(f"{sum(placed.values()):,} orders were placed, {new.total():,} came in")
    tour.say(f"{new.total():,} came in. Parcels: {listed(_where(tour))}.")


def _take_in(tour: Tour) -> tuple[Counter[str], Counter[str]]:
    """Pull the orders of all channels, and route them; return both counts."""
    new: Counter[str] = Counter()
    for one in CHANNELS:
        counts = pull_orders(tour.workspace, tour.live(one.connection)).counts
        new[one.connection] = counts.get("new", 0)
    routed = route_new(tour.workspace, tour.turning, Routing.of(tour.workspace))
    return new, Counter(routed.counts)


def _at_jd(tour: Tour) -> Iterator[str]:
    """Yield master SKUs that lie at JD's warehouse, again and again."""
    holdings, warehouse = tour.store.ledger.holdings(), warehouse_of(tour)
    skus = sorted(sku for sku in holdings.positions if holdings.at(sku, warehouse).available > 9)
    for number in range(_MOST_ASKED if skus else 0):
        yield skus[number % len(skus)]


def _at_jd_of(tour: Tour, connection: str) -> list[Parcel]:
    return [one for one in tour.parcels(warehouse_of(tour)) if one.order.connection == connection]


def _where(tour: Tour) -> Counter[str]:
    names = {warehouse_of(tour): "from JD's warehouse", "": "held"}
    return Counter(
        names.get(one.order.warehouse, f"from {one.order.warehouse}") for one in tour.parcels()
    )


def explain(tour: Tour) -> None:
    """Say why one order leaves from where it does."""
    parcel = _at_jd_of(tour, JDID.connection)[0]
    told = Routing.of(tour.workspace).explain(parcel.order.connection, parcel.order.order)
    tour.scene(f"Why order {parcel.order.order} of {parcel.order.connection} leaves from there")
    for sentence in told.sentences:
        tour.say(f"· {sentence}")
    tour.facts["explained"] = len(told.steps)


def get_waybills(tour: Tour) -> None:
    """Accept orders at their channels, and arrange shipments, until each parcel has a waybill."""
    tour.scene("Orders are accepted at their channels, and waybills arrive")
    names = (TOKO.connection, JDID.connection)
    waiting = _in_state(tour, WarehouseOrderState.WAIT_ACCEPT)
    operating.accept(tour.turning, waiting, tour.workspace)
    tour.work(*names)
    late = _in_state(tour, WarehouseOrderState.WAIT_TRACKING)
    operating.arrange(tour.turning, late, tour.workspace)
    tour.work(*names)
    tour.work(GUDANG.connection)
    sent = [one for one in tour.parcels(warehouse_of(tour)) if one.outbound]
    bills = sum(bool(one.order.waybill) for one in sent)
    states = Counter(one.outbound.state.value for one in sent if one.outbound)
    tour.say(
        f"{len(waiting):,} accepted, {len(late):,} of them arranged as well; {bills:,} waybills."
        f" Outbounds at JD.ID Fulfillment: {listed(states)}."
    )
    tour.table(
        {
            "order": one.order.order,
            "channel": one.order.connection,
            "waybill": one.order.waybill,
            "outbound": one.outbound.remote_id if one.outbound else "",
        }
        for one in sent[:5]
    )
    tour.facts["waybills"] = {"accepted": len(waiting), "arranged": len(late), "waybills": bills}
    tour.facts["outbounds"] = {"sent": dict(states)}


def _in_state(tour: Tour, state: WarehouseOrderState) -> list[Parcel]:
    return list(tour.store.parcels.in_states([state]))
