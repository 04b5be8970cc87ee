"""An outbound that a warehouse has split: what its parts come to together.

A warehouse that splits an outbound goes on with the parts, and may never say anything
new of the whole. So the whole is as far as the part that is least far, has left once
all of them have, and what has left of it is what left with each, counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from crossdock.fulfilment.outbound import (
    Milestone,
    OutboundProgress,
    RemoteOutbound,
    ShippedLine,
)

_P = OutboundProgress

_WAY = (_P.ACCEPTED, _P.PICKING, _P.PICKED, _P.PACKED, _P.SHIPPED, _P.DELIVERED)
#: How far each state is; what is on its way back has left as well.
_RANKS: Mapping[OutboundProgress, int] = {
    **{progress: rank for rank, progress in enumerate(_WAY)},
    _P.REFUSED: _WAY.index(_P.SHIPPED),
    _P.RETURNED: _WAY.index(_P.SHIPPED),
}
_LEFT = _RANKS[_P.SHIPPED]
#: What a part comes to that never leaves.
_NEVER = frozenset({_P.CANCELLED, _P.REJECTED})


def standing(found: Sequence[RemoteOutbound]) -> list[RemoteOutbound]:
    """Return which of the documents under one reference stand for it; more than one is a doubt.

    Parts of a split outbound are their whole's. Of several others, those that are
    cancelled or rejected stand for nothing, as long as there is one that is not.
    """
    parts = {part for one in found for part in one.split_into}
    wholes = [one for one in found if one.remote_id not in parts]
    live = [one for one in wholes if one.progress not in _NEVER]
    return live or wholes[:1]


def gathered(whole: RemoteOutbound, told: Mapping[str, RemoteOutbound]) -> RemoteOutbound:
    """Return *whole* as its parts say it is; as it is, where it was not split.

    Args:

        told: what the warehouse tells, by its ids. A part that it does not tell of is
            there, and has come no further than that.
    """
    if not whole.split_into:
        return whole
    numbers, parts = _parts(whole, told)
    complete = len(parts) == len(numbers)
    going = [one for one in parts.values() if one.progress not in _NEVER]
    lines = _lines(parts.values()) if complete else ()
    reached = min(map(_rank, going), default=0) if complete else 0
    progress = _progress(parts.values(), reached, complete=complete)
    if reached >= _LEFT and len(going) < len(parts) and not lines:
        # Some of it has left, some never will, and nobody says which goods did.
        progress = _P.UNKNOWN
    return attrs.evolve(
        whole,
        progress=progress,
        raw=min(going, key=_rank).raw if going else whole.raw,
        history=() if progress in {*_NEVER, _P.UNKNOWN} else _history(going, reached),
        waybills=_distinct(one for part in parts.values() for one in part.waybills)
        or whole.waybills,
        lines=lines,
        split_into=numbers,
        reason=" ".join(_distinct(one.reason for one in parts.values() if one.reason)),
    )


def _parts(
    whole: RemoteOutbound, told: Mapping[str, RemoteOutbound]
) -> tuple[tuple[str, ...], dict[str, RemoteOutbound]]:
    """Return the ids of the parts that were not split again, and what is told of them."""
    waiting, seen = list(whole.split_into), {whole.remote_id}
    numbers: list[str] = []
    while waiting:
        number = waiting.pop(0)
        part = told.get(number)
        if number not in seen and part is not None and part.split_into:
            waiting += part.split_into
        elif number not in seen:
            numbers.append(number)
        seen.add(number)
    return tuple(numbers), {number: told[number] for number in numbers if number in told}


def _progress(
    parts: Iterable[RemoteOutbound], reached: int, *, complete: bool
) -> OutboundProgress:
    said = {one.progress for one in parts}
    if _P.UNKNOWN in said:
        return _P.UNKNOWN
    if complete and said <= _NEVER:
        return _P.CANCELLED if _P.CANCELLED in said else _P.REJECTED
    if _P.CANCELLING in said and reached < _LEFT:
        return _P.CANCELLING
    return _WAY[reached]


def _rank(part: RemoteOutbound) -> int:
    """Return how far a part has come, whatever was tried to stop it."""
    said = (part.progress, *(one.progress for one in part.history))
    return max((_RANKS[one] for one in said if one in _RANKS), default=0)


def _history(parts: Sequence[RemoteOutbound], reached: int) -> tuple[Milestone, ...]:
    """Return what the parts have come through together, and what is news if it is so of one."""
    way = [_together(parts, progress) for progress in _WAY[: reached + 1]]
    news = [_newest(parts, _P.CANCEL_FAILED)]
    if reached >= _LEFT:
        # Nothing comes back before all of it has left.
        since = way[_LEFT].at
        news += [_newest(parts, progress, since) for progress in (_P.REFUSED, _P.RETURNED)]
    return (*way, *(one for one in news if one is not None))


def _together(parts: Sequence[RemoteOutbound], progress: OutboundProgress) -> Milestone:
    """Return when the last of *parts* had come as far as *progress*, if they say."""
    times = [_reached_at(part, _RANKS[progress]) for part in parts]
    return Milestone(progress, progress.value, max(filter(None, times), default=None))


def _reached_at(part: RemoteOutbound, rank: int) -> datetime | None:
    passed = (one.at for one in part.history if _RANKS.get(one.progress, -1) >= rank)
    return min(filter(None, passed), default=None)


def _newest(
    parts: Sequence[RemoteOutbound], progress: OutboundProgress, since: datetime | None = None
) -> Milestone | None:
    """Return the newest time at which a part was in a state, not before *since*; None if never."""
    told = [
        milestone
        for part in parts
        for milestone in (*part.history, Milestone(part.progress, part.raw))
        if milestone.progress is progress
    ]
    if not told:
        return None
    times = [one.at for one in told if one.at is not None]
    at = max((*times, *filter(None, [since])), default=None) if times else None
    return Milestone(progress, told[0].raw, at)


def _lines(parts: Iterable[RemoteOutbound]) -> tuple[ShippedLine, ...]:
    """Return the lines of all parts, added up by SKU; none where one tells none of its own."""
    sums: dict[str, ShippedLine] = {}
    for part in parts:
        if not part.lines or any(not line.sku for line in part.lines):
            return ()
        for line in part.lines:
            shipped = 0 if part.progress in _NEVER else line.shipped
            known = sums.get(line.sku, ShippedLine(line.sku, 0, 0, line.remote_id))
            sums[line.sku] = attrs.evolve(
                known,
                quantity=known.quantity + line.quantity,
                shipped=_plus(known.shipped, shipped),
            )
    return tuple(sums.values())


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
