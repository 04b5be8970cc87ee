"""Parcels: the two machines together, with the invariants and readings of the rules."""

from __future__ import annotations

import attrs
import pytest

from crossdock.errors import InputRefusedError
from crossdock.fulfilment.booking import OrderUnits, document_key
from crossdock.fulfilment.decision import Precondition
from crossdock.fulfilment.effects import Enqueue, OpenSibling, Reroute
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.outbound_order import OutboundEventKind as Kind
from crossdock.fulfilment.parcel import divide
from crossdock.fulfilment.warehouse_order import WarehouseOrderEventKind as OrderKind
from crossdock.inventory import LineRef
from crossdock.order_status import OrderStatus


def test_the_whole_way(begin):
    """Paid, accepted, waybill, sent, taken, shipped, delivered: stock leaves once."""
    journey = begin().routed()
    journey.order(OrderKind.ACCEPT_WANTED)
    journey.order(OrderKind.ACCEPTED, status=OrderStatus.PAID, waybill="JX1")
    journey.outbound(Kind.LEASED).outbound(Kind.TAKEN, remote_id="ESL1")
    journey.outbound(Kind.REMOTE_PICKING, Kind.REMOTE_PACKED, Kind.REMOTE_SHIPPED)
    journey.outbound(Kind.REMOTE_DONE)

    assert ("done", "done") == journey.state
    assert ["accept_order", "create_outbound"] == journey.jobs
    assert ["route", "accept", "ship"] == journey.kinds
    assert (8, 0, 0) == journey.stock
    assert [] == journey.reviews


def test_without_accepting_it_waits(begin):
    """A paid order of a channel where sellers accept waits for that, then for its waybill."""
    journey = begin().routed()
    waited = journey.state
    journey.order(OrderKind.ACCEPTED, status=OrderStatus.PAID)

    assert ("wait_accept", "") == waited
    assert ("wait_tracking", "") == journey.state
    assert ["arrange_shipment"] == journey.order(OrderKind.ARRANGE_WANTED).jobs


def test_invariant_iii(begin):
    """Hearing of the waybill again, and of everything else, pushes once."""
    journey = begin().routed()
    for _ in range(3):
        journey.reads(OrderStatus.READY_TO_SHIP, "JX1")
    journey.outbound(Kind.LEASED, Kind.TAKEN)
    for _ in range(3):
        journey.reads(OrderStatus.READY_TO_SHIP, "JX1")

    assert ["create_outbound"] == journey.jobs
    assert 1 == len(journey.parcel.outbounds)


def test_invariant_iv_of_pending(begin):
    """An outbound held because its order was pending is pushed once the order is ready."""
    journey = begin(OrderStatus.PENDING_PAY_OR_SHIP, "shopee").routed()
    held = (journey.state, journey.jobs, journey.parcel.order.listed)
    journey.reads(OrderStatus.READY_TO_SHIP, "SP1")

    assert (("outbound", "held"), [], False) == held
    assert (("outbound", "queued"), ["create_outbound"]) == (journey.state, journey.jobs)
    assert journey.parcel.order.listed


@pytest.mark.parametrize("channel", ["shopee", "lazada"])
def test_invariant_iv_of_shipping(begin, channel):
    """An outbound made of an order in shipping is never pushed, whatever is read later."""
    journey = begin(OrderStatus.SHIPPING, channel).routed()
    journey.reads(OrderStatus.READY_TO_SHIP, "SP1")
    journey.outbound(Kind.RELEASE, Kind.PUSH, waybill="SP1")

    assert (("outbound", "held"), []) == (journey.state, journey.jobs)
    assert ["already_shipping"] == journey.reviews


def test_invariant_v(begin):
    """An outbound that was pushed stays pushed when its order moves to shipping."""
    journey = begin().taken().reads(OrderStatus.SHIPPING, "JX1")

    assert ("outbound", "accepted") == journey.state
    assert ["create_outbound"] == journey.jobs


def test_nothing_is_sent_once_the_order_ships_from_elsewhere(begin):
    """What waits in the outbox is taken out when its order turns out to be shipping."""
    journey = begin().queued().reads(OrderStatus.SHIPPING, "JX1")

    assert (("outbound", "held"), []) == (journey.state, journey.jobs)


def test_a13(begin):
    """Stock leaves with shipping and a waybill; the outbound's completion changes nothing more."""
    journey = begin().taken().outbound(Kind.REMOTE_PACKED)
    packed = journey.stock
    shipped = journey.outbound(Kind.REMOTE_SHIPPED).stock
    done = journey.outbound(Kind.REMOTE_DONE, Kind.REMOTE_DONE).stock

    assert ((10, 2, 0), (8, 0, 0), (8, 0, 0)) == (packed, shipped, done)


def test_a13_by_the_channel(begin):
    """An order that the channel calls shipping, and that the warehouse has, is booked out once."""
    journey = begin().taken().reads(OrderStatus.SHIPPING, "JX1")
    journey.outbound(Kind.REMOTE_SHIPPED).reads(OrderStatus.DELIVERED, "JX1")

    assert (8, 0, 0) == journey.stock
    assert 1 == journey.kinds.count("ship")


def test_a14(begin):
    """An order that shipped before it was pushed takes nothing off the warehouse's shelves."""
    journey = begin().routed().reads(OrderStatus.SHIPPING, "JX1")

    assert (10, 2, 0) == journey.stock
    assert ["already_shipping"] == journey.reviews


def test_a14_settled(begin):
    """A person says that its goods left from elsewhere, and its claim ends."""
    journey = begin().routed().reads(OrderStatus.SHIPPING, "JX1").outbound(Kind.CLOSE)

    assert (("done", "done"), (10, 0, 0)) == (journey.state, journey.stock)


def test_a14_settled_the_other_way(begin):
    """A person says that its goods did leave from there, and they are booked out."""
    journey = begin().routed().reads(OrderStatus.SHIPPING, "JX1").outbound(Kind.LEFT)

    assert (("shipped", "shipped"), (8, 0, 0)) == (journey.state, journey.stock)


def test_a15(begin):
    """Another waybill after the push is asked about and not sent."""
    journey = begin().taken().reads(OrderStatus.READY_TO_SHIP, "JX2")

    assert ["waybill_changed"] == journey.reviews
    assert ["create_outbound"] == journey.jobs


def test_another_waybill_before_the_push_is_taken(begin):
    """What waits in the outbox is frozen anew with the newer waybill."""
    journey = begin().queued().reads(OrderStatus.READY_TO_SHIP, "JX2")

    sent = [one for one in journey.effects if isinstance(one, Enqueue)]
    assert ["JX1", "JX2"] == [job.content["waybill"] for job in sent]
    assert ["create_outbound"] == journey.jobs


def test_a12_waits_for_a_person(begin):
    """A waybill over two warehouses holds the parcel until a person goes on in spite of it."""
    journey = begin().routed()
    journey.world = attrs.evolve(journey.world, mixed=True)
    journey.reads(OrderStatus.READY_TO_SHIP, "JX1")
    held = (journey.state, journey.reviews, journey.jobs)
    journey.order(OrderKind.GO_ON).routed()

    assert (("held", ""), ["mixed_warehouses"], []) == held
    assert (("outbound", "queued"), (10, 2, 0)) == (journey.state, journey.stock)


@pytest.mark.parametrize("state", ["accepted", "picking"])
def test_cancel_in_time(begin, state):
    """Until goods are off the shelf the warehouse is asked, and the claim ends when it agrees."""
    journey = begin().taken()
    if state == "picking":
        journey.outbound(Kind.REMOTE_PICKING)
    journey.reads(OrderStatus.CANCELLED)
    asked = (journey.state, journey.stock)
    journey.outbound(Kind.CANCEL_LEASED, Kind.CANCEL_TAKEN)

    assert (("outbound", "cancel_queued"), (10, 2, 0)) == asked
    assert (("cancelled", "cancelled"), (10, 0, 0)) == (journey.state, journey.stock)


def test_cancel_too_late(begin):
    """Off the shelf nobody is asked: the goods leave, are awaited back, and come back."""
    journey = begin().taken().outbound(Kind.REMOTE_PICKED).reads(OrderStatus.CANCELLED)
    late = (journey.state, journey.stock, "cancel_outbound" in journey.jobs)
    journey.outbound(Kind.REMOTE_SHIPPED)
    left = journey.stock
    journey.outbound(Kind.RETURN_RECEIVED, good={"mug": 1}, bad={"mug": 1}, document="RTW1")

    assert (("outbound", "late_cancel"), (10, 2, 0), False) == late
    assert (8, 0, 0) == left
    assert (("done", "done"), (10, 0, 0)) == (journey.state, journey.stock)
    assert ["ship", "cancel_after_ship", "return_good", "return_bad"] == journey.kinds[2:]


@pytest.mark.parametrize("answer", [Kind.CANCEL_REFUSED, Kind.REMOTE_CANCEL_FAILED])
def test_a_refused_cancel_keeps_the_outbound_alive(begin, answer):
    """A warehouse that will not cancel goes on, and the goods are expected back."""
    journey = begin().taken().reads(OrderStatus.CANCELLED)
    journey.outbound(Kind.CANCEL_LEASED, answer)

    assert (("outbound", "late_cancel"), (10, 2, 0)) == (journey.state, journey.stock)
    assert ["late_cancel"] == journey.reviews


def test_ship_wins(begin):
    """Goods that leave while they are being cancelled have left."""
    journey = begin().taken().reads(OrderStatus.CANCELLED)
    journey.outbound(Kind.CANCEL_LEASED, Kind.CANCEL_DOUBTED, Kind.REMOTE_SHIPPED)

    assert (("shipped", "late_cancel"), (8, 0, 0)) == (journey.state, journey.stock)


def test_the_warehouse_lied(begin):
    """What it ships after calling it cancelled is claimed again, booked out and asked about."""
    journey = begin().taken().reads(OrderStatus.CANCELLED)
    journey.outbound(Kind.CANCEL_LEASED, Kind.CANCEL_TAKEN, Kind.REMOTE_SHIPPED)

    assert (("cancelled", "late_cancel"), (8, 0, 0)) == (journey.state, journey.stock)
    assert ["reserve", "ship", "cancel_after_ship"] == journey.kinds[-3:]
    assert "shipped_after_cancel" in journey.reviews


def test_cancelled_while_being_sent(begin):
    """A cancellation that comes while the request is out waits until its fate is known."""
    journey = begin().queued().outbound(Kind.LEASED, Kind.DOUBTED)
    journey.reads(OrderStatus.CANCELLED)
    doubted = journey.state
    absent = begin().queued().outbound(Kind.LEASED, Kind.DOUBTED).reads(OrderStatus.CANCELLED)
    journey.outbound(Kind.TAKEN)
    absent.outbound(Kind.ABSENT)

    assert ("outbound", "unknown") == doubted
    assert ("outbound", "cancel_queued") == journey.state
    assert (("cancelled", "cancelled"), []) == (absent.state, absent.jobs)


def test_cancelled_before_it_is_sent(begin):
    """What was not sent is cancelled here alone."""
    journey = begin().queued().reads(OrderStatus.CANCELLED)

    assert (("cancelled", "cancelled"), []) == (journey.state, journey.jobs)
    assert (10, 0, 0) == journey.stock


def test_cancelled_after_shipping(begin):
    """What has left cannot be cancelled: it is awaited back."""
    journey = begin().taken().outbound(Kind.REMOTE_SHIPPED).reads(OrderStatus.CANCELLED)

    assert (("shipped", "late_cancel"), (8, 0, 0)) == (journey.state, journey.stock)
    assert ["return_expected"] == journey.notices


def test_booked_out_and_never_left(begin):
    """Goods booked out on the channel's word come back into the books if they never left."""
    journey = begin().taken().reads(OrderStatus.SHIPPING, "JX1").reads(OrderStatus.CANCELLED)
    journey.outbound(Kind.CANCEL_LEASED, Kind.CANCEL_TAKEN)

    assert (("cancelled", "cancelled"), (10, 0, 0)) == (journey.state, journey.stock)
    assert "never_left" in journey.reviews


def test_news_out_of_order(begin):
    """The courier's scan before the packing: skipped steps are made up, and nothing goes back."""
    journey = begin().queued().outbound(Kind.LEASED, Kind.REMOTE_SHIPPED)
    shipped = (journey.state, journey.kinds)
    journey.outbound(Kind.TAKEN, Kind.REMOTE_PACKED, Kind.REMOTE_ACCEPTED)

    assert (("shipped", "shipped"), ["route", "accept", "ship"]) == shipped
    assert ("shipped", "shipped") == journey.state


def test_short_shipment(begin):
    """What did not leave goes back to the pool, as another warehouse order."""
    journey = begin().taken().outbound(Kind.REMOTE_SHIPPED, left={"mug": 1})

    (sibling,) = [one for one in journey.effects if isinstance(one, OpenSibling)]
    assert (9, 0, 1) == journey.stock
    assert [1] == [one.quantity for one in sibling.lines]
    assert ["short_shipped"] == journey.reviews


def test_over_shipment(begin):
    """A warehouse that says it shipped more than asked has only what was asked booked."""
    journey = begin().taken().outbound(Kind.REMOTE_SHIPPED, left={"mug": 3})

    assert ((8, 0, 0), ["over_shipped"]) == (journey.stock, journey.reviews)


@pytest.mark.parametrize(
    ("refusal", "state", "stock"),
    [
        (Kind.REFUSED_SHORT, ("new", ""), (10, 0, 2)),
        (Kind.REFUSED_ADDRESS, ("held", ""), (10, 2, 0)),
        (Kind.REFUSED, ("held", ""), (10, 2, 0)),
    ],
)
def test_refusals(begin, refusal, state, stock):
    """A short warehouse has the order routed elsewhere; any other refusal waits for a person."""
    journey = begin().queued().outbound(Kind.LEASED, refusal)

    assert (state, stock) == (journey.state, journey.stock)


def test_a_duplicate_reference_is_looked_up(begin):
    """A reference that is taken may be our own request of before."""
    journey = begin().queued().outbound(Kind.LEASED, Kind.REFUSED_DUPLICATE)

    assert ("outbound", "unknown") == journey.state


def test_sent_again_under_another_key(begin):
    """An outbound made again for the same order has the next revision's key."""
    journey = begin().queued().outbound(Kind.LEASED, Kind.REFUSED)
    journey.order(OrderKind.RELEASE).routed()

    first, second = journey.parcel.outbounds
    assert first.key != second.key
    assert (("outbound", "queued"), (10, 2, 0)) == (journey.state, journey.stock)


def test_a_stale_order_is_read_again_before_it_is_sent(begin):
    """The request does not leave before the channel was asked about the order."""
    journey = begin().queued()
    journey.world = attrs.evolve(journey.world, reread_after=-journey.world.reread_after)
    journey.outbound(Kind.LEASED)

    assert ("outbound", "queued") == journey.state
    assert "reread_order" in journey.jobs


def test_a_warehouse_that_cannot_have_it(begin):
    """An order from abroad goes back to the pool, and the router is asked for another one."""
    journey = begin()
    journey.world = attrs.evolve(journey.world, unmet=frozenset({Precondition.COUNTRY}))
    journey.routed()

    (asked,) = [one for one in journey.effects if isinstance(one, Reroute)]
    assert ({"jakarta"}, ["foreign"]) == (asked.refused, journey.notices)
    assert (("new", ""), (10, 0, 2)) == (journey.state, journey.stock)


def test_shopify_goes_to_the_merchants_own_warehouse(begin):
    """Where nobody else runs the warehouse the table does not apply: it waits to be shipped."""
    journey = begin(channel="shopify").routed(service=False)
    ready = journey.state
    journey.reads(OrderStatus.SHIPPING, "OWN1").reads(OrderStatus.DELIVERED, "OWN1")

    assert (("ready", ""), []) == (ready, journey.jobs)
    assert (("done", ""), (8, 0, 0)) == (journey.state, journey.stock)


def test_a_change_before_the_outbound(begin):
    """A changed order is routed anew with what it asks for now."""
    journey = begin().routed()
    lines = (OrderUnits(LineRef("toko", "7", "1", 1), "mug", 3),)
    journey.order(OrderKind.CHANGED, lines=lines, resettled=True)

    assert (("new", ""), lines) == (journey.state, journey.parcel.order.lines)


def test_a_change_after_the_outbound(begin):
    """A changed order whose outbound waits is not sent, and a person is asked."""
    journey = begin().queued().order(OrderKind.CHANGED)

    assert (("review", "held"), []) == (journey.state, journey.jobs)
    assert ["order_changed"] == journey.reviews


def test_an_unknown_status_moves_nothing(begin):
    """A status nobody has met is asked about."""
    journey = begin().queued().order(OrderKind.UNKNOWN_STATUS)
    journey.outbound(Kind.LEASED, Kind.TAKEN, Kind.REMOTE_UNKNOWN)

    assert ("outbound", "accepted") == journey.state
    assert ["unknown_status", "unknown_status"] == journey.reviews


def test_silence_is_broken(begin):
    """A document that nobody tells about is asked about, subscribed or not."""
    journey = begin().taken().outbound(Kind.SILENT)

    assert ["create_outbound", "refresh_outbound"] == journey.jobs


def test_an_order_held_too_long(begin):
    """A hold that lasts too long becomes a review, and a person may still let it go on."""
    journey = begin().order(OrderKind.HOLD, reason=Reason.SHORT)
    journey.order(OrderKind.HOLD_EXPIRED)
    expired = journey.state
    journey.order(OrderKind.GO_ON)

    assert (("review", ""), ("new", "")) == (expired, journey.state)


def test_an_unpaid_order_claims_nothing(begin):
    """An order that reserves nothing is routed without stock, until it is paid."""
    journey = begin(OrderStatus.PENDING_PAY_OR_SHIP, "shopee")
    journey.events.pop()
    unpaid = attrs.evolve(journey.parcel.order, claimed=False)
    journey.parcel = attrs.evolve(journey.parcel, order=unpaid)
    journey.routed()
    before = journey.kinds
    journey.order(OrderKind.CLAIMED)

    assert [] == before
    assert "route" == journey.events[-1].kind.value


def test_division(begin):
    """Each warehouse has a warehouse order of its own, and together they ask for all of it."""
    order = attrs.evolve(
        begin().parcel.order,
        lines=(
            OrderUnits(LineRef("toko", "7", "1"), "mug", 2),
            OrderUnits(LineRef("toko", "7", "2"), "tray", 1),
        ),
    )

    first, second = divide(order, ((order.lines[0],), (order.lines[1],)), first_free=1)

    assert [(0, "mug"), (1, "tray")] == [(one.split, one.lines[0].sku) for one in (first, second)]
    assert first.key != second.key
    with pytest.raises(InputRefusedError, match="do not add up"):
        divide(order, ((order.lines[0],),), first_free=1)


def test_references_are_told_apart():
    """Parts that run into one another make different references, and the same parts the same."""
    one = document_key(connection="a|", order="b", warehouse="w", split=0, revision=0)
    two = document_key(connection="a", order="|b", warehouse="w", split=0, revision=0)

    assert one != two
    assert one == document_key(connection="a|", order="b", warehouse="w", split=0, revision=0)


def test_an_unknown_outbound_is_refused(begin):
    """News of an outbound that was never made is an error of whoever tells it."""
    with pytest.raises(InputRefusedError, match="no outbound order"):
        begin().outbound(Kind.TAKEN, key="nothing")
