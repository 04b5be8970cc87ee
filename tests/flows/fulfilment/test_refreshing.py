"""Outbounds read again: what is new moves them once, forward only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from crossdock.flows.fulfilment.refreshing import refresh_outbounds
from crossdock.fulfilment import OutboundProgress
from crossdock.fulfilment.outbound import Milestone, RemoteOutbound


def refresh(yard: Any, *only: str) -> Any:
    """Read what the depot has under way."""
    return refresh_outbounds(yard.workspace, yard.live("depot"), yard.turning, only)


def test_counts_add_up(yard: Any) -> None:
    """What was read has moved, stayed, or is missing there."""
    yard.stocked("mug")
    for number in range(4):
        yard.sent(f"{number}", ("mug", 1))
    yard.depot.reach(OutboundProgress.PICKED, only=yard.outbound("1").key)
    yard.depot.remotes = [one for one in yard.depot.remotes if one.number != "DO-1"]

    counts = refresh(yard)

    assert {"read": 4, "moved": 1, "same": 2, "missing": 1} == counts
    assert ["accepted", "picked"] == [yard.outbound(one).state.value for one in "01"]


def test_in_batches(yard: Any) -> None:
    """No more documents are asked for at once than the service takes."""
    yard.stocked("mug")
    for number in range(5):
        yard.sent(f"{number}", ("mug", 1))
    yard.depot.calls.clear()

    refresh(yard)

    assert ["refresh_outbound"] * 3 == yard.depot.calls


def test_only_some(yard: Any) -> None:
    """Named ones alone are read."""
    yard.stocked("mug")
    for number in range(3):
        yard.sent(f"{number}", ("mug", 1))

    assert {"read": 1, "same": 1} == refresh(yard, yard.outbound("1").key)


def test_the_same_again_writes_nothing_down(yard: Any) -> None:
    """A reading with nothing new in it leaves no trace."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.SHIPPED)
    refresh(yard)
    traces = yard.traces()

    for _ in range(3):
        yard.pass_time(minutes=5)
        refresh(yard)

    assert traces == yard.traces()


def test_a_return_is_asked_about_once(yard: Any) -> None:
    """What a person has settled is not asked again by the next reading of the same."""
    yard.stocked("mug")
    outbound = yard.sent("1")
    yard.pass_time(hours=1)
    times = [yard.time + timedelta(minutes=n) for n in range(3)]
    way = (OutboundProgress.SHIPPED, OutboundProgress.REFUSED, OutboundProgress.RETURNED)
    history = tuple(
        Milestone(progress, progress.value, at) for progress, at in zip(way, times, strict=True)
    )
    yard.pass_time(hours=1)
    said = RemoteOutbound(outbound.key, "DO-1", OutboundProgress.RETURNED, history=history)
    yard.depot.remotes[0] = attrs.make_class("Fixed", ["asked", "reading"])(
        yard.depot.remotes[0].asked, said
    )
    refresh(yard)
    assert "return_condition" in yard.reasons()
    for ask in list(yard.store.asks.each()):
        yard.store.asks.resolve(ask.number, "looked")
    notices = yard.notices()

    refresh(yard)

    assert (set(), notices) == (yard.reasons(), yard.notices())
    assert (8, 0) == yard.at("mug")


def test_an_older_status_moves_nothing_back(yard: Any) -> None:
    """A warehouse that tells of an earlier step moves nothing."""
    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.PACKED)
    refresh(yard)
    yard.depot.remotes[0].reached = 1

    refresh(yard)

    assert "packed" == yard.outbound("1").state.value


def test_shipped_short_is_another_parcel(yard: Any) -> None:
    """What did not leave waits for a warehouse again, and every unit is in one place."""
    yard.stocked("mug")
    yard.sent("1", ("mug", 3))
    yard.depot.remotes[0].shipped = {"mug": 2}
    yard.depot.reach(OutboundProgress.SHIPPED)

    refresh(yard)

    assert [("shipped", "shipped"), ("new", "")] == [(one[0], one[3]) for one in yard.states("1")]
    assert ((8, 0), 1, {"mug": 1}) == (yard.at("mug"), yard.pooled("mug"), yard.sums("1"))
    assert "short_shipped" in yard.reasons()


def test_the_rest_of_a_short_shipment_is_left_alone_by_the_next_reading(yard: Any) -> None:
    """What the warehouse kept back is no change of what the buyer wants."""
    yard.stocked("mug")
    yard.sent("1", ("mug", 3))
    yard.depot.remotes[0].shipped = {"mug": 2}
    yard.depot.reach(OutboundProgress.SHIPPED)
    refresh(yard)
    asked = yard.asked()

    yard.told("1", raw_status="450")
    yard.told("1", raw_status="451")

    assert asked == yard.asked()
    assert [("shipped", "shipped"), ("new", "")] == [(one[0], one[3]) for one in yard.states("1")]
