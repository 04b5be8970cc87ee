"""A seller with a shop and warehouses: played in memory, and over HTTP by the sandboxes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from crossdock import (
    ApiStatus,
    Listing,
    ListingStatus,
    Manifest,
    Order,
    OrderLine,
    OrderStatus,
    Page,
    Role,
    Secret,
    hookimpl,
)
from crossdock.catalogue.linking import Decision, LinkOutcome
from crossdock.errors import OutcomeUnknownError, RequestRefusedError
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.routing import Routed, route_new
from crossdock.flows.fulfilment.service import ServiceRound, serve
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Work, Worker
from crossdock.flows.fulfilment.world import World
from crossdock.flows.routing import Routing
from crossdock.fulfilment import (
    Cancellation,
    CancelOutcome,
    DocumentLine,
    Goods,
    GoodsResult,
    Inbound,
    InboundProgress,
    Milestone,
    Outbound,
    OutboundProgress,
    ReceivedLine,
    RemoteInbound,
    RemoteOutbound,
)
from crossdock.fulfilment.outbound import ShippedLine
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.http import Auth, Ports
from crossdock.inventory import Holdings, RowOutcome, SnapshotSemantics
from crossdock.inventory.stocktaking import snapshot
from crossdock.orders import Address, Handover, Person, Shipment, ShipmentRequest
from crossdock.plugins import Plugins
from crossdock.policy import ACCEPT_THEN_SHIP, ChannelPolicy
from crossdock.routing import AssociationRule
from crossdock.store import FileConnection, Store, StoredConnection, Warehouse
from crossdock.store.outbox import OPEN
from crossdock.workspace import Live, Workspace, create

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
JAKARTA = Address(city="Jakarta Selatan", province="DKI Jakarta", country="ID")
_WAY = (
    OutboundProgress.ACCEPTED,
    OutboundProgress.PICKING,
    OutboundProgress.PICKED,
    OutboundProgress.PACKED,
    OutboundProgress.SHIPPED,
    OutboundProgress.DELIVERED,
)


class ProcessDiedError(BaseException):
    """The process ends here, and cleans nothing up."""


@attrs.frozen
class KeySettings:
    """What a played platform is connected with."""

    api_key: Secret


@attrs.define
class Played:
    """A platform that is played in memory.

    Args:

        trouble: what the next calls meet, by the name of the hook: raised before it is
            done, or ``after``.

        calls: the hooks called, in their order.
    """

    trouble: dict[str, list[BaseException]] = attrs.field(factory=dict)
    after: dict[str, list[BaseException]] = attrs.field(factory=dict)
    calls: list[str] = attrs.field(factory=list)
    on_call: Callable[[str], None] = lambda _hook: None

    def meets(self, hook: str) -> None:
        """Note a call, and raise what it meets before anything is done."""
        self.calls.append(hook)
        self.on_call(hook)
        if self.trouble.get(hook):
            raise self.trouble[hook].pop(0)

    def answers(self, hook: str) -> None:
        """Raise what a call meets after everything was done."""
        self.on_call(f"{hook} done")
        if self.after.get(hook):
            raise self.after[hook].pop(0)


@attrs.define
class Channel(Played):
    """A channel where the seller accepts orders, and arranging a shipment gives the waybill."""

    orders: dict[str, Order] = attrs.field(factory=dict)
    accept_allots: bool = False
    policy: ChannelPolicy = attrs.field(
        default=ChannelPolicy(
            "toko", rows=ACCEPT_THEN_SHIP, needs_accepting=True, accept_allots=True
        )
    )
    countries: frozenset[str] = frozenset({"ID"})
    issues_waybills: bool = True
    #: It tells a number that it took, and that the order is shipping, with its answer.
    tells: bool = True
    #: Every waybill of a seller's own that it took.
    waybills: list[str] = attrs.field(factory=list)

    def change(self, order_id: str, **changes: Any) -> Order:
        """Let an order change at the channel."""
        self.orders[order_id] = attrs.evolve(self.orders[order_id], **changes)
        return self.orders[order_id]

    def ship(self, request: ShipmentRequest) -> Order:
        """Take a seller's own waybill for an order, once."""
        before = self.orders[request.order_id]
        if before.status is OrderStatus.CANCELLED or before.waybill:
            raise RequestRefusedError(f"Order {request.order_id} is {before.status.value}.")
        number = f"{request.courier}:{request.waybill}" if request.courier else request.waybill
        self.waybills.append(number)
        if not self.tells:
            return self.orders[request.order_id]
        return self.change(request.order_id, status=OrderStatus.SHIPPING, waybill=number)

    def module(self) -> ModuleType:
        """Return the connector that speaks to it."""
        module, channel = ModuleType("toko_connector"), self

        @hookimpl
        def manifest() -> Manifest:
            return _manifest(
                "toko",
                Role.CHANNEL,
                fulfilment=channel.policy,
                countries=channel.countries,
                issues_waybills=channel.issues_waybills,
            )

        @hookimpl
        def list_orders(connection: Any, window: Any, cursor: str | None) -> Page[Order]:
            channel.meets("list_orders")
            found = channel.orders.values()
            return Page(tuple(one for one in found if window.start <= one.placed_at <= window.end))

        @hookimpl
        def get_order(connection: Any, order_id: str) -> Order:
            channel.meets("get_order")
            return channel.orders[order_id]

        @hookimpl
        def accept_order(connection: Any, order_id: str) -> Order:
            channel.meets("accept_order")
            before = channel.orders[order_id]
            if before.status is OrderStatus.PAID:
                waybill = f"JT{order_id}" if channel.accept_allots else ""
                channel.change(order_id, status=OrderStatus.READY_TO_SHIP, waybill=waybill)
            elif before.status is not OrderStatus.READY_TO_SHIP:
                raise RequestRefusedError(f"Order {order_id} is {before.status.value}.")
            channel.answers("accept_order")
            return channel.orders[order_id]

        @hookimpl
        def arrange_shipment(connection: Any, request: Any) -> Shipment:
            channel.meets("arrange_shipment")
            if request.handover is Handover.OWN_COURIER:
                order = channel.ship(request)
            else:
                order = channel.change(request.order_id, waybill=f"JT{request.order_id}")
            channel.answers("arrange_shipment")
            return Shipment(order)

        return _connector(module, manifest, list_orders, get_order, accept_order, arrange_shipment)


@attrs.define
class Remote:
    """An outbound as the warehouse has it."""

    asked: Outbound
    number: str
    reached: int = 0
    cancelled: bool = False
    shipped: dict[str, int] = attrs.field(factory=dict)
    history: tuple[Milestone, ...] = ()
    waybills: tuple[str, ...] = ()
    parts: list[Remote] = attrs.field(factory=list)
    names_parts: bool = True

    @property
    def reading(self) -> RemoteOutbound:
        """Return what the warehouse says of it."""
        progress = OutboundProgress.CANCELLED if self.cancelled else _WAY[self.reached]
        gone = progress in {OutboundProgress.SHIPPED, OutboundProgress.DELIVERED}
        lines = tuple(
            ShippedLine(
                line.sku,
                line.quantity,
                self.shipped.get(line.sku, line.quantity) if gone else None,
            )
            for line in self.asked.lines
        )
        return RemoteOutbound(
            self.asked.reference,
            self.number,
            progress,
            raw=progress.value,
            history=self.history,
            waybills=self.waybills,
            lines=lines,
            split_into=tuple(part.number for part in self.parts if self.names_parts),
        )


@attrs.define
class Depot(Played):
    """A warehouse that somebody else runs, and what it was asked to ship."""

    name: str = "depot"
    remotes: list[Remote] = attrs.field(factory=list)
    #: Documents that take effect, or are seen, only later.
    hidden: list[Outbound] = attrs.field(factory=list)
    late: bool = False
    countries: frozenset[str] = frozenset({"ID"})
    #: Products told to it, in which calls, and how the next calls end for some.
    goods: dict[str, Goods] = attrs.field(factory=dict)
    pushes: list[list[str]] = attrs.field(factory=list)
    poison: set[str] = attrs.field(factory=set)
    results: dict[str, GoodsResult] = attrs.field(factory=dict)
    #: Inbounds, and units that it says were announced, whatever was.
    inbounds: list[RemoteInbound] = attrs.field(factory=list)
    announced: dict[str, int] = attrs.field(factory=dict)

    def has(self, reference: str) -> list[Remote]:
        """Return the documents that it has under our reference."""
        return [one for one in self.remotes if one.asked.reference == reference]

    def split(self, reference: str, *parts: dict[str, int]) -> list[Remote]:
        """Have a document go on as parts with these units; the whole stays where it is."""
        (whole,) = self.has(reference)
        for mark, units in zip("abc", parts, strict=False):
            lines = tuple(DocumentLine(sku, number) for sku, number in units.items())
            asked = attrs.evolve(whole.asked, lines=lines)
            whole.parts.append(Remote(asked, f"{whole.number}{mark}", whole.reached))
        return whole.parts

    def told(self, reference: str) -> list[RemoteOutbound]:
        """Return what it tells of our reference: each whole, and then its parts."""
        found = self.has(reference)
        parts = [part for one in found for part in getattr(one, "parts", ())]
        return [one.reading for one in (*found, *parts)]

    def reach(self, progress: OutboundProgress, only: str = "") -> None:
        """Let the warehouse come so far with what is not cancelled."""
        for whole in self.remotes:
            # Of one that was split, the parts go on.
            for one in getattr(whole, "parts", ()) or (whole,):
                if not one.cancelled and only in {"", one.asked.reference}:
                    one.reached = max(one.reached, _WAY.index(progress))

    def arrive(self) -> None:
        """Let what was late take effect."""
        for outbound in self.hidden:
            self._take(outbound)
        self.hidden.clear()

    def _take(self, outbound: Outbound) -> Remote:
        known = self.has(outbound.reference)
        if known:
            return known[0]
        self.remotes.append(Remote(outbound, f"DO-{len(self.remotes) + 1}"))
        return self.remotes[-1]

    def module(self) -> ModuleType:
        """Return the connector that speaks to it."""
        module, depot = ModuleType(f"{self.name}_connector"), self

        @hookimpl
        def manifest() -> Manifest:
            return _manifest(
                depot.name,
                Role.FULFILMENT,
                countries=depot.countries,
                refresh_batch=2,
                goods_batch=4,
            )

        @hookimpl
        def create_outbound(connection: Any, outbound: Outbound) -> RemoteOutbound:
            depot.meets("create_outbound")
            if depot.late:
                depot.hidden.append(outbound)
                raise OutcomeUnknownError("The warehouse did not answer.")
            remote = depot._take(outbound)
            depot.answers("create_outbound")
            return remote.reading

        @hookimpl
        def find_outbound(connection: Any, reference: str) -> tuple[RemoteOutbound, ...]:
            depot.meets("find_outbound")
            return tuple(depot.told(reference))

        @hookimpl
        def cancel_outbound(connection: Any, document: Any) -> Cancellation:
            depot.meets("cancel_outbound")
            (whole,) = depot.has(document.reference)
            if any(_WAY[one.reached] in _WAY[2:] for one in whole.parts or (whole,)):
                return Cancellation(CancelOutcome.REFUSED, "It was picked.")
            for one in whole.parts or (whole,):
                one.cancelled = True
            depot.answers("cancel_outbound")
            return Cancellation(CancelOutcome.CANCELLED)

        @hookimpl
        def refresh_outbound(connection: Any, documents: Any) -> tuple[RemoteOutbound, ...]:
            depot.meets("refresh_outbound")
            return tuple(
                one
                for key in documents
                for one in depot.told(key.reference)
                if one.remote_id == key.remote_id
            )

        return _connector(
            module,
            manifest,
            create_outbound,
            find_outbound,
            cancel_outbound,
            refresh_outbound,
            *self._stockroom(),
        )

    def _stockroom(self) -> tuple[Any, ...]:
        """Return the hooks for goods that come in, and for what they are."""
        depot = self

        @hookimpl
        def create_inbound(connection: Any, inbound: Inbound) -> RemoteInbound:
            depot.meets("create_inbound")
            units = {line.sku: line.quantity for line in inbound.lines} | depot.announced
            lines = tuple(ReceivedLine(sku, number) for sku, number in units.items())
            made = RemoteInbound(inbound.reference, "IN-1", InboundProgress.ACCEPTED, lines=lines)
            depot.inbounds.append(made)
            depot.answers("create_inbound")
            return made

        @hookimpl
        def find_inbound(connection: Any, reference: str) -> tuple[RemoteInbound, ...]:
            depot.meets("find_inbound")
            return tuple(one for one in depot.inbounds if one.reference == reference)

        @hookimpl
        def push_products(connection: Any, goods: Any) -> tuple[GoodsResult, ...]:
            depot.meets("push_products")
            depot.pushes.append([one.sku for one in goods])
            if depot.poison & {one.sku for one in goods}:
                raise RequestRefusedError("One of them cannot be read.")
            depot.goods |= {one.sku: one for one in goods}
            depot.answers("push_products")
            return tuple(
                depot.results.get(one.sku, GoodsResult(one.sku, RowOutcome.DONE, f"G-{one.sku}"))
                for one in goods
            )

        return create_inbound, find_inbound, push_products


def _manifest(name: str, role: Role, **given: Any) -> Manifest:
    return Manifest(
        name=name,
        title=name.title(),
        roles=frozenset({role}),
        dialect=f"{name} 1",
        dialect_date="2026-01-01",
        api_status=ApiStatus.LIVE,
        hosts={"api": f"https://api.{name}.example"},
        allowed_hosts=(f"api.{name}.example",),
        order_window=timedelta(days=30),
        **given,
    )


def _connector(module: ModuleType, *hooks: Any) -> ModuleType:
    @hookimpl
    def settings() -> type[KeySettings]:
        return KeySettings

    @hookimpl
    def authenticate(connection: Any) -> Auth:
        return Auth()

    for hook in (settings, authenticate, *hooks):
        setattr(module, hook.__name__, hook)
    return module


@attrs.define(slots=False)
class Yard:
    """A seller with a shop at a played channel, and warehouses of which others run some.

    Args:

        root: the folder of the workspace, made already.

        merchant: whose part of the database it is.
    """

    root: Path
    merchant: str = "main"
    shop: Channel = attrs.field(factory=Channel)
    depot: Depot = attrs.field(factory=Depot)
    annex: Depot = attrs.field(factory=lambda: Depot(name="annex"))
    time: datetime = NOW
    runs: int = 0
    wrap: Callable[[Store], None] = lambda _store: None

    def __attrs_post_init__(self) -> None:
        self.open()
        for name in ("toko", "depot", "annex"):
            kept = StoredConnection(name, name, {}, {"api_key": "env:KEY"})
            self.store.connections.add(kept)
        for name in ("depot", "annex"):
            made = Warehouse(f"{name}-wh", connection=name, remote_id="1", country="ID")
            self.store.warehouses.add(made)
        self.runs = 1

    def open(self) -> None:
        """Open the workspace as a new process does."""
        self.runs += 1
        yard = self
        plugins = Plugins([])
        for played in (self.shop, self.depot, self.annex):
            module = played.module()
            plugins.add_module(module.__name__.removesuffix("_connector"), module)

        class Still(Workspace):
            """A workspace where waiting takes no time."""

            @cached_property
            def ports(self) -> Ports:
                return Ports(now=self.clock, sleep=lambda _: None)

            @cached_property
            def store(self) -> Store:
                store = Store(self.folder / "crossdock.db", self.clock, yard.merchant)
                # Processes die here, and the machine they run on does not.
                store.db.value("PRAGMA synchronous=OFF")
                yard.wrap(store)
                return store

        self.workspace = Still(
            self.root,
            plugins,
            run=f"run-{self.runs}",
            environment={"KEY": "planted-canary-9a"},
            clock=lambda: self.time,
        )
        self.turning = Turning(self.workspace, World(self.workspace))

    def restart(self) -> None:
        """Begin anew, as after a crash."""
        self.workspace.close()
        self.open()

    @property
    def store(self) -> Any:
        """The workspace's store."""
        return self.workspace.store

    def live(self, name: str) -> Live:
        """Return a connection, ready to be used."""
        return self.workspace.live(name)

    def pass_time(self, **span: float) -> None:
        """Let time pass."""
        self.time += timedelta(**span)

    # What the seller has

    def rule(self, *warehouses: str, name: str = "rule", **given: Any) -> None:
        """Have orders leave from *warehouses*, in this order of preference."""
        self.store.associations.add(AssociationRule(name, warehouses, **given), "test")

    def lists(self, sku: str, listing_id: str = "", shop: str = "toko") -> None:
        """Import a listing and link it to *sku*."""
        catalogue = self.store.catalogue
        listing = Listing(listing_id or sku, sku, "Barang", ListingStatus.ACTIVE, 1)
        catalogue.put_listing(shop, listing, refusal=None, pull=1)
        outcome = LinkOutcome.LINKED if catalogue.master_exists(sku) else LinkOutcome.CREATED
        catalogue.apply(shop, listing, Decision(outcome, sku))

    def known(self, *skus: str, at: str = "depot") -> None:
        """Have a service know goods."""
        for sku in skus:
            goods = WarehouseGoods(
                at,
                sku,
                GoodsState.ACTIVE,
                goods=Goods(sku, sku),
                sent=Goods(sku, sku),
                remote_id=f"G-{sku}",
            )
            self.store.known_goods.put(goods)

    def has(self, warehouse: str, **units: int) -> None:
        """Have the system of a warehouse tell how many units lie there."""
        self.pass_time(seconds=1)
        physical = SnapshotSemantics.PHYSICAL
        self.store.ledger.record(
            snapshot(sku, level, warehouse, self.time, semantics=physical, source=warehouse)
            for sku, level in units.items()
        )

    def stocked(self, *skus: str, units: int = 10) -> None:
        """List goods, have both services know them, and *units* of each lie at the first."""
        for sku in skus:
            self.lists(sku)
        for name in ("depot", "annex"):
            self.known(*skus, at=name)
        self.has("depot-wh", **dict.fromkeys(skus, units))

    # What happens

    def order(self, order_id: str, *lines: tuple[str, int], **given: Any) -> Order:
        """Have an order at the channel; return it."""
        self.pass_time(seconds=1)
        fields = {
            "status": OrderStatus.PAID,
            "placed_at": self.time,
            "updated_at": self.time,
            "paid_at": self.time,
            "address": JAKARTA,
            "recipient": Person("Siti", "0812"),
            "courier": "JNE",
            "cancel_requested": False,
        }
        made = tuple(
            OrderLine(str(place), listing, "", "Barang", units)
            for place, (listing, units) in enumerate(lines, start=1)
        )
        self.shop.orders[order_id] = Order(order_id, lines=made, **{**fields, **given})
        return self.shop.orders[order_id]

    def take(self, order_id: str = "", order: Order | None = None, shop: str = "toko") -> Any:
        """Take an order in as the channel has it now."""
        told = order or self.shop.orders[order_id]
        return Intake(self.workspace, self.turning).take(shop, told, pull=1)

    def told(self, order_id: str, **changes: Any) -> Any:
        """Let an order change at the channel, and take it in."""
        self.pass_time(seconds=1)
        self.shop.change(order_id, updated_at=self.time, **changes)
        return self.take(order_id)

    def sold(self, order_id: str, *lines: tuple[str, int], **given: Any) -> Any:
        """Take a new order in."""
        self.order(order_id, *lines, **given)
        return self.take(order_id)

    def route(self, *orders: str, held: bool = False) -> Routed:
        """Route what waits, or the *orders* named."""
        routing = Routing.of(self.workspace)
        named = [("toko", one) for one in orders] or None
        return route_new(self.workspace, self.turning, routing, named, held_too=held)

    def work(self, name: str = "depot") -> Work:
        """Do what is due at a connection."""
        return Worker(self.workspace, self.live(name), self.turning).work()

    def serve(self, name: str = "depot") -> ServiceRound:
        """Do a round at a service."""
        return serve(self.workspace, self.live(name), self.turning)

    def sent(self, order_id: str, *lines: tuple[str, int], **given: Any) -> OutboundOrder:
        """Have an order with a waybill sent to the depot; return its outbound."""
        ready = {"status": OrderStatus.READY_TO_SHIP, "waybill": f"JT{order_id}"}
        self.sold(order_id, *(lines or (("mug", 2),)), **{**ready, **given})
        self.route()
        self.work()
        return self.outbound(order_id)

    # What it comes to

    def parcels(self, order_id: str, shop: str = "toko") -> list[Parcel]:
        """Return the parcels of an order."""
        return self.store.parcels.of_order(shop, order_id)

    def parcel(self, order_id: str, shop: str = "toko") -> Any:
        """Return the warehouse order of an order's only parcel."""
        (one,) = self.parcels(order_id, shop)
        return one.order

    def outbound(self, order_id: str, shop: str = "toko") -> Any:
        """Return the newest outbound of an order's only parcel."""
        (one,) = self.parcels(order_id, shop)
        return one.outbound

    def states(self, order_id: str) -> list[tuple[str, str, str, str]]:
        """Return state, hold, warehouse and outbound's state of an order's parcels."""
        return [
            (
                one.order.state.value,
                one.order.hold.value if one.order.hold else "",
                one.order.warehouse,
                one.outbound.state.value if one.outbound else "",
            )
            for one in self.parcels(order_id)
        ]

    @property
    def holdings(self) -> Holdings:
        """What there is, the books being right."""
        assert [] == self.store.ledger.check()
        assert [] == self.store.ledger.conflicts()
        return self.store.ledger.holdings()

    def at(self, sku: str, warehouse: str = "depot-wh") -> tuple[int, int]:
        """Return units on hand and reserved."""
        position = self.holdings.at(sku, warehouse)
        return position.on_hand, position.reserved

    def pooled(self, sku: str) -> int:
        """Return the units that wait for a warehouse."""
        return sum(self.holdings.pooled(sku).values())

    def asked(self) -> list[tuple[str, str]]:
        """Return what a person is asked: reason, and the document's key."""
        return [(ask.reason.value, ask.subject) for ask in self.store.asks.each()]

    def reasons(self) -> set[str]:
        """Return why a person is asked."""
        return {reason for reason, _ in self.asked()}

    def notices(self) -> list[str]:
        """Return what a person is told."""
        every = self.store.asks.each(everything=True)
        return [ask.reason.value for ask in every if not ask.open and not ask.resolution]

    def jobs(self, name: str = "") -> list[tuple[str, str]]:
        """Return kind and state of the jobs of a connection."""
        every = self.store.outbox.each(connection=name)
        return [(kept.job.kind.value, kept.job.state.value) for kept in every]

    def job(self, kind: str) -> Any:
        """Return the newest job of a kind."""
        return [k.job for k in self.store.outbox.each() if k.job.kind.value == kind][-1]

    def sums(self, order_id: str, shop: str = "toko") -> dict[str, int]:
        """Return what the events of an order's lines still claim, by SKU; nothing is left out."""
        left: dict[str, int] = {}
        for event in self.store.ledger.of_order(shop, order_id):
            left[event.sku] = left.get(event.sku, 0) + event.reserved + event.pooled
        return {sku: units for sku, units in left.items() if units}

    def traces(self) -> list[int]:
        """Return how many steps, stock events and questions were ever written down."""
        asks = sum(ask.count for ask in self.store.asks.each(everything=True))
        steps = self.store.db.value("SELECT count(*) FROM document_steps")
        return [steps, sum(1 for _ in self.store.ledger.events()), asks]

    def cycle(self) -> None:
        """Do what a cycle does, with the parts it is made of."""
        for order_id in self.shop.orders:
            self.take(order_id)
        self.route(held=True)
        self.work("toko")
        for name in ("depot", "annex"):
            self.serve(name)

    def settle(self, rounds: int = 8) -> None:
        """Let time pass and cycles run until every doubt could be cleared up."""
        for _ in range(rounds):
            self.pass_time(minutes=4)
            self.cycle()
            if not list(self.store.outbox.each(OPEN)):
                break

    def shop_of_files(self, channel: str, name: str = "") -> str:
        """Make a shop whose orders come from files; return its name."""
        self.store.files.add(FileConnection(name or channel, channel))
        return name or channel


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose database has its tables, to be copied."""
    root = tmp_path_factory.mktemp("ground") / "made"
    root.mkdir()
    create(root)
    Store(root / "crossdock.db", lambda: NOW).close()
    return root


@pytest.fixture
def root(ground: Path, tmp_path: Path) -> Path:
    """A workspace of the test's own."""
    return shutil.copytree(ground, tmp_path / "workspace")


@pytest.fixture
def yard(root: Path) -> Iterator[Yard]:
    """A seller whose only rule sends everything to the depot."""
    made = Yard(root)
    made.rule("depot-wh")
    yield made
    made.workspace.close()


@pytest.fixture
def open_yard(root: Path) -> Iterator[Callable[..., Yard]]:
    """Opens yards, each as a merchant of its own in one database."""
    opened: list[Yard] = []

    def open_yard(**given: Any) -> Yard:
        opened.append(Yard(root, merchant=f"m{len(opened)}", **given))
        return opened[-1]

    yield open_yard
    for one in opened:
        one.workspace.close()


@pytest.fixture
def died() -> type[ProcessDiedError]:
    """What ends a process in the middle of something."""
    return ProcessDiedError


@pytest.fixture
def no_longer_live() -> frozenset[OutboundState]:
    """The states in which an outbound has ended."""
    return frozenset({OutboundState.DONE, OutboundState.CANCELLED, OutboundState.REJECTED})
