"""Quantities to JD, thirty at a time, and what became of each (sheet 4.3)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import PushReport, RowOutcome, RowResult, StockUpdate, hookimpl
from crossdock.errors import (
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock_jdcom.listings import identify
from crossdock_jdcom.manifest import STOCK_BATCH
from crossdock_jdcom.settings import StockCall
from crossdock_jos import BEIJING, Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

_ID = re.compile(r"0*[1-9][0-9]{0,18}")
_LATER_WORDS = ("超时", "繁忙", "系统异常", "稍后", "timeout", "try again", "system busy")
_NOT_SAID = "JD's answer does not say whether this quantity was set."

Redact = Callable[[str], str]


@hookimpl
def push_stock(
    connection: Connection[JdcomSettings], updates: tuple[StockUpdate, ...]
) -> PushReport:
    """Return one result per update.

    Raises:

        InputRefusedError: more updates than one call takes.
    """
    if len(updates) > STOCK_BATCH:
        raise InputRefusedError(
            f"JD takes {STOCK_BATCH} SKUs in a stock update, and these are {len(updates)}.",
            next_step="Push them in smaller batches.",
        )
    store_id = connection.settings.store_id
    rows = encode_rows(updates, store_id)
    if not rows:
        found: dict[str, RowResult] = {}
    elif connection.settings.stock_call is StockCall.LEGACY:
        found = _push_singly(connection, rows)
    else:
        found = _push_together(connection, rows)
    report = [
        attrs.evolve(found[str(int(update.listing_id))], listing_id=update.listing_id)
        if _ID.fullmatch(update.listing_id)
        else RowResult(
            update.listing_id,
            RowOutcome.REFUSED,
            f"{update.listing_id!r} is no SKU id of JD, which is a number.",
        )
        for update in updates
    ]
    retry = any(result.outcome is RowOutcome.RETRY for result in report)
    return PushReport(tuple(report), retry_after=5.0 if retry else None)


def encode_rows(updates: Sequence[StockUpdate], store_id: int | None) -> list[dict[str, int]]:
    """Return the rows for *updates*; a SKU given twice is set to what was said last."""
    store = {} if store_id is None else {"storeId": store_id}
    quantities = {
        int(update.listing_id): update.quantity
        for update in updates
        if _ID.fullmatch(update.listing_id)
    }
    return [{"skuId": sku, "stockNum": number, **store} for sku, number in quantities.items()]


def encode_request(rows: Sequence[Mapping[str, int]], at: datetime) -> dict[str, Any]:
    """Return the request that sets *rows* in full.

    ``stockRfId`` is what the platform knows a repetition by: all tries of one
    push carry the same one, and the next push of the same rows another.
    """
    marks = ";".join(f"{row['skuId']}={row['stockNum']}@{row.get('storeId', 0)}" for row in rows)
    digest = hashlib.blake2b(marks.encode(), digest_size=4).hexdigest()
    return {
        "skuStocks": list(rows),
        "stockRfId": f"cd{at.astimezone(BEIJING):%Y%m%d%H%M%S%f}{digest}",
        "updateModel": "fullStockIn",
    }


def decode_results(
    node: Record, rows: Sequence[Mapping[str, int]], redact: Redact = str
) -> dict[str, RowResult]:
    """Return the result of each of *rows* by SKU id.

    The list of results may name every row, the failures only, or be absent; so a
    row that it does not name is done only where the whole is a success, and where
    every result could be read: one that could not may be that row's failure.
    """
    sent = [str(row["skuId"]) for row in rows]
    whole = node.flag("success", "isSuccess")
    told = redact(node.words("errorMessage", "errorMsg", "message"))
    named, clear = _named(node, sent, redact)
    results = {sku: named[sku] for sku in sent if sku in named}
    for sku in sent:
        if sku in results:
            continue
        if whole and clear:
            results[sku] = RowResult(sku, RowOutcome.DONE)
        elif whole is False and clear and not named:
            results[sku] = _failure(sku, told)
        else:
            results[sku] = RowResult(sku, RowOutcome.UNKNOWN, _NOT_SAID)
    return results


def _push_together(
    shop: Connection[JdcomSettings], rows: Sequence[Mapping[str, int]]
) -> dict[str, RowResult]:
    from crossdock_jdcom import api

    node = api.set_stock(shop, encode_request(rows, shop.now()))
    return decode_results(node, rows, shop.http.redactor.text)


def _push_singly(
    shop: Connection[JdcomSettings], rows: Sequence[Mapping[str, int]]
) -> dict[str, RowResult]:
    from crossdock_jdcom import api

    results = {}
    for row in rows:
        sku, outcome = str(row["skuId"]), RowOutcome.DONE
        reason, code = "", ""
        try:
            if not api.update_stock(shop, row):
                outcome, reason = RowOutcome.UNKNOWN, _NOT_SAID
        except (RequestRefusedError, RetryLaterError, OutcomeUnknownError) as error:
            outcome = _outcome_of(error)
            reason, code = error.message, error.remote_code
        results[sku] = RowResult(sku, outcome, reason, code)
    return results


def _outcome_of(error: Exception) -> RowOutcome:
    if isinstance(error, RetryLaterError):
        return RowOutcome.RETRY
    return RowOutcome.UNKNOWN if isinstance(error, OutcomeUnknownError) else RowOutcome.REFUSED


def _named(node: Record, sent: Sequence[str], redact: Redact) -> tuple[dict[str, RowResult], bool]:
    """Return the results by SKU id, and whether none of the others is of a SKU that was sent."""
    results: dict[str, RowResult] = {}
    obj = node.value("obj")
    listed = Record(obj).value("updateStockResult")
    clear = (obj is None or isinstance(obj, Mapping)) and (
        listed is None or isinstance(listed, list | Mapping)
    )
    for raw in Record(obj).rows("updateStockResult"):
        row, sku = Record(raw), identify(raw, "data", "skuId")
        if sku not in sent:
            clear = False
            continue
        ok = row.flag("success", "isSuccess")
        if ok is None:
            result = RowResult(sku, RowOutcome.UNKNOWN, _NOT_SAID)
        elif ok:
            result = RowResult(sku, RowOutcome.DONE)
        else:
            result = _failure(sku, redact(row.words("message", "errorMessage", "msg")))
        before = results.setdefault(sku, result)
        if before.outcome is not result.outcome:
            # The same SKU as done and as failed: nobody can tell.
            results[sku] = RowResult(sku, RowOutcome.UNKNOWN, _NOT_SAID)
    return results, clear


def _failure(sku: str, words: str) -> RowResult:
    said = " ".join(words.split())
    if any(word in said.lower() for word in _LATER_WORDS):
        return RowResult(sku, RowOutcome.RETRY, f"JD could not set it just now: {said}")
    reason = f"JD refused it: {said}" if said else "JD refused it without a reason."
    return RowResult(sku, RowOutcome.REFUSED, reason)
