"""Many changes as few calls: batches, what they cost, and the row that spoils one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from crossdock.inventory.priority import Change
from crossdock.manifest import RateLimit

_Row = TypeVar("_Row")


def batches(changes: Sequence[Change], size: int) -> list[tuple[Change, ...]]:
    """Return *changes*, in turn as given, as calls of *size* rows: decreases before increases.

    Between the two, one call may carry both; so there is none more than needed.
    """
    ordered = sorted(changes, key=lambda change: not change.lowers)
    return [tuple(ordered[start : start + size]) for start in range(0, len(ordered), size)]


def calls_for(rows: int, size: int) -> int:
    """Return how many calls of *size* rows it takes to send so many *rows*."""
    return -(-rows // size)


def seconds_for(
    rows: int,
    size: int,
    limits: Iterable[RateLimit],
    *,
    latency: float = 0.0,
    headroom: float = 0.0,
) -> float:
    """Return how long it takes to send *rows* in batches of *size*, and to hear of the last.

    Every limit holds at the same time, and the slowest decides. With no headroom
    this is the floor: no schedule that keeps to the limits is faster.

    Args:

        latency: seconds from asking to the answer; as many calls are under way at
            once as that takes.

        headroom: the part by which we stay below a limit
            (`crossdock.pacing.HEADROOM`).
    """
    if rows <= 0:
        return 0.0
    last = (rows - 1) % size + 1
    waits = (
        _wait(
            limit,
            calls_for(rows, size) if limit.counts == "requests" else rows,
            1 if limit.counts == "requests" else last,
        )
        for limit in limits
    )
    return max(waits, default=0.0) * (1 + headroom) + latency


def _wait(limit: RateLimit, all_units: int, last: int) -> float:
    """Return when the last call, of *last* units, may leave if the first leaves now."""
    return max(0, all_units - last - max(limit.burst - last, 0)) / limit.per_second


@attrs.frozen
class Bisection(Generic[_Row]):
    """The search for the rows that spoil a call, when its refusal names none.

    A refused part is tried again in two halves, until what spoils it stands alone::

        search = Bisection.of(rows)
        while search.next:
            search = search.passed() if send(search.next) else search.refused()

    A call may also be refused for the sake of none of its rows. So the search ends
    after `budget` calls, and what is left is for the next push; the budget suffices
    for two rows that spoil a call, however large it is.

    Args:

        waiting: parts to be tried, the next one first.

        spoilt: rows refused alone.

        left: parts not tried any more, of which some row may spoil a call.
    """

    waiting: tuple[tuple[_Row, ...], ...]
    sent: tuple[_Row, ...] = ()
    spoilt: tuple[_Row, ...] = ()
    left: tuple[tuple[_Row, ...], ...] = ()
    budget: int = 0

    @classmethod
    def of(cls, rows: Sequence[_Row]) -> Bisection[_Row]:
        """Begin with *rows* that were refused as one call."""
        depth = max(0, len(rows) - 1).bit_length()
        return cls(
            waiting=_halves(tuple(rows)),
            spoilt=tuple(rows[:1]) if not depth else (),
            budget=4 * depth,
        )

    @property
    def next(self) -> tuple[_Row, ...]:
        """The rows of the next call; none when the search is over."""
        return self.waiting[0] if self.waiting else ()

    def passed(self) -> Bisection[_Row]:
        """Go on after the next call was not refused as a whole."""
        part, *rest = self.waiting
        return _spent(attrs.evolve(self, waiting=tuple(rest), sent=(*self.sent, *part)))

    def refused(self) -> Bisection[_Row]:
        """Go on after the next call was refused as a whole."""
        part, *rest = self.waiting
        alone = part if len(part) == 1 else ()
        return _spent(
            attrs.evolve(self, waiting=(*_halves(part), *rest), spoilt=(*self.spoilt, *alone))
        )


def _halves(part: tuple[_Row, ...]) -> tuple[tuple[_Row, ...], ...]:
    middle = len(part) // 2
    return (part[:middle], part[middle:]) if middle else ()


def _spent(search: Bisection[_Row]) -> Bisection[_Row]:
    """Return *search* with one call fewer to spend, over if that was the last."""
    budget = search.budget - 1
    if budget > 0 or not search.waiting:
        return attrs.evolve(search, budget=budget)
    return attrs.evolve(search, budget=budget, waiting=(), left=search.waiting)
