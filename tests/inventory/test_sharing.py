"""Sharing: shares, and which channels goods are divided among."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError
from crossdock.inventory import Sharing, SharingMode, divide, partition

WEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=5).map(
    lambda weights: [(str(number), weight) for number, weight in enumerate(weights)]
)
EXAMPLES = settings(deadline=None, derandomize=True, max_examples=200)


@EXAMPLES
@given(st.integers(0, 200), WEIGHTS)
def test_partition_gives_everything_away(units: int, holders: list[tuple[str, int]]) -> None:
    """Parts add up to the whole, unless nobody weighs anything."""
    parts = partition(units, holders)

    assert (units if any(weight for _, weight in holders) else 0) == sum(parts.values())
    assert all(part == 0 for part, (_, w) in zip(parts.values(), holders, strict=True) if not w)


@EXAMPLES
@given(st.integers(0, 200), WEIGHTS)
def test_partition_grows_with_stock(units: int, holders: list[tuple[str, int]]) -> None:
    """One unit more goes to one holder and takes none from any."""
    before, after = partition(units, holders), partition(units + 1, holders)

    assert all(before[name] <= after[name] for name in before)


@EXAMPLES
@given(st.integers(0, 60), WEIGHTS)
def test_divide_without_limits(units: int, holders: list[tuple[str, int]]) -> None:
    """Where everybody can be served from everywhere, dividing is partitioning."""

    def fits(parts: Mapping[str, int]) -> bool:
        return sum(parts.values()) <= units

    weighty = [holder for holder in holders if holder[1]]

    assert partition(units, weighty) == divide(units, weighty, fits)


def test_divide_with_limits() -> None:
    """What one holder cannot be served goes to the others."""

    def fits(parts: Mapping[str, int]) -> bool:
        return parts["a"] <= 2 and sum(parts.values()) <= 12

    assert {"a": 2, "b": 5, "c": 5} == divide(12, [("a", 1), ("b", 1), ("c", 1)], fits)


def test_divide_no_more_than_there_is() -> None:
    """What one holder cannot be served is given to the others once."""
    holders = [("a", 1), ("b", 1), ("c", 1)]

    assert {"a": 2, "b": 5, "c": 5} == divide(12, holders, lambda parts: parts["a"] <= 2)
    assert {"a": 0, "b": 0, "c": 0} == divide(0, holders, lambda parts: parts["a"] <= 2)


def test_divide_up_to_every_limit() -> None:
    """A holder gets all units that fit, the last one too, after others have dropped out."""

    def fits(parts: Mapping[str, int]) -> bool:
        return parts["a"] <= 4 and parts["b"] <= 2

    assert {"a": 4, "b": 2} == divide(10, [("a", 1), ("b", 1)], fits)


@pytest.mark.parametrize("limit", range(10))
def test_divide_finds_the_limit(limit: int) -> None:
    """A sole holder gets what there is, or its limit where that is less."""
    for units in range(10):
        assert {"a": min(units, limit)} == divide(units, [("a", 1)], lambda p: p["a"] <= limit)


def test_divide_what_is_owed() -> None:
    """Where nothing fits, nobody gets anything."""
    assert {"a": 0, "b": 0} == divide(9, [("a", 1), ("b", 1)], lambda parts: False)


@pytest.mark.parametrize(
    ("mode", "units", "divides"),
    [
        (SharingMode.SHARED, 1, False),
        (SharingMode.PARTITION, 1000, True),
        (SharingMode.HYBRID, 18, True),
        (SharingMode.HYBRID, 19, False),
    ],
)
def test_modes(mode: SharingMode, units: int, divides: bool) -> None:
    """Hybrid divides from six units per channel on, and until then shares."""
    assert divides is Sharing(mode).divides(units, channels=3)


def test_weights() -> None:
    """A connection that is not named weighs one and comes after those that are."""
    sharing = Sharing(SharingMode.PARTITION, (("web", 3), ("shop", 0)))

    assert (3, 0, 1) == tuple(map(sharing.weight, ("web", "shop", "stall")))
    assert (0, 1, 2) == tuple(map(sharing.rank, ("web", "shop", "stall")))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((("web", -1),), "The weight of web is -1; give a whole number"),
        ((("web", 0.5),), r"The weight of web is 0\.5"),
        ((("web", 1), ("web", 2)), "A connection has two weights"),
    ],
)
def test_refused(weights: tuple[tuple[str, int], ...], message: str) -> None:
    """Weights that cannot be divided by are refused."""
    with pytest.raises(InputRefusedError, match=message):
        Sharing(SharingMode.PARTITION, weights)
