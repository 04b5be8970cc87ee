"""Goods told to a service: many in one call, each with an end of its own."""

from __future__ import annotations

from typing import Any

import pytest

from crossdock.errors import OutcomeUnknownError, RateLimitedError
from crossdock.flows.fulfilment.goods import queue_goods
from crossdock.fulfilment import GoodsResult
from crossdock.fulfilment.effects import Enqueue, JobKind
from crossdock.inventory import RowOutcome

SKUS = [f"sku-{number}" for number in range(9)]
LOST = OutcomeUnknownError("Nobody answered.")


@pytest.fixture
def queued(yard: Any) -> Any:
    """A seller with nine products that wait to be told to the depot."""
    for sku in SKUS:
        yard.lists(sku)
    queue_goods(yard.workspace, yard.turning, "depot", SKUS)
    return yard


def states(yard: Any) -> list[str]:
    """Return how far the depot knows each product."""
    return [yard.store.known_goods.get("depot", sku).state.value for sku in SKUS]


def test_as_many_as_fit(queued: Any) -> None:
    """Nine products are three calls of a service that takes four at once."""
    work = queued.work()

    assert [SKUS[:4], SKUS[4:8], SKUS[8:]] == queued.depot.pushes
    assert {"taken": 9, "done": 9} == work.counts
    assert ["active"] * 9 == states(queued)
    assert "G-sku-3" == queued.store.known_goods.get("depot", "sku-3").remote_id


def test_each_row_ends_for_itself(queued: Any) -> None:
    """What one row came to is no other row's end."""
    ends = (RowOutcome.REFUSED, RowOutcome.RETRY, RowOutcome.UNKNOWN)
    for sku, outcome in zip(SKUS, ends, strict=False):
        queued.depot.results[sku] = GoodsResult(sku, outcome, reason="So it is.")

    queued.work()

    assert ["rejected", "queued", "unknown", *["active"] * 6] == states(queued)
    assert [("goods_refused", "goods:depot:sku-0")] == queued.asked()


def test_one_that_spoils_its_call(queued: Any) -> None:
    """A call refused as a whole is made again in halves, until what is refused is alone."""
    queued.depot.poison = {"sku-2"}

    queued.work()

    assert ["active", "active", "rejected", *["active"] * 6] == states(queued)
    assert [4, 2, 2, 1, 1, 4, 1] == [len(call) for call in queued.depot.pushes]


def test_a_limit_between_the_halves(queued: Any) -> None:
    """What certainly was not sent waits, and no attempt is counted."""
    queued.depot.poison = {"sku-0"}

    def limit(hook: str) -> None:
        if len(queued.depot.pushes) == 1:
            queued.depot.trouble["push_products"] = [RateLimitedError("Slow down.")]
            queued.depot.on_call = lambda _hook: None

    queued.depot.on_call = limit
    work = queued.work()

    assert isinstance(work.trouble, RateLimitedError)
    assert ["queued"] * 9 == states(queued)
    jobs = [kept.job for kept in queued.store.outbox.each(connection="depot")]
    assert {(0, False)} == {(job.attempts, job.in_doubt) for job in jobs}


def test_an_answer_that_was_lost(queued: Any) -> None:
    """Each product of a call whose answer was lost is looked up, together with the others."""
    queued.depot.after["push_products"] = [LOST]
    queued.work()
    assert ["unknown"] * 4 == states(queued)[:4]

    queued.pass_time(minutes=4)
    queued.work()

    assert ["active"] * 9 == states(queued)
    assert SKUS[:4] == queued.depot.pushes[-1]


def test_dying_in_the_middle(queued: Any, died: Any) -> None:
    """A process that died while it told goods leaves none of them behind."""
    queued.depot.after["push_products"] = [died()]
    with pytest.raises(died):
        queued.work()
    queued.restart()

    for _ in range(3):
        queued.pass_time(minutes=4)
        queued.work()

    assert ["active"] * 9 == states(queued)


def test_no_product_twice_in_one_call(queued: Any) -> None:
    """Two jobs of one product are done one after the other."""
    queued.work()
    goods = queued.store.known_goods.get("depot", "sku-0")
    for number in range(2):
        effect = Enqueue(JobKind.REFRESH_GOODS, f"again-{number}", goods.key)
        queued.store.outbox.enqueue("depot", effect, {})
    queued.depot.pushes.clear()

    queued.work()

    assert [["sku-0"], ["sku-0"]] == queued.depot.pushes
