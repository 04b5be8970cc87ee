"""Goods coming in: announced once, booked by what is new, never taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.effects import Enqueue, OpenReview, RecordStock
from crossdock.fulfilment.inbound import ReceivedLine
from crossdock.fulfilment.inbound_machine import step
from crossdock.fulfilment.inbound_order import (
    InboundEvent,
    InboundEventKind,
    InboundLine,
    InboundOrder,
    InboundState,
)
from crossdock.inventory import Ledger, fold

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
Kind = InboundEventKind
LINES = (InboundLine("mug", 6), InboundLine("mug", 4), InboundLine("tray", 5))


class Delivery:
    """An inbound order with its books."""

    def __init__(self) -> None:
        self.doc = InboundOrder("in-1", "jakarta")
        self.ledger = Ledger()
        self.effects: list[object] = []

    def tell(self, *kinds: InboundEventKind, **fields) -> Delivery:
        """Step the inbound, and book what comes of it."""
        for kind in kinds:
            made = step(self.doc, InboundEvent(kind, NOON, **fields), Service("jd"))
            self.doc = made.document
            self.effects += made.effects
            for effect in made.effects:
                if isinstance(effect, RecordStock):
                    for event in effect.events:
                        self.ledger, _ = self.ledger.record(event)
        return self

    def receives(self, good: int, bad: int = 0, kind=Kind.RECEIPT, **fields) -> Delivery:
        """Tell how many mugs have come so far."""
        lines = (ReceivedLine("mug", 10, good, bad),)
        return self.tell(kind, received=lines, **fields)

    def accepted(self) -> Delivery:
        """Come as far as an inbound of ten mugs that the warehouse has."""
        self.tell(Kind.EDIT, lines=LINES[:2]).tell(Kind.SUBMIT)
        return self.tell(Kind.LEASED, Kind.TAKEN, remote_id="EPL1")

    @property
    def state(self) -> InboundState:
        """Return where it is."""
        return self.doc.state

    @property
    def mugs(self) -> tuple[int, int, int]:
        """On hand, unavailable, expected."""
        here = fold(self.ledger.events.values()).at("mug", "jakarta")
        return here.on_hand, here.unavailable, here.expected

    @property
    def jobs(self) -> list[str]:
        """Return the kinds of the jobs enqueued."""
        return [one.kind.value for one in self.effects if isinstance(one, Enqueue)]

    @property
    def reviews(self) -> list[str]:
        """Return the reasons that a person was asked for."""
        return [one.reason.value for one in self.effects if isinstance(one, OpenReview)]


def test_one_sku_is_one_line():
    """Lines of one SKU are added up before they are announced."""
    delivery = Delivery().tell(Kind.EDIT, lines=LINES).tell(Kind.SUBMIT)

    assert [("mug", 10), ("tray", 5)] == [(one.sku, one.quantity) for one in delivery.doc.lines]
    assert (0, 0, 10) == delivery.mugs


def test_it_waits_for_its_goods():
    """An inbound of goods that the warehouse does not know yet is sent once it knows them."""
    delivery = Delivery().tell(Kind.EDIT, lines=LINES).tell(Kind.SUBMIT, goods_ready=False)
    waits = (delivery.state, delivery.jobs)
    delivery.tell(Kind.GOODS_ACTIVE)

    assert (InboundState.READY, []) == waits
    assert (InboundState.QUEUED, ["create_inbound"]) == (delivery.state, delivery.jobs)


def test_receiving_in_parts():
    """Each receipt books what is new, however often it is told."""
    delivery = Delivery().accepted().receives(4).receives(4).receives(7, 1)
    halfway = delivery.mugs
    delivery.receives(9, 1, Kind.FINISHED)

    assert (8, 1, 2) == halfway
    assert (InboundState.DONE, (10, 1, 0)) == (delivery.state, delivery.mugs)


def test_partial_inbound():
    """A warehouse that is done with less closes what did not come."""
    delivery = Delivery().accepted().receives(7, kind=Kind.FINISHED)

    assert (InboundState.CLOSED_SHORT, (7, 0, 0)) == (delivery.state, delivery.mugs)


def test_more_than_announced():
    """What came over is booked, and a person looks at it."""
    delivery = Delivery().accepted().receives(12, kind=Kind.FINISHED)
    booked = (delivery.state, delivery.mugs, delivery.reviews)
    delivery.tell(Kind.RESOLVE)

    assert (InboundState.REVIEW, (12, 0, 0), ["over_received"]) == booked
    assert InboundState.DONE is delivery.state


def test_numbers_never_go_down():
    """Less than before is asked about, and nothing is taken back."""
    delivery = Delivery().accepted().receives(6).receives(5)

    assert ((6, 0, 4), ["receipts_went_down"]) == (delivery.mugs, delivery.reviews)


def test_an_older_reading_is_only_recorded():
    """What the warehouse said before, by its own clock, changes nothing."""
    delivery = Delivery().accepted().receives(6, changed_at=NOON)
    delivery.receives(5, changed_at=NOON - timedelta(minutes=1))

    assert ((6, 0, 4), []) == (delivery.mugs, delivery.reviews)


def test_a_correction_after_the_end():
    """What is added once it was done is an adjustment that names its cause."""
    delivery = Delivery().accepted().receives(10, kind=Kind.FINISHED).receives(11)

    last = list(delivery.ledger.events.values())[-1]
    assert ("adjust", "recv:in-1:mug:10+0") == (last.kind.value, last.cause)
    assert (InboundState.DONE, (11, 0, 0)) == (delivery.state, delivery.mugs)


def test_cancelled_in_time():
    """A warehouse that agrees to cancel is not expected to receive any more."""
    delivery = Delivery().accepted().tell(Kind.CANCEL_WANTED, Kind.CANCEL_TAKEN)

    assert (InboundState.CANCELLED, (0, 0, 0)) == (delivery.state, delivery.mugs)
    assert "cancel_inbound" in delivery.jobs


def test_goods_win_over_cancelling():
    """Goods that come while it is being cancelled are received."""
    delivery = Delivery().accepted().tell(Kind.CANCEL_WANTED).receives(4)

    assert (InboundState.RECEIVING, (4, 0, 6)) == (delivery.state, delivery.mugs)


def test_goods_of_a_cancelled_inbound():
    """Goods that come after it was cancelled are booked, and asked about."""
    delivery = Delivery().accepted().tell(Kind.CANCEL_WANTED, Kind.CANCEL_TAKEN).receives(4)

    assert (InboundState.REVIEW, 4) == (delivery.state, delivery.mugs[0])
    assert ["received_after_cancel"] == delivery.reviews


def test_cancelled_while_being_sent():
    """A cancellation that comes while the request is out waits until its fate is known."""
    delivery = Delivery().tell(Kind.EDIT, lines=LINES[:2]).tell(Kind.SUBMIT, Kind.LEASED)
    delivery.tell(Kind.CANCEL_WANTED, Kind.DOUBTED, Kind.TAKEN)

    assert InboundState.CANCEL_REQ is delivery.state


def test_a_refused_inbound_is_sent_under_another_reference():
    """What was refused is not expected, and goes out again under a new reference."""
    delivery = Delivery().tell(Kind.EDIT, lines=LINES[:2]).tell(Kind.SUBMIT, Kind.LEASED)
    delivery.tell(Kind.REFUSED, detail="no such goods")
    refused = (delivery.state, delivery.mugs, delivery.reviews)
    delivery.tell(Kind.EDIT, lines=LINES[:2]).tell(Kind.SUBMIT)

    assert (InboundState.REJECTED, (0, 0, 0), ["inbound_refused"]) == refused
    assert ("in-1-1", (0, 0, 10)) == (delivery.doc.reference, delivery.mugs)


RECEIPTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=6)


@given(receipts=RECEIPTS, data=st.data())
def test_the_books_have_the_most_that_was_told(receipts, data):
    """In whatever order growing numbers come, and however often, on hand is the last of them."""
    told = [
        (sum(good for good, _ in receipts[:upto]), sum(bad for _, bad in receipts[:upto]))
        for upto in range(len(receipts) + 1)
    ]
    delivery = Delivery().accepted()

    for good, bad in data.draw(st.lists(st.sampled_from(told), max_size=10)):
        delivery.receives(good, bad)
    delivery.receives(*told[-1], Kind.FINISHED)

    good, bad = told[-1]
    assert (good + bad, bad, 0) == delivery.mugs
    assert () == delivery.ledger.conflicts


@pytest.mark.parametrize("kind", [Kind.RECEIPT, Kind.FINISHED])
def test_news_prove_that_it_was_taken(kind):
    """A receipt of an inbound whose fate was unknown settles it."""
    delivery = Delivery().tell(Kind.EDIT, lines=LINES[:2]).tell(Kind.SUBMIT, Kind.LEASED)
    delivery.tell(Kind.DOUBTED).receives(10, kind=kind)

    assert 10 == delivery.mugs[0]
