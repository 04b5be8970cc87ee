"""Conditions of a search, as functions of a row."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

Predicate = Callable[[Any], bool]
Reading = Callable[[Any], Any]


def at_least(value: Reading, bound: Any) -> Predicate:
    """Return whether a row's value is *bound* or more."""
    return lambda row: bool(value(row) >= bound)


def at_most(value: Reading, bound: Any) -> Predicate:
    """Return whether a row's value is *bound* or less."""
    return lambda row: bool(value(row) <= bound)


def equal(attribute: str, value: Any) -> Predicate:
    """Return whether a row's attribute is *value*."""
    read = attrgetter(attribute)
    return lambda row: bool(read(row) == value)
