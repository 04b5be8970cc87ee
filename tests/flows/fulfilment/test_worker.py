"""The outbox's worker: every job once, whatever the other side answers or does not."""

from __future__ import annotations

from typing import Any

import attrs

from crossdock import OrderStatus
from crossdock.errors import (
    CredentialsRefusedError,
    DuplicateReferenceError,
    OutcomeUnknownError,
    RateLimitedError,
    UnreachableError,
)
from crossdock.flows.fulfilment.worker import Worker
from crossdock.fulfilment import DocumentLine, OutboundProgress

LOST = OutcomeUnknownError("Nobody answered.")


def ready(yard: Any, order_id: str = "1", units: int = 2) -> Any:
    """Route an order that is ready to be sent; return its outbound."""
    yard.sold(order_id, ("mug", units), status=OrderStatus.READY_TO_SHIP, waybill=f"JT{order_id}")
    yard.route()
    return yard.outbound(order_id)


def look_twice(yard: Any) -> None:
    """Look often enough, and late enough, that absence is proved."""
    for _ in range(3):
        yard.pass_time(minutes=4)
        yard.shop.calls.clear()
        for order_id in yard.shop.orders:
            yard.take(order_id)
        yard.work()


def test_taken(yard: Any) -> None:
    """An outbound that the warehouse took carries its waybill and goods, and is known there."""
    yard.stocked("mug")

    outbound = yard.sent("1")

    (remote,) = yard.depot.has(outbound.key)
    assert ("JT1", {"mug": 2}) == (
        remote.asked.waybill,
        {line.sku: line.quantity for line in remote.asked.lines},
    )
    assert ("accepted", remote.number) == (outbound.state.value, outbound.remote_id)
    assert [("create_outbound", "done")] == yard.jobs("depot")
    assert (10, 2) == yard.at("mug")


def test_the_goods_of_the_service(yard: Any) -> None:
    """Lines name the goods by the warehouse's own numbers."""
    yard.stocked("mug")

    outbound = yard.sent("1")

    assert (DocumentLine("mug", 2, "G-mug"),) == yard.depot.has(outbound.key)[0].asked.lines


def test_rate_limited(yard: Any) -> None:
    """The worker stops, and the job waits as long as it was told; no attempt is counted."""
    yard.stocked("mug")
    ready(yard, "1")
    ready(yard, "2")
    limited = RateLimitedError("Slow down.", retry_after=30)
    yard.depot.trouble["create_outbound"] = [limited]

    work = yard.work()

    assert limited is work.trouble
    assert {"taken": 1, "pending": 1} == work.counts
    assert [] == yard.depot.remotes
    first = next(kept.job for kept in yard.store.outbox.each(connection="depot"))
    assert (0, False) == (first.attempts, first.in_doubt)
    yard.pass_time(seconds=31)
    assert {"taken": 2, "done": 2} == yard.work().counts


def test_unreachable(yard: Any) -> None:
    """What never left is sent later, and only once."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [UnreachableError("Nobody is there.")]
    outbound = ready(yard)

    assert yard.work().trouble is not None
    assert "queued" == yard.outbound("1").state.value
    yard.pass_time(seconds=20)
    yard.work()

    assert 1 == len(yard.depot.has(outbound.key))


def test_credentials_refused(yard: Any) -> None:
    """Nothing was done, and nobody else's job is tried with the same credentials."""
    yard.stocked("mug")
    ready(yard, "1")
    ready(yard, "2")
    yard.depot.trouble["create_outbound"] = [CredentialsRefusedError("Expired.")]

    work = yard.work()

    assert isinstance(work.trouble, CredentialsRefusedError)
    assert 1 == len(yard.depot.calls)


def test_lost_and_there(yard: Any) -> None:
    """An answer that was lost is looked up, and nothing is sent a second time."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    outbound = ready(yard)
    yard.work()
    assert "unknown" == yard.outbound("1").state.value

    yard.pass_time(minutes=4)
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert ["create_outbound", "find_outbound"] == yard.depot.calls
    assert 1 == len(yard.depot.has(outbound.key))
    assert (10, 2) == yard.at("mug")


def test_lost_and_not_looked_up_too_early(yard: Any) -> None:
    """While it may still take effect, a look would prove nothing, and there is none."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    ready(yard)
    yard.work()

    yard.pass_time(seconds=170)
    yard.work()

    assert ["create_outbound"] == yard.depot.calls


def test_lost_and_absent_twice(yard: Any) -> None:
    """What two looks have not found is sent once more, under the same key."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    outbound = ready(yard)
    yard.work()

    look_twice(yard)
    yard.work()

    assert 2 == yard.depot.calls.count("create_outbound")
    assert 2 == yard.depot.calls.count("find_outbound")
    assert [outbound.key] == [one.asked.reference for one in yard.depot.remotes]
    assert "accepted" == yard.outbound("1").state.value
    assert (10, 2) == yard.at("mug")


def test_late_in_taking_effect(yard: Any) -> None:
    """A request that lands after its time-out is found, and not sent again."""
    yard.stocked("mug")
    yard.depot.late = True
    ready(yard)
    yard.work()
    yard.pass_time(seconds=100)
    yard.depot.arrive()
    yard.depot.late = False

    look_twice(yard)

    assert 1 == yard.depot.calls.count("create_outbound")
    assert 1 == len(yard.depot.remotes)
    assert "accepted" == yard.outbound("1").state.value


def test_found_with_other_content(yard: Any) -> None:
    """A document under our key that is another is a person's to decide."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [LOST]
    outbound = ready(yard)
    yard.work()
    (remote,) = yard.depot.remotes
    remote.asked = attrs.evolve(remote.asked, lines=(DocumentLine("mug", 7),))

    yard.pass_time(minutes=4)
    yard.work()

    assert "review" == yard.outbound("1").state.value
    assert ("different_document", outbound.key) in yard.asked()
    assert [("create_outbound", "review")] == yard.jobs("depot")
    assert (10, 2) == yard.at("mug")


def test_a_number_that_is_taken_is_looked_up(yard: Any) -> None:
    """Being told that our key is in use says that it may be ours."""
    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [DuplicateReferenceError("Known.")]
    ready(yard)
    yard.work()
    assert "unknown" == yard.outbound("1").state.value

    yard.pass_time(minutes=4)
    yard.work()

    assert "accepted" == yard.outbound("1").state.value


def test_a_look_that_fails_is_tried_again(yard: Any) -> None:
    """As long as nobody can look, nothing is sent."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    yard.depot.trouble["find_outbound"] = [LOST, LOST]
    ready(yard)
    yard.work()

    for _ in range(2):
        yard.pass_time(minutes=20)
        yard.work()

    assert "unknown" == yard.outbound("1").state.value
    assert 1 == yard.depot.calls.count("create_outbound")


def test_looking_ends_some_day(yard: Any) -> None:
    """A doubt that could not be cleared up for days is handed to a person."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST]
    ready(yard)
    yard.work()
    yard.depot.trouble["find_outbound"] = [LOST] * 500

    for _ in range(80):
        yard.pass_time(hours=1)
        yard.work()

    assert [("create_outbound", "dead")] == yard.jobs("depot")
    assert "review" == yard.outbound("1").state.value
    assert "job_given_up" in yard.reasons()
    assert {"mug": 2} == yard.sums("1")


def test_a_dead_service_is_not_asked_about_every_doubt(yard: Any) -> None:
    """A look that nobody answers stops the worker, as a request would."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [LOST, LOST, LOST]
    for number in range(3):
        ready(yard, f"{number}")
    yard.work()
    yard.pass_time(minutes=4)
    yard.depot.trouble["find_outbound"] = [UnreachableError("Gone.")] * 9

    work = yard.work()

    assert isinstance(work.trouble, UnreachableError)
    assert 1 == yard.depot.calls.count("find_outbound")


def test_an_order_that_was_cancelled_meanwhile_is_not_sent(yard: Any) -> None:
    """The channel is asked again before something is sent that was read a while ago."""
    yard.stocked("mug")
    ready(yard)
    yard.pass_time(minutes=5)
    yard.shop.change("1", status=OrderStatus.CANCELLED, updated_at=yard.time)

    yard.work()
    assert [] == yard.depot.remotes
    yard.work("toko")
    yard.work()

    assert [] == yard.depot.remotes
    assert [("cancelled", "", "depot-wh", "cancelled")] == yard.states("1")
    assert (10, 0) == yard.at("mug")


def test_sent_as_soon_as_its_order_was_read_again(yard: Any) -> None:
    """No time need pass between the channel's answer and the request to the warehouse."""
    yard.stocked("mug")
    ready(yard)
    yard.pass_time(minutes=5)
    yard.work()

    yard.work("toko")
    yard.work()

    assert "accepted" == yard.outbound("1").state.value


def test_a_second_worker_leaves_a_leased_job_alone(yard: Any) -> None:
    """Two workers that found the same job: one of them does it."""
    yard.stocked("mug")
    outbound = ready(yard)
    other = Worker(yard.workspace, yard.live("depot"), yard.turning)
    met: list[Any] = []

    def work_too(hook: str) -> None:
        if hook == "create_outbound" and not met:
            met.append(None)
            met.append(other.work().counts)

    yard.depot.on_call = work_too
    yard.work()

    assert [None, {}] == met
    assert 1 == yard.depot.calls.count("create_outbound")
    assert 1 == len(yard.depot.has(outbound.key))


def test_found_by_two_and_leased_by_one(yard: Any) -> None:
    """What has changed since it was found is not taken on the strength of how it was then."""
    yard.stocked("mug")
    ready(yard)
    (found,) = yard.store.outbox.due("depot", yard.time)
    first, second = (Worker(yard.workspace, yard.live("depot"), yard.turning) for _ in "12")

    (done,), _ = first._do([found])
    again, _ = second._do([found])

    assert ("done", []) == (done.state.value, again)
    assert 1 == yard.depot.calls.count("create_outbound")


def test_a_worker_that_comes_back_too_late_says_nothing(yard: Any) -> None:
    """Once its lease has run out and another looked, the first one's answer counts no more."""
    yard.stocked("mug")
    outbound = ready(yard)
    other = Worker(yard.workspace, yard.live("depot"), yard.turning)

    def stall(hook: str) -> None:
        if hook == "create_outbound done":
            yard.depot.on_call = lambda _hook: None
            for minutes in (3, 4):
                yard.pass_time(minutes=minutes)
                other.work()

    yard.depot.on_call = stall
    yard.work()

    job = yard.job("create_outbound")
    assert ("done", 2) == (job.state.value, job.fence)
    assert "accepted" == yard.outbound("1").state.value
    assert 1 == len(yard.depot.has(outbound.key))
    assert (10, 2) == yard.at("mug")


def test_a_worker_that_died_while_sending(yard: Any, died: Any) -> None:
    """What was under way is in doubt once the lease has run out, and is looked up."""
    import pytest

    yard.stocked("mug")
    yard.depot.after["create_outbound"] = [died()]
    ready(yard)
    with pytest.raises(died):
        yard.work()
    yard.restart()
    assert {} == yard.work().counts

    yard.pass_time(minutes=3)
    yard.work()
    assert "unknown" == yard.outbound("1").state.value
    yard.pass_time(minutes=4)
    yard.work()

    assert "accepted" == yard.outbound("1").state.value
    assert 1 == len(yard.depot.remotes)


def test_accepted_and_arranged_at_the_channel(yard: Any) -> None:
    """Accepting and arranging bring the waybill, and the waybill sends the outbound."""
    from crossdock.flows.fulfilment import operating

    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    operating.accept(yard.turning, yard.parcels("1"), yard.workspace)
    yard.work("toko")
    assert [("wait_tracking", "", "depot-wh", "")] == yard.states("1")
    operating.arrange(yard.turning, yard.parcels("1"), yard.workspace)

    yard.work("toko")
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert "JT1" == yard.depot.remotes[0].asked.waybill


def test_an_acceptance_whose_answer_was_lost(yard: Any) -> None:
    """The order itself tells that it was accepted, even if a pull has told so before."""
    from crossdock.flows.fulfilment import operating

    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    operating.accept(yard.turning, yard.parcels("1"), yard.workspace)
    yard.shop.after["accept_order"] = [LOST]
    yard.work("toko")
    yard.take("1")

    yard.pass_time(minutes=4)
    yard.work("toko")

    assert [("accept_order", "done")] == yard.jobs("toko")
    assert 1 == yard.shop.calls.count("accept_order")
    assert [("wait_tracking", "", "depot-wh", "")] == yard.states("1")


def test_shipped_whole(yard: Any) -> None:
    """From acceptance to delivery, the goods are booked out once."""
    yard.stocked("mug")
    yard.sent("1")

    for progress in (OutboundProgress.PICKED, OutboundProgress.SHIPPED, OutboundProgress.SHIPPED):
        yard.depot.reach(progress)
        yard.serve()
    assert [("shipped", "", "depot-wh", "shipped")] == yard.states("1")
    assert (8, 0) == yard.at("mug")
    yard.depot.reach(OutboundProgress.DELIVERED)
    yard.serve()

    assert [("done", "", "depot-wh", "done")] == yard.states("1")
    assert ((8, 0), {}) == (yard.at("mug"), yard.sums("1"))
