"""What an open transaction remembers: read once, written together, and never out of date."""

from __future__ import annotations

from typing import Any

import pytest

from crossdock.errors import ContentChangedError, DataRefusedError
from crossdock.fulfilment.effects import Enqueue, JobKind


def _asked(store: Any, *ids: str) -> list[str]:
    """Return the statements that asking for orders *ids* takes, twice each."""
    statements: list[str] = []
    store.db._conn.set_trace_callback(statements.append)
    for order_id in (*ids, *ids):
        store.orders.kept("shop", order_id)
    store.db._conn.set_trace_callback(None)
    return statements


def test_what_was_looked_up_is_not_asked_for_again(books: Any) -> None:
    """Two orders are read in one query, however often they are asked for."""
    store = books.store
    for order_id in ("1", "2"):
        store.orders.put("shop", books.order(order_id, ("mug", 1)), pull=1)

    with store.db.transaction():
        store.look_up([("shop", "1"), ("shop", "2")])
        within = _asked(store, "1", "2")

    assert [] == within
    assert 4 == len(_asked(store, "1", "2"))


def test_what_else_is_written_is_seen(books: Any) -> None:
    """A link made in the same transaction is not hidden by what was read before it."""
    store = books.store
    store.orders.put("shop", books.order("1", ("mug", 1)), pull=1)

    with store.db.transaction():
        before = store.orders.line_skus("shop", "1")
        books.take_in("mug", "MUG")
        after = store.orders.line_skus("shop", "1")

    assert ({}, {"0": "MUG"}) == (before, after)


def test_a_query_sees_what_waits_to_be_written(books: Any) -> None:
    """Whatever was put in the transaction is in its tables when they are asked."""
    store = books.store

    with store.db.transaction():
        store.orders.put("shop", books.order("1", ("mug", 1)), pull=1)
        found = store.orders.ours("shop", ["1"])

    assert {"1"} == found


def test_an_attempt_that_fails_leaves_what_came_before(books: Any) -> None:
    """Its own is forgotten, written or not; the transaction goes on."""
    store = books.store

    def attempt() -> None:
        with store.db.attempt():
            store.orders.put("shop", books.order("2", ("mug", 1)), pull=1)
            store.orders.put("shop", books.order("3", ("mug\ud800", 1)), pull=1)

    with store.db.transaction():
        store.orders.put("shop", books.order("1", ("mug", 1)), pull=1)
        with pytest.raises(DataRefusedError):
            attempt()
        store.orders.put("shop", books.order("4", ("mug", 1)), pull=1)

    assert {"1", "4"} == store.orders.ours("shop", ["1", "2", "3", "4"])


def test_a_refusal_at_the_end_takes_everything_back(books: Any) -> None:
    """A job that says something else is found when all are written, and none of it stays."""
    store = books.store
    store.outbox.enqueue("jd", Enqueue(JobKind.CREATE_OUTBOUND, "K", "s"), {"lines": 1})

    def write() -> None:
        with store.db.transaction():
            store.orders.put("shop", books.order("1", ("mug", 1)), pull=1)
            store.outbox.enqueue("jd", Enqueue(JobKind.CREATE_OUTBOUND, "K", "s"), {"lines": 2})

    with pytest.raises(ContentChangedError, match="other content"):
        write()

    assert set() == store.orders.ours("shop", ["1"])
    assert store.orders.find_kept("shop", "1") is None
