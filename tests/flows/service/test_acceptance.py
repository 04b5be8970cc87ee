"""Outbounds at the played service over HTTP: the acceptance checks of the fulfilment rules.

Those of accounts, goods, inbounds and stock have rooms of their own beside this one, and
each row of the decision table has its tests in `tests/flows/fulfilment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest

from crossdock import Listing, ListingStatus, Order, OrderLine, OrderStatus
from crossdock.catalogue.linking import Decision, LinkOutcome
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.payloads import outbound_in
from crossdock.flows.fulfilment.routing import route_new
from crossdock.flows.fulfilment.service import serve
from crossdock.flows.fulfilment.stock_levels import take_levels
from crossdock.flows.routing import Routing
from crossdock.orders import Address, Person
from crossdock.routing import AssociationRule
from crossdock.store import FileConnection

JAKARTA = Address("Jl. Mawar 5", city="Jakarta Selatan", province="DKI Jakarta", country="ID")
READY = {"status": OrderStatus.READY_TO_SHIP, "waybill": "JT-1"}


class Seller:
    """A shop whose orders leave from the service's warehouse, where ten shirts lie."""

    def __init__(self, house: Any, channel: str = "bukalapak") -> None:
        self.house, self.shop, self.orders = house, channel, {}
        store = house.store
        store.files.add(FileConnection(channel, channel))
        store.associations.add(AssociationRule("all", (house.warehouse,)), "test")
        house.known("KAOS")
        listing = Listing("L1", "KAOS", "Kaos", ListingStatus.ACTIVE, 1)
        store.catalogue.put_listing(channel, listing, refusal=None, pull=1)
        store.catalogue.apply(channel, listing, Decision(LinkOutcome.LINKED, "KAOS"))
        house.control("stock", {"sku": "KAOS", "quantity": 10})
        take_levels(house.workspace, house.live, house.turning)

    def told(self, order_id: str = "1", units: int = 2, **given: Any) -> None:
        """Hear of an order as it is now, and route it."""
        self.house.time += timedelta(seconds=1)
        line = OrderLine("1", "L1", "", "Kaos", units)
        plain: dict[str, Any] = {
            "status": OrderStatus.PAID,
            "recipient": Person("Siti", "0812"),
            "address": JAKARTA,
            "courier": "JNE",
        }
        known = self.orders.get(order_id)
        if known is None:
            known = Order(order_id, lines=(line,), placed_at=self.house.time, **{**plain, **given})
        self.orders[order_id] = attrs.evolve(known, updated_at=self.house.time, **given)
        house = self.house
        Intake(house.workspace, house.turning).take(self.shop, self.orders[order_id], pull=1)
        route_new(house.workspace, house.turning, Routing.of(house.workspace), None, held_too=True)

    def sent(self, **given: Any) -> Any:
        """Have an order with a waybill sent; return its outbound."""
        self.told(**{**READY, **given})
        self.serve()
        return self.outbound()

    def serve(self, **later: float) -> None:
        """Do a round at the service, some time later."""
        self.house.pass_time(**(later or {"seconds": 1}))
        assert serve(self.house.workspace, self.house.live, self.house.turning).trouble is None

    def outbound(self, order_id: str = "1") -> Any:
        """Return the outbound of an order."""
        (one,) = self.house.store.parcels.of_order(self.shop, order_id)
        return one.outbound

    @property
    def state(self) -> tuple[str, int, int]:
        """Return how far the outbound is, and units on hand and reserved."""
        position = self.house.at("KAOS")
        return self.outbound().state.value, position.on_hand, position.reserved

    @property
    def theirs(self) -> list[Mapping[str, Any]]:
        """Return the documents that the service has for the orders of this shop."""
        keys = {
            one.key for parcel in self.house.store.parcels.in_states() for one in parcel.outbounds
        }
        return [row for row in self.house.control("state")["orders"] if row["own_number"] in keys]

    def event(self, name: str, number: str = "", **fields: Any) -> Any:
        """Let something happen to the outbound at the service, or to a part of it."""
        number = number or self.outbound().remote_id
        return self.house.control(f"orders/{number}/{name}", fields)

    def reach(self, *codes: int) -> None:
        """Let the outbound come to statuses of the service's."""
        for code in codes:
            self.event("status", status=code)

    def calls(self, method: str) -> int:
        """Return how often a method was called."""
        counts = self.house.control("meter")["endpoints"]
        return sum(row["requests"] for name, row in counts.items() if name.endswith(method))

    def reasons(self) -> set[str]:
        """Return what a person is asked."""
        return {ask.reason.value for ask in self.house.store.asks.each()}


@pytest.fixture
def seller(house: Any) -> Seller:
    """A seller at the played service."""
    return Seller(house)


def test_duplicate_waybill_events_are_one_push(seller: Seller) -> None:
    """However often the channel tells of the waybill, the warehouse is asked once."""
    seller.told()
    for _ in range(3):
        seller.told(**READY)
    seller.serve()
    seller.told(**READY)
    seller.serve()

    assert (1, 1) == (seller.calls("order.addOrder"), len(seller.theirs))
    assert ("accepted", 10, 2) == seller.state


def test_a_timeout_is_looked_up_by_our_number(seller: Seller) -> None:
    """An outbound whose answer was lost is found under its isvUUID, and never sent twice."""
    seller.house.fault("order.addOrder", "timeout-after(seconds=0.1)@1")
    seller.told(**READY)
    seller.serve()
    assert "unknown" == seller.outbound().state.value

    seller.serve(minutes=4)

    (theirs,) = seller.theirs
    assert (seller.outbound().key, 1) == (theirs["own_number"], seller.calls("order.addOrder"))
    assert theirs["order_id"] == seller.outbound().remote_id
    assert ("accepted", 10, 2) == seller.state


@pytest.mark.parametrize("wrapper", ["responce", "response"])
def test_either_spelling_of_the_response(seller: Seller, wrapper: str) -> None:
    """The envelope's root is read as JD misspells it, and as it should be spelt."""
    seller.house.control("switches", {"wrapper": wrapper})

    seller.sent()
    seller.reach(10019)
    seller.serve()

    assert ("shipped", 8, 0) == seller.state


def test_zero_stock_rows_are_not_left_out(seller: Seller) -> None:
    """Stock that has run out is read as zero, though the service hides such rows by default."""
    house = seller.house
    house.control("stock", {"sku": "KAOS", "quantity": 0})
    house.pass_time(minutes=5)

    take_levels(house.workspace, house.live, house.turning)

    assert 0 == house.at("KAOS").on_hand


def test_statuses_out_of_order_move_nothing_back(seller: Seller) -> None:
    """Handed over (10019) is told before packed (10018): it has left, once, and stays so."""
    seller.sent()
    seller.house.control("switches", {"current_behind": "on", "history_order": "newest"})
    seen = []
    for code in (10019, 0, 10034):
        if code:
            seller.reach(code)
        seller.serve(minutes=1)
        seen.append(seller.state)

    assert [("shipped", 8, 0), ("shipped", 8, 0), ("done", 8, 0)] == seen


@pytest.mark.parametrize("country", ["MY", "SG"])
def test_a_foreign_destination_is_never_pushed(seller: Seller, country: str) -> None:
    """It is held with the reason, and the service hears nothing of it."""
    seller.told(**READY, address=attrs.evolve(JAKARTA, country=country))
    seller.serve()

    (parcel,) = seller.house.store.parcels.in_states()
    assert ("held", "foreign") == (parcel.order.state.value, parcel.order.hold.value)
    assert 0 == seller.calls("order.addOrder")


def test_a_shopify_order_is_never_pushed(house: Any) -> None:
    """A channel without an interface for waybills has nothing sent, waybill or not."""
    seller = Seller(house, "shopify")

    seller.told(**READY)
    seller.serve()

    (parcel,) = house.store.parcels.in_states()
    assert "no_waybill_interface" == parcel.order.hold.value
    assert 0 == seller.calls("order.addOrder")


def test_an_unsubscribed_account_is_refreshed(seller: Seller) -> None:
    """What nobody tells of by itself is heard when it is asked for: Refresh Status."""
    seller.house.store.connections.replace(seller.house.stored(subscribed="no"))
    seller.sent()
    seller.reach(10019)
    assert ("accepted", 10, 2) == seller.state

    seller.serve()

    assert ("shipped", 8, 0) == seller.state


class TestCancelling:
    """An order that its buyer cancels once the warehouse has it."""

    @pytest.mark.parametrize("code", [10010, 10014, 10015])
    def test_up_to_10015_it_is_cancelled(self, seller: Seller, code: int) -> None:
        """Up to the picking wave the units are free again, once the service shows 10028."""
        seller.sent()
        seller.reach(code)
        seller.serve()

        seller.told(status=OrderStatus.CANCELLED)
        seller.serve()

        assert ("cancelled", 10, 0) == seller.state
        assert 1 == seller.calls("order.cancelOrder")

    @pytest.mark.parametrize("code", [10016, 10018])
    def test_from_10016_it_is_refused_here(self, seller: Seller, code: int) -> None:
        """Off the shelf it goes on: the service is not even asked, and goods are expected back."""
        seller.sent()
        seller.reach(code)
        seller.serve()

        seller.told(status=OrderStatus.CANCELLED)
        seller.serve()

        assert ("late_cancel", 10, 2) == seller.state
        assert (0, {"late_cancel"}) == (seller.calls("order.cancelOrder"), seller.reasons())
        seller.reach(10019)
        seller.serve()
        assert ("late_cancel", 8, 0) == seller.state

    def test_a_lost_race_shows_in_the_history(self, seller: Seller) -> None:
        """Picked (10016) after a cancellation failed (10029) is refused, whatever is shown."""
        seller.sent()
        seller.house.control("switches", {"cancel": "pending", "cancel_minutes": "2"})
        seller.event("hold")
        seller.told(status=OrderStatus.CANCELLED)
        seller.serve()
        assert "cancel_unknown" == seller.outbound().state.value
        seller.reach(10016)

        seller.serve(minutes=5)

        assert ("late_cancel", 10, 2) == seller.state

    def test_after_10029_the_order_lives(self, seller: Seller) -> None:
        """A cancellation that failed keeps the units claimed, and they are booked out once."""
        seller.sent()
        seller.house.control("switches", {"cancel": "refused"})
        seller.told(status=OrderStatus.CANCELLED)
        seller.serve()
        assert ("late_cancel", 10, 2) == seller.state

        for code in (10016, 10018, 10019, 10034):
            seller.reach(code)
            seller.serve(minutes=1)

        assert ("late_cancel", 8, 0) == seller.state

    def test_a_second_cancellation_is_a_success(self, seller: Seller) -> None:
        """One whose answer was lost is asked about, and is cancelled once."""
        seller.sent()
        seller.house.fault("order.cancelOrder", "timeout-after(seconds=0.1)@1")
        seller.told(status=OrderStatus.CANCELLED)
        seller.serve()

        seller.serve(minutes=4)

        assert ("cancelled", 10, 0) == seller.state


class TestSplits:
    """An outbound that the warehouse sends in parts (sheet, C8)."""

    def test_its_parts_are_followed(self, seller: Seller) -> None:
        """The whole stays where it was at the service; here it leaves with its last part."""
        seller.sent()
        first, second = seller.event("split")["children"]
        seller.event("status", first, status=10019)
        seller.serve()
        assert ("accepted", 10, 2) == seller.state

        seller.event("status", second, status=10019)
        seller.serve()

        assert ("shipped", 8, 0) == seller.state
        assert (first, second) == seller.outbound().parts
        assert 2 == len(seller.outbound().waybills)

    def test_split_as_soon_as_it_is_made(self, house: Any) -> None:
        """One that is answered in parts already is ours, and followed by them."""
        seller = Seller(house)
        house.control("switches", {"split_every": "1"})
        seller.sent(units=3)
        for part in seller.outbound().parts:
            seller.event("status", part, status=10034)

        seller.serve()

        assert ("done", 7, 0) == seller.state


def test_answered_with_an_earlier_outbound_of_other_goods(seller: Seller) -> None:
    """A number that the service knows with other units is not taken for ours."""
    house = seller.house
    house.control("switches", {"duplicate": "earlier"})
    seller.told(**READY)
    (kept,) = house.store.outbox.each(subject=seller.outbound().key)
    asked = outbound_in(kept.content)
    other = attrs.evolve(asked, lines=(attrs.evolve(asked.lines[0], quantity=5),))
    house.live.hooks.create_outbound(connection=house.live.connection, outbound=other)

    seller.serve()
    seller.serve(minutes=4)

    assert ("review", 10, 2) == seller.state
    assert {"different_document"} == seller.reasons()


def test_what_jd_refuses_is_told_by_its_kind(seller: Seller) -> None:
    """Too little stock sends the order back to the router; nothing of it stays claimed there."""
    seller.house.control("switches", {"short_stock": "refused"})
    seller.house.control("stock", {"sku": "KAOS", "quantity": 1})
    seller.told(**READY)

    seller.serve()

    (parcel,) = seller.house.store.parcels.in_states()
    assert ["rejected"] == [one.state.value for one in parcel.outbounds]
    assert frozenset({seller.house.warehouse}) == parcel.order.refused
    assert 0 == seller.house.at("KAOS").reserved
