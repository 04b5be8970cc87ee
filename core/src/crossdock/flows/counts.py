"""Counting what became of things, so that the numbers add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

#: Called after each page or batch with the counts so far.
Watch = Callable[[Mapping[str, int]], None]


def unwatched(_counts: Mapping[str, int]) -> None:
    """Watch nothing."""


def nonzero(counts: Counter[str]) -> dict[str, int]:
    """Return *counts* without the zeros, in the order they were first counted."""
    return {name: number for name, number in counts.items() if number}
