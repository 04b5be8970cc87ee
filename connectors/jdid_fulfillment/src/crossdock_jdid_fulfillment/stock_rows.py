"""JD's stock rows, of which there are three readings, as levels of goods (sheet B8).

One program reads them flat, one finds each under an extra ``v1``, and the
official client types their members as lists. Goods have a row for each condition
and each reason why units are held back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from crossdock import StockLevel
from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment.shapes import listed, unwrapped
from crossdock_jos import Record

#: ``stockStatus`` and ``stockType`` of what can be sold.
GOOD = "1"
SELLABLE = "1"

_COUNTS = ("totalNum", "usableNum")


@attrs.frozen
class StockRow:
    """One row: units of goods in one condition, held for one purpose.

    Args:

        condition: 1 good, 2 damaged, 3 sample; ``kind`` 1 sellable, others held back.

        counted: rows that JD says there are in all; None where it does not say.
    """

    goods_number: str
    warehouse: str
    sku: str
    condition: str
    kind: str
    grade: str
    total: int
    usable: int
    counted: int | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What no two rows share: a list that moves while it is paged repeats some."""
        return (self.warehouse, self.goods_number, self.sku, self.condition, self.kind, self.grade)

    @property
    def is_good(self) -> bool:
        """The units could be sold, if nothing held them back."""
        if not self.condition and len(self.grade) == 3:
            return self.grade.startswith("1")
        return self.condition in {"", GOOD}


def flatten(found: Any) -> list[Any]:
    """Return the rows of a page, each flat, whatever their shape; what is no row stays as it is.

    Lists that belong to one row have one place per row of its goods; a count that has
    fewer is nobody's.

    Raises:

        DataRefusedError: it is no page of rows.
    """
    rows: list[Any] = []
    for raw in listed(unwrapped(found), "querystock_result"):
        row = unwrapped(raw)
        if not isinstance(row, Mapping):
            rows.append(raw)
            continue
        members = {name: unwrapped(value) for name, value in row.items()}
        widths = {len(value) for value in members.values() if isinstance(value, list)} - {1}
        width = next(iter(widths), 1)
        if len(widths) > 1 or (width > 1 and any(map(_is_alone, map(members.get, _COUNTS)))):
            rows.append(raw)
            continue
        rows += [
            {name: _at(value, place) for name, value in members.items()} for place in range(width)
        ]
    return rows


def decode_row(raw: Any, warehouse: str) -> StockRow:
    """Return the row that *raw* is.

    Args:

        warehouse: the one asked for, where the row does not say.

    Raises:

        DataRefusedError: it names no goods, or counts no whole number of units.
    """
    row = Record(raw)
    number, sku = row.text("goodsNo").strip(), row.text("isvGoodsNo").strip()
    if not number and not sku:
        raise DataRefusedError("The row names no goods (goodsNo).")
    return StockRow(
        goods_number=number,
        warehouse=row.text("warehouseNo").strip() or warehouse,
        sku=sku,
        condition=row.words("stockStatus").strip(),
        kind=row.words("stockType").strip(),
        grade=row.words("goodsLevel").strip(),
        total=_counted(row, "totalNum"),
        usable=_counted(row, "usableNum"),
        counted=row.whole("recordCount"),
    )


def levels(rows: Iterable[StockRow]) -> list[StockLevel]:
    """Return one level per goods and warehouse.

    Units in good condition are on hand whatever holds them back; free are those
    of them that JD calls sellable. Damaged ones and samples are neither.

    Raises:

        DataRefusedError: they add up to more than goods can be.
    """
    sums: dict[tuple[str, str], StockLevel] = {}
    for row in rows:
        key = (row.warehouse, row.goods_number or row.sku)
        level = sums.get(key) or StockLevel(
            row.sku, row.warehouse, on_hand=0, usable=0, remote_id=row.goods_number
        )
        is_free = row.is_good and row.kind in {"", SELLABLE}
        sums[key] = attrs.evolve(
            level,
            sku=level.sku or row.sku,
            on_hand=level.on_hand + (row.total if row.is_good else 0),
            usable=level.usable + (row.usable if is_free else 0),
            damaged=level.damaged + (0 if row.is_good else row.total),
        )
    return list(sums.values())


def _counted(row: Record, name: str) -> int:
    number = row.whole(name)
    if number is None or not 0 <= number < 2**31:
        raise DataRefusedError(f"{name} must be a whole number of units, zero or more.")
    return number


def _is_alone(value: Any) -> bool:
    return len(value) == 1 if isinstance(value, list) else value is not None


def _at(value: Any, place: int) -> Any:
    if not isinstance(value, list):
        return value
    return value[place] if len(value) > 1 else value[0] if value else None
