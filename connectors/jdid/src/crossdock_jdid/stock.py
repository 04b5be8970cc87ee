"""Quantities to JD.ID, a batch at a time, and what became of each row (sheet A5, A6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import PushReport, RowOutcome, RowResult, StockUpdate, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock_jdid.listings import sku_id_of
from crossdock_jdid.manifest import STOCK_BATCH
from crossdock_jdid.nesting import keyed_by_id, rows_of, unpacked
from crossdock_jdid.payloads import TOO_OFTEN, TROUBLE, tells_of
from crossdock_jos.records import Record, storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.payloads import Payload
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

_ID = re.compile(r"[0-9]{1,18}")
_NOT_SAID = "JD.ID's answer does not say whether this row was applied."

Redact = Callable[[str], str]


@hookimpl
def push_stock(
    connection: Connection[JdidSettings], updates: tuple[StockUpdate, ...]
) -> PushReport:
    """Return one result per update; a row can fail in an answer that calls itself a success.

    Raises:

        InputRefusedError: more updates than one batch takes.
    """
    if len(updates) > STOCK_BATCH:
        raise InputRefusedError(
            f"{STOCK_BATCH} rows go into one stock update for JD.ID, and these are"
            f" {len(updates)}.",
            next_step="Push them in smaller batches.",
        )
    results = {
        update.listing_id: RowResult(
            update.listing_id,
            RowOutcome.REFUSED,
            f"{update.listing_id!r} is no SKU id of JD.ID, which is a number.",
        )
        for update in updates
        if not _is_id(update.listing_id)
    }
    decoded = _push(connection, encode_rows(updates))
    for update in updates:
        if _is_id(update.listing_id):
            result = decoded[int(update.listing_id)]
            results[update.listing_id] = attrs.evolve(result, listing_id=update.listing_id)
    return PushReport(tuple(results[update.listing_id] for update in updates))


def encode_rows(updates: Sequence[StockUpdate]) -> list[dict[str, int]]:
    """Return the rows for *updates*; a listing given twice is set to what was said last."""
    quantities = {
        int(update.listing_id): update.quantity for update in updates if _is_id(update.listing_id)
    }
    return [{"skuId": sku_id, "realNum": number} for sku_id, number in quantities.items()]


def decode_results(
    payload: Payload, rows: Sequence[Mapping[str, int]], redact: Redact = str
) -> dict[int, RowResult]:
    """Return the result of each of *rows* by its SKU id.

    The model says it row by row. Without one, what the payload says of the
    whole holds for all; with one that leaves a row out, or that cannot be read,
    nobody knows of that row.
    """
    told = _told(payload.model)
    results: dict[int, RowResult] = {}
    for row in rows:
        sku_id = row["skuId"]
        if sku_id in told:
            results[sku_id] = _result(sku_id, Record(told[sku_id]), redact)
        elif payload.refused:
            code = "" if payload.code is None else str(payload.code)
            results[sku_id] = _failure(sku_id, payload.message, code, redact)
        elif told or payload.model not in (None, True):
            results[sku_id] = RowResult(str(sku_id), RowOutcome.UNKNOWN, _NOT_SAID)
        else:
            results[sku_id] = RowResult(str(sku_id), RowOutcome.DONE)
    return results


def _push(shop: Shop, rows: Sequence[Mapping[str, int]]) -> dict[int, RowResult]:
    """Return the results of *rows*; a batch refused as a whole is sent row by row.

    One row that fails a check of the parameters would else stand in the way of
    its neighbours for ever. Quantities are absolute: sending one twice is safe.
    """
    from crossdock_jdid import api

    if not rows:
        return {}
    payload = api.update_stock(shop, rows)
    if payload.refused and len(rows) > 1 and not _told(payload.model):
        found: dict[int, RowResult] = {}
        for row in rows:
            found |= _push(shop, (row,))
        return found
    return decode_results(payload, rows, shop.http.redactor.text)


def _is_id(listing_id: str) -> bool:
    return _ID.fullmatch(listing_id) is not None and int(listing_id) > 0


def _told(model: Any) -> dict[int, Any]:
    """Return what the model says of each SKU: keyed by its id, or as rows that carry it."""
    keyed = keyed_by_id(model)
    if keyed:
        return keyed
    rows = {sku_id_of(raw): unpacked(raw) for raw in rows_of(model)}
    return {sku_id: raw for sku_id, raw in rows.items() if sku_id is not None}


def _result(sku_id: int, told: Record, redact: Redact) -> RowResult:
    try:
        code = told.whole("code")
    except DataRefusedError:
        code = None
    success = told.flag("success", "isSuccess")
    if success is None:
        # 1 is a success of the stock calls, and anything below it was a failure.
        success = None if code is None else code == 1
    if success is None:
        return RowResult(str(sku_id), RowOutcome.UNKNOWN, _NOT_SAID)
    if success:
        return RowResult(str(sku_id), RowOutcome.DONE)
    words = told.value("message", "msg")
    return _failure(sku_id, str(words or ""), "" if code is None else str(code), redact)


def _failure(sku_id: int, words: str, code: str, redact: Redact) -> RowResult:
    said = redact(storable(" ".join(words.split())))
    if tells_of(TROUBLE + TOO_OFTEN, said):
        return RowResult(str(sku_id), RowOutcome.UNKNOWN, f"JD.ID was in trouble: {said}", code)
    reason = f"JD.ID refused it: {said}" if said else "JD.ID refused it without a reason."
    return RowResult(str(sku_id), RowOutcome.REFUSED, reason, code)
