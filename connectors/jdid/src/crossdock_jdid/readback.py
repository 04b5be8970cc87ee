"""Quantities as JD.ID shows them now, a batch at a time (sheet A6).

What a campaign holds back is told by no description of the call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock import StockReading, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError, RequestRefusedError
from crossdock.inventory import matched
from crossdock_jdid.listings import decode_quantities, sku_id_of
from crossdock_jdid.manifest import READ_BATCH
from crossdock_jdid.nesting import keyed_by_id, rows_of, unpacked
from crossdock_jos.codes import UNAVAILABLE

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

_ID = re.compile(r"0*[1-9][0-9]{0,17}")
_UNNAMED = "JD.ID's answer has a row without a readable skuId, which may be this one."
_EMPTY = "JD.ID called it a success and told of no quantity at all."
_NO_NUMBER = "JD.ID names it, and no quantity that is a number."


@hookimpl
def read_stock(
    connection: Connection[JdidSettings], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Return what each SKU shows; one that JD.ID does not know is left out.

    Raises:

        InputRefusedError: more listings than one call takes.
    """
    if len(listing_ids) > READ_BATCH:
        raise InputRefusedError(
            f"JD.ID is asked for at most {READ_BATCH} SKUs at once, and these are"
            f" {len(listing_ids)}.",
            next_step="Read them in smaller batches.",
        )
    asked = {one: str(int(one)) for one in listing_ids if _ID.fullmatch(one)}
    told, gap = _read(connection, tuple(dict.fromkeys(map(int, asked.values()))))
    return matched(asked, told, gap)


def decode_readings(model: Any) -> tuple[list[StockReading], str]:
    """Return what the answer's model tells, and what of it belongs to nobody that can be named."""
    told = [_reading(sku_id, number) for sku_id, number in decode_quantities(model).items()]
    found = unpacked(model)
    if found is None:
        return told, _EMPTY
    if not told and (found if isinstance(found, Mapping) else not isinstance(found, list)):
        return told, _UNNAMED
    rows = [] if keyed_by_id(model) else rows_of(model)
    return told, _UNNAMED if any(sku_id_of(raw) is None for raw in rows) else ""


def _reading(sku_id: int, quantity: int | None) -> StockReading:
    try:
        doubt = "" if quantity is not None else _NO_NUMBER
        return StockReading(str(sku_id), quantity, doubt=doubt)
    except DataRefusedError as error:
        return StockReading(str(sku_id), None, doubt=error.message)


def _read(shop: Shop, sku_ids: Sequence[int]) -> tuple[list[StockReading], str]:
    """Return what is told of *sku_ids*; asked one by one where several are refused together."""
    from crossdock_jdid import api

    if not sku_ids:
        return [], ""
    try:
        return decode_readings(api.quantities(shop, sku_ids))
    except RequestRefusedError as error:
        if error.remote_code in UNAVAILABLE:
            raise
        if len(sku_ids) == 1:
            return [StockReading(str(sku_ids[0]), None, doubt=error.message)], ""
    alone = [_read(shop, (sku_id,)) for sku_id in sku_ids]
    # What one answer alone leaves open is about the SKU that was asked for.
    return [
        reading
        for sku_id, (told, gap) in zip(sku_ids, alone, strict=True)
        for reading in told or ([StockReading(str(sku_id), None, doubt=gap)] if gap else [])
    ], ""
