"""Quantities as Tokopedia shows them now, with what a campaign holds back (sheet 1.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crossdock import StockReading, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError, RequestRefusedError
from crossdock.inventory import matched
from crossdock_tokopedia.codes import NOT_FOUND
from crossdock_tokopedia.listings import decode_rows, recognise
from crossdock_tokopedia.manifest import LISTING_PAGE, READ_BATCH
from crossdock_tokopedia.reading import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

    Shop = Connection[TokopediaSettings]

_ID = re.compile(r"0*[1-9][0-9]{0,17}")
_UNNAMED = "Tokopedia's answer has a row without a readable product id, which may be this one."


@hookimpl
def read_stock(
    connection: Connection[TokopediaSettings], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Return what each listing shows; one that is no product of Tokopedia's is left out.

    Raises:

        InputRefusedError: more listings than one call takes.
    """
    if len(listing_ids) > READ_BATCH:
        raise InputRefusedError(
            f"Tokopedia is asked for at most {READ_BATCH} listings at once, and these are"
            f" {len(listing_ids)}.",
            next_step="Read them in smaller batches.",
        )
    asked = {one: str(int(one)) for one in listing_ids if _ID.fullmatch(one)}
    rows = _read(connection, tuple(dict.fromkeys(asked.values())))
    told = [decode_reading(raw, connection.settings) for raw in rows]
    is_gap = any(not reading.listing_id for reading in told)
    return matched(asked, told, _UNNAMED if is_gap else "")


def decode_reading(raw: Any, settings: TokopediaSettings) -> StockReading:
    """Return what a row of product/info shows; its id is empty where it says none."""
    product_id = recognise(raw).product_id
    try:
        quantity, locked = _shown(Record(raw), settings)
        return StockReading(product_id, quantity, locked)
    except DataRefusedError as error:
        return StockReading(product_id, None, doubt=error.message)


def _shown(row: Record, settings: TokopediaSettings) -> tuple[int, int]:
    """Return the units that buyers see, and those among them that a campaign holds."""
    shop_id = row.record("basic").whole("shopID")
    if shop_id not in {0, settings.shop_id}:
        raise DataRefusedError(
            f"basic.shopID is {shop_id}, and this connection is for shop {settings.shop_id}."
        )
    shown, reserve = _in_all(row), row.whole("reserve_stock")
    if not 0 <= reserve <= shown:
        raise DataRefusedError(f"reserve_stock is {reserve}, of a stock of {shown} in all.")
    warehouse_id, warehouses = settings.warehouse_id, row.records("warehouses")
    if warehouse_id is None or not warehouses:
        return shown, reserve
    for warehouse in warehouses:
        if warehouse.whole("warehouseID") == warehouse_id:
            quantity = _value(warehouse, "warehouses.stock")
            # The reserve is the default warehouse's; another one has none of it.
            return quantity, reserve if quantity == shown else 0
    raise DataRefusedError(f"It is not kept in warehouse {warehouse_id}.")


def _in_all(row: Record) -> int:
    if row.has("stock"):
        return _value(row, "stock")
    # Zeros are left out (sheet Q6), but not all that tells of a stock.
    main, reserve = row.maybe_whole("main_stock"), row.maybe_whole("reserve_stock")
    if main is None and reserve is None:
        raise DataRefusedError("stock is missing, and so are main_stock and reserve_stock.")
    return (main or 0) + (reserve or 0)


def _value(row: Record, name: str) -> int:
    stock = row.record("stock")
    if not stock:
        raise DataRefusedError(f"{name} is no object that tells a stock.")
    return stock.whole("value")


def _read(shop: Shop, ids: Sequence[str]) -> list[Any]:
    """Return the rows of *ids*, asking again for what an answer cut to a page leaves out."""
    rows = _ask(shop, ids)
    if len(rows) > LISTING_PAGE or len(ids) <= LISTING_PAGE:
        return rows
    there = {recognise(raw).product_id for raw in rows}
    missing = [one for one in ids if one not in there]
    for start in range(0, len(missing), LISTING_PAGE):
        rows += _ask(shop, missing[start : start + LISTING_PAGE])
    return rows


def _ask(shop: Shop, ids: Sequence[str]) -> list[Any]:
    """Return the rows of *ids*; halved where one that is not there has all of them refused."""
    from crossdock_tokopedia import api

    if not ids:
        return []
    try:
        return decode_rows(api.products_by_id(shop, ids))
    except RequestRefusedError as error:
        if error.remote_code.upper() not in NOT_FOUND:
            raise
    middle = len(ids) // 2
    return _ask(shop, ids[:middle]) + _ask(shop, ids[middle:]) if middle else []
