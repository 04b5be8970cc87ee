"""What lies in the warehouse, zeros included (sheet B8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crossdock import Page, RefusedRecord, StockLevel, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock.paging import walk
from crossdock_jdid_fulfillment.stock_rows import StockRow, decode_row, flatten, levels

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings

#: No warehouse has stock rows for this many pages of a hundred.
MOST_PAGES = 20_000


@hookimpl
def list_stock(connection: Connection[FulfilmentSettings], cursor: str | None) -> Page[StockLevel]:
    """Return every level of the warehouse, as one page.

    Goods have several rows, which nothing keeps on one page of JD's, so the list is
    read to its end and added up; a row that comes again counts once. What JD counts
    and did not give stands among the refused.

    Raises:

        InputRefusedError: a cursor is given, and there is only one page.

        DataRefusedError: what JD gives as a page is none.

        CursorLoopError: JD's pages repeat.
    """
    if cursor is not None:
        raise InputRefusedError(
            f"There is no page of stock at {cursor[:40]!r}: all levels come as one.",
            next_step="Begin at the first page.",
        )
    rows, refused = _read(connection)
    levelled, more = _add_up(list(rows.values()))
    return Page(items=levelled, refused=(*refused, *more, *_shortfall(rows, refused)))


def _read(
    shop: Connection[FulfilmentSettings],
) -> tuple[dict[tuple[str, ...], StockRow], list[RefusedRecord]]:
    """Return every row by what tells it apart, and what could not be read."""
    from crossdock_jdid_fulfillment import api

    given = 0

    def fetch(cursor: str | None) -> Page[Any]:
        nonlocal given
        number = int(cursor or 1)
        found = flatten(api.stock(shop, number))
        given += len(found)
        is_last = not found or (len(found) < api.STOCK_PAGE and given >= _told(found))
        return Page(tuple(found), cursor=None if is_last else str(number + 1))

    rows: dict[tuple[str, ...], StockRow] = {}
    refused: list[RefusedRecord] = []
    for _, page in walk(fetch, max_pages=MOST_PAGES):
        for raw in page.items:
            try:
                row = decode_row(raw, shop.settings.warehouse)
            except DataRefusedError as error:
                refused.append(_refuse(shop, raw, len(refused) + 1, error.message))
            else:
                rows[row.key] = row
    return rows, refused


def _told(found: Sequence[Any]) -> int:
    """Return how many rows JD says there are; more than any, where it does not say."""
    counts = []
    for raw in found:
        try:
            counts.append(decode_row(raw, "").counted)
        except DataRefusedError:
            continue
    told = [count for count in counts if count is not None]
    return max(told) if told else 2**63


def _add_up(rows: list[StockRow]) -> tuple[tuple[StockLevel, ...], list[RefusedRecord]]:
    try:
        return tuple(levels(rows)), []
    except DataRefusedError:
        pass
    # One goods' sum is no number of units: found by adding each up by itself.
    kept: list[StockLevel] = []
    refused: list[RefusedRecord] = []
    for number in dict.fromkeys(row.goods_number or row.sku for row in rows):
        try:
            kept += levels(row for row in rows if number == (row.goods_number or row.sku))
        except DataRefusedError as error:
            refused.append(RefusedRecord(number, f'{{"goodsNo": "{number}"}}', error.message))
    return tuple(kept), refused


def _shortfall(
    rows: dict[tuple[str, ...], StockRow], refused: list[RefusedRecord]
) -> list[RefusedRecord]:
    told = max((row.counted or 0 for row in rows.values()), default=0)
    missing = told - len(rows) - len(refused)
    if missing <= 0:
        return []
    return [
        RefusedRecord(
            record_id="the list of stock",
            raw=f'{{"recordCount": {told}}}',
            error=f"JD counts {told:,} rows of stock and gave {told - missing:,}; read it again.",
        )
    ]


def _refuse(
    shop: Connection[FulfilmentSettings], raw: Any, place: int, error: str
) -> RefusedRecord:
    from crossdock_jos import Record

    name = Record(raw).words("goodsNo", "isvGoodsNo") or f"stock row {place}"
    return RefusedRecord(name, shop.http.redactor.record(raw), error)
