"""What a channel does to requests, and in which order everything happens."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.testing.channel import Fault


def faults(max_size: int = 8, *, without: Sequence[Fault] = ()) -> SearchStrategy[list[Fault]]:
    """Return what becomes of the next requests to a channel; none fails for ever."""
    return st.lists(
        st.sampled_from([fault for fault in Fault if fault not in without]), max_size=max_size
    )


def interleavings(
    actions: int, most: int = 4, length: int = 12
) -> SearchStrategy[list[tuple[int, int]]]:
    """Return in which order so many kinds of action take turns, each with a number of units."""
    return st.lists(st.tuples(st.integers(0, actions - 1), st.integers(1, most)), max_size=length)
