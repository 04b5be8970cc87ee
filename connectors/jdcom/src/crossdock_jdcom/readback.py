"""Quantities as JD shows them now, twenty SKUs at a time (sheet 4.2, 4.3).

The list of SKUs tells the stock of many at once, and means something only where
stock is not kept by store. A connection that names a store asks for each SKU
alone. Neither call tells what a campaign holds back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from crossdock import StockReading, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.inventory import matched
from crossdock_jdcom.listings import identify
from crossdock_jdcom.manifest import READ_BATCH
from crossdock_jos import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

_ID = re.compile(r"0*[1-9][0-9]{0,18}")
#: "Id not belong to vender": another shop's SKU, or nobody's (sheet 2.3).
_FOREIGN = "71"
_UNNAMED = "JD's answer has a row without a readable skuId, which may be this one."
_MISSING = "stockNum is missing."
_SHORT = "JD's answer counts more SKUs than it has, and this may be one of them."


@hookimpl
def read_stock(
    connection: Connection[JdcomSettings], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Return what each SKU shows; one that is not the shop's, or was deleted, is left out.

    Raises:

        InputRefusedError: more listings than one call takes.
    """
    if len(listing_ids) > READ_BATCH:
        raise InputRefusedError(
            f"JD is asked for at most {READ_BATCH} SKUs at once, and these are"
            f" {len(listing_ids)}.",
            next_step="Read them in smaller batches.",
        )
    asked = {one: str(int(one)) for one in listing_ids if _ID.fullmatch(one)}
    ids = tuple(dict.fromkeys(asked.values()))
    if not ids:
        return ()
    store_id = connection.settings.store_id
    if store_id is not None:
        return matched(asked, _by_store(connection, ids, store_id))
    from crossdock_jdcom import api

    told, gap = decode_page(api.skus_by_id(connection, ids))
    return matched(asked, told, gap)


def decode_page(page: Record) -> tuple[list[StockReading], str]:
    """Return what a page of SKUs tells, and what of it belongs to nobody that can be named.

    Raises:

        UnreadableAnswerError: it is no page of SKUs.
    """
    rows = page.rows("data")
    try:
        total = page.whole("totalItem", "totalCount", "total")
    except DataRefusedError:
        total = None
    if total is None and not rows:
        raise UnreadableAnswerError(
            "JD.com answered the search for SKUs without page.totalItem and without a SKU, so"
            " nobody can tell what they show.",
            next_step="Check the connection's endpoint; if it is right, run it again later.",
        )
    told = [_reading(identify(raw, "skuId"), raw) for raw in rows]
    names = {reading.listing_id for reading in told}
    if "" in names:
        return told, _UNNAMED
    return told, _SHORT if total is not None and total > len(names) else ""


def decode_stores(sku_id: str, rows: Iterable[Any], store_id: int) -> StockReading:
    """Return what a SKU shows in one store, of the rows of all its stores."""
    try:
        for raw in rows:
            row = Record(raw)
            if row.whole("storeId") == store_id and identify(raw, "skuId") in {"", sku_id}:
                return _reading(sku_id, raw)
    except DataRefusedError as error:
        return StockReading(sku_id, None, doubt=error.message)
    return StockReading(sku_id, None, doubt=f"JD tells of no stock of it in store {store_id}.")


def _reading(sku_id: str, raw: Any) -> StockReading:
    try:
        quantity = Record(raw).whole("stockNum")
        return StockReading(sku_id, quantity, doubt="" if quantity is not None else _MISSING)
    except DataRefusedError as error:
        return StockReading(sku_id, None, doubt=error.message)


def _by_store(shop: Shop, sku_ids: Iterable[str], store_id: int) -> Iterator[StockReading]:
    from crossdock_jdcom import api

    for sku_id in sku_ids:
        try:
            rows = api.stock_of_sku(shop, sku_id)
        except RequestRefusedError as error:
            if error.remote_code != _FOREIGN:
                yield StockReading(sku_id, None, doubt=error.message)
        else:
            yield decode_stores(sku_id, rows, store_id)
