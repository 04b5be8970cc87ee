"""Goods come in: announced to JD.ID Fulfillment, received there, and counted at home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crossdock.cli.demo.platforms import GUDANG, JDID, TOKO
from crossdock.cli.demo.tour import listed
from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts
from crossdock.flows.fulfilment.inbound_news import refresh
from crossdock.flows.fulfilment.inbounds import draft, submit, wake
from crossdock.flows.stocktaking import Stocktaker
from crossdock.fulfilment.warehouse_goods import GoodsState
from crossdock.store import MAIN

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour
    from crossdock.fulfilment.inbound_order import InboundOrder

#: Products that go to JD's warehouse; the others stay at home.
SENT = 32
_SHORT, _OVER = 2, 3


def warehouse_of(tour: Tour) -> str:
    """Return the name of the warehouse that JD.ID Fulfillment runs for us."""
    return next(
        one.name for one in tour.store.warehouses.all() if one.connection == GUDANG.connection
    )


def receive(tour: Tour) -> None:
    """Announce goods to JD's warehouse, and book what it says it received."""
    tour.scene("Goods are announced to JD.ID Fulfillment, and received there")
    lines = {sku: 18 + number % 5 * 4 for number, sku in enumerate(_for_both(tour))}
    (doc,) = draft(tour.workspace, tour.turning, warehouse_of(tour), lines, remark="demo")
    submit(tour.workspace, tour.turning, doc.key)
    tour.work(GUDANG.connection)
    known = [one.state for one in tour.store.known_goods.each(connection=GUDANG.connection)]
    doc = _woken(tour, doc.key)
    tour.say(
        f"{known.count(GoodsState.ACTIVE):,} products are known there now; inbound {doc.key}"
        f" ({doc.remote_id}) of {sum(lines.values()):,} units is {doc.state.value}."
    )
    _unload(tour, doc)
    (heard,) = refresh(tour.workspace, tour.live(GUDANG.connection), tour.turning, [doc])
    _tell_receipt(tour, heard.inbound)
    # More came than was announced, and only a person can say that this is right.
    seen = InboundDoubts(tour.workspace, tour.turning).seen(doc.key)
    tour.say(f"A person has seen that, and the inbound is {seen.state.value} (inbound resolve).")
    tour.facts["inbound"]["state"] = seen.state.value


def _for_both(tour: Tour) -> Sequence[str]:
    """Return master SKUs that both Indonesian channels sell, spread over all of them."""
    sold = [
        {row["sku"] for row in tour.store.catalogue.links_of(one.connection)}
        for one in (TOKO, JDID)
    ]
    both = sorted(set.intersection(*sold))
    return both[:: max(1, len(both) // SENT)][:SENT]


def _woken(tour: Tour, key: str) -> InboundOrder:
    """Send the inbound that waited until its goods were known; return it."""
    wake(tour.workspace, tour.turning, GUDANG.connection)
    tour.work(GUDANG.connection)
    return tour.store.inbounds.get(key)


def _unload(tour: Tour, doc: InboundOrder) -> None:
    """Let the warehouse's staff count what came: one product short, one over."""
    came = {line.sku: line.quantity for line in doc.lines}
    first, second = list(came)[:2]
    came |= {first: came[first] - _SHORT, second: came[second] + _OVER}
    path = f"orders/{doc.remote_id}"
    sandbox = tour.sandboxes[GUDANG.connection]
    sandbox.control(f"{path}/accept", {})
    rows = [{"sku": sku, "good": units} for sku, units in came.items()]
    sandbox.control(f"{path}/receive", {"lines": rows, "final": True})


def _tell_receipt(tour: Tour, doc: InboundOrder) -> None:
    announced = sum(line.quantity for line in doc.lines)
    received = sum(line.received for line in doc.lines)
    tour.say(
        f"{received:,} units came instead of {announced:,}, and are stock now;"
        f" the inbound is in {doc.state.value}:"
    )
    tour.table(
        {"sku": line.sku, "announced": line.quantity, "received": line.received}
        for line in doc.lines
        if line.received != line.quantity
    )
    tour.facts["inbound"] = {
        "products": len(doc.lines),
        "announced": announced,
        "received": received,
        "short": sum(line.received < line.quantity for line in doc.lines),
        "over": sum(line.received > line.quantity for line in doc.lines),
    }


def count_at_home(tour: Tour) -> None:
    """Count the seller's own warehouse."""
    units: dict[str, int] = {}
    for row in tour.store.catalogue.links_of(""):
        units.setdefault(row["sku"], row["quantity"])
    # A warehouse never agrees with a shop window.
    rows = [
        (sku, shown + number % 3 * 4 + number % 7)
        for number, (sku, shown) in enumerate(sorted(units.items()))
    ]
    taker = Stocktaker(tour.store, tour.workspace.clock(), tour.workspace.run)
    taker.count(rows, warehouse=MAIN, reason="the demo's stocktake")
    tour.scene("The seller's own warehouse is counted")
    counted = {"skus": len(rows), "units": sum(number for _, number in rows)}
    tour.facts["counted"] = counted
    held = on_hand(tour)
    tour.facts["on_hand"] = {"before": held}
    tour.say(f"{listed(counted)} at {MAIN}; {sum(held.values()):,} units in all.")


def on_hand(tour: Tour) -> Mapping[str, int]:
    """Return the units on hand at each kind of warehouse: ours, and the one JD runs."""
    names = {warehouse_of(tour): GUDANG.connection}
    held = {MAIN: 0, GUDANG.connection: 0}
    for places in tour.store.ledger.holdings().positions.values():
        for warehouse, position in places.items():
            held[names.get(warehouse, warehouse)] += position.on_hand
    return held
