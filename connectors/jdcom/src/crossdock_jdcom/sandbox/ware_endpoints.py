"""Wares: listing, finding one, putting on sale (sheet 4.1)."""

import json
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from crossdock_jdcom.sandbox.pages import paging
from crossdock_jdcom.sandbox.predicates import Predicate, at_least, at_most, equal
from crossdock_jdcom.sandbox.ware_rows import WARE_BASICS, chosen, ware_row
from crossdock_jdcom.sandbox.wares import DELISTED, ON_SALE, WARE_DELETED, Ware
from crossdock_jdcom.sandbox.world import SHOP_ID, World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.pages import disturbed, page_of
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call
from crossdock_jos.sandbox.stamp import millis

_ORDERS: dict[str, Callable[[World, Ware], Any]] = {
    "wareId": lambda world, ware: ware.ware_id,
    "offlineTime": lambda world, ware: ware.offline,
    "onlineTime": lambda world, ware: ware.online,
    "stockNum": lambda world, ware: sum(sku.stock for sku in world.shelf.family(ware)),
    "jdPrice": lambda world, ware: min((sku.price for sku in world.shelf.family(ware)), default=0),
    "modified": lambda world, ware: ware.modified,
}
_TIMES = ("created", "modified", "online", "offline")
_PAGING = frozenset({"pageNo", "pageSize", "field"})
#: A search for these alone does not depend on stock, price or time.
_STEADY = frozenset({"wareId", "wareStatusValue", "searchKey", "searchField", "categoryId",
                     "brandId", "itemNum", "barCode"})  # fmt: skip


def search_wares(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.ware.read.searchWare4Valid``: a page of wares, by id unless ordered."""
    most = world.switches.number("ware_page")
    page, size = paging(world, fields, call, ("pageNo", "pageSize"), most, min(20, most))
    searched = {n: v for n, v in fields.values.items() if n not in _PAGING and v is not None}
    ids = world.shelf.found(
        ("wares", json.dumps(searched, sort_keys=True, default=str)),
        lambda: _search(world, fields),
        volatile=not set(searched) <= _STEADY,
    )
    cap = world.switches.number("ware_pages")
    wanted = fields.parts("field")
    shown = page_of(ids, page, size) if not cap or page <= cap else []
    form = world.switches["dates"]
    rows = [
        chosen(ware_row(world.shelf.wares[one], world.shelf, SHOP_ID, form), wanted, WARE_BASICS)
        for one in shown
    ]
    if world.drifts():
        world.list_ware()
    return {
        "page": {
            "data": disturbed(call, rows, lambda row: row | {"wareId": "?", "title": None}),
            "pageNo": page,
            "pageSize": size,
            "totalItem": len(ids),
        }
    }


def _search(world: World, fields: Fields) -> list[int]:
    tests = _tests(world, fields)
    found = [ware for ware in world.shelf.wares.values() if all(test(ware) for test in tests)]
    # Newest first is what a console shows; nothing is published.
    found.sort(key=lambda ware: -ware.ware_id)
    names, types = fields.parts("orderField"), fields.parts("orderType")
    for place in reversed(range(len(names))):
        by = _ORDERS.get(names[place])
        if by is None:
            raise RouterError("61", "orderField")
        descending = place < len(types) and types[place] == "desc"
        found.sort(key=partial(by, world), reverse=descending)
    return [ware.ware_id for ware in found]


def _tests(world: World, fields: Fields) -> list[Predicate]:
    tests: list[Predicate] = []
    ids = set(fields.wholes("wareId", 20))
    statuses = set(fields.wholes("wareStatusValue"))
    if ids:
        tests.append(lambda ware: ware.ware_id in ids)
    # Deleted wares are only found by asking for them (decided).
    if statuses:
        tests.append(lambda ware: ware.status in statuses)
    else:
        tests.append(lambda ware: ware.status != WARE_DELETED)
    key = fields.text("searchKey").casefold()
    if key:
        tests.append(lambda ware: key in ware.title.casefold())
    for name, attribute in (("categoryId", "category"), ("brandId", "brand")):
        number = fields.whole(name)
        if number is not None:
            tests.append(equal(attribute, number))
    for name, attribute in (("itemNum", "item_number"), ("barCode", "bar_code")):
        text = fields.text(name)
        if text:
            tests.append(equal(attribute, text))
    return tests + _ranges(world, fields)


def _ranges(world: World, fields: Fields) -> list[Predicate]:
    tests: list[Predicate] = []
    for name in _TIMES:
        begin = fields.moment(f"start{name.capitalize()}Time")
        end = fields.moment(f"end{name.capitalize()}Time")
        if begin is not None:
            tests.append(at_least(attrgetter(name), millis(begin)))
        if end is not None:
            tests.append(at_most(attrgetter(name), millis(end) + 999))
    for name, by, scale in (("JdPrice", "jdPrice", 100), ("StockNum", "stockNum", 1)):
        low, high = fields.amount(f"start{name}"), fields.amount(f"end{name}")
        value = partial(_ORDERS[by], world)
        if low is not None:
            tests.append(at_least(value, low * scale))
        if high is not None:
            tests.append(at_most(value, high * scale))
    return tests


def find_ware(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.ware.read.findWareById``: one ware, deleted ones included."""
    ware = _ware(world, fields)
    row = ware_row(ware, world.shelf, SHOP_ID, world.switches["dates"])
    return {"ware": chosen(row, fields.parts("field"), WARE_BASICS)}


def _ware(world: World, fields: Fields) -> Ware:
    ware = world.shelf.wares.get(fields.needed_whole("wareId"))
    if ware is None:
        raise RouterError("71")
    return ware


def up_or_down(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.ware.write.upOrDown``: 1 puts on sale, 2 takes off."""
    ware = _ware(world, fields)
    kind = fields.needed_whole("opType", 1, 2)
    if ware.status == WARE_DELETED or ware.status > 512:
        return {"success": False}
    world.shelf.set_ware_status(ware, ON_SALE if kind == 1 else DELISTED, millis(world.now))
    return {"success": True}


def set_ware_price(attribute: str) -> Callable[[World, Fields, Call], dict[str, Any]]:
    """``jingdong.price.write.updateWareMarketPrice`` and ``...CostPrice``."""

    def handler(world: World, fields: Fields, call: Call) -> dict[str, Any]:
        ware = _ware(world, fields)
        price = fields.amount("marketPrice" if attribute == "market_price" else "costPrice")
        if price is None or not 0 <= price <= 999_999_999:
            raise RouterError("61", "price")
        setattr(ware, attribute, int(price * 100))
        return {"success": True}

    return handler
