"""What a person does to parcels, and what they are told cannot be done."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.errors import (
    AddressRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
    UnsupportedError,
)
from crossdock.flows.fulfilment import operating
from crossdock.flows.fulfilment.operating import Fate
from crossdock.flows.stocktaking import Stocktaker
from crossdock.fulfilment import DocumentLine, OutboundProgress
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind

LOST = OutcomeUnknownError("Nobody answered.")


def accept(yard: Any, order_id: str = "1") -> Any:
    """Have an order accepted."""
    moved = operating.accept(yard.turning, yard.parcels(order_id), yard.workspace)
    yard.work("toko")
    return moved


def cancel(yard: Any) -> Any:
    """Have the outbound of order 1 cancelled."""
    moved = operating.cancel(yard.turning, yard.workspace, yard.outbound("1").key)
    yard.work()
    return moved


def resolve(yard: Any, fate: Fate, **given: Any) -> Any:
    """Say what became of the outbound of order 1."""
    key = yard.parcels("1")[0].outbounds[-1].key
    return operating.resolve(yard.turning, yard.workspace, key, fate, **given)


def lose(yard: Any) -> None:
    """Send order 1, and lose the answer."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    yard.sent("1")


def test_accepted_with_a_waybill(yard: Any) -> None:
    """A channel that gives the waybill on accepting has its order sent at once."""
    yard.stocked("mug")
    yard.shop.accept_allots = True
    yard.sold("1", ("mug", 2))
    yard.route()

    accept(yard)
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")


def test_accepting_that_was_refused_can_be_tried_again(yard: Any) -> None:
    """After the channel refused, the same command asks it once more."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    yard.shop.trouble["accept_order"] = [RequestRefusedError("Not now.")]
    accept(yard)
    assert ["wait_accept"] == [one[0] for one in yard.states("1")]
    assert "accept_refused" in yard.reasons()

    accept(yard)

    assert ["wait_tracking"] == [one[0] for one in yard.states("1")]
    assert set() == yard.reasons()


def test_an_order_is_accepted_once_for_all_its_parcels(open_yard: Any) -> None:
    """Two parcels of one order are one acceptance at the channel."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("annex-wh", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("annex-wh", tray=5)
    yard.sold("1", ("mug", 2), ("tray", 1))
    yard.route()

    accept(yard)

    assert 1 == yard.shop.calls.count("accept_order")
    assert ["wait_tracking", "wait_tracking"] == [one[0] for one in yard.states("1")]


def test_what_leaves_from_ones_own_warehouse(open_yard: Any) -> None:
    """It is accepted and arranged at its channel too, and leaves once the channel says so."""
    yard = open_yard()
    yard.rule("main")
    yard.lists("mug")
    Stocktaker(yard.store, yard.time, "count").count([("mug", 10)], warehouse="main")
    yard.sold("1", ("mug", 2))
    yard.route()
    assert ["ready"] == [one[0] for one in yard.states("1")]
    assert ([], 1) == (
        operating.to_arrange(yard.turning, yard.parcels("1")),
        len(operating.to_accept(yard.turning, yard.parcels("1"))),
    )

    accept(yard)
    assert [] == operating.to_accept(yard.turning, yard.parcels("1"))
    operating.arrange(yard.turning, yard.parcels("1"), yard.workspace)
    yard.work("toko")

    assert ("ready", "JT1", (10, 2)) == (
        yard.parcel("1").state.value,
        yard.parcel("1").waybill,
        yard.at("mug", "main"),
    )
    assert [] == operating.to_arrange(yard.turning, yard.parcels("1"))
    yard.told("1", status=OrderStatus.SHIPPING)
    assert (8, 0) == yard.at("mug", "main")


def test_cancelled_in_time(yard: Any) -> None:
    """Before it is picked, the warehouse cancels, and the parcel waits for a person."""
    yard.stocked("mug")
    yard.sent("1")

    cancel(yard)

    assert [("held", "outbound_cancelled", "", "")] == yard.states("1")
    assert yard.depot.remotes[0].cancelled
    assert ((10, 0), 2) == (yard.at("mug"), yard.pooled("mug"))


def test_an_order_cancelled_in_time(yard: Any) -> None:
    """A cancelled order's units are kept until the warehouse has cancelled, then free."""
    yard.stocked("mug")
    yard.sent("1")
    yard.told("1", status=OrderStatus.CANCELLED)
    assert (10, 2) == yard.at("mug")

    yard.work()

    assert [("cancelled", "", "depot-wh", "cancelled")] == yard.states("1")
    assert ((10, 0), {}) == (yard.at("mug"), yard.sums("1"))


def test_cancelled_too_late(yard: Any) -> None:
    """Once it is picked it goes on; the goods are booked out when they leave, and awaited."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.PICKED)

    yard.told("1", status=OrderStatus.CANCELLED)
    yard.work()

    assert [("outbound", "", "depot-wh", "late_cancel")] == yard.states("1")
    assert (10, 2) == yard.at("mug")
    yard.depot.reach(OutboundProgress.SHIPPED)
    yard.serve()
    assert (8, 0) == yard.at("mug")
    resolve(yard, Fate.BACK, good={"mug": 1}, bad={"mug": 1}, document="R1")
    assert [("done", "", "depot-wh", "done")] == yard.states("1")
    assert ((10, 0), {}) == (yard.at("mug"), yard.sums("1"))
    assert 1 == yard.holdings.at("mug", "depot-wh").unavailable
    assert set() == yard.reasons()


def test_a_cancel_whose_answer_was_lost(yard: Any) -> None:
    """Whether the warehouse has cancelled is looked up."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.after["cancel_outbound"] = [LOST]
    yard.told("1", status=OrderStatus.CANCELLED)

    yard.work()

    assert [("cancelled", "", "depot-wh", "cancelled")] == yard.states("1")
    assert 1 == yard.depot.calls.count("cancel_outbound")
    assert ((10, 0), {}) == (yard.at("mug"), yard.sums("1"))


def test_cancelled_twice_changes_nothing(yard: Any) -> None:
    """What cannot be done any more is said so."""
    yard.stocked("mug")
    outbound = yard.sent("1")
    cancel(yard)

    with pytest.raises(InputRefusedError, match="changes nothing"):
        operating.cancel(yard.turning, yard.workspace, outbound.key)


def test_taken_up_again_after_a_cancel(yard: Any) -> None:
    """Going on makes another outbound, under another number."""
    yard.stocked("mug")
    first = yard.sent("1")
    cancel(yard)

    operating.go_on(yard.turning, yard.parcels("1"), yard.workspace)
    yard.route()
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert first.key != yard.outbound("1").key
    assert [True, False] == [one.cancelled for one in yard.depot.remotes]
    assert (10, 2) == yard.at("mug")


def test_it_has_arrived(yard: Any) -> None:
    """A person who saw it at the warehouse ends the doubt; nothing is sent again."""
    lose(yard)

    resolve(yard, Fate.ARRIVED, remote_id="DO-1")

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert [("create_outbound", "done")] == yard.jobs("depot")
    assert ("DO-1", (10, 2)) == (yard.outbound("1").remote_id, yard.at("mug"))


def test_it_has_not_arrived(yard: Any) -> None:
    """A person who knows it is not there has it sent again, under the same key."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    outbound = yard.sent("1")

    resolve(yard, Fate.ABSENT)
    yard.work()

    assert [outbound.key] == [one.asked.reference for one in yard.depot.remotes]
    assert "accepted" == yard.outbound("1").state.value


def test_arrived_needs_its_number(yard: Any) -> None:
    """Without the warehouse's number, nobody could ask about it again."""
    lose(yard)

    with pytest.raises(InputRefusedError, match="number of the warehouse's"):
        resolve(yard, Fate.ARRIVED)


def test_what_is_not_in_doubt_cannot_be_cleared_up(yard: Any) -> None:
    """Saying that something is absent which has arrived is refused."""
    yard.stocked("mug")
    yard.sent("1")

    with pytest.raises(InputRefusedError, match="not in doubt"):
        resolve(yard, Fate.ABSENT)


def test_goods_that_left_from_elsewhere(yard: Any) -> None:
    """An order shipping before it was sent is held; a person may say that it left from here."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2), status=OrderStatus.SHIPPING, waybill="JT1")
    yard.route()
    assert [("outbound", "", "depot-wh", "held")] == yard.states("1")
    assert (10, 2) == yard.at("mug")

    resolve(yard, Fate.LEFT)

    assert [("shipped", "", "depot-wh", "shipped")] == yard.states("1")
    assert ((8, 0), []) == (yard.at("mug"), yard.depot.remotes)


def test_goods_that_never_left_from_here(yard: Any) -> None:
    """Closed, it is over, and its units are free again."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2), status=OrderStatus.SHIPPING, waybill="JT1")
    yard.route()

    resolve(yard, Fate.CLOSED)

    assert [("done", "", "depot-wh", "done")] == yard.states("1")
    assert ((10, 0), {}, set()) == (yard.at("mug"), yard.sums("1"), yard.reasons())


def test_given_up_in_review(yard: Any) -> None:
    """An outbound that was given up is over, and its parcel waits for a person."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    yard.sent("1")
    remote = yard.depot.remotes[0]
    remote.asked = attrs.evolve(remote.asked, lines=(DocumentLine("mug", 7),))
    yard.pass_time(minutes=4)
    yard.work()

    resolve(yard, Fate.ABANDONED)

    assert [("held", "outbound_cancelled", "", "")] == yard.states("1")
    assert ((10, 0), 2) == (yard.at("mug"), yard.pooled("mug"))
    assert [("create_outbound", "discarded")] == yard.jobs("depot")


def test_given_up_while_it_was_looked_up(yard: Any) -> None:
    """What is not there either is never sent again, and its job ends with it."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    yard.depot.trouble["find_outbound"] = [UnsupportedError("It cannot be asked.")]
    yard.sent("1")
    yard.pass_time(minutes=4)
    yard.work()
    job = yard.job("create_outbound")
    again = step(job, JobEvent(JobEventKind.REPLAY), yard.turning.world.terms("depot")).document
    yard.store.outbox.put(again)
    resolve(yard, Fate.ABANDONED)

    for _ in range(4):
        yard.pass_time(minutes=4)
        yard.work()

    assert (1, []) == (yard.depot.calls.count("create_outbound"), yard.depot.remotes)
    assert [("create_outbound", "discarded")] == yard.jobs("depot")


def test_a_fate_that_cannot_be(yard: Any) -> None:
    """Goods that the warehouse has accepted cannot be said to be back."""
    yard.stocked("mug")
    yard.sent("1")

    with pytest.raises(InputRefusedError, match="changes nothing"):
        resolve(yard, Fate.BACK, good={"mug": 2})


def test_sent_again_after_a_refusal(yard: Any) -> None:
    """A refused outbound is made anew under another number."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [AddressRefusedError("Where?")]
    yard.sent("1")
    refused = yard.parcels("1")[0].outbounds[0]

    operating.resend(yard.turning, yard.workspace, refused.key)
    yard.route()
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert refused.key != yard.outbound("1").key
    assert (10, 2) == yard.at("mug")


def test_never_sent_again_while_in_doubt(yard: Any) -> None:
    """What may be there is looked at first; the refusal says how."""
    lose(yard)

    with pytest.raises(InputRefusedError, match="may be at its warehouse already") as refusal:
        operating.resend(yard.turning, yard.workspace, yard.outbound("1").key)

    assert "arrived|absent" in refusal.value.next_step
    assert 1 == yard.depot.calls.count("create_outbound")


def test_never_sent_again_while_it_is_under_way(yard: Any) -> None:
    """What the warehouse is at must be cancelled first."""
    yard.stocked("mug")
    outbound = yard.sent("1")

    with pytest.raises(InputRefusedError, match="accepted at its warehouse"):
        operating.resend(yard.turning, yard.workspace, outbound.key)
