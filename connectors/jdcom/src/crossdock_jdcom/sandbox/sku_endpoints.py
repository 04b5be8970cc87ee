"""SKUs: listing, finding one, and their price (sheet 4.2 and 4.4)."""

import json
from operator import attrgetter
from typing import Any

from crossdock_jdcom.sandbox.pages import paging
from crossdock_jdcom.sandbox.predicates import Predicate, at_least, at_most
from crossdock_jdcom.sandbox.ware_rows import SKU_BASICS, chosen, sku_row
from crossdock_jdcom.sandbox.wares import DELETED, OFF, ON, Sku
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.pages import disturbed, page_of
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call
from crossdock_jos.sandbox.stamp import millis

_STEADY = frozenset({"wareId", "skuId", "skuStatuValue", "outId", "itemNum", "wareTitle"})
_PAGING = frozenset({"pageNo", "page_size", "field"})


def search_skus(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.sku.read.searchSkuList``; its size is spelt ``page_size`` (sheet 6.1)."""
    most = world.switches.number("ware_page")
    page, size = paging(world, fields, call, ("pageNo", "page_size"), most, min(20, most))
    searched = {n: v for n, v in fields.values.items() if n not in _PAGING and v is not None}
    ids = world.shelf.found(
        ("skus", json.dumps(searched, sort_keys=True, default=str)),
        lambda: _search(world, fields),
        volatile=not set(searched) <= _STEADY,
    )
    rows = [_row(world, world.shelf.skus[one], fields) for one in page_of(ids, page, size)]
    if world.drifts():
        world.list_ware()
    return {
        "page": {
            "data": disturbed(call, rows, lambda row: row | {"skuId": "?", "status": None}),
            "pageNo": page,
            "pageSize": size,
            "totalItem": len(ids),
        }
    }


def _row(world: World, sku: Sku, fields: Fields) -> dict[str, Any]:
    row = sku_row(sku, world.shelf.wares[sku.ware_id], world.switches["dates"])
    return chosen(row, fields.parts("field"), SKU_BASICS)


def _search(world: World, fields: Fields) -> list[int]:
    tests = _tests(world, fields)
    found = [sku for sku in _candidates(world, fields) if all(test(sku) for test in tests)]
    found.sort(key=lambda sku: -sku.sku_id)
    # Misspelt like this on the platform (sheet 6.1).
    name = fields.text("orderFiled")
    if name == "stockNum":
        found.sort(key=lambda sku: sku.stock)
    elif name == "skuId":
        found.sort(key=lambda sku: sku.sku_id)
    elif name:
        raise RouterError("61", "orderFiled")
    if name and fields.text("orderType") == "desc":
        found.reverse()
    return [sku.sku_id for sku in found]


def _candidates(world: World, fields: Fields) -> list[Sku]:
    """Return what the ids asked for leave, in the statuses asked for."""
    statuses = set(fields.wholes("skuStatuValue")) or {ON, OFF}
    wares, skus = fields.wholes("wareId", 10), fields.wholes("skuId", 20)
    outer = fields.parts("outId")
    if len(outer) > 20:
        raise RouterError("61", "outId")
    found: list[Sku] = list(world.shelf.skus.values())
    if skus:
        found = [world.shelf.skus[one] for one in dict.fromkeys(skus) if one in world.shelf.skus]
    if outer:
        codes = set(outer)
        found = [sku for sku in found if sku.outer_id in codes]
    if wares:
        found = [sku for sku in found if sku.ware_id in set(wares)]
    return [sku for sku in found if sku.status in statuses]


def _tests(world: World, fields: Fields) -> list[Predicate]:
    tests: list[Predicate] = []
    least, most = fields.whole("minStockNum"), fields.whole("maxStockNum")
    if least is not None:
        tests.append(at_least(attrgetter("stock"), least))
    if most is not None:
        tests.append(at_most(attrgetter("stock"), most))
    for name in ("created", "modified"):
        begin = fields.moment(f"start{name.capitalize()}Time")
        end = fields.moment(f"end{name.capitalize()}Time")
        if begin is not None:
            tests.append(at_least(attrgetter(name), millis(begin)))
        if end is not None:
            tests.append(at_most(attrgetter(name), millis(end) + 999))
    title, number = fields.text("wareTitle").casefold(), fields.text("itemNum")
    if title:
        tests.append(lambda sku: title in world.shelf.wares[sku.ware_id].title.casefold())
    if number:
        tests.append(lambda sku: world.shelf.wares[sku.ware_id].item_number == number)
    return tests


def find_sku(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.sku.read.findSkuById``: one SKU, deleted ones included."""
    sku = world.shelf.skus.get(fields.needed_whole("skuId"))
    if sku is None:
        raise RouterError("71")
    return {"sku": _row(world, sku, fields)}


def set_price(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.price.write.updateSkuJdPrice``: yuan, at most 999,999,999."""
    sku = world.shelf.skus.get(fields.needed_whole("skuId"))
    price = fields.amount("jdPrice")
    if price is None:
        raise RouterError("60", "jdPrice")
    if not 0 < price <= 999_999_999 or price * 100 != int(price * 100):
        raise RouterError("61", "jdPrice")
    if sku is None or sku.status == DELETED:
        return {"success": False}
    sku.price = int(price * 100)
    world.shelf.touch(sku, millis(world.now))
    return {"success": True}
