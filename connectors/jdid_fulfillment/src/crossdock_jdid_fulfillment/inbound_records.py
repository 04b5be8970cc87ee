"""Inbounds as JD takes them, and as it tells of them (sheet B6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from crossdock import Inbound, InboundProgress, ReceivedLine, RemoteInbound
from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment.columns import bounded, joined
from crossdock_jdid_fulfillment.outbound_orders import demand, encode_goods, refuse_lines
from crossdock_jdid_fulfillment.settings import FulfilmentSettings
from crossdock_jdid_fulfillment.shapes import plain
from crossdock_jdid_fulfillment.statuses import inbound_progress
from crossdock_jos import Record
from crossdock_jos.timestamps import JAKARTA

MOST_REFERENCE = 50
MOST_REMARK = 200
MOST_WAYBILL = 200

#: ``goodsStatus``: goods in sellable condition; 2 is damaged, 3 a sample.
GOOD = "1"

#: What JD counts of goods that were not as announced. The list it published goes on.
DISCREPANCIES = (
    "shortQty",
    "damagedQty",
    "emptyQty",
    "expiredQty",
    "excessQty",
    "errorQty",
    "barcodeErrorQty",
)


_TROUBLED = frozenset({InboundProgress.CANCEL_FAILED, InboundProgress.UNKNOWN})


def encode_inbound(inbound: Inbound, settings: FulfilmentSettings) -> dict[str, Any]:
    """Return what is sent for *inbound*.

    Raises:

        InputRefusedError: it does not fit into JD's fields; nothing was sent.

        SettingsRefusedError: the connection names no supplier.
    """
    demand(settings, "inbound", supplier=settings.supplier)
    refuse_lines(inbound.reference, inbound.lines)
    lines = inbound.lines
    return {
        "spPoOrderNo": encode_reference(inbound.reference),
        "deptNo": settings.department,
        "whNo": settings.warehouse,
        "supplierNo": settings.supplier,
        **encode_goods(lines, "deptGoodsNo"),
        "numApplication": joined([str(line.quantity) for line in lines], "quantity"),
        "goodsStatus": joined([GOOD] * len(lines), "condition"),
        "waybillNo": bounded(inbound.waybill.strip(), MOST_WAYBILL, "waybill") or None,
        "inboundRemark": _remark(inbound) or None,
    }


def encode_reference(reference: str) -> str:
    """Return our number of an inbound.

    Raises:

        InputRefusedError: it is too long, blank, or holds a comma.
    """
    return bounded(joined([reference], "reference"), MOST_REFERENCE, "reference")


def announced(inbound: Inbound, number: str) -> RemoteInbound:
    """Return *inbound* as JD has it right after it took it, under its own *number*."""
    return RemoteInbound(
        reference=inbound.reference,
        remote_id=number,
        progress=InboundProgress.ACCEPTED,
        lines=tuple(
            ReceivedLine(line.sku, line.quantity, remote_id=line.remote_id)
            for line in inbound.lines
        ),
    )


def decode_inbound(row: Record, reference: str) -> RemoteInbound:
    """Return the inbound that *row* describes; its numbers are final once it is completed.

    What cannot be read of its lines or times leaves its state as it is told; an
    inbound that is completed and cannot be read is not: nobody could book it.

    Args:

        reference: ours, where the row does not echo it.
    """
    raw = row.words("poOrderStatus").strip()
    progress = inbound_progress(raw)
    # Beside a state in which all is well, the words say no more than that it is.
    reason = row.words("msg") if progress in _TROUBLED else ""
    try:
        lines = decode_lines(row, final=progress is InboundProgress.DONE)
    except DataRefusedError as error:
        lines, reason = (), f"The lines cannot be read: {error.message}"
        progress = InboundProgress.UNKNOWN if progress is InboundProgress.DONE else progress
    return RemoteInbound(
        reference=row.words("isvPoOrderNo", "spPoOrderNo").strip() or reference,
        remote_id=row.words("poOrderNo").strip(),
        progress=progress,
        raw=raw,
        lines=lines,
        changed_at=_changed_at(row),
        reason=reason,
    )


def decode_lines(row: Record, *, final: bool) -> tuple[ReceivedLine, ...]:
    """Return what came of each line; JD's rows for good and bad units of goods are one line.

    Raises:

        DataRefusedError: a count is no whole number of units, a line names no goods, or
            the numbers are final and there are none.
    """
    lines: dict[tuple[str, str], ReceivedLine] = {}
    for entry in plain(row, "poItemModelList"):
        line = _line(entry, final)
        before = lines.get((line.sku, line.remote_id))
        lines[line.sku, line.remote_id] = line if before is None else _added(before, line)
    if final and not lines:
        raise DataRefusedError("It is completed, and JD tells of no line.")
    return tuple(lines.values())


def _line(entry: Record, final: bool) -> ReceivedLine:
    received = entry.whole("realInstoreQty") or 0
    is_good = _is_good(entry)
    sku, number = entry.text("isvGoodsNo").strip(), entry.text("goodsNo", "deptGoodsNo").strip()
    if not sku and not number:
        raise DataRefusedError("A line names no goods (goodsNo).")
    expected = entry.whole("numApplication")
    if expected is None and not final:
        raise DataRefusedError("A line tells no quantity (numApplication).")
    return ReceivedLine(
        sku=sku,
        expected=received if expected is None else expected,
        good=received if is_good else 0,
        bad=0 if is_good else received,
        remote_id=number,
        final=final,
        discrepancies=dict(_discrepancies(entry)),
    )


def _is_good(entry: Record) -> bool:
    """Return whether units came in sellable condition: by what was found, or else announced."""
    state = entry.words("realGoodsStatus", "goodsStatus").strip()
    level = entry.words("realGoodsLevel", "goodsLevel").strip()
    if not state and len(level) == 3:
        # Grades of 100 to 199 are good, of 200 to 299 damaged (sheet B8).
        return level.startswith("1")
    return state in {"", GOOD}


def _discrepancies(entry: Record) -> Iterator[tuple[str, int]]:
    for name in DISCREPANCIES:
        number = entry.whole(name)
        if number:
            yield name, number


def _added(one: ReceivedLine, other: ReceivedLine) -> ReceivedLine:
    names = dict.fromkeys((*one.discrepancies, *other.discrepancies))
    return attrs.evolve(
        one,
        expected=one.expected + other.expected,
        good=one.good + other.good,
        bad=one.bad + other.bad,
        discrepancies={
            name: one.discrepancies.get(name, 0) + other.discrepancies.get(name, 0)
            for name in names
        },
    )


def _changed_at(row: Record) -> datetime | None:
    for name in ("completeTime", "operTime", "createTime"):
        try:
            moment = row.moment(name)
        except DataRefusedError:
            continue
        if moment is not None:
            return moment
    return None


def _remark(inbound: Inbound) -> str:
    """Return the remark, with the day the goods are expected: JD has no field for it."""
    parts = [" ".join(inbound.remark.split())]
    if inbound.expected_at is not None:
        parts.append(f"Perkiraan tiba: {inbound.expected_at.astimezone(JAKARTA):%Y-%m-%d %H:%M}")
    text = " | ".join(part for part in parts if part)
    return bounded(text, MOST_REMARK, f"remark of inbound {inbound.reference}")
