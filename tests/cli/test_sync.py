"""`crossdock sync`: one cycle, told stage by stage."""

from __future__ import annotations

from typing import Any

from crossdock.locks import FileLock


def test_without_connections(workspace: Any) -> None:
    """A cycle over nothing does nothing, and succeeds."""
    ran = workspace.json("sync")

    assert 0 == ran.code
    assert [] == ran.data["busy"]


def test_a_connection_nobody_knows(workspace: Any) -> None:
    """A name that is none says so, before anything is asked."""
    ran = workspace.run("sync", "--only", "nowhere")

    assert 2 == ran.code
    assert "nowhere" in ran.err


def test_every_stage_is_told(trade: Any) -> None:
    """Orders, routing, jobs, the service and stock each have their row."""
    trade.shop.control("orders", {"listing_id": trade.listing_id, "quantity": 1})

    ran = trade.folder.json("sync")

    assert 0 == ran.code, ran.out
    stages = {(row["connection"], row["stage"]) for row in ran.data["stages"]}
    assert {
        ("shop", "orders"),
        ("(all)", "route"),
        ("shop", "outbox"),
        ("depot", "service"),
        ("(all)", "stock"),
    } <= stages


def test_trouble_is_told_and_the_others_go_on(trade: Any) -> None:
    """A service that answers nothing is named; the shop's orders are pulled all the same."""
    trade.sent()
    trade.depot.fault("POST /routerjson/jingdong.eclp.order.*: 503")

    ran = trade.folder.json("sync")

    assert 6 == ran.code
    troubled = {row["connection"] for row in ran.data["stages"] if row["trouble"]}
    assert {"depot"} == troubled
    assert "partly-done" == ran.json["reason"]


def test_all_busy(trade: Any) -> None:
    """Where another sync is at all that is named, that is said, and nothing is done."""
    locks = [
        FileLock(trade.folder.path / ".crossdock" / "locks" / f"sync-{name}.lock")
        for name in ("shop", "depot")
    ]
    assert all(lock.take() for lock in locks)
    try:
        ran = trade.folder.json("sync", "--only", "depot")
    finally:
        for lock in locks:
            lock.release()

    assert (9, None) == (ran.code, ran.data)
    assert "depot" in ran.json["message"]
