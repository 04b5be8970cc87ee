"""crossdock.sandbox.clock"""

from datetime import UTC, datetime, timedelta

import pytest

from crossdock.sandbox.clock import Clock, move
from crossdock.sandbox.exceptions import SandboxRefusedError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Ticking:
    """Real time that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return it."""
        return self.now


def test_runs_with_real_time() -> None:
    """An untouched clock is real time."""
    source = Ticking()

    assert NOON == Clock(source).now()


def test_set_clock_runs_on() -> None:
    """A clock that was set goes on from there with real time."""
    source = Ticking()
    clock = Clock(source)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    source.now += timedelta(seconds=5)

    assert datetime(2030, 1, 1, 0, 0, 5, tzinfo=UTC) == clock.now()


def test_frozen_clock_stands() -> None:
    """A frozen clock stands still, can be advanced, and runs on from there once thawed."""
    source = Ticking()
    clock = Clock(source)
    clock.freeze()
    source.now += timedelta(hours=1)
    stood = clock.now()
    clock.advance(timedelta(minutes=1))
    advanced = clock.now()
    clock.thaw()
    source.now += timedelta(seconds=2)

    assert (NOON, NOON + timedelta(minutes=1), NOON + timedelta(seconds=62)) == (
        stood,
        advanced,
        clock.now(),
    )


def test_reset_returns_to_real_time() -> None:
    """Reset undoes setting and freezing."""
    source = Ticking()
    clock = Clock(source)
    move(clock, {"set": "2030-01-01T00:00:00Z", "freeze": True})
    clock.reset()

    assert (NOON, False) == (clock.now(), clock.state()["frozen"])


def test_naive_moment_is_utc() -> None:
    """A moment without a zone is taken for UTC."""
    clock = Clock(Ticking())
    move(clock, {"set": "2026-05-05T05:05:05"})

    assert datetime(2026, 5, 5, 5, 5, 5, tzinfo=UTC) == clock.now()


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"jump": 1},
        {"set": "yesterday"},
        {"set": 5},
        {"advance": "1h"},
        {"advance": True},
        {"advance": 1e99},
        {"advance": float("nan")},
        {"advance": -1e11},
        {"freeze": "yes"},
        {"advance": 60, "freeze": "no"},
    ],
)
def test_bad_orders_change_nothing(order: dict[str, object]) -> None:
    """An order that is not understood is refused in a sentence and moves nothing."""
    clock = Clock(Ticking())
    with pytest.raises(SandboxRefusedError, match="clock"):
        move(clock, order)

    assert NOON == clock.now()
