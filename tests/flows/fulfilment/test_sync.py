"""The cycle: every connection on its own, each part in its turn."""

from __future__ import annotations

from typing import Any

from crossdock import OrderStatus
from crossdock.errors import UnreachableError
from crossdock.flows.cycle import Stage, all_busy
from crossdock.flows.sync import Cycles, run_cycle

GONE = UnreachableError("Nobody is there.")


def ready(yard: Any, order_id: str, *lines: tuple[str, int]) -> None:
    """Have an order at the channel that can be sent."""
    status = OrderStatus.READY_TO_SHIP
    yard.order(order_id, *(lines or (("mug", 2),)), status=status, waybill=f"JT{order_id}")
    yard.shop.change(order_id, placed_at=yard.time, cancel_requested=False)


def test_one_cycle_brings_an_order_to_the_warehouse(yard: Any) -> None:
    """What was ordered is pulled, routed and sent in one go."""
    yard.stocked("mug")
    ready(yard, "1")
    yard.pass_time(seconds=5)

    cycle = run_cycle(yard.workspace)

    assert () == cycle.troubles
    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert (10, 2) == yard.at("mug")


def test_what_is_left_over_goes_with_the_next_cycle(yard: Any) -> None:
    """An outbound that its service did not take is sent in the next cycle, however quick."""
    yard.stocked("mug")
    ready(yard, "1")
    yard.depot.trouble["create_outbound"] = [GONE]
    yard.pass_time(seconds=5)
    run_cycle(yard.workspace)
    assert [("outbound", "", "depot-wh", "queued")] == yard.states("1")

    yard.pass_time(minutes=5)
    run_cycle(yard.workspace)

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert 1 == len(yard.depot.remotes)


def test_a_dead_service_keeps_nobody_waiting(open_yard: Any) -> None:
    """One connection's trouble is its own: the others' parcels go through."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("annex-wh", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("annex-wh", tray=5)
    ready(yard, "1")
    ready(yard, "2", ("tray", 1))
    yard.depot.trouble = {hook: [GONE] * 9 for hook in ("create_outbound", "refresh_outbound")}
    yard.pass_time(seconds=5)

    cycle = run_cycle(yard.workspace)

    assert {"depot"} == {stage.connection for stage in cycle.troubles}
    assert ["queued", "accepted"] == [yard.outbound(one).state.value for one in "12"]


def test_a_dead_channel_keeps_nobody_waiting(yard: Any) -> None:
    """What the warehouse has is read although the shop is gone."""
    from crossdock.fulfilment import OutboundProgress

    yard.stocked("mug")
    yard.sent("1")
    yard.depot.reach(OutboundProgress.SHIPPED)
    yard.shop.trouble = {"list_orders": [GONE] * 9, "get_order": [GONE] * 9}

    cycle = run_cycle(yard.workspace)

    assert ("toko", Stage.ORDERS) in {(one.connection, one.stage) for one in cycle.troubles}
    assert "shipped" == yard.outbound("1").state.value


def test_a_bug_in_one_connector_hurts_no_other(yard: Any) -> None:
    """Even what nobody foresaw stays with the connection that it befell."""
    yard.stocked("mug")
    yard.sent("1")
    yard.shop.trouble = {"list_orders": [ZeroDivisionError("planted-canary-9a")]}

    cycle = run_cycle(yard.workspace)

    (trouble,) = [one for one in cycle.troubles if one.connection == "toko"]
    assert trouble.trouble is not None
    assert "ZeroDivisionError" in trouble.trouble.message
    assert "planted-canary-9a" not in trouble.trouble.message
    assert any(one.connection == "depot" and one.trouble is None for one in cycle.stages)


def test_a_connection_that_another_cycle_is_at(yard: Any) -> None:
    """It is left alone, and named; the others go on."""
    lock = yard.workspace.lock("sync-depot")
    assert lock.take()
    try:
        cycle = run_cycle(yard.workspace)
    finally:
        lock.release()

    assert ("depot",) == cycle.busy
    assert {"", "toko", "annex"} == {stage.connection for stage in cycle.stages}
    assert [] == yard.depot.calls
    assert all_busy(cycle) is None


def test_all_are_with_another_cycle(yard: Any) -> None:
    """Where nothing is left to be done, that is said."""
    locks = [yard.workspace.lock(f"sync-{name}") for name in ("toko",)]
    assert all(lock.take() for lock in locks)
    try:
        cycle = run_cycle(yard.workspace, only=("toko",), stopping=lambda: True)
    finally:
        for lock in locks:
            lock.release()

    error = all_busy(cycle)
    assert error is not None
    assert "toko" in error.message


def test_locks_are_given_back(yard: Any) -> None:
    """After a cycle, the next one finds every connection free."""
    run_cycle(yard.workspace)

    assert () == run_cycle(yard.workspace).busy


def test_only_some(yard: Any) -> None:
    """A cycle over one connection asks no other."""
    run_cycle(yard.workspace, only=("toko",))

    assert ([], []) == (yard.depot.calls, yard.annex.calls)
    assert "list_orders" in yard.shop.calls


def test_switched_off(yard: Any) -> None:
    """A connection that is not active is not asked."""
    from crossdock.interaction import Interaction

    yard.store.interactions.put("depot", Interaction(active=False), "test")

    cycle = run_cycle(yard.workspace)

    assert "depot" not in {stage.connection for stage in cycle.stages}
    assert [] == yard.depot.calls


def test_stopping_begins_nothing_more(yard: Any) -> None:
    """Told to stop, it ends what it is at; no other part begins."""
    yard.stocked("mug")
    ready(yard, "1")
    yard.pass_time(seconds=5)

    cycle = run_cycle(yard.workspace, stopping=lambda: "list_orders" in yard.shop.calls)

    assert "new" == yard.parcel("1").state.value
    assert ("toko", Stage.ORDERS) in {(one.connection, one.stage) for one in cycle.stages}
    assert [] == [one for one in cycle.stages if one.stage in {Stage.ROUTE, Stage.STOCK}]


def test_nobody_waits_for_a_service_but_itself(yard: Any) -> None:
    """Orders are pulled and routed while a service has not answered yet."""
    import threading

    yard.stocked("mug")
    yard.sent("0")
    ready(yard, "1")
    yard.pass_time(seconds=5)
    pulled = threading.Event()
    waited: list[bool] = []

    def wait(hook: str) -> None:
        if hook == "refresh_outbound" and not waited:
            waited.append(pulled.wait(20))

    yard.depot.on_call = wait
    yard.shop.on_call = lambda hook: pulled.set() if hook == "list_orders" else None

    run_cycle(yard.workspace)

    assert [True] == waited
    assert "accepted" == yard.outbound("1").state.value


def test_the_next_cycle_does_not_wait_for_a_service(yard: Any) -> None:
    """A service that hangs is left at its round; two cycles go on, and a later one tells it."""
    import threading

    yard.stocked("mug")
    yard.sent("0")
    answered = threading.Event()
    hung: list[bool] = []

    def wait(hook: str) -> None:
        if hook == "refresh_outbound" and not hung:
            hung.append(answered.wait(20))

    yard.depot.on_call = wait

    with Cycles(yard.workspace) as runner:
        first, second = runner.run(patience=0), runner.run(patience=0)
        ready(yard, "1")
        yard.pass_time(seconds=5)
        runner.run(patience=0)
        answered.set()
        last = runner.run()

    assert [True] == hung
    assert [True, True, False] == ["depot" in one.unfinished for one in (first, second, last)]
    told = {(one.connection, one.stage) for one in last.stages}
    assert {("depot", Stage.SERVICE), ("depot", Stage.OUTBOX)} <= told
    assert "accepted" == yard.outbound("1").state.value


def test_connections_are_closed_again(yard: Any) -> None:
    """However many cycles are run, none leaves a connection open."""
    before = list(yard.workspace._opened)

    for _ in range(3):
        run_cycle(yard.workspace)

    assert [] == [one for one in yard.workspace._opened if one not in before]
