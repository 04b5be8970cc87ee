"""Answers that are not about what was asked, and jobs whose fate nobody can look up."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.errors import InputRefusedError, OutcomeUnknownError, UnsupportedError
from crossdock.flows.fulfilment import inbounds
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts
from crossdock.flows.fulfilment.payloads import outbound_in
from crossdock.fulfilment import DocumentLine, GoodsResult, Milestone, OutboundProgress
from crossdock.inventory import RowOutcome

LOST = OutcomeUnknownError("Nobody answered.")
NO_LOOK = UnsupportedError("It cannot be asked by our number.")


def ready(yard: Any, order_id: str = "1") -> Any:
    """Route an order of two mugs that is ready to be sent; return its outbound."""
    yard.sold(order_id, ("mug", 2), status=OrderStatus.READY_TO_SHIP, waybill=f"JT{order_id}")
    yard.route()
    return yard.outbound(order_id)


def earlier(yard: Any, units: int, progress: OutboundProgress) -> None:
    """Have the warehouse know the number that waits to be sent, for so many mugs, from before."""
    (kept,) = yard.store.outbox.each(connection="depot")
    lines = (DocumentLine("mug", units),)
    yard.depot.hidden.append(attrs.evolve(outbound_in(kept.content), lines=lines))
    yard.depot.arrive()
    yard.depot.reach(progress)


def test_answered_with_an_earlier_document(yard: Any) -> None:
    """One of other goods under our number is not taken for ours: a person is asked once."""
    yard.stocked("mug")
    outbound = ready(yard)
    earlier(yard, 7, OutboundProgress.SHIPPED)

    yard.work()

    assert ("review", "") == (yard.outbound("1").state.value, yard.outbound("1").remote_id)
    assert [("different_document", outbound.key)] == yard.asked()
    assert ((10, 2), {"mug": 2}) == (yard.at("mug"), yard.sums("1"))


def test_answered_with_our_own_document(yard: Any) -> None:
    """One of the same goods under our number is ours, however far it has come."""
    yard.stocked("mug")
    ready(yard)
    earlier(yard, 2, OutboundProgress.PICKED)

    yard.work()

    assert ("picked", "DO-1") == (yard.outbound("1").state.value, yard.outbound("1").remote_id)


def test_nobody_can_look(yard: Any) -> None:
    """Of an outbound whose fate cannot be looked up, one thing is asked: what became of it."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    yard.depot.trouble["find_outbound"] = [NO_LOOK]
    outbound = ready(yard)
    yard.work()

    yard.pass_time(minutes=4)
    yard.work()

    assert [("outcome_unknown", outbound.key)] == yard.asked()
    assert "review" == yard.outbound("1").state.value
    assert {"mug": 2} == yard.sums("1")


def test_a_cancellation_lost_to_the_pickers(yard: Any) -> None:
    """The refusal may stand in the history alone: the goods go on, and are expected back."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.trouble["cancel_outbound"] = [LOST]
    yard.told("1", status=OrderStatus.CANCELLED)
    yard.depot.reach(OutboundProgress.PICKED)
    (remote,) = yard.depot.remotes
    remote.history = (Milestone(OutboundProgress.CANCEL_FAILED, "10029"),)

    yard.work()
    yard.pass_time(minutes=4)
    yard.work()

    assert 1 == yard.depot.calls.count("cancel_outbound")
    assert "late_cancel" == yard.outbound("1").state.value
    assert "late_cancel" in yard.reasons()
    assert (10, 2) == yard.at("mug")


def test_told_of_other_goods(yard: Any) -> None:
    """An answer about other goods says nothing of those that were sent."""
    yard.lists("cup")
    queue_goods(yard.workspace, yard.turning, "depot", ["cup"])
    yard.depot.results["cup"] = GoodsResult("bowl", RowOutcome.DONE, "G-bowl")

    yard.work()

    assert "unknown" == yard.store.known_goods.get("depot", "cup").state.value


class TestInbounds:
    """An inbound of five mugs, announced to a warehouse that may know its number."""

    @pytest.fixture(name="inbound")
    def _inbound(self, yard: Any) -> Any:
        """One that waits to be sent."""
        yard.stocked("mug")
        (made,) = inbounds.draft(yard.workspace, yard.turning, "depot-wh", {"mug": 5})
        return inbounds.submit(yard.workspace, yard.turning, made.key)

    def test_answered_with_an_earlier_one(self, yard: Any, inbound: Any) -> None:
        """One of other goods is not ours: nothing is kept of it, and a person is asked once."""
        yard.depot.announced = {"mug": 7}

        yard.work()

        assert ("review", "") == _state(yard, inbound)
        assert [("different_document", inbound.key)] == yard.asked()
        assert None is yard.store.inbound_news.of(inbound.key)

    def test_a_look_compares_as_well(self, yard: Any, inbound: Any) -> None:
        """What is found under our number after a loss is held against what was announced."""
        yard.depot.after["create_inbound"] = [LOST]
        yard.work()

        yard.pass_time(minutes=4)
        yard.work()

        assert ("accepted", "IN-1") == _state(yard, inbound)

    def test_several_are_a_doubt(self, yard: Any, inbound: Any) -> None:
        """Two that both go on under our number are a person's to sort out."""
        yard.depot.after["create_inbound"] = [LOST]
        yard.work()
        yard.depot.inbounds.append(attrs.evolve(yard.depot.inbounds[0], remote_id="IN-2"))

        yard.pass_time(minutes=4)
        yard.work()

        assert ("review", "") == _state(yard, inbound)
        (ask,) = yard.store.asks.each()
        assert "IN-1, IN-2" in ask.detail

    def test_given_up_in_doubt(self, yard: Any, inbound: Any) -> None:
        """One that may be there is not called off by a word; the refusal says what to type."""
        yard.depot.after["create_inbound"] = [LOST]
        yard.depot.trouble["find_inbound"] = [LOST] * 500
        yard.work()
        yard.pass_time(days=4)
        yard.work()
        assert [("create_inbound", "dead")] == yard.jobs("depot")

        with pytest.raises(InputRefusedError, match="is not known") as refusal:
            InboundDoubts(yard.workspace, yard.turning).seen(inbound.key)

        assert f"inbound resolve {inbound.key} --taken" in refusal.value.next_step


def _state(yard: Any, inbound: Any) -> tuple[str, str]:
    kept = yard.store.inbounds.get(inbound.key)
    return kept.state.value, kept.remote_id
