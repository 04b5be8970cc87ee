"""JD's outbounds in our words (sheet B7, C3, C7, C8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossdock import Milestone, RemoteOutbound, ShippedLine
from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment.columns import distinct, parted
from crossdock_jdid_fulfillment.shapes import plain
from crossdock_jdid_fulfillment.statuses import GONE, furthest, outbound_progress
from crossdock_jos import Record

#: A parcel's number is its waybill with its place among the parcels: ``JD1-1-2-``.
_PARCEL = re.compile(r"-[0-9]+-[0-9]+-\Z")


def decode_outbound(row: Record, reference: str, number: str) -> RemoteOutbound:
    """Return the outbound that *row* of ``queryOrder`` describes.

    What cannot be read of its lines or times leaves its state as it is told.

    Args:

        reference: ours; a part of a split outbound may not echo it.

        number: JD's, as it was asked for.

    Raises:

        DataRefusedError: it is another outbound.
    """
    told = row.words("eclpSoNo").strip()
    if told and told != number:
        raise DataRefusedError(f"Asked for outbound {number}, JD told of {told}.")
    history = decode_history(row)
    raw = furthest(milestone.raw for milestone in history)
    progress = outbound_progress(raw)
    try:
        lines, reason = decode_lines(row, is_gone=progress in GONE), ""
    except DataRefusedError as error:
        lines, reason = (), f"The lines of outbound {number} cannot be read: {error.message}"
    return RemoteOutbound(
        reference=reference,
        remote_id=number,
        progress=progress,
        raw=raw,
        history=history,
        waybills=decode_waybills(row),
        lines=lines,
        split_into=tuple(part for part in _list(row, "splitEclpSoNos") if part != number),
        reason=reason,
    )


def decode_history(row: Record) -> tuple[Milestone, ...]:
    """Return every state that *row* tells, the current one among them."""
    found: list[Milestone] = []
    for entry in row.records("orderStatusList"):
        code = entry.words("soStatusCode").strip()
        if code:
            found.append(Milestone(outbound_progress(code), code, _when(entry)))
    current = row.words("currentStatus").strip()
    if current and all(milestone.raw != current for milestone in found):
        found.append(Milestone(outbound_progress(current), current))
    return tuple(found)


def decode_waybills(row: Record) -> tuple[str, ...]:
    """Return the numbers that the parcels go under: JD's, or else the channel's."""
    ours = _list(row, "wayBill") or _list(row, "tpWayBill")
    return distinct(_PARCEL.sub("", number) for number in ours)


def decode_lines(row: Record, *, is_gone: bool) -> tuple[ShippedLine, ...]:
    """Return the lines of *row*, with what left of each once the goods are gone.

    Raises:

        DataRefusedError: a line or a number is none, or columns are of different lengths.
    """
    lines: list[ShippedLine] = []
    for entry in plain(row, "orderDetailList"):
        lines += _lines(entry, is_gone)
    return tuple(lines)


def _lines(entry: Record, is_gone: bool) -> list[ShippedLine]:
    """Return the lines of one *entry*, whose members may be lists with one place per line."""
    skus, numbers = _codes(entry, "isvGoodsNo"), _codes(entry, "goodsNo")
    width = max(len(skus), len(numbers), 1)
    quantities = _spread(entry, "quantity", width)
    shipped = _spread(entry, "realOutQty", width)
    return [
        ShippedLine(
            sku=skus[place] if len(skus) == width else "",
            quantity=_told(quantities[place], shipped[place] if is_gone else None),
            shipped=shipped[place] if is_gone else None,
            remote_id=numbers[place] if len(numbers) == width else "",
        )
        for place in range(width)
    ]


def _told(quantity: int | None, shipped: int | None) -> int:
    """Return a line's quantity; where JD leaves it out, what left is all that is known."""
    number = shipped if quantity is None else quantity
    if number is None:
        raise DataRefusedError("A line tells no quantity.")
    return number


def _spread(entry: Record, name: str, width: int) -> list[int | None]:
    """Return a member's numbers, one per line; those of one line are its batches, added up."""
    values = [
        number
        for value in _values(entry.value(name))
        if (number := Record({name: value}).whole(name)) is not None
    ]
    if width == 1:
        return [sum(values) if values else None]
    if not values:
        return [None] * width
    if len(values) != width:
        raise DataRefusedError(f"{name} has {len(values)} numbers for {width} lines.")
    return list(values)


def _codes(entry: Record, name: str) -> list[str]:
    return [Record({name: value}).text(name).strip() for value in _values(entry.value(name))]


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _list(row: Record, name: str) -> tuple[str, ...]:
    value = row.value(name)
    if isinstance(value, list):
        return distinct(str(entry).strip() for entry in value if not isinstance(entry, Mapping))
    return parted(row.words(name))


def _when(entry: Record) -> datetime | None:
    try:
        return entry.moment("operateTime")
    except DataRefusedError:
        return None
