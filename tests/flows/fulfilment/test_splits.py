"""Outbounds that a warehouse has split: followed to the end by their parts, booked once."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.errors import OutcomeUnknownError, RemoteTroubleError
from crossdock.flows.fulfilment.refreshing import refresh_outbounds
from crossdock.fulfilment import DocumentLine, OutboundProgress

LOST = OutcomeUnknownError("Nobody answered.")


@pytest.fixture
def split(yard: Any) -> Any:
    """Three mugs sent, which the warehouse sends as one and two; returns both parts."""
    yard.stocked("mug")
    outbound = yard.sent("1", ("mug", 3))
    return yard.depot.split(outbound.key, {"mug": 1}, {"mug": 2})


def refresh(yard: Any) -> Any:
    """Read what the depot has under way."""
    yard.pass_time(minutes=5)
    return refresh_outbounds(yard.workspace, yard.live("depot"), yard.turning)


def reach(part: Any, place: int) -> None:
    """Let a part come so far."""
    part.reached = place


def test_the_whole_follows_its_parts(yard: Any, split: Any) -> None:
    """The whole stays accepted for ever at the warehouse, and here leaves with its last part."""
    first, second = split
    reach(first, 4)
    counts = refresh(yard)
    assert ({"read": 1, "same": 1}, (10, 3)) == (counts, yard.at("mug"))

    reach(second, 4)
    counts = refresh(yard)

    assert {"read": 1, "moved": 1} == counts
    assert [("shipped", "", "depot-wh", "shipped")] == yard.states("1")
    assert ((7, 0), {}, set()) == (yard.at("mug"), yard.sums("1"), yard.reasons())


def test_through_a_restart(yard: Any, split: Any) -> None:
    """A new process follows the same parts, even if the whole names them no more."""
    first, second = split
    reach(first, 2)
    reach(second, 1)
    refresh(yard)
    yard.restart()
    yard.depot.remotes[0].names_parts = False
    reach(first, 5)
    reach(second, 5)

    refresh(yard)
    refresh(yard)

    assert ("done", (7, 0)) == (yard.outbound("1").state.value, yard.at("mug"))


def test_the_same_again_is_booked_once(yard: Any, split: Any) -> None:
    """Reading the parts again and again leaves no trace."""
    for part in split:
        reach(part, 4)
    refresh(yard)
    traces = yard.traces()

    for _ in range(3):
        refresh(yard)

    assert (traces, (7, 0)) == (yard.traces(), yard.at("mug"))


def test_its_parts_and_waybills_are_kept(yard: Any, split: Any) -> None:
    """Under which numbers the parcels go is known of every part."""
    for part in split:
        part.waybills = (f"JD-{part.number}",)

    refresh(yard)

    outbound = yard.outbound("1")
    assert ("DO-1a", "DO-1b") == outbound.parts
    assert ("JD-DO-1a", "JD-DO-1b") == outbound.waybills
    assert "JT1" == outbound.waybill


def test_one_part_cancelled_by_the_warehouse(yard: Any, split: Any) -> None:
    """What leaves is booked, and the rest waits for a warehouse again."""
    first, second = split
    first.cancelled = True
    reach(second, 4)

    refresh(yard)

    assert [("shipped", "shipped"), ("new", "")] == [(one[0], one[3]) for one in yard.states("1")]
    assert ((8, 0), 1, {"mug": 1}) == (yard.at("mug"), yard.pooled("mug"), yard.sums("1"))
    assert {"short_shipped"} == yard.reasons()


def test_a_cancel_that_one_part_lost(yard: Any, split: Any) -> None:
    """Nothing is given back before all parts have left or are cancelled; then each is booked."""
    first, second = split
    yard.depot.after["cancel_outbound"] = [LOST]
    yard.told("1", status=OrderStatus.CANCELLED)
    first.cancelled = True
    reach(second, 4)

    yard.work()
    refresh(yard)

    assert "late_cancel" == yard.outbound("1").state.value
    assert ((8, 0), {}) == (yard.at("mug"), yard.sums("1"))
    assert "return_expected" in yard.notices()


def test_a_look_finds_the_whole(yard: Any) -> None:
    """A whole with its parts, found under our number after a loss, is one document."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    outbound = yard.sent("1", ("mug", 3))
    yard.depot.split(outbound.key, {"mug": 1}, {"mug": 2})

    yard.pass_time(minutes=4)
    yard.work()

    assert ("accepted", "DO-1") == (yard.outbound("1").state.value, yard.outbound("1").remote_id)
    assert set() == yard.reasons()


def test_several_documents_are_a_doubt(yard: Any) -> None:
    """Two that both go on under our number are a person's to sort out, and both are named."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    outbound = yard.sent("1")
    (remote,) = yard.depot.remotes
    yard.depot.remotes.append(attrs.evolve(remote, number="DO-2"))

    yard.pass_time(minutes=4)
    yard.work()

    assert "review" == yard.outbound("1").state.value
    assert [("different_document", outbound.key)] == yard.asked()
    (ask,) = yard.store.asks.each()
    assert "DO-1, DO-2" in ask.detail


def test_one_of_several_that_goes_on(yard: Any) -> None:
    """A cancelled one beside it leaves no doubt."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    yard.sent("1")
    (remote,) = yard.depot.remotes
    yard.depot.remotes.insert(0, attrs.evolve(remote, number="DO-0", cancelled=True))

    yard.pass_time(minutes=4)
    yard.work()

    assert ("accepted", "DO-1") == (yard.outbound("1").state.value, yard.outbound("1").remote_id)


def test_a_split_of_other_goods_is_not_ours(yard: Any) -> None:
    """Parts that come to other units than were asked for are somebody else's."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    outbound = yard.sent("1", ("mug", 3))
    yard.depot.split(outbound.key, {"mug": 1}, {"mug": 1})

    yard.pass_time(minutes=4)
    yard.work()

    assert "review" == yard.outbound("1").state.value


def test_parts_that_cannot_be_read(yard: Any, split: Any) -> None:
    """A refresh that meets trouble moves nothing, and the next one everything."""
    for part in split:
        reach(part, 4)
    yard.depot.trouble["refresh_outbound"] = [RemoteTroubleError("Gone.")]
    with pytest.raises(RemoteTroubleError):
        refresh(yard)
    assert ("accepted", (10, 3)) == (yard.outbound("1").state.value, yard.at("mug"))

    refresh(yard)

    assert (7, 0) == yard.at("mug")


def test_what_another_made_of_it(yard: Any) -> None:
    """A document whose lines are ours is ours, whoever split it how."""
    yard.stocked("mug", "tray")
    outbound = yard.sent("1", ("mug", 2), ("tray", 1))
    first, second = yard.depot.split(outbound.key, {"mug": 2}, {"tray": 1})
    assert [DocumentLine("tray", 1)] == list(second.asked.lines)

    reach(first, _AT["shipped"])
    reach(second, _AT["delivered"])
    refresh(yard)

    assert ((8, 0), (9, 0)) == (yard.at("mug"), yard.at("tray"))


_AT = {one.value: place for place, one in enumerate(list(OutboundProgress)[:6])}
