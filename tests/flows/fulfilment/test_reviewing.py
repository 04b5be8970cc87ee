"""Reviews settled in a person's words: what they stopped goes on, and it is said how."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.errors import (
    InputRefusedError,
    NotFoundError,
    OutcomeUnknownError,
    UnsupportedError,
)
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.flows.fulfilment.reviewing import settle
from crossdock.fulfilment import DocumentLine, Goods
from crossdock.fulfilment.effects import OpenReview
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound_order import (
    InboundLine,
    InboundOrder,
    InboundState,
)
from crossdock.fulfilment.outbound import OutboundProgress
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods

LOST = OutcomeUnknownError("Nobody answered.")


def resolve(yard: Any, words: str = "looked") -> Any:
    """Settle the oldest review."""
    ask = next(yard.store.asks.each())
    return settle(yard.workspace, yard.turning, ask.number, words)


def differing(yard: Any) -> Any:
    """Have the warehouse keep another document under our number; return it."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    yard.sent("1")
    (remote,) = yard.depot.remotes
    remote.asked = attrs.evolve(remote.asked, lines=(DocumentLine("mug", 7),))
    yard.pass_time(minutes=4)
    yard.work()
    return remote


def test_an_outbound_is_looked_up_again(yard: Any) -> None:
    """Once the wrong document was mended at the warehouse, the next look finds the right one."""
    remote = differing(yard)
    remote.asked = attrs.evolve(remote.asked, lines=(DocumentLine("mug", 2),))

    settled = resolve(yard)
    assert "looked up once more" in settled.sentence
    yard.work()

    assert ("accepted", set()) == (yard.outbound("1").state.value, yard.reasons())
    assert 1 == yard.depot.calls.count("create_outbound")


def test_an_outbound_that_still_differs_is_asked_about_again(yard: Any) -> None:
    """Words alone make no document ours."""
    differing(yard)

    resolve(yard)
    yard.work()

    assert ("review", {"different_document"}) == (yard.outbound("1").state.value, yard.reasons())


def test_an_outbound_that_nobody_can_look_up(yard: Any) -> None:
    """What became of it must be said; the refusal names the command, and nothing changes."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    yard.depot.trouble["find_outbound"] = [UnsupportedError("It cannot be asked.")]
    outbound = yard.sent("1")
    yard.pass_time(minutes=4)
    yard.work()

    with pytest.raises(InputRefusedError, match="is not known") as refusal:
        resolve(yard)

    assert f"outbound resolve {outbound.key} --as arrived|absent" in refusal.value.next_step
    assert {"outcome_unknown"} == yard.reasons()


def test_an_outbound_that_is_not_in_review_stays(yard: Any) -> None:
    """What is asked about one that goes its way is settled, and it goes on as it did."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.PICKED)
    yard.serve()
    yard.told("1", status=OrderStatus.CANCELLED)

    settled = resolve(yard)

    assert ("late_cancel", "late_cancel") == (settled.before, settled.after)
    assert "stays so" in settled.sentence
    assert set() == yard.reasons()


def test_goods_go_on(yard: Any) -> None:
    """Goods in review are known as they were, and can be pushed again."""
    life = WarehouseGoods(
        "depot",
        "cup",
        GoodsState.REVIEW,
        goods=Goods("cup", "Cup"),
        sent=Goods("cup", "Cup"),
        pushed=Goods("cup", "Cup"),
    )
    yard.lists("cup")
    yard.store.known_goods.put(life)
    yard.store.asks.open(OpenReview(Reason.SKU_RENAMED, life.key))
    yard.store.asks.open(OpenReview(Reason.DIFFERENT_DOCUMENT, life.key))

    settled = resolve(yard)

    assert ("review", "active", set()) == (settled.before, settled.after, yard.reasons())
    assert "goes on with cup" in settled.sentence


def test_goods_that_were_given_up(yard: Any) -> None:
    """They are a draft again; the job that was given up is no dead letter any more."""
    yard.lists("cup")
    yard.depot.trouble["push_products"] = [LOST] * 500
    queue_goods(yard.workspace, yard.turning, "depot", ["cup"])
    yard.work()
    yard.pass_time(days=4)
    yard.work()
    assert [("push_goods", "dead")] == yard.jobs("depot")

    settled = resolve(yard)

    assert ("draft", "crossdock product push depot cup --yes") == (
        settled.after,
        settled.next_step,
    )
    assert [("push_goods", "discarded")] == yard.jobs("depot")


def test_an_inbound_goes_on(yard: Any) -> None:
    """An inbound of which more came than was announced is done, in the words that were said."""
    lines = (InboundLine("cup", 3, good=4),)
    inbound = InboundOrder("in-1", "depot-wh", lines, InboundState.REVIEW, finished=True)
    yard.store.inbounds.put(inbound)
    yard.store.asks.open(OpenReview(Reason.OVER_RECEIVED, "in-1"))

    settled = resolve(yard, "counted again")

    assert ("review", "done") == (settled.before, settled.after)
    every = list(yard.store.asks.each(everything=True))
    assert ["counted again"] == [ask.resolution for ask in every]


def test_an_order_delivered_from_elsewhere(yard: Any) -> None:
    """A parcel of which nothing left from here is over, and its units are free again."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    yard.told("1", status=OrderStatus.DELIVERED)
    assert {"closed_unshipped"} == yard.reasons()

    settled = resolve(yard)

    assert ("review", "cancelled") == (settled.before, settled.after)
    assert ((10, 0), {}, set()) == (yard.at("mug"), yard.sums("1"), yard.reasons())


def test_what_is_about_no_document(yard: Any) -> None:
    """A review of something else is settled, and that is all."""
    yard.store.asks.open(OpenReview(Reason.UNEXPECTED, "something else"))

    settled = resolve(yard)

    assert ("", "", set()) == (settled.before, settled.after, yard.reasons())


def test_a_review_is_settled_once(yard: Any) -> None:
    """What is settled cannot be settled again."""
    yard.store.asks.open(OpenReview(Reason.UNEXPECTED, "something else"))
    number = resolve(yard).ask.number

    with pytest.raises(NotFoundError, match="no open review"):
        settle(yard.workspace, yard.turning, number, "again")
