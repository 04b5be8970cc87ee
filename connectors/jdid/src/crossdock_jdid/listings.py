"""Products (SPU), their SKUs and quantities as JD.ID writes them, in our words (sheet A6, A7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from crossdock import Listing
from crossdock.errors import DataRefusedError
from crossdock_jdid.amounts import rupiah
from crossdock_jdid.nesting import keyed_by_id, rows_of, unpacked
from crossdock_jdid.ownership import refuse_foreign
from crossdock_jdid.settings import JdidSettings
from crossdock_jdid.statuses import DELETED, listing_status
from crossdock_jos.records import Record

#: The names a quantity was seen under, or may stand under: the description ends before
#: the answer of the stock query. ``realNum`` is the one that is written.
_QUANTITIES = ("realNum", "stockNum", "stock", "quantity", "num", "canUseNum")


@attrs.frozen
class Ware:
    """A product of the list: its id, and the state that all its SKUs share."""

    spu_id: int
    status: int | None = None

    @property
    def is_deleted(self) -> bool:
        """Whether the platform calls it deleted."""
        return self.status == DELETED


def recognise(raw: Any) -> Ware | None:
    """Return the product that a row of the list is; None for one without an id."""
    row = Record(unpacked(raw))
    try:
        spu_id = row.whole("spuId", "wareId")
    except DataRefusedError:
        spu_id = None
    try:
        status = row.whole("wareStatus")
    except DataRefusedError:
        status = None
    return Ware(spu_id, status) if spu_id and spu_id > 0 else None


def sku_id_of(raw: Any) -> int | None:
    """Return the id of a SKU's row; None when it does not say."""
    try:
        found = Record(unpacked(raw)).whole("skuId")
    except DataRefusedError:
        return None
    return found if found is not None and found > 0 else None


def decode_quantities(model: Any) -> dict[int, int | None]:
    """Return what the stock query says of each SKU, by id; None for what is no number.

    The answer to the update is keyed by SKU id, and so, in all likelihood, is
    this one; a list of rows that carry their ids is read as well.
    """
    keyed = keyed_by_id(model)
    if not keyed:
        rows = rows_of(model) or [unpacked(model)]
        keyed = {sku_id: unpacked(raw) for raw in rows if (sku_id := sku_id_of(raw)) is not None}
    return {sku_id: _quantity(value) for sku_id, value in keyed.items()}


def decode_listing(
    raw: Any, ware: Ware, quantities: Mapping[int, int | str | None], settings: JdidSettings
) -> Listing:
    """Return the listing that *raw*, a SKU of *ware*, is.

    Args:

        quantities: by SKU id; a sentence where the stock query was refused for it.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    raw = unpacked(raw)
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The SKU is not an object.")
    row = Record(raw)
    refuse_foreign(row, settings)
    sku_id = row.whole("skuId")
    if sku_id is None or sku_id <= 0:
        raise DataRefusedError("skuId is missing.")
    own = row.whole("status")
    return Listing(
        listing_id=str(sku_id),
        sku=row.text("sellerSkuId"),
        title=row.text("skuName"),
        status=listing_status(ware.status, own),
        raw_status="" if ware.status is None else str(ware.status),
        quantity=_shown(row, sku_id, quantities),
        price=rupiah(row, "jdPrice", "salePrice"),
        parent_id=str(ware.spu_id),
        options=tuple(_options(row)),
    )


def _shown(row: Record, sku_id: int, quantities: Mapping[int, int | str | None]) -> int:
    told = quantities.get(sku_id)
    quantity = told if isinstance(told, int) else row.whole(*_QUANTITIES)
    if quantity is None:
        # None shown would be taken for sold out, and a guess for the truth.
        why = told or "the stock query does not tell its quantity."
        raise DataRefusedError(f"realNum is missing: {why}")
    return quantity


def _quantity(value: Any) -> int | None:
    """Return the number that *value* is or holds; None when there is none."""
    if isinstance(value, Mapping):
        row = Record(value)
        inner = row.value(*_QUANTITIES, "model", "data")
        return None if row.flag("success") is False else _quantity(unpacked(inner))
    try:
        return Record({"realNum": value}).whole("realNum")
    except DataRefusedError:
        return None


def _options(row: Record) -> Iterator[tuple[str, str]]:
    """Yield what tells a SKU from its siblings: a map from attribute to value, if it is one."""
    named = unpacked(row.value("saleAttributeNameMap"))
    if not isinstance(named, Mapping):
        return
    for name, value in named.items():
        if isinstance(value, str) and value:
            option = Record({"name": name, "value": value}, "saleAttributeNameMap.")
            yield option.text("name"), option.text("value")
