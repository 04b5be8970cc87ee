"""The decision table, row by row, its invariants, and the readings of what it leaves open."""

from __future__ import annotations

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import given

from crossdock.fulfilment.channels import POLICIES, SHOPEE_INSTANT, policy_of
from crossdock.fulfilment.decision import (
    CLOSED,
    Decision,
    Precondition,
    Situation,
    decide,
    served,
)
from crossdock.fulfilment.holds import Reason
from crossdock.order_status import OrderStatus
from crossdock.policy import (
    ACCEPT_THEN_SHIP,
    LABEL_THEN_SHIP,
    Cause,
    ChannelPolicy,
    Standing,
)
from crossdock_jdcom import manifest as jdcom_manifest
from crossdock_jdid import manifest as jdid_manifest
from crossdock_tokopedia import manifest as tokopedia_manifest

SHOPEE = POLICIES["shopee"]
TOKOPEDIA = tokopedia_manifest().fulfilment
FOUR = (TOKOPEDIA, POLICIES["bukalapak"], POLICIES["lazada"], POLICIES["blibli"])
JDID = jdid_manifest().fulfilment
PENDING = (OrderStatus.UNPAID, OrderStatus.PENDING_PAY_OR_SHIP)

four = pytest.mark.parametrize("policy", FOUR, ids=lambda policy: policy.channel)


def said(policy, status, waybill="", **more) -> Decision:
    """Return what the table says."""
    return decide(Situation(policy, status, waybill, **more))


def sent(row: str) -> Decision:
    """Return what a row says that sends at once."""
    return Decision(row, Standing.CREATE, outbound=True, push=True, hold=None)


def awaited(row: str) -> Decision:
    """Return what a row says that waits for a waybill."""
    return Decision(row, Standing.CREATE, outbound=False, push=False, hold=Reason.WAIT_TRACKING)


def gone(row: str) -> Decision:
    """Return what a row says of goods that left."""
    return Decision(row, Standing.KEEP, outbound=True, push=False, hold=Reason.ALREADY_SHIPPING)


def nothing(row: str, hold: Reason) -> Decision:
    """Return what a row says that makes nothing."""
    return Decision(row, Standing.NONE, outbound=False, push=False, hold=hold)


@pytest.mark.parametrize("courier", sorted(SHOPEE_INSTANT))
def test_row_1(courier):
    """Row 1: Shopee, paid, an instant courier, no waybill: a warehouse order, and no push."""
    assert awaited("1") == said(SHOPEE, OrderStatus.PAID, courier=courier)


def test_row_2():
    """Row 2: Shopee, paid, any other courier, no waybill: a warehouse order that waits for it."""
    assert awaited("2") == said(SHOPEE, OrderStatus.PAID, courier="JNE Reguler")


def test_row_3():
    """Row 3: Shopee, paid, with a waybill: pushed."""
    assert sent("3") == said(SHOPEE, OrderStatus.PAID, "SP1", courier="JNE Reguler")


def test_row_4():
    """Row 4: Shopee, ready to ship, with a waybill: made and pushed at once."""
    assert sent("4") == said(SHOPEE, OrderStatus.READY_TO_SHIP, "SP1")


def test_row_5():
    """Row 5: Shopee, ready to ship, no waybill: waits for it."""
    assert awaited("5") == said(SHOPEE, OrderStatus.READY_TO_SHIP)


@pytest.mark.parametrize("status", PENDING)
@pytest.mark.parametrize("waybill", ["", "SP1"])
def test_row_6(status, waybill):
    """Row 6: Shopee, payment or shipping pending: an outbound, not pushed; no warehouse order."""
    expected = Decision("6", Standing.KEEP, outbound=True, push=False, hold=Reason.WAIT_STATUS)

    assert expected == said(SHOPEE, status, waybill)


@pytest.mark.parametrize("waybill", ["", "SP1"])
def test_row_7(waybill):
    """Row 7: Shopee, shipping: an outbound that is never pushed."""
    assert gone("7") == said(SHOPEE, OrderStatus.SHIPPING, waybill)


@four
def test_row_8(policy):
    """Row 8: the four, paid, no waybill: a warehouse order at once, and no push."""
    assert awaited("8") == said(policy, OrderStatus.PAID)


@four
def test_row_9(policy):
    """Row 9: the four, accepted here, and the channel gave a waybill by itself: pushed."""
    assert sent("9") == said(policy, OrderStatus.PAID, "TK1", cause=Cause.ACCEPTED)


@four
def test_row_10(policy):
    """Row 10: the four, accepted without a waybill, then arranged here: pushed once it is set."""
    assert awaited("8") == said(policy, OrderStatus.PAID, cause=Cause.ACCEPTED)
    assert sent("10") == said(policy, OrderStatus.PAID, "TK1", cause=Cause.ARRANGED)


@four
def test_row_11(policy):
    """Row 11: the four, ready to ship, with a waybill: made and pushed at once."""
    assert sent("11") == said(policy, OrderStatus.READY_TO_SHIP, "TK1")


@four
def test_row_12(policy):
    """Row 12: the four, ready to ship, no waybill: waits for it."""
    assert awaited("12") == said(policy, OrderStatus.READY_TO_SHIP)


@pytest.mark.parametrize("policy", [SHOPEE, *FOUR, JDID], ids=lambda policy: policy.channel)
@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.READY_TO_SHIP])
def test_row_13(policy, status):
    """Row 13: all: a waybill that comes later pushes."""
    assert sent("13") == said(policy, status, "X1", cause=Cause.WAYBILL)


@four
@pytest.mark.parametrize("waybill", ["", "TK1"])
def test_row_14(policy, waybill):
    """Row 14: the four, shipping: an outbound that is never pushed."""
    assert gone("14") == said(policy, OrderStatus.SHIPPING, waybill)


@four
@pytest.mark.parametrize("status", PENDING)
def test_row_15(policy, status):
    """Row 15: the four, unpaid or pending: nothing."""
    assert nothing("15", Reason.WAIT_STATUS) == said(policy, status, "TK1")


@pytest.mark.parametrize("channel", ["shopify", "woocommerce"])
@pytest.mark.parametrize("status", sorted(set(OrderStatus) - CLOSED - {OrderStatus.UNKNOWN}))
@pytest.mark.parametrize("waybill", ["", "W1"])
def test_row_16(channel, status, waybill):
    """Row 16: Shopify and WooCommerce, any state: nothing, for they give out no waybills."""
    decision = said(policy_of(channel), status, waybill)

    assert nothing("16", Reason.NO_WAYBILL_INTERFACE) == decision


def test_row_17():
    """Row 17: JD.ID's marketplace, paid: a warehouse order; the label will allot the waybill."""
    assert awaited("17") == said(JDID, OrderStatus.PAID)
    assert JDID.accept_allots


def test_row_18():
    """Row 18: JD.ID's marketplace, ready to ship with the label's waybill: pushed."""
    assert sent("18") == said(JDID, OrderStatus.READY_TO_SHIP, "JD1")


def test_row_19():
    """Row 19: JD.ID's marketplace, shipping: an outbound that is never pushed."""
    assert gone("19") == said(JDID, OrderStatus.SHIPPING, "JD1")


@pytest.mark.parametrize("policy", [SHOPEE, *FOUR, JDID, ChannelPolicy("tiktok")])
@pytest.mark.parametrize("status", sorted(CLOSED))
def test_row_20(policy, status):
    """Row 20: any channel, ended when first seen: nothing, it is kept for the record."""
    decision = said(policy, status, "X1", first_sight=True)

    assert nothing("20", Reason.ORDER_CLOSED) == decision


@pytest.mark.parametrize("channel", ["tiktok", "akulaku", "manual"])
@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.READY_TO_SHIP])
def test_row_21(channel, status):
    """Row 21: any other channel: nothing until somebody configures it."""
    decision = said(policy_of(channel), status, "X1")

    assert nothing("21", Reason.CHANNEL_NOT_CONFIGURED) == decision


SITUATIONS = st.builds(
    Situation,
    policy=st.sampled_from((SHOPEE, *FOUR, JDID, *POLICIES.values(), ChannelPolicy("tiktok"))),
    status=st.sampled_from(OrderStatus),
    waybill=st.sampled_from(["", "X1"]),
    courier=st.sampled_from(["", "JNE", *sorted(SHOPEE_INSTANT)]),
    first_sight=st.booleans(),
    cause=st.sampled_from(Cause),
    unmet=st.frozensets(st.sampled_from(Precondition), max_size=1),
    mixed=st.booleans(),
    shared=st.booleans(),
)


@given(SITUATIONS)
def test_invariant_i(situation):
    """Nothing is pushed without a waybill."""
    assert situation.waybill or not decide(situation).push


@given(SITUATIONS)
def test_invariant_ii(situation):
    """Nothing is pushed from shipping, a pending state, or any but paid and ready."""
    if decide(situation).push:
        assert situation.status in (OrderStatus.PAID, OrderStatus.READY_TO_SHIP)


@given(SITUATIONS)
def test_what_is_not_pushed_says_why(situation):
    """There is a hold exactly where there is no push, and a push has its outbound."""
    decision = decide(situation)

    assert decision.push is (decision.hold is None)
    assert decision.outbound or not decision.push


@pytest.mark.parametrize(
    ("precondition", "reason"),
    [
        (Precondition.COUNTRY, Reason.FOREIGN),
        (Precondition.LINKED, Reason.UNLINKED),
        (Precondition.ASSOCIATED, Reason.NO_RULE),
        (Precondition.GOODS, Reason.GOODS_NOT_ACTIVE),
        (Precondition.AUTHORISED, Reason.NOT_AUTHORISED),
    ],
)
def test_each_precondition(precondition, reason):
    """An order for which a precondition does not hold has nothing at that warehouse."""
    decision = said(SHOPEE, OrderStatus.READY_TO_SHIP, "SP1", unmet=frozenset({precondition}))

    assert nothing(precondition.value, reason) == decision


@pytest.mark.parametrize(
    ("site", "destination", "expected"),
    [
        ({"ID"}, "ID", True),
        ({"ID"}, "id", True),
        ({"ID"}, "", True),
        ({"ID"}, "SG", False),
        ({"CN"}, "ID", False),
        ({"ID", "SG"}, "", False),
        (set(), "", False),
    ],
)
def test_country(site, destination, expected):
    """P1 wants the shop and the destination in a country that the warehouse serves."""
    assert expected is served(site, destination, {"ID"})


def test_a1():
    """A paid order of an instant courier is pushed without a waybill only where that is set."""
    literal = attrs.evolve(SHOPEE, push_instant_at_paid=True)

    assert sent("1") == said(literal, OrderStatus.PAID, courier="gosend same-day")
    assert awaited("2") == said(literal, OrderStatus.PAID, courier="JNE Reguler")


def test_a4():
    """Shopee's pending payment and pending shipping are one thing."""
    assert said(SHOPEE, PENDING[0]) == said(SHOPEE, PENDING[1])


def test_a10():
    """A connector may declare a policy for a channel that has none, and it goes before ours."""
    opted_in = ChannelPolicy("tiktok", rows=ACCEPT_THEN_SHIP)

    assert sent("11") == said(policy_of("tiktok", opted_in), OrderStatus.READY_TO_SHIP, "T1")


def test_a12():
    """A waybill that covers goods of two warehouses is not pushed until a person says so."""
    mixed = Situation(TOKOPEDIA, OrderStatus.READY_TO_SHIP, "TK1", mixed=True)
    waived = attrs.evolve(mixed, waived=frozenset({Reason.MIXED_WAREHOUSES}))

    expected = Decision(
        "11", Standing.CREATE, outbound=False, push=False, hold=Reason.MIXED_WAREHOUSES
    )
    assert expected == decide(mixed)
    assert sent("11") == decide(waived)


def test_a_shared_waybill_is_not_pushed():
    """Two orders with one waybill are a question, not two parcels."""
    assert Reason.WAYBILL_SHARED is said(SHOPEE, OrderStatus.PAID, "SP1", shared=True).hold


def test_an_unknown_status_decides_nothing():
    """A status nobody has met keeps what there is."""
    decision = said(SHOPEE, OrderStatus.UNKNOWN, "SP1")

    assert (Standing.KEEP, Reason.UNKNOWN_STATUS) == (decision.warehouse_order, decision.hold)


def test_a_request_to_cancel_stops_the_push():
    """While the buyer waits for an answer, nothing is sent."""
    decision = said(TOKOPEDIA, OrderStatus.CANCEL_REQUESTED, "TK1")

    assert (False, Reason.CANCEL_ASKED) == (decision.push, decision.hold)


def test_jdcom_gives_out_no_waybills():
    """JD.com's sellers bring the waybill, so its orders go nowhere else."""
    declared = jdcom_manifest().fulfilment

    assert "16" == said(declared, OrderStatus.PAID, "1").row


def test_the_policies_are_the_tables():
    """The channels that work alike name one table."""
    assert {ACCEPT_THEN_SHIP} == {policy.rows for policy in FOUR}
    assert LABEL_THEN_SHIP == JDID.rows
