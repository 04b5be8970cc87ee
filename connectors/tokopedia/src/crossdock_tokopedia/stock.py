"""Quantities to Tokopedia, a batch at a time, and what became of each row (sheet 1.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import PushReport, RowOutcome, RowResult, StockUpdate, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock_tokopedia.codes import TOO_MANY_ROWS
from crossdock_tokopedia.manifest import STOCK_BATCH
from crossdock_tokopedia.reading import Record, storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

_LONGEST_ID = 18
_ID = re.compile(rf"[0-9]{{1,{_LONGEST_ID}}}")
_ID_IN_WORDS = re.compile(r"\[\s*([0-9]{1,18})\s*\]")
_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_LATER_WORDS = ("too many request", "try again", "internal server error")
_NOT_SAID = "Tokopedia's answer does not say whether this row was applied."

#: Seconds until rows that met the limiter are sent again, at least.
_ROWS_CALM = 1.0

Redact = Callable[[str], str]


@hookimpl
def push_stock(
    connection: Connection[TokopediaSettings], updates: tuple[StockUpdate, ...]
) -> PushReport:
    """Return one result per update; rows the platform's limiter refused are to be retried.

    Raises:

        InputRefusedError: more updates than one batch takes.
    """
    from crossdock_tokopedia import api
    from crossdock_tokopedia.errors import calm

    if len(updates) > STOCK_BATCH:
        raise InputRefusedError(
            f"Tokopedia takes {STOCK_BATCH} rows in a stock update, and these are {len(updates)}.",
            next_step="Push them in smaller batches.",
        )
    refused = [
        RowResult(
            update.listing_id,
            RowOutcome.REFUSED,
            f"{update.listing_id!r} is no product id of Tokopedia, which is a number.",
        )
        for update in updates
        if not _ID.fullmatch(update.listing_id)
    ]
    rows = encode_rows(updates)
    if not rows:
        return PushReport(tuple(refused))
    body, headers = api.update_stock(connection, rows)
    results = decode_results(body, rows, connection.http.redactor.text)
    asked = {str(row["product_id"]): row for row in rows}
    report = [
        attrs.evolve(results[str(int(update.listing_id))], listing_id=update.listing_id)
        for update in updates
        if _ID.fullmatch(update.listing_id) and str(int(update.listing_id)) in asked
    ]
    retry = any(result.outcome is RowOutcome.RETRY for result in report)
    # The headers tell of calls; the limit of rows is a second's, whatever they say.
    wait = max(calm(headers, connection.now()), _ROWS_CALM)
    return PushReport((*report, *refused), retry_after=wait if retry else None)


def encode_rows(updates: Sequence[StockUpdate]) -> list[dict[str, int]]:
    """Return the rows for *updates*, by product id only.

    A SKU would take precedence over the product id, and a shop may use one SKU
    twice: sending it would set another listing (sheet Q7). What is set is the
    main stock, beside which a campaign's reserve stays as it is (sheet Q11): so
    the reserve is taken off, and buyers see the quantity that was asked for. A
    listing given twice is set to what was said last.
    """
    quantities = {
        int(update.listing_id): max(update.quantity - update.locked, 0)
        for update in updates
        if _ID.fullmatch(update.listing_id)
    }
    return [{"product_id": pid, "new_stock": number} for pid, number in quantities.items()]


def decode_results(
    body: Any, rows: Sequence[Mapping[str, int]], redact: Redact = str
) -> dict[str, RowResult]:
    """Return the result of each of *rows* by product id, never by place (sheet Q5).

    A row that the answer does not name is done only where the counts leave no
    other reading; otherwise its fate is unknown.
    """
    sent = [str(row["product_id"]) for row in rows]
    data = Record(Record(body).value("data"))
    failures, unnamed = _failures(data, sent)
    named_failed = {pid for pid, _ in failures}
    succeeded = _succeeded(data, sent)
    results: dict[str, RowResult] = {}
    for pid, words in failures:
        # The same row as done and as failed: nobody can tell.
        results[pid] = (
            RowResult(pid, RowOutcome.UNKNOWN, _NOT_SAID)
            if pid in succeeded
            else _failure(pid, words, redact)
        )
    for pid in succeeded - named_failed:
        results[pid] = RowResult(pid, RowOutcome.DONE)
    left = [pid for pid in sent if pid not in results]
    failed_count = max(_count(data, "failed_rows") or 0, len(named_failed) + len(unnamed))
    if left and failed_count == len(named_failed):
        if _count(data, "succeed_rows") == len(sent) - len(named_failed):
            results |= {pid: RowResult(pid, RowOutcome.DONE) for pid in left}
    elif left and len(unnamed) == len(left):
        # As many failures without an id as rows without a result: these are those.
        results |= _unnamed(left, unnamed, redact)
    doubt = _NOT_SAID
    if unnamed:
        said = " / ".join(dict.fromkeys(redact(storable(" ".join(w.split()))) for w in unnamed))
        doubt += f" It failed on {len(unnamed)} without naming them: {said or 'no reason given'}"
    for pid in left:
        results.setdefault(pid, RowResult(pid, RowOutcome.UNKNOWN, doubt))
    return results


def _failures(data: Record, sent: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the failed rows with their ids, and the words of those without one."""
    rows = data.value("failed_rows_data")
    named: dict[str, str] = {}
    unnamed: list[str] = []
    for raw in rows if isinstance(rows, list) else ():
        words, pid = _words(raw), _product_id(raw)
        if pid in sent:
            named.setdefault(pid, words)
        else:
            unnamed.append(words)
    return list(named.items()), unnamed


def _succeeded(data: Record, sent: Sequence[str]) -> set[str]:
    rows = data.value("succeed_rows_data", "success_rows_data")
    found = {_product_id(raw) for raw in rows} if isinstance(rows, list) else set()
    return found & set(sent)


def _unnamed(left: Sequence[str], words: Sequence[str], redact: Redact) -> dict[str, RowResult]:
    results = [_failure("", each, redact) for each in words]
    outcomes = {result.outcome for result in results}
    reasons = " / ".join(dict.fromkeys(result.reason for result in results))
    codes = {result.remote_code for result in results}
    outcome = outcomes.pop() if len(outcomes) == 1 else RowOutcome.UNKNOWN
    code = codes.pop() if len(codes) == 1 else ""
    return {pid: RowResult(pid, outcome, reasons, code) for pid in left}


def _failure(product_id: str, words: str, redact: Redact) -> RowResult:
    said = redact(storable(" ".join(words.split())))
    found = _CODE.search(said.upper()) if "_" in said else None
    code = found.group() if found else ""
    plain = said.lower().replace("_", " ")
    if TOO_MANY_ROWS in code or any(part in plain for part in _LATER_WORDS):
        return RowResult(
            product_id, RowOutcome.RETRY, f"Tokopedia took no more rows for now: {said}", code
        )
    reason = f"Tokopedia refused it: {said}" if said else "Tokopedia refused it without a reason."
    return RowResult(product_id, RowOutcome.REFUSED, reason, code)


def _words(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    value = Record(raw).value("message", "messages", "reason", "error")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _product_id(raw: Any) -> str:
    """Return the id that a row of the answer is about; empty when it does not say."""
    if isinstance(raw, str):
        found = _ID_IN_WORDS.search(raw)
        return str(int(found.group(1))) if found else ""
    try:
        number = Record(raw).whole("product_id")
    except DataRefusedError:
        return ""
    return str(number) if number > 0 else ""


def _count(data: Record, name: str) -> int | None:
    try:
        return data.maybe_whole(name)
    except DataRefusedError:
        return None
