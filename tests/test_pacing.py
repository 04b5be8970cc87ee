"""The pace, as arithmetic: never too fast, never stuck."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.manifest import RateLimit
from crossdock.pacing import FURTHEST_AHEAD, HEADROOM, left, reserve, standstill

RATES = st.floats(0.05, 500)
#: Seconds until the next caller comes, and the units it wants.
CALLERS = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 12)), min_size=1, max_size=60)
TINY = 1e-6


def departures(
    limit: RateLimit, callers: list[tuple[float, int]], now: float = 1e6
) -> list[tuple[float, int]]:
    """Return when each of *callers* leaves, with its units."""
    left: list[tuple[float, int]] = []
    arrival: float | None = None
    for pause, cost in callers:
        now += pause
        place = reserve(arrival, now, limit, cost)
        arrival = place.arrival
        left.append((now + place.wait, cost))
    return left


@given(RATES, st.integers(1, 10), CALLERS)
def test_never_faster(rate: float, burst: int, callers: list[tuple[float, int]]) -> None:
    """In any interval leave at most the burst and what the rate allows in it.

    A single call larger than the burst counts as one burst of its own size.
    """
    left = departures(RateLimit("x", rate, burst), callers)

    for start, (begun, _) in enumerate(left):
        units = 0
        for ended, cost in left[start:]:
            units += cost
            largest = max(burst, *(cost for _, cost in left[start:]))
            assert units <= largest + rate * (ended - begun) / (1 + HEADROOM) + TINY * rate


@given(st.integers(1, 200), st.lists(st.floats(0, 0.5), min_size=1, max_size=300))
def test_sliding_second(rate: int, pauses: list[float]) -> None:
    """With a burst of one, no second, wherever it begins, sees more than the rate."""
    left = [t for t, _ in departures(RateLimit("x", rate), [(p, 1) for p in pauses])]

    assert max(sum(t <= u <= t + 1 for u in left) for t in left) <= rate


@given(RATES, st.integers(1, 10), CALLERS)
def test_in_turn(rate: float, burst: int, callers: list[tuple[float, int]]) -> None:
    """Nobody overtakes, whatever the others want."""
    left = [moment for moment, _ in departures(RateLimit("x", rate, burst), callers)]

    assert all(later >= earlier - TINY for earlier, later in pairwise(left))


@given(RATES, st.integers(1, 10), CALLERS)
def test_never_starves(rate: float, burst: int, callers: list[tuple[float, int]]) -> None:
    """Nobody waits longer than all units before it take at the steady rate."""
    limit = RateLimit("x", rate, burst)
    now, before = 1e6, 0
    for (pause, cost), (moment, _) in zip(callers, departures(limit, callers), strict=True):
        now += pause

        assert moment - now <= before * (1 + HEADROOM) / rate + TINY
        before += cost


@given(RATES, st.integers(1, 10))
def test_burst_after_quiet(rate: float, burst: int) -> None:
    """After a pause the whole burst leaves at once, and the next one waits."""
    left = departures(RateLimit("x", rate, burst), [(0, 1)] * (burst + 1), now=0.0)

    assert [0.0] * burst == [round(t * rate, 6) for t, _ in left[:burst]]
    assert left[burst][0] == pytest.approx((1 + HEADROOM) / rate)


@given(RATES, st.integers(1, 5), st.integers(6, 500))
def test_larger_than_the_burst(rate: float, burst: int, cost: int) -> None:
    """A call of more units than the burst leaves once the bucket is empty."""
    limit = RateLimit("x", rate, burst)
    first = reserve(None, 1000.0, limit, cost)
    second = reserve(first.arrival, 1000.0, limit, cost)

    assert 0.0 == first.wait
    assert second.wait == pytest.approx(cost * (1 + HEADROOM) / rate)


@given(RATES, st.integers(1, 10), st.floats(1, 1e9))
def test_clock_ahead(rate: float, burst: int, ahead: float) -> None:
    """A number written by a clock that ran ahead is forgotten, and nobody waits for it."""
    limit = RateLimit("x", rate, burst)
    furthest = FURTHEST_AHEAD + burst * (1 + HEADROOM) / rate

    assert 0.0 == reserve(1000.0 + furthest + ahead, 1000.0, limit, 1).wait


@pytest.mark.parametrize("arrival", [math.inf, math.nan, -math.inf])
def test_nonsense(arrival: float) -> None:
    """A number that is none is forgotten."""
    place = reserve(arrival, 1000.0, RateLimit("x", 5), 1)

    assert 0.0 == place.wait
    assert place.arrival == pytest.approx(1000.208)


def test_slow_limit_is_not_forgotten() -> None:
    """A limit of one an hour is rightly hours ahead after a burst of five."""
    limit = RateLimit("x", per_second=1 / 3600, burst=5)
    arrival: float | None = None
    for _ in range(6):
        place = reserve(arrival, 0.0, limit, 1)
        arrival = place.arrival

    assert place.wait == pytest.approx(3744.0)


@given(RATES, st.integers(1, 10), st.floats(0, 3600), st.integers(0, 12))
def test_standstill(rate: float, burst: int, seconds: float, cost: int) -> None:
    """During a pause nobody leaves, not even a burst."""
    limit = RateLimit("x", rate, burst)
    now = 1000.0

    place = reserve(now + standstill(seconds, limit), now, limit, max(cost, 1))

    assert place.wait >= seconds - TINY


def test_negative_cost() -> None:
    """A cost below nothing would give others' places away, and is refused."""
    with pytest.raises(ValueError, match="costs nothing or more"):
        reserve(None, 0.0, RateLimit("x", 5), -1)


@given(RATES, st.integers(1, 10), st.floats(-5, 5) | st.none())
def test_what_is_left(rate: float, burst: int, ahead: float | None) -> None:
    """As many as are left may leave at once, and one more would wait."""
    limit, now = RateLimit("x", rate, burst), 1e6
    arrival = None if ahead is None else now + ahead

    units = left(arrival, now, limit)

    assert not units or reserve(arrival, now, limit, units).wait <= TINY
    assert units == burst or reserve(arrival, now, limit, units + 1).wait > 0
