"""Explanations: what each operation does to a number."""

from __future__ import annotations

import pytest

from crossdock.inventory import Step, replay


@pytest.mark.parametrize(
    ("number", "operation", "operand", "after"),
    [
        (5, "start", 3, 3),
        (5, "add", 3, 8),
        (5, "keep back", 3, 2),
        (5, "keep back", 6, 0),
        (5, "divide by", 2, 2),
        (5, "nothing", 3, 0),
        (9, "percent", 50, 4),
        (9, "packs of", 4, 8),
        (5, "at most", 3, 3),
        (5, "at most", 6, 5),
        (5, "at least", 6, 6),
        (0, "at least", 1, 1),
        (1, "at least, if any", 6, 6),
        (0, "at least, if any", 6, 0),
        (5, "exactly", 0, 0),
    ],
)
def test_operations(number: int, operation: str, operand: int, after: int) -> None:
    """Each operation makes one number of another, by its operand alone."""
    assert after == replay([Step("start", number, number), Step(operation, operand, after)])


def test_no_steps() -> None:
    """An explanation begins with nothing."""
    assert 0 == replay([])
    assert 3 == replay([Step("add", 3, 3)])
