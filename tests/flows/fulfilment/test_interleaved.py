"""Orders, changes, cancels, waybills, faults and restarts in any order: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crossdock import OrderLine, OrderStatus
from crossdock.errors import (
    AddressRefusedError,
    OutcomeUnknownError,
    RateLimitedError,
    RequestRefusedError,
    StockShortError,
    UnreachableError,
)
from crossdock.fulfilment import OutboundProgress
from crossdock.fulfilment.outbound_order import OutboundState
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.orders import Address

SKUS = ("mug", "tray")
UNITS = 60
OPEN = {OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.READY_TO_SHIP}
FAULTS: dict[str, Callable[[], BaseException]] = {
    "lost": lambda: OutcomeUnknownError("Nobody answered."),
    "limited": lambda: RateLimitedError("Slow down.", retry_after=20),
    "gone": lambda: UnreachableError("Nobody is there."),
    "refused": lambda: RequestRefusedError("No."),
    "short": lambda: StockShortError("Too few."),
    "address": lambda: AddressRefusedError("Where?"),
}
PROGRESS = (OutboundProgress.PICKING, OutboundProgress.PICKED, OutboundProgress.SHIPPED)
NEVER_SENT = {OutboundState.DRAFT, OutboundState.HELD, OutboundState.CANCELLED}
ENDED = {"done", "cancelled"}
BOUGHT = st.tuples(st.sampled_from(SKUS), st.integers(min_value=1, max_value=3))


def numbers(most: int) -> st.SearchStrategy[int]:
    """Return small numbers."""
    return st.integers(min_value=0, max_value=most)


class Trade(RuleBasedStateMachine):
    """A seller's days among a channel and two warehouses that misbehave, and then stop to."""

    open_yard: Callable[..., Any]
    died: type[BaseException]

    def __init__(self) -> None:
        super().__init__()
        self.yard = self.open_yard()
        self.yard.rule("depot-wh", "annex-wh")
        self.yard.stocked(*SKUS, units=UNITS)
        self.yard.has("annex-wh", **dict.fromkeys(SKUS, UNITS))

    def chosen(self, number: int, among: set[OrderStatus] = OPEN) -> str:
        """Return the id of an order in one of these states; empty for none."""
        ids = [k for k, order in self.yard.shop.orders.items() if order.status in among]
        return ids[number % len(ids)] if ids else ""

    def change(self, order_id: str, **changes: Any) -> None:
        """Let an order change at its channel, unseen."""
        if order_id:
            self.yard.pass_time(seconds=1)
            self.yard.shop.change(order_id, updated_at=self.yard.time, **changes)

    @rule(
        units=st.lists(
            st.tuples(st.sampled_from(SKUS), st.integers(1, 3)), min_size=1, max_size=2
        ),
        status=st.sampled_from(sorted(OPEN)),
        waybill=st.booleans(),
        abroad=st.integers(0, 9),
    )
    def buy(
        self, units: list[tuple[str, int]], status: OrderStatus, waybill: bool, abroad: int
    ) -> None:
        """A buyer orders."""
        name = str(len(self.yard.shop.orders) + 1)
        given: dict[str, Any] = {"address": Address(country="SG")} if abroad == 9 else {}
        if status is OrderStatus.READY_TO_SHIP and waybill:
            given["waybill"] = f"JT{name}"
        self.yard.order(name, *units, status=status, **given)

    @rule(number=numbers(9))
    def pay(self, number: int) -> None:
        """A buyer pays."""
        order_id = self.chosen(number, {OrderStatus.UNPAID})
        self.change(order_id, status=OrderStatus.PAID, paid_at=self.yard.time)

    @rule(number=numbers(9))
    def get_ready(self, number: int) -> None:
        """The channel gives a waybill."""
        order_id = self.chosen(number, {OrderStatus.PAID, OrderStatus.READY_TO_SHIP})
        self.change(order_id, status=OrderStatus.READY_TO_SHIP, waybill=f"JT{order_id}")

    @rule(number=numbers(9))
    def cancel(self, number: int) -> None:
        """A buyer cancels."""
        self.change(self.chosen(number), status=OrderStatus.CANCELLED)

    @rule(number=numbers(9))
    def want_less(self, number: int) -> None:
        """The first line of an order becomes one unit."""
        order_id = self.chosen(number)
        if order_id:
            first, *others = self.yard.shop.orders[order_id].lines
            lines = (attrs.evolve(first, quantity=1), *others)
            self.change(order_id, lines=lines)

    @rule(number=numbers(9))
    def drop_a_line(self, number: int) -> None:
        """The second line of an order is called off."""
        order_id = self.chosen(number)
        if order_id:
            lines: tuple[OrderLine, ...] = self.yard.shop.orders[order_id].lines[:1]
            self.change(order_id, lines=lines)

    @rule(number=numbers(9))
    def ship_at_the_channel(self, number: int) -> None:
        """The channel says that an order is on its way."""
        order_id = self.chosen(number, {OrderStatus.READY_TO_SHIP})
        if order_id and self.yard.shop.orders[order_id].waybill:
            self.change(order_id, status=OrderStatus.SHIPPING)

    @rule(
        kind=st.sampled_from(sorted(FAULTS)),
        hook=st.sampled_from(["create_outbound", "find_outbound", "cancel_outbound"]),
        done=st.booleans(),
        depot=st.booleans(),
    )
    def fail(self, kind: str, hook: str, done: bool, depot: bool) -> None:
        """A warehouse's next call goes wrong, before it is done or after."""
        played = self.yard.depot if depot else self.yard.annex
        if done and kind == "lost" and hook != "find_outbound":
            played.after.setdefault(hook, []).append(FAULTS[kind]())
        elif hook == "create_outbound" or kind in {"lost", "limited", "gone"}:
            played.trouble.setdefault(hook, []).append(FAULTS[kind]())

    @rule(depot=st.booleans(), done=st.booleans())
    def die(self, depot: bool, done: bool) -> None:
        """The process dies at the next request, before it is done or after."""
        played = self.yard.depot if depot else self.yard.annex
        (played.after if done else played.trouble).setdefault("create_outbound", []).append(
            self.died()
        )

    @rule(late=st.booleans())
    def be_late(self, late: bool) -> None:
        """The depot takes effect only after it has timed out; or what was late lands."""
        self.yard.depot.late = late
        if not late:
            self.yard.depot.arrive()

    @rule(progress=st.sampled_from(PROGRESS))
    def progress(self, progress: OutboundProgress) -> None:
        """The warehouses come further."""
        self.yard.depot.reach(progress)
        self.yard.annex.reach(progress)

    @rule(number=numbers(9))
    def split(self, number: int) -> None:
        """The depot goes on with an outbound in two parts."""
        whole = [one for one in self.yard.depot.remotes if not (one.parts or one.cancelled)]
        if whole:
            one = whole[number % len(whole)]
            units = {line.sku: line.quantity for line in one.asked.lines}
            first = {sku: held - held // 2 for sku, held in units.items()}
            second = {sku: held // 2 for sku, held in units.items() if held > 1}
            self.yard.depot.split(one.asked.reference, *filter(None, (first, second)))

    @rule(seconds=st.integers(1, 300))
    def wait(self, seconds: int) -> None:
        """Time passes; what was late lands in time, or not at all."""
        self.yard.pass_time(seconds=seconds)
        if seconds > 60:
            self.yard.depot.arrive()

    @rule()
    def cycle(self) -> None:
        """A cycle runs; a process that dies in it is followed by another."""
        try:
            self.yard.cycle()
        except self.died:
            self.yard.restart()

    @rule()
    def restart(self) -> None:
        """Another process goes on."""
        self.yard.restart()

    def sum_of(self, sku: str) -> tuple[int, int]:
        """Return units on hand, and those that orders claim."""
        holdings = self.yard.store.ledger.holdings([sku])
        here = holdings.of(sku).values()
        claimed = sum(p.reserved for p in here) + sum(holdings.pooled(sku).values())
        return sum(p.on_hand for p in here), claimed

    def shipped(self, sku: str) -> int:
        """Return the units booked as having left."""
        return sum(
            unit.quantity
            for order_id in self.yard.shop.orders
            for parcel in self.yard.parcels(order_id)
            for outbound in parcel.outbounds
            for unit in outbound.gone
            if unit.sku == sku
        )

    @invariant()
    def books_are_right(self) -> None:
        """What is kept is what the events add up to; nothing is negative, nothing vanishes."""
        assert [] == self.yard.store.ledger.check()
        assert [] == self.yard.store.ledger.conflicts()
        for sku in SKUS:
            on_hand, claimed = self.sum_of(sku)
            assert on_hand == 2 * UNITS - self.shipped(sku)
            assert 0 <= claimed
            positions = self.yard.store.ledger.holdings([sku]).of(sku).values()
            assert all(p.reserved >= 0 and p.on_hand >= 0 for p in positions)

    @invariant()
    def one_document_for_each_key(self) -> None:
        """No warehouse has two documents of one key, and never one without a waybill."""
        for played in (self.yard.depot, self.yard.annex):
            keys = [one.asked.reference for one in played.remotes]
            assert len(keys) == len(set(keys))
            for one in played.remotes:
                assert one.asked.waybill
                assert one.asked.address.country == "ID"

    @invariant()
    def one_live_outbound(self) -> None:
        """Of each parcel at most one outbound is live; one that was sent has a waybill."""
        for order_id in self.yard.shop.orders:
            for parcel in self.yard.parcels(order_id):
                assert sum(one.is_live for one in parcel.outbounds) <= 1
                for one in parcel.outbounds:
                    assert one.waybill or one.state in NEVER_SENT
                if parcel.order.state in {WarehouseOrderState.HELD, WarehouseOrderState.REVIEW}:
                    asked = {subject for _, subject in self.yard.asked()}
                    assert {parcel.order.key, parcel.order.outbound} & asked

    @invariant()
    def what_has_ended_claims_nothing(self) -> None:
        """An order whose parcels have all ended has no claim left, and no job."""
        for order_id in self.yard.shop.orders:
            parcels = self.yard.parcels(order_id)
            if parcels and all(one.order.state.value in ENDED for one in parcels):
                assert {} == self.yard.sums(order_id)

    def teardown(self) -> None:
        """Once faults end, everything comes to an end that nobody is asked about."""
        yard = self.yard
        for played in (yard.depot, yard.annex):
            played.trouble.clear()
            played.after.clear()
        yard.depot.late = False
        yard.depot.arrive()
        yard.restart()
        for order_id in yard.shop.orders:
            order = yard.shop.orders[order_id]
            if order.status in OPEN:
                ready = {"status": OrderStatus.READY_TO_SHIP, "waybill": f"JT{order_id}"}
                self.change(order_id, paid_at=order.paid_at or yard.time, **ready)
        for _ in range(10):
            yard.pass_time(minutes=4)
            yard.cycle()
            yard.depot.reach(OutboundProgress.DELIVERED)
            yard.annex.reach(OutboundProgress.DELIVERED)
        self.books_are_right()
        self.one_document_for_each_key()
        self.what_has_ended_claims_nothing()
        asked = {subject for _, subject in yard.asked()}
        for order_id in yard.shop.orders:
            for parcel in yard.parcels(order_id):
                keys = {parcel.order.key, *(one.key for one in parcel.outbounds)}
                assert parcel.order.state.value in ENDED or keys & asked, yard.states(order_id)
        assert [] == [
            kept.job
            for kept in yard.store.outbox.each()
            if kept.job.state.value in {"pending", "sending", "unknown"}
        ]


def test_nothing_is_lost_and_nothing_doubled(open_yard: Any, died: Any) -> None:
    """Whatever happens in whatever order, books, documents and ends are right."""

    class Played(Trade):
        """The same, in this test's database."""

    Played.open_yard = staticmethod(open_yard)
    Played.died = died
    run_state_machine_as_test(
        Played,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
