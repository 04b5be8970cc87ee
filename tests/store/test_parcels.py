"""Parcels, inbounds, goods and reviews come back as they were put."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import attrs
import pytest

from crossdock.errors import CrossdockError, NotFoundError
from crossdock.fulfilment import Goods, ShelfLife
from crossdock.fulfilment.booking import OrderUnits
from crossdock.fulfilment.effects import CloseReviews, Notify, OpenReview
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound_order import InboundLine, InboundOrder, InboundState
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.fulfilment.warehouse_order import WarehouseOrder, WarehouseOrderState
from crossdock.inventory import LineRef
from crossdock.order_status import OrderStatus
from crossdock.store import Store

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
LINES = (OrderUnits(LineRef("shop", "A-1", "1"), "mug", 2),)
POOL = frozenset({"north", "south"})
ORDER = WarehouseOrder(
    "shop", "A-1", LINES, POOL, OrderStatus.PAID, waived=frozenset({Reason.SHORT})
)
FIRST = OutboundOrder("K0", "shop", "A-1", "north", LINES, POOL, heard_at=NOON)


@pytest.fixture
def store(tmp_path):
    """Return a store whose clock stands at noon."""
    opened = Store(tmp_path / "store.db", lambda: NOON)
    yield opened
    opened.close()


class TestParcels:
    """A warehouse order with its outbound orders."""

    def test_a_parcel_comes_back_as_it_was(self, store):
        """Every field of both documents, sets among them."""
        parcel = Parcel(attrs.evolve(ORDER, outbound="K0"), (FIRST,))

        store.parcels.put(parcel)

        assert parcel == store.parcels.get(ORDER.key)
        assert parcel == store.parcels.of_outbound("K0")
        assert [parcel] == store.parcels.of_order("shop", "A-1")

    def test_putting_it_again_replaces_it(self, store):
        """There is one row for it, in its new state."""
        store.parcels.put(Parcel(ORDER))
        held = Parcel(attrs.evolve(ORDER, state=WarehouseOrderState.HELD, hold=Reason.SHORT))

        store.parcels.put(held)

        assert [held] == list(store.parcels.in_states())
        assert [] == list(store.parcels.in_states([WarehouseOrderState.NEW]))

    def test_outbounds_come_in_the_order_they_were_made(self, store):
        """By their revision."""
        ended = attrs.evolve(FIRST, state=OutboundState.CANCELLED)
        second = attrs.evolve(FIRST, key="AA", revision=1)

        store.parcels.put(Parcel(attrs.evolve(ORDER, outbound="AA", revision=1), (ended, second)))

        assert (ended, second) == store.parcels.get(ORDER.key).outbounds

    def test_two_live_outbounds_of_one_parcel_are_impossible(self, store):
        """The database itself refuses them."""
        second = attrs.evolve(FIRST, key="K1", revision=1)

        with pytest.raises((CrossdockError, sqlite3.IntegrityError)):
            store.parcels.put(Parcel(ORDER, (FIRST, second)))

        assert [] == list(store.parcels.in_states())

    def test_parcels_are_found_by_what_became_of_their_outbounds(self, store):
        """By state and warehouse."""
        store.parcels.put(Parcel(ORDER, (FIRST,)))

        found = store.parcels.with_outbounds([OutboundState.DRAFT], warehouse="north")

        assert [ORDER.key] == [parcel.order.key for parcel in found]
        assert [] == list(store.parcels.with_outbounds([OutboundState.DRAFT], warehouse="south"))
        assert [] == list(store.parcels.with_outbounds([OutboundState.DONE]))

    def test_a_waybill_is_shared_with_other_orders_only(self, store):
        """The order itself may carry it in several parcels."""
        store.parcels.put(Parcel(ORDER, (attrs.evolve(FIRST, waybill="JX1"),)))

        assert store.parcels.sharing_waybill("JX1", besides=("shop", "A-2"))
        assert not store.parcels.sharing_waybill("JX1", besides=("shop", "A-1"))
        assert not store.parcels.sharing_waybill("", besides=("shop", "A-2"))

    def test_one_that_is_not_there_is_named(self, store):
        """With where to look."""
        with pytest.raises(NotFoundError, match="no warehouse order 'x'"):
            store.parcels.get("x")
        with pytest.raises(NotFoundError, match="no outbound order 'x'"):
            store.parcels.of_outbound("x")


class TestInbounds:
    """Announced goods, and who knows which."""

    def test_an_inbound_comes_back_as_it_was(self, store):
        """Its lines, and the remark that stands beside it."""
        inbound = InboundOrder(store.inbounds.next_key(), "north", (InboundLine("mug", 3),))

        store.inbounds.put(inbound, "fragile")
        store.inbounds.put(attrs.evolve(inbound, state=InboundState.READY))

        assert InboundState.READY is store.inbounds.get("IN-000001").state
        assert "fragile" == store.inbounds.remark("IN-000001")
        assert "IN-000002" == store.inbounds.next_key()
        assert [] == list(store.inbounds.each([InboundState.DRAFT]))

    def test_an_inbound_that_is_not_there_is_named(self, store):
        """With where to look."""
        with pytest.raises(NotFoundError, match="no inbound order 'IN-9'"):
            store.inbounds.get("IN-9")

    def test_goods_are_absent_until_somebody_says(self, store):
        """And come back as they were put."""
        goods = Goods("mug", "Mug", shelf_life=ShelfLife(90, 60, 30))
        known = WarehouseGoods("jd", "mug", GoodsState.ACTIVE, goods, remote_id="EMG1")

        before = store.known_goods.get("jd", "mug")
        store.known_goods.put(known)

        assert GoodsState.ABSENT is before.state
        assert known == store.known_goods.get("jd", "mug")
        assert [known] == list(store.known_goods.each([GoodsState.ACTIVE], connection="jd"))


class TestAsks:
    """What a person is asked."""

    def test_the_same_question_counts_up(self, store):
        """One row, with how often and the last detail."""
        store.asks.open(OpenReview(Reason.SHORT, "wo:1", "first"))
        store.asks.open(OpenReview(Reason.SHORT, "wo:1", "second"))

        (ask,) = store.asks.each()

        assert (2, "second", True) == (ask.count, ask.detail, ask.open)

    def test_a_question_settled_and_asked_again_is_another(self, store):
        """The first one stays on record."""
        store.asks.open(OpenReview(Reason.SHORT, "wo:1"))
        closed = store.asks.close(CloseReviews("wo:1"))
        store.asks.open(OpenReview(Reason.SHORT, "wo:1"))

        assert 1 == closed
        assert [False, True] == [ask.open for ask in store.asks.each(everything=True)]

    def test_a_notice_waits_for_nobody(self, store):
        """It is listed only among everything."""
        store.asks.tell(Notify(Reason.CLOSED_SHORT, "IN-1"))

        assert [] == list(store.asks.each())
        assert 1 == len(list(store.asks.each(everything=True)))

    def test_a_person_settles_it_in_words(self, store):
        """Once; there is nothing open of that number afterwards."""
        store.asks.open(OpenReview(Reason.SHORT, "wo:1"))
        (ask,) = store.asks.each()

        settled = store.asks.resolve(ask.number, "counted again")

        assert ("counted again", False) == (settled.resolution, settled.open)
        with pytest.raises(NotFoundError, match="no open review"):
            store.asks.resolve(ask.number, "twice")

    def test_steps_of_a_document_stay(self, store):
        """They are read back in order, and cannot be changed."""
        store.asks.step("wo:1", "routed", "new", "assigned", run="r1")
        store.asks.step("wo:1", "decide", "assigned", "ready", run="r1")

        assert ["assigned", "ready"] == [row["after"] for row in store.asks.steps("wo:1")]
        with pytest.raises(Exception, match="never changed"):
            store.db.execute("UPDATE document_steps SET after = 'x'")
