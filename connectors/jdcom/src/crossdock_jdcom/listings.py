"""A SKU as JD writes it, under its ware, in our words (sheet 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from crossdock import Listing, Money, RefusedRecord
from crossdock.errors import DataRefusedError
from crossdock_jdcom import statuses
from crossdock_jos import Record, storable

Redact = Callable[[Any], str]

#: ``index`` of a sale attribute: what shops in all languages call the two.
_ATTRIBUTES = {1: "颜色", 2: "尺码"}


@attrs.frozen
class Ware:
    """What a ware says of all its SKUs.

    Args:

        status: JD's number; None where it was left out.
    """

    ware_id: str
    title: str
    status: int | None
    code: str = ""


def decode_ware(raw: Any) -> Ware:
    """Return the ware that *raw* is.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The row is not an object.")
    row = Record(raw)
    ware_id = row.identifier("wareId")
    if not ware_id:
        raise DataRefusedError("wareId is missing.")
    return Ware(
        ware_id=ware_id,
        title=row.text("title"),
        status=row.whole("wareStatus"),
        code=row.text("outerId"),
    )


def decode_listing(raw: Any, wares: Mapping[str, Ware]) -> Listing:
    """Return the listing that *raw*, a SKU of one of *wares*, is.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The row is not an object.")
    row = Record(raw)
    sku_id = row.identifier("skuId")
    if not sku_id:
        raise DataRefusedError("skuId is missing.")
    ware_id = row.identifier("wareId")
    ware = wares.get(ware_id)
    if ware is None:
        raise DataRefusedError(f"wareId is {ware_id or 'missing'}, which was not asked for.")
    status = row.whole("status")
    return Listing(
        listing_id=sku_id,
        sku=row.text("outerId"),
        title=row.text("skuName") or row.text("wareTitle") or ware.title,
        status=statuses.listing_status(ware.status, status),
        raw_status=_raw_status(ware.status, status),
        quantity=row.whole("stockNum") or 0,
        price=_price(row),
        parent_id=ware_id,
        options=_options(row),
        updated_at=row.moment("modified"),
    )


def identify(raw: Any, *names: str) -> str:
    """Return the first id of *names* that can be read in *raw*; empty where none can."""
    for name in names:
        try:
            found = Record(raw).identifier(name)
        except DataRefusedError:
            continue
        if found:
            return found
    return ""


def refuse(raw: Any, place: str, error: str, redact: Redact) -> RefusedRecord:
    """Return *raw* kept aside, under its id where it has a readable one, else under *place*."""
    record_id = identify(raw, "skuId", "wareId") or place
    return RefusedRecord(record_id=record_id, raw=storable(redact(raw)), error=error)


def _raw_status(ware: int | None, sku: int | None) -> str:
    return "/".join("?" if code is None else str(code) for code in (ware, sku))


def _options(row: Record) -> tuple[tuple[str, str], ...]:
    """Return what tells a SKU from its siblings; the alias is what buyers read."""
    found = []
    for attribute in row.records("saleAttrs"):
        index = attribute.whole("index")
        name = _ATTRIBUTES.get(index or 0) or attribute.text("attrId")
        value = _joined(attribute, "attrValueAlias") or _joined(attribute, "attrValues")
        if value:
            found.append((name, value))
    return tuple(found)


def _joined(attribute: Record, name: str) -> str:
    values = attribute.value(name)
    if not isinstance(values, list):
        return attribute.text(name)
    texts = [Record({name: value}, "saleAttrs.").text(name) for value in values]
    return ", ".join(text for text in texts if text)


def _price(row: Record) -> Money | None:
    amount = row.exact("jdPrice")
    if amount is None:
        return None
    if amount < 0:
        raise DataRefusedError(f"jdPrice is {amount}, and a price cannot be below zero.")
    return Money(amount, "CNY")
