"""Orders and goods are sent to a service's warehouse, and what became of them is heard."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from crossdock import OrderLine, OrderStatus
from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import Decision, LinkOutcome
from crossdock.errors import InputRefusedError
from crossdock.flows.fulfilment import inbounds
from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.fulfilment.service import serve
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.flows.routing import Routing
from crossdock.fulfilment import StockLevel
from crossdock.fulfilment.inbound_order import InboundState
from crossdock.orders import Address, Order, Person
from crossdock.store import FileConnection
from crossdock.store.outbox import OPEN
from crossdock.testing.conformance.check import NotPlayedError
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import Process, Story
from crossdock.testing.conformance.stories import depot
from crossdock.testing.conformance.stories.pulling import asked, books, facts

#: A shop whose orders come from files, so that no other connector takes part.
COUNTER = "counter"
#: Where it sells; an order of it is sent once it has its waybill.
CHANNEL = "shopee"
ORDERS = 2
#: Units there must be of the goods that are sent.
PLENTY = 5
HOOKS = frozenset(
    {"create_outbound", "create_inbound", "find_outbound", "find_inbound", "refresh_outbound"}
)


def _furnish(played: Played) -> None:
    """Nothing is to have happened before."""


def _prepare(process: Process) -> None:
    """Have goods that the service knows, orders for them that are ready, and an inbound."""
    workspace, store = process.workspace, process.store
    shop = process.subject.open(process.played)
    levels = _two([one for one in drives.levels(process.subject, shop) if one.usable >= PLENTY])
    country = depot.country_of(process)
    depot.found(process, levels[0].warehouse_id)
    store.files.add(FileConnection(COUNTER, CHANNEL, country))
    rows = process.played.listings()
    # A service may tell of its goods by its own ids alone.
    goods = {one.sku or str(rows[one.remote_id]["sku"]): one for one in levels}
    for sku in goods:
        listing = Listing(sku, sku, "Goods", ListingStatus.ACTIVE, 1)
        store.catalogue.put_listing(COUNTER, listing, refusal=None, pull=1)
        store.catalogue.apply(COUNTER, listing, Decision(LinkOutcome.CREATED, sku))
    units = {sku: one.usable for sku, one in goods.items()}
    depot.stock(process, units, {sku: one.remote_id for sku, one in goods.items()})
    turning = Turning(workspace, World(workspace))
    for number in range(1, ORDERS + 1):
        order = _order(process, f"C-{number}", list(goods), country)
        Intake(workspace, turning).take(COUNTER, order, pull=1)
    (inbound,) = inbounds.draft(workspace, turning, depot.WAREHOUSE, {min(goods): 3})
    inbounds.submit(workspace, turning, inbound.key)


def _two(levels: list[StockLevel]) -> list[StockLevel]:
    """Return the first of *levels*, and another one at its warehouse that is not it."""
    if not levels:
        raise NotPlayedError(f"the sandbox has no goods with {PLENTY} in stock")
    first = levels[0]
    others = (
        one
        for one in levels
        if one.warehouse_id == first.warehouse_id
        and (one.sku or one.remote_id) != (first.sku or first.remote_id)
    )
    return [first, *islice(others, 1)]


def _order(process: Process, order_id: str, skus: list[str], country: str) -> Order:
    at = process.workspace.clock()
    return Order(
        order_id,
        status=OrderStatus.READY_TO_SHIP,
        placed_at=at,
        updated_at=at,
        paid_at=at,
        lines=tuple(OrderLine(sku, sku, sku, "Goods", 1) for sku in skus),
        recipient=Person(name="Sari Dewi", phone="081200000001"),
        address=Address(
            street="Jl. Melati 7",
            district="Tebet",
            city="Jakarta Selatan",
            province="DKI Jakarta",
            postal_code="12810",
            country=country,
        ),
        courier="JNE",
        waybill=f"JT{order_id}",
        cancel_requested=False,
    )


def _send(process: Process) -> None:
    """Route, send, let the warehouse ship what it has, and hear of it."""
    workspace = process.workspace
    turning = Turning(workspace, World(workspace))
    _answer(process, turning)
    route_new(workspace, turning, Routing.of(workspace))
    _visit(process, turning)
    ours = {one.key for parcel in _parcels(process) for one in parcel.outbounds}
    for name, row in process.played.orders().items():
        if row.get("own_number") in ours:
            # One that has left already refuses to do so again.
            with suppress(NotPlayedError):
                process.played.happen(name, "ship")
    _visit(process, turning)


def _visit(process: Process, turning: Turning) -> None:
    trouble = serve(process.workspace, process.live, turning).trouble
    if trouble is not None:
        raise trouble


def _answer(process: Process, turning: Turning) -> None:
    """Say what became of an inbound that nobody but a person can look for."""
    doubts = InboundDoubts(process.workspace, turning)
    there = {row.get("own_number"): row for row in process.played.state().get("inbounds", ())}
    for one in process.store.inbounds.each([InboundState.REVIEW]):
        # It may still take effect: then the person looks again later.
        with suppress(InputRefusedError):
            if one.key in there:
                doubts.taken(process.live, one.key, str(there[one.key]["order_id"]))
            else:
                doubts.absent(one.key)


def _parcels(process: Process) -> list[Any]:
    return [
        parcel
        for number in range(1, ORDERS + 1)
        for parcel in process.store.parcels.of_order(COUNTER, f"C-{number}")
    ]


def _is_calm(process: Process) -> bool:
    return not list(process.store.outbox.each(OPEN)) and not asked(process.store)


def _told(process: Process) -> Mapping[str, Any]:
    store, state = process.store, process.played.state()
    return {
        "the outbounds at the service": _numbers(state["orders"]),
        "the inbounds at the service": _numbers(state.get("inbounds", ())),
        "the parcels": [
            (one.order.order, one.order.state.value, [each.state.value for each in one.outbounds])
            for one in _parcels(process)
        ],
        "the inbounds": [(one.key, one.state.value) for one in store.inbounds.each()],
        "what a person is asked": asked(store),
        "the facts in the ledger": facts(store),
        "what is wrong with the books": books(store),
    }


def _numbers(rows: Any) -> list[str]:
    return sorted(str(row["own_number"]) for row in rows if row.get("own_number"))


SENDING = Story("Sending", HOOKS, _furnish, _prepare, _send, _is_calm, _told, "create_outbound")
