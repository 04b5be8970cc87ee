"""A number with the steps that made it: what can be read aloud can be computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs


@attrs.frozen
class Step:
    """One step of an explanation: *operation* with *operand* made *after*.

    Args:

        because: the rule or fact behind it, as a person would say it.
    """

    operation: str
    operand: int
    after: int
    because: str = ""


@attrs.frozen
class Published:
    """A number with its explanation.

    Args:

        short: units shown that the goods do not cover: locked by a campaign,
            demanded by a min or fixed rule, or left standing by a freeze.
    """

    quantity: int
    steps: tuple[Step, ...]
    short: int = 0


_OPERATIONS: Mapping[str, Callable[[int, int], int]] = {
    "start": lambda _number, start: start,
    "add": lambda number, more: number + more,
    "keep back": lambda number, kept: max(0, number - kept),
    "divide by": lambda number, each: number // each,
    "nothing": lambda _number, _operand: 0,
    "percent": lambda number, percent: number * percent // 100,
    "packs of": lambda number, pack: number // pack * pack,
    "at most": min,
    "at least": max,
    "at least, if any": lambda number, least: max(number, least) if number else 0,
    "exactly": lambda _number, exact: exact,
}


def replay(steps: Sequence[Step]) -> int:
    """Return the number that *steps* lead to, computed from operations and operands alone."""
    number = 0
    for step in steps:
        number = _OPERATIONS[step.operation](number, step.operand)
    return number


@attrs.define
class Chain:
    """An explanation being written: each step computes, and is noted down."""

    steps: list[Step] = attrs.field(factory=list)
    number: int = 0

    def apply(self, operation: str, operand: int, because: str) -> None:
        """Take one step."""
        self.number = _OPERATIONS[operation](self.number, operand)
        self.steps.append(Step(operation, operand, self.number, because))
