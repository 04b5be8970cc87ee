"""A process that dies at any write or any call: the next one ends what it was at, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import attrs
import pytest

from crossdock import OrderStatus
from crossdock.flows.fulfilment import operating
from crossdock.fulfilment import OutboundProgress
from crossdock.store import Database, Store

#: More writes, and more calls, than any of the stories makes.
ENOUGH = 80


@attrs.define
class Fate:
    """When a process dies, and of what: before its so many-th write, or right after it."""

    died: type[BaseException]
    after: bool = False
    left: int | None = None

    def mortal(self, store: Store) -> None:
        """Have *store* die when its time has come."""
        fate = self

        class Mortal(Database):
            """A database whose process dies before, or right after, one of its transactions."""

            @contextmanager
            def transaction(self) -> Iterator[None]:
                if self._is_open() or fate.left is None:
                    with super().transaction():
                        yield
                    return
                fate.left -= 1
                if fate.left < 0 and not fate.after:
                    raise fate.died
                with super().transaction():
                    yield
                if fate.left < 0:
                    raise fate.died

        store.db.__class__ = Mortal


def ship(yard: Any) -> None:
    """Take an order in, accept and arrange it, send it, and have it shipped."""
    for order_id in yard.shop.orders:
        yard.take(order_id)
    yard.route()
    for wish in (operating.accept, operating.arrange):
        for order_id in yard.shop.orders:
            wish(yard.turning, yard.parcels(order_id), yard.workspace)
        yard.work("toko")
    yard.work()
    yard.depot.reach(OutboundProgress.SHIPPED)
    yard.serve()


def finish_shipping(yard: Any) -> None:
    """Do again what a person would, where the story broke off, and let it come to its end."""
    for rounds in (4, 1, 1):
        yard.settle(rounds)
        for order_id in yard.shop.orders:
            for wish in (operating.accept, operating.arrange):
                wish(yard.turning, yard.parcels(order_id), yard.workspace)
    yard.depot.reach(OutboundProgress.SHIPPED)
    yard.settle(1)


def check_shipped(yard: Any) -> None:
    """The order has left once, and nothing is claimed any more."""
    assert [("shipped", "", "depot-wh", "shipped")] == yard.states("1")
    assert ((8, 0), (9, 0)) == (yard.at("mug"), yard.at("tray"))


def call_off(yard: Any) -> None:
    """Have the order sent, and cancelled in time."""
    for order_id in yard.shop.orders:
        ready = {"status": OrderStatus.READY_TO_SHIP, "waybill": f"JT{order_id}"}
        yard.shop.change(order_id, updated_at=yard.time, **ready)
        yard.take(order_id)
    yard.route()
    yard.work()
    cancel(yard)
    for order_id in yard.shop.orders:
        yard.take(order_id)
    yard.serve()


def cancel(yard: Any) -> None:
    """Let the buyer cancel at the channel."""
    yard.pass_time(seconds=1)
    for order_id in yard.shop.orders:
        yard.shop.change(order_id, updated_at=yard.time, status=OrderStatus.CANCELLED)


def finish_calling_off(yard: Any) -> None:
    """Let it come to its end."""
    cancel(yard)
    yard.settle(6)


def check_called_off(yard: Any) -> None:
    """The order has ended if it ever began, and every unit is free again."""
    assert {"cancelled"} >= {state[0] for state in yard.states("1")}
    assert all(one.cancelled for one in yard.depot.remotes)
    assert ((10, 0), (10, 0)) == (yard.at("mug"), yard.at("tray"))


STORIES = pytest.mark.parametrize(
    ("story", "finish", "check"),
    [
        pytest.param(ship, finish_shipping, check_shipped, id="ship"),
        pytest.param(call_off, finish_calling_off, check_called_off, id="cancel"),
    ],
)


def begun(open_yard: Callable[..., Any], fate: Fate) -> Any:
    """Return a yard with an order at its channel."""
    yard = open_yard(wrap=fate.mortal)
    yard.rule("depot-wh")
    yard.stocked("mug", "tray")
    yard.order("1", ("mug", 2), ("tray", 1))
    return yard


def check_books(yard: Any) -> None:
    """One parcel, one document, no line lost and none doubled."""
    assert len(yard.parcels("1")) <= 1
    assert len(yard.depot.remotes) <= 1
    assert {} == yard.sums("1")
    assert 0 == yard.pooled("mug") + yard.pooled("tray")
    assert [] == [
        kept.job.key
        for kept in yard.store.outbox.each()
        if kept.job.state.value in {"pending", "sending", "unknown"}
    ]


@STORIES
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_dying_at_every_write(
    open_yard: Any, died: Any, after: bool, story: Any, finish: Any, check: Any
) -> None:
    """Whatever was written when it died, the order comes to the same end."""
    deaths = 0
    for point in count():
        fate = Fate(died, after)
        yard = begun(open_yard, fate)
        fate.left = point
        try:
            story(yard)
        except died:
            deaths += 1
        dead, fate.left = fate.left < 0, None
        yard.restart()
        finish(yard)
        check_books(yard)
        check(yard)
        if not dead:
            break
    assert 6 <= deaths < ENOUGH


@STORIES
def test_dying_at_every_call(
    open_yard: Any, died: Any, story: Any, finish: Any, check: Any
) -> None:
    """Dying before a request is carried out, or before its answer is kept, doubles nothing."""
    deaths = 0
    for point in count():
        yard = begun(open_yard, Fate(died))
        left = [point]

        def call(_hook: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise died

        yard.shop.on_call = yard.depot.on_call = call
        try:
            story(yard)
        except died:
            deaths += 1
        yard.shop.on_call = yard.depot.on_call = lambda _hook: None
        yard.restart()
        finish(yard)
        check_books(yard)
        check(yard)
        if left[0] >= 0:
            break
    # Sending it, and cancelling it: each before it is done, and after.
    assert 4 <= deaths < ENOUGH
