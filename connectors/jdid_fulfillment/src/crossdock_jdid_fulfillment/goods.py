"""Master products as JD's goods, and what of them can never be changed (sheet B5)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crossdock import Goods, ShelfLife
from crossdock.errors import DataRefusedError, InputRefusedError
from crossdock_jdid_fulfillment.columns import bounded, joined, parted
from crossdock_jos import Record

MOST_SKU = 60
MOST_NAME = 500
#: Of all barcodes together, commas included.
MOST_BARCODES = 100

#: ``thirdCategoryNo`` of "other": the category cannot be changed later, and we know none.
CATEGORY = "4159"

_PLACES = Decimal("0.0001")
#: JD may keep fewer places of a threshold than it was sent.
_CLOSE = Decimal("0.005")


def encode_creation(goods: Goods, department: str) -> dict[str, Any]:
    """Return what makes *goods* known; all of it but name and barcodes stands for good.

    Raises:

        InputRefusedError: a code holds a comma, or something is too long.
    """
    return {
        "deptNo": department,
        "isvGoodsNo": encode_sku(goods.sku),
        "barcodes": _barcodes(goods.barcodes or (goods.sku,), goods.sku),
        "thirdCategoryNo": CATEGORY,
        "goodsName": _name(goods),
        **encode_shelf_life(goods.shelf_life),
    }


def encode_change(goods: Goods, row: Record, department: str) -> dict[str, Any] | None:
    """Return what brings the goods of *row* up to date; None if they are.

    Barcodes that JD has are left alone where we have none of our own.

    Raises:

        InputRefusedError: something is too long, or can never be changed and differs.
    """
    refuse_immutable(goods, row)
    changes = {}
    name = _name(goods)
    if name != row.words("goodsName"):
        changes["goodsName"] = name
    if goods.barcodes and set(goods.barcodes) != set(parted(row.words("barcodes"))):
        changes["barcodes"] = _barcodes(goods.barcodes, goods.sku)
    if not changes:
        return None
    return {
        "goodsNo": row.words("goodsNo").strip(),
        "deptNo": department,
        "isvGoodsNo": goods.sku,
        **changes,
    }


def encode_sku(sku: str) -> str:
    """Return *sku* as one that a column can hold.

    Raises:

        InputRefusedError: it holds a comma, is blank or too long.
    """
    return bounded(joined([sku], "SKU"), MOST_SKU, f"SKU {sku}")


def encode_shelf_life(life: ShelfLife | None) -> dict[str, Any]:
    """Return the shelf life in days, and how much of it must be left, as shares of it."""
    if life is None:
        return {"safeDays": 0}
    return {
        "safeDays": life.days,
        "instoreThreshold": _share(life.inbound_days, life.days),
        "outstoreThreshold": _share(life.outbound_days, life.days),
    }


def refuse_immutable(goods: Goods, row: Record) -> None:
    """Raise if the goods of *row* differ from *goods* in what JD never changes.

    A field that JD does not tell is not compared.

    Raises:

        InputRefusedError: they do; the message names the field.
    """
    wanted = encode_shelf_life(goods.shelf_life)
    told = {name: row.exact(name) for name in ("safeDays", *wanted)}
    for name, value in told.items():
        ours = Decimal(str(wanted[name]))
        close = Decimal(0) if name == "safeDays" else _CLOSE
        if value is None or abs(value - ours) <= close:
            continue
        raise InputRefusedError(
            f"{name} of {goods.sku} is {value} at JD and would be {ours}, and JD never changes"
            " it once the goods are known.",
            next_step="Take the shelf life back, or give the product with the new one an SKU of"
            " its own.",
        )


def index(rows: list[Record]) -> dict[str, Record]:
    """Return the goods of *rows* by our SKU; a row without one is nobody's."""
    found: dict[str, Record] = {}
    for row in rows:
        try:
            sku = row.text("isvGoodsNo").strip()
        except DataRefusedError:
            continue
        if sku and row.words("goodsNo"):
            found.setdefault(sku, row)
    return found


def _name(goods: Goods) -> str:
    name = " ".join(goods.name.split()) or goods.sku
    return bounded(name, MOST_NAME, f"name of {goods.sku}")


def _barcodes(barcodes: tuple[str, ...], sku: str) -> str:
    return bounded(joined(barcodes, "barcode"), MOST_BARCODES, f"list of barcodes of {sku}")


def _share(days: int, of: int) -> str:
    """Return a share as text from 0 to 1, without a float's noise."""
    share = (Decimal(days) / Decimal(of)).quantize(_PLACES, ROUND_HALF_UP)
    return f"{share.normalize():f}"
