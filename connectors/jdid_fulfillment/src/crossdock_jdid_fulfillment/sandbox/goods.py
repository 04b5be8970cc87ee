"""Goods: what the warehouse knows an item as (sheet B3, B5)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

#: Sheet B5: what the documents call not modifiable.
IMMUTABLE = (
    "deptNo",
    "isvGoodsNo",
    "thirdCategoryNo",
    "safeDays",
    "instoreThreshold",
    "outstoreThreshold",
    "serial",
    "length",
    "width",
    "height",
    "netWeight",
    "grossWeight",
    "batAttrIds",
)
#: Sheet B5: 1 is no, 2 is yes.
FLAGS = ("serial", "batch")
MUTABLE = ("barcodes", "goodsName", "brandNo", "brandName", "spGoodsNo", "batch", "allowedDay",
           "warningDay", "standard", "produceAddress")  # fmt: skip


@attrs.define
class Goods:
    """One goods record; *fields* are its values as they were written."""

    no: str
    department: str
    isv_no: str
    created: datetime
    updated: datetime
    fields: dict[str, Any] = attrs.field(factory=dict)

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.fields.get("goodsName", ""))

    @property
    def barcodes(self) -> list[str]:
        """Every barcode it has."""
        return [part for part in str(self.fields.get("barcodes", "")).split(",") if part]

    def differs(self, name: str, value: Any) -> bool:
        """Say whether *value* is another than the one written, numbers by their worth."""
        mine = self.fields.get(name, "")
        if str(mine) == str(value):
            return False
        try:
            return Decimal(str(mine or 0)) != Decimal(str(value))
        except InvalidOperation:
            return True


@attrs.define
class GoodsBook:
    """All goods, found by JD's number and by ours."""

    by_no: dict[str, Goods] = attrs.field(factory=dict)
    _by_isv: dict[tuple[str, str], Goods] = attrs.field(factory=dict)

    def __iter__(self) -> Iterator[Goods]:
        return iter(self.by_no.values())

    def add(self, goods: Goods) -> None:
        """Enter a record."""
        self.by_no[goods.no] = goods
        self._by_isv[(goods.department, goods.isv_no)] = goods

    def remove(self, goods: Goods) -> None:
        """Take a record out."""
        del self.by_no[goods.no]
        del self._by_isv[(goods.department, goods.isv_no)]

    def find(self, department: str, no: str = "", isv_no: str = "") -> Goods | None:
        """Return a department's record; where both numbers are given, JD's wins (sheet B3)."""
        if not no:
            return self._by_isv.get((department, isv_no))
        found = self.by_no.get(no)
        return found if found is not None and found.department == department else None
