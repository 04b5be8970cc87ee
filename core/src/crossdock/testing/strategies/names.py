"""Codes, places and moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.inventory import Pool
from crossdock.testing.worlds import DAWN

#: Codes that have hurt somebody: look-alikes, separators, wildcards, formulas, nothing visible.
NASTY_SKUS = (
    "TEE",
    "tee",
    "\uff34\uff25\uff25",
    "tee\u00a0",
    "caf\u00e9",
    "cafe\u0301",
    "a:b",
    "a%3Ab",
    "[1]",
    "*",
    "-1",
    "1E5",
    "=HYPERLINK(1)",
    "'; DROP TABLE x;--",
    "\U0001f455",
    "\u0663",
    "\u202etee",
    "\ud800",
)
WAREHOUSES = ("north", "south", "east", "west")
CONNECTIONS = ("shop", "stall", "web")


def skus() -> SearchStrategy[str]:
    """Return SKU codes: plain ones, nasty ones, and any text at all."""
    return st.sampled_from(("shirt", "mug", *NASTY_SKUS)) | st.text(min_size=1, max_size=8)


def pools(warehouses: Sequence[str] = WAREHOUSES) -> SearchStrategy[Pool]:
    """Return sets of one or more of *warehouses*."""
    return st.sets(st.sampled_from(warehouses), min_size=1).map(frozenset)


def moments(spread: int = 12) -> SearchStrategy[datetime]:
    """Return one of few moments, so that ties and late arrivals are common."""
    return st.integers(0, spread).map(lambda minutes: DAWN + timedelta(minutes=minutes))
