"""The goods the warehouses hold when somebody first looks, of every kind there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.stock import (
    DAMAGED,
    GOOD,
    LOCKED,
    QUARANTINED,
    SAMPLE,
    SELLABLE,
    Place,
)

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

#: Name and days of shelf life, 0 for what keeps for ever.
_KINDS = (
    ("Kopi Arabika Gayo 250 g", 365),
    ("Kaus Katun Polos", 0),
    ("Sambal Bawang Botol 150 ml", 180),
    ("Botol Minum 750 ml", 0),
    ("Serum Wajah 30 ml", 540),
    ("Kabel USB-C 1 m", 0),
    ("Keripik Tempe 200 g", 120),
    ("Lampu LED 9 W", 0),
)
#: Sheet B5: the category that stands for anything else.
OTHER_CATEGORY = "4159"


def stocked(world: World, dice: random.Random, now: datetime) -> None:
    """Enter all goods and put what there is of them onto the shelves."""
    for number, (code, name, days, stock) in enumerate(_items(world, dice)):
        created = now - timedelta(days=30 + dice.randrange(300))
        goods = Goods(
            world.numbers.master("EMG"),
            world.home.department,
            code,
            created,
            created,
            described(code, name, days, f"899{dice.randrange(10**10):010d}"),
        )
        world.goods.add(goods)
        _shelve(world, goods.no, number, stock, created)
    for department, code in (
        (list(world.master.departments)[1], "GROSIR-0001"),
        (list(world.master.departments)[2], "TETANGGA-0001"),
    ):
        fields = described(code, "Kardus Besar", 0, "8990000000017")
        world.goods.add(Goods(world.numbers.master("EMG"), department, code, now, now, fields))


def described(code: str, name: str, days: int, barcode: str) -> dict[str, Any]:
    """Return the fields of a goods record as the merchant would have sent them."""
    fields: dict[str, Any] = {
        "isvGoodsNo": code,
        "barcodes": barcode,
        "thirdCategoryNo": OTHER_CATEGORY,
        "goodsName": name,
        "safeDays": days,
        "serial": "1",
        "batch": "1",
    }
    if days:
        fields |= {"instoreThreshold": "0.70", "outstoreThreshold": "0.30", "batch": "2"}
    return fields


def _items(world: World, dice: random.Random) -> Iterator[tuple[str, str, int, int]]:
    if world.files is not None:
        seen: dict[str, int] = {}
        for number, row in enumerate(world.files):
            code = row.sku or f"TANPA-SKU-{number:05d}"
            seen[code] = seen.get(code, 0) + 1
            unique = code if seen[code] == 1 else f"{code[:44]}~{seen[code]}"
            yield unique, row.title, 0, row.stock
        return
    for number in range(world.options.listings):
        name, days = _KINDS[number % len(_KINDS)]
        yield f"SKU-{number + 1:05d}", f"{name} {number + 1}", days, dice.randrange(20, 200)


def _shelve(world: World, goods: str, number: int, stock: int, at: datetime) -> None:
    """Put goods onto their piles; some have none, some are damaged, locked or samples."""
    if world.files is None and number % 9 == 4:
        stock = 0
    piles = {(GOOD, SELLABLE): stock}
    if world.files is None:
        if number % 7 == 2:
            piles[(DAMAGED, SELLABLE)] = 1 + number % 5
        if number % 11 == 3:
            piles[(GOOD, LOCKED)] = 2
        if number % 23 == 6:
            piles[(SAMPLE, SELLABLE)] = 1
        if number % 29 == 8:
            piles[(GOOD, QUARANTINED)] = 3
    for (status, kind), pieces in piles.items():
        place = Place(world.home.warehouse, goods, status, kind)
        locked = pieces if kind != SELLABLE else 0
        world.stock.move(place, at, "期初", "", total=pieces, occupied=locked)
