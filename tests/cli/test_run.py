"""`crossdock run`: cycle after cycle, until somebody says stop."""

from __future__ import annotations

import signal
from typing import Any

import pytest


def test_so_many_cycles(trade: Any) -> None:
    """It ends after the cycles that were asked for, and tells of each."""
    ran = trade.folder.run("run", "--every", "1s", "--cycles", "2")

    assert 0 == ran.code
    assert 2 == sum(line.startswith("2 connections in") for line in ran.err.splitlines())
    assert "2 cycles; the last one: " in ran.err


@pytest.mark.parametrize("words", [("--every", "often"), ("--cycles", "0"), ("--only", "nowhere")])
def test_bad_words(workspace: Any, words: tuple[str, str]) -> None:
    """What cannot be done is refused before the first cycle."""
    assert 2 == workspace.run("run", *words).code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop(trade: Any, number: signal.Signals) -> None:
    """It ends what it is at, and says by its exit code that it was told to."""
    process = trade.folder.spawn("run", "--every", "1h")
    assert process.stderr is not None
    first = process.stderr.readline()

    process.send_signal(number)
    process.communicate(timeout=300)

    assert "connections in" in first
    assert 143 == process.returncode


def test_two_at_one_time(trade: Any) -> None:
    """While one is in the middle of a cycle, another leaves its connections alone."""
    trade.shop.fault("GET /inventory/v1/*: latency(seconds=5)", "GET /v2/*: latency(seconds=5)")
    first = trade.folder.spawn("run", "--every", "1h")
    lock = trade.folder.path / ".crossdock" / "locks" / "sync-shop.lock"
    from crossdock.locks import FileLock

    def is_held() -> bool:
        mine = FileLock(lock)
        if not lock.exists() or mine.take():
            mine.release()
            return False
        return True

    while not is_held():
        assert first.poll() is None

    second = trade.folder.json("sync")

    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=300)
    trade.shop.clear("faults")
    assert 143 == first.returncode
    assert "shop" in second.data["busy"] if second.code == 0 else second.code == 9
