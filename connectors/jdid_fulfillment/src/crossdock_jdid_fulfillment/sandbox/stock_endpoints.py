"""Methods of stock (sheet B8): what lies there, what is free, and what moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import EclpRefusalError, unknown
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told
from crossdock_jdid_fulfillment.sandbox.stock import DAMAGED, GOOD, SAMPLE, SELLABLE, Place
from crossdock_jos.sandbox.pages import page_of

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

#: Sheet B8: 100 to 199 is good, 200 to 299 damaged; samples have no level there.
LEVELS = {GOOD: 100, DAMAGED: 200, SAMPLE: 100}
MOST_ROWS = 1000
#: Sheet B8: the longest window of a flow.
WINDOW = timedelta(days=31)
_OMIT, _INCLUDE = 1, 2

#: A pile with total and usable.
_Numbers = tuple[Place, tuple[int, int]]


def query_stock(world: World, given: Given) -> dict[str, Any]:
    """``stock.queryStock``: rows of nothing are hidden unless ``returnZeroStock`` is 2."""
    department = access.department(world, given)
    warehouse = access.warehouse(world, given.needed("warehouseNo"), department).no
    page, size = given.pages(
        ("currentPage", "pageSize"), world.switches.number("stock_page"), MOST_ROWS
    )
    places = _found(world, _asked(world, given, department, warehouse))
    found = [
        {**_row(world, place, department, numbers), "recordCount": len(places)}
        for place, numbers in page_of(places, page, size)
    ]
    result = told(world.switches, given.call, "商品库存", found, "usableNum", stock=True)
    return {"querystock_result": result}


@attrs.frozen
class _Asked:
    """What a query of stock asks for; 0 asks for everything."""

    department: str
    warehouse: str
    goods: tuple[str, ...]
    condition: int
    kind: int
    level: int
    zeros: bool

    def wants(self, place: Place) -> bool:
        """Say whether a pile is asked for."""
        return (
            self.condition in (0, place.status)
            and self.kind in (0, place.kind)
            and (not self.level or LEVELS[place.status] // 100 == self.level // 100)
        )


def _asked(world: World, given: Given, department: str, warehouse: str) -> _Asked:
    goods = given.keys("goodsNo")
    for number in goods:
        if world.goods.find(department, number) is None:
            raise unknown("商品", number)
    return _Asked(
        department,
        warehouse,
        tuple(goods),
        given.whole("stockStatus", 0, 1, 3),
        given.whole("stockType", 0, 1, 7),
        given.whole("goodsLevel", 0, 100, 299),
        given.whole("returnZeroStock", _OMIT, _OMIT, _INCLUDE) == _INCLUDE,
    )


def _found(world: World, asked: _Asked) -> list[_Numbers]:
    """Return the piles asked for with their numbers; kept while nothing moves, for paging."""
    if world.switches.number("read_lag"):
        return list(_numbers(world, asked))
    revision = (len(world.stock.movements), len(world.goods.by_no))
    known = world.stock_found.get(asked)
    if known is None or known[0] != revision:
        if len(world.stock_found) > 32:
            world.stock_found.clear()
        known = world.stock_found[asked] = (revision, list(_numbers(world, asked)))
    return known[1]


def _numbers(world: World, asked: _Asked) -> Iterator[_Numbers]:
    """Yield piles with their numbers; each goods has at least the pile that could be sold."""
    goods = world.goods
    for one in [goods.by_no[number] for number in asked.goods] if asked.goods else goods:
        if one.department != asked.department or one.created > world.horizon:
            continue
        here = {p for p in world.stock.places(one.no) if p.warehouse == asked.warehouse}
        for place in sorted(here | {Place(asked.warehouse, one.no)}):
            if asked.wants(place):
                numbers = world.stock.seen(place, world.horizon)
                if any(numbers) or asked.zeros:
                    yield place, numbers


def _row(world: World, place: Place, department: str, numbers: tuple[int, int]) -> Row:
    goods = world.goods.by_no[place.goods]
    return {
        "deptNo": department,
        "deptName": world.master.departments[department].name,
        "warehouseNo": place.warehouse,
        "warehouseName": world.master.warehouses[place.warehouse].name,
        "goodsNo": place.goods,
        "goodsName": goods.name,
        "sellerGoodsSign": goods.isv_no,
        "isvSku": goods.isv_no,
        "stockStatus": status(world.switches, place.status),
        "stockType": status(world.switches, place.kind),
        "totalNum": numbers[0],
        "usableNum": numbers[1],
        "goodsLevel": str(LEVELS[place.status]),
    }


def search_shop_stock(world: World, given: Given) -> dict[str, Any]:
    """``stock.searchShopStock``: every shop of a department sells the same piles."""
    request = given.needed("requestId", 50)
    department = access.department(world, given)
    shop = access.shop(world, given.needed("shopNo"), department).no
    given.needed("pageNumber")
    given.needed("pageSize")
    page, size = given.pages(("pageNumber", "pageSize"), 100, MOST_ROWS)
    warehouses = {one.no for one in world.master.warehouses_of(department)}
    rows = [
        {
            "deptNo": department,
            "shopNo": shop,
            "warehouseNo": place.warehouse,
            "goodsNo": place.goods,
            "stockNum": world.stock.seen(place, world.horizon)[1],
        }
        for place in sorted(world.stock.piles)
        if (place.warehouse in warehouses and (place.status, place.kind) == (GOOD, SELLABLE))
    ]
    found = told(
        world.switches, given.call, "店铺库存", list(page_of(rows, page, size)), "stockNum"
    )
    return {
        "shopStockSearchResponse": {
            "responseCode": 1,
            "errMsg": "",
            "requestId": request,
            "pageSize": size,
            "pageCount": -(-len(rows) // size),
            "data": found,
        }
    }


def search_shop_stock_flow(world: World, given: Given) -> dict[str, Any]:
    """``stock.searchShopStockFlow``: movements within at most 31 days."""
    request = given.needed("requestId", 50)
    department = access.department(world, given)
    shop = access.shop(world, given.needed("shopNo"), department).no
    first, last = given.needed_moment("startDate"), given.needed_moment("endDate")
    if last < first or last - first > WINDOW:
        raise EclpRefusalError("时间跨度不能超过31天", "the window is longer than 31 days")
    page, size = given.pages(("pageNumber", "pageSize"), 100, MOST_ROWS)
    warehouses = {one.no for one in world.master.warehouses_of(department)}
    rows = [
        {
            "flowId": str(number),
            "deptNo": department,
            "shopNo": shop,
            "warehouseNo": move.place.warehouse,
            "goodsNo": move.place.goods,
            "bizTypeName": move.reason,
            "orderNo": move.document,
            "formerNum": move.before,
            "nowNum": move.after,
            "operateTime": text(move.at),
        }
        for number, move in enumerate(world.stock.movements, 1)
        if move.place.warehouse in warehouses
        and move.total
        and first <= move.at <= min(last, world.horizon)
    ]
    found = told(
        world.switches, given.call, "店铺库存流水", list(page_of(rows, page, size)), "nowNum"
    )
    return {
        "shopStockSearchFlowResponse": {
            "responseCode": 1,
            "errMsg": "",
            "requestId": request,
            "pageSize": size,
            "pageCount": -(-len(rows) // size),
            "data": found,
        }
    }
