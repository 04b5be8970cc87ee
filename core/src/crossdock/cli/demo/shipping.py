"""The warehouse at work: one cancel in time, one too late, and parcels that leave once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from crossdock.cli.demo.platforms import CHANNELS, GUDANG, JDCOM, JDID, TOKO
from crossdock.cli.demo.receiving import on_hand, warehouse_of
from crossdock.cli.demo.tour import listed
from crossdock.flows.fulfilment import own_shipping
from crossdock.flows.orders import pull_orders
from crossdock.fulfilment.outbound_order import OutboundState
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.inventory import EventKind
from crossdock.store import MAIN

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour
    from crossdock.fulfilment.parcel import Parcel

#: Minutes after which the warehouse has picked an outbound, and those until it has left.
_PICKED, _LEFT = 65, 200


def cancel(tour: Tour) -> None:
    """Let one buyer cancel in time, and another when the goods are off the shelf."""
    tour.scene("Two buyers change their minds: one in time, one too late")
    early, late = _accepted(tour)[:2]
    in_time = _cancelled(tour, early)
    _minutes(tour, _PICKED)
    too_late = _cancelled(tour, late)
    tour.table(
        {"order": one.order.order, "cancelled": when, "outbound": state, "meaning": meaning}
        for one, when, state, meaning in (
            (early, "at once", in_time, "it never leaves; its units are free again"),
            (late, f"{_PICKED} minutes later", too_late, "it leaves; its units are awaited back"),
        )
    )
    tour.facts["cancels"] = {"in_time": in_time, "too_late": too_late}
    for state, wanted in (
        (in_time, OutboundState.CANCELLED),
        (too_late, OutboundState.LATE_CANCEL),
    ):
        if state != wanted:
            tour.faults.append(f"a cancelled outbound is {state}, and should be {wanted.value}")


def _accepted(tour: Tour) -> list[Parcel]:
    """Return the parcels of JD.ID that the warehouse has just accepted."""
    return [
        one
        for one in tour.parcels(warehouse_of(tour))
        if one.order.connection == JDID.connection
        and one.outbound is not None
        and one.outbound.state is OutboundState.ACCEPTED
    ]


def _cancelled(tour: Tour, parcel: Parcel) -> str:
    """Let the buyer of *parcel* cancel; return what its outbound is then."""
    name = parcel.order.connection
    tour.sandboxes[name].control(f"orders/{parcel.order.order}/cancel", {})
    pull_orders(tour.workspace, tour.live(name))
    tour.work(GUDANG.connection)
    after = tour.store.parcels.get(parcel.order.key).find(parcel.order.outbound)
    return after.state.value if after else ""


def _minutes(tour: Tour, number: int) -> None:
    """Move the clock of the warehouse on."""
    tour.sandboxes[GUDANG.connection].control("clock", {"advance": number * 60})


def ship(tour: Tour) -> None:
    """Let everything leave that can, and book it once, whoever tells of it."""
    tour.scene("Parcels leave, and stock is deducted once")
    _minutes(tour, _LEFT)
    tour.work(GUDANG.connection)
    tour.work(TOKO.connection, JDID.connection)
    told = {"by JD's warehouse": _units_shipped(tour)}
    _ship_at_channels(tour)
    for one in CHANNELS:
        pull_orders(tour.workspace, tour.live(one.connection))
    # A channel tells of what left JD's warehouse as well, and that is no news any more.
    told[f"by the channels, of what left {MAIN}"] = _units_shipped(tour) - sum(told.values())
    before, after = tour.facts["on_hand"]["before"], on_hand(tour)
    tour.say(f"Units told to have left: {listed(told)}.")
    tour.table(
        {"warehouse": name, "on hand before": before[name], "left": before[name] - units,
         "on hand now": units}
        for name, units in after.items()
    )  # fmt: skip
    tour.facts["on_hand"]["after"] = after
    tour.facts["shipped"] = _units_shipped(tour)
    gone = sum(before.values()) - sum(after.values())
    if gone != _units_shipped(tour):
        tour.faults.append(f"{_units_shipped(tour):,} units left, and {gone:,} were deducted")


def _units_shipped(tour: Tour) -> int:
    events = tour.store.ledger.events()
    return sum(-one.on_hand for one in events if one.kind is EventKind.SHIP)


def _ship_at_channels(tour: Tour) -> None:
    """Let couriers scan what left JD's warehouse, and the seller ship JD.com's orders."""
    left = [
        one
        for one in tour.parcels(warehouse_of(tour))
        if one.order.state is WarehouseOrderState.SHIPPED
    ]
    for order in _of(left, TOKO.connection):
        tour.sandboxes[TOKO.connection].control(f"orders/{order}/ship", {})
    name = JDCOM.connection
    for order in _of(tour.parcels(MAIN), name):
        # JD.com gives out no waybills: the seller brings one of the courier's.
        own_shipping.ship(
            tour.workspace, tour.turning, name, order, waybill=f"SF{order}", courier="SF"
        )
    tour.work(name)


def _of(parcels: Iterable[Parcel], connection: str) -> list[str]:
    """Return the orders of a channel that *parcels* are of, each once."""
    return sorted({one.order.order for one in parcels if one.order.connection == connection})


def states(tour: Tour) -> Counter[str]:
    """Return how many parcels are in each state."""
    return Counter(one.order.state.value for one in tour.parcels())
