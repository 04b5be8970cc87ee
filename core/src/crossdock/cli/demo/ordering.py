"""Buyers order on three channels; orders find their warehouse, and get their waybills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from crossdock.cli.demo.platforms import CHANNELS, GUDANG, JDID, TOKO
from crossdock.cli.demo.receiving import warehouse_of
from crossdock.cli.demo.tour import SHOWN, listed
from crossdock.errors import CheckFailedError
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
#: Buyers who are asked for such goods at most; half of Indonesia lives on Java.
_MOST_ASKED = 100
#: Units of goods that a few buyers more do not empty.
_PLENTY = 5


def sell(tour: Tour) -> None:
    """Let buyers order on every channel, pull the orders, and route them.

    Raises:

        CheckFailedError: too few of them live on Java for the story to go on.
    """
    tour.scene("Buyers order on three channels")
    placed: Counter[str] = Counter()
    new = _sell_known(tour, placed)
    for one in CHANNELS:
        others = tour.orders - placed[one.connection]
        if others > 0:
            placed[one.connection] += _place(tour, one.connection, {"count": others})
    new += _take_in(tour)
    if new != placed:
        tour.faults.append(f"placed were {listed(placed)}, and {listed(new)} came in")
    where = _where(tour)
    tour.facts |= {"orders": dict(placed), "routed": dict(where)}
    tour.say(f"Placed: {listed(placed)}. {new.total():,} were pulled, and routed by the rules.")
    tour.say(f"Their parcels: {listed(where)}.")


def _sell_known(tour: Tour, placed: Counter[str]) -> Counter[str]:
    """Let half of the buyers in Indonesia order goods that lie at JD's warehouse.

    More of them come, until enough live where that warehouse ships to. Return the new
    orders by channel.
    """
    for one in (TOKO, JDID):
        name = one.connection
        for listing in islice(_at_jd(tour, name), (tour.orders + 1) // 2):
            placed[name] += _place(tour, name, {"listing_id": listing})
    new = _take_in(tour)
    for listing in _at_jd(tour, JDID.connection):
        if len(_at_jd_of(tour, JDID.connection)) >= _NEEDED:
            return new
        placed[JDID.connection] += _place(tour, JDID.connection, {"listing_id": listing})
        new += _take_in(tour)
    raise CheckFailedError(
        "Too few buyers live on Java for the story to go on.",
        next_step="Tell it with another seed: crossdock demo --seed N",
    )


def _take_in(tour: Tour) -> Counter[str]:
    """Pull the orders of all channels, and route them; return the new ones by channel."""
    new: Counter[str] = Counter()
    for one in CHANNELS:
        counts = pull_orders(tour.workspace, tour.live(one.connection)).counts
        new[one.connection] = counts.get("new", 0)
    route_new(tour.workspace, tour.turning, Routing.of(tour.workspace))
    return new


def _place(tour: Tour, connection: str, wish: dict[str, Any]) -> int:
    """Let buyers order; return how many did."""
    return len(tour.sandboxes[connection].control("orders", wish)["orders"])


def _at_jd(tour: Tour, connection: str) -> Iterator[str]:
    """Yield listings of a channel whose goods lie at JD's warehouse, again and again."""
    holdings, warehouse = tour.store.ledger.holdings(), warehouse_of(tour)
    found = [
        row["listing_id"]
        for row in tour.store.catalogue.links_of(connection)
        if holdings.at(row["sku"], warehouse).available > _PLENTY
    ]
    return islice(cycle(found), _MOST_ASKED)


def _at_jd_of(tour: Tour, connection: str) -> list[Parcel]:
    return [one for one in tour.parcels(warehouse_of(tour)) if one.order.connection == connection]


def _where(tour: Tour) -> Counter[str]:
    return Counter(
        tour.told(f"from {one.order.warehouse}") if one.order.warehouse else _held(one)
        for one in tour.parcels()
    )


def _held(parcel: Parcel) -> str:
    return f"held ({parcel.order.hold.value})" if parcel.order.hold else "new"


def explain(tour: Tour) -> None:
    """Say why one order leaves from where it does."""
    parcel = _at_jd_of(tour, JDID.connection)[0]
    told = Routing.of(tour.workspace).explain(parcel.order.connection, parcel.order.order)
    tour.scene(f"Why order {parcel.order.order} of {parcel.order.connection} leaves from there")
    for sentence in told.sentences:
        tour.say(f"· {tour.told(sentence)}")
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
        for one in sent[:SHOWN]
    )
    tour.facts["waybills"] = {"accepted": len(waiting), "arranged": len(late), "waybills": bills}
    tour.facts["outbounds"] = dict(states)


def _in_state(tour: Tour, state: WarehouseOrderState) -> list[Parcel]:
    return list(tour.store.parcels.in_states([state]))
