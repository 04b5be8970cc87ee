"""Methods of goods: created once, mostly for ever (sheet B5)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.goods import FLAGS, IMMUTABLE, MUTABLE, Goods
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
    invalid,
    missing,
    unknown,
)
from crossdock_jdid_fulfillment.sandbox.rows import Row, told
from crossdock_jos.sandbox.pages import page_of

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

_AMOUNTS = ("length", "width", "height", "netWeight", "grossWeight")
_DAYS = ("allowedDay", "warningDay")
MOST_ROWS = 1000


def add_goods(world: World, given: Given) -> dict[str, Any]:
    """``goods.transportGoodsInfo``: create goods; the answer stands at envelope level."""
    department = access.department(world, given)
    isv_no = given.needed("isvGoodsNo", 60)
    fields = _read(given)
    for name in ("barcodes", "thirdCategoryNo", "goodsName"):
        if not fields.get(name):
            raise missing(name)
    _check_shelf_life(given)
    known = world.goods.find(department, isv_no=isv_no)
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvGoodsNo", isv_no)
        return {"goodsNo": known.no}
    goods = Goods(world.numbers.master("EMG"), department, isv_no, world.now, world.now, fields)
    world.goods.add(goods)
    return {"goodsNo": goods.no}


def _read(given: Given) -> dict[str, Any]:
    """Return every field that was sent, each within its bounds."""
    fields: dict[str, Any] = {}
    limits = {"isvGoodsNo": 60, "barcodes": 100, "goodsName": 500}
    for name in {*IMMUTABLE, *MUTABLE} - {"deptNo"}:
        value = given.text(name, limits.get(name))
        if value:
            fields[name] = value
    if "thirdCategoryNo" in fields and not fields["thirdCategoryNo"].isdigit():
        raise invalid("thirdCategoryNo", "a number")
    for name in FLAGS:
        if fields.get(name, "1") not in ("1", "2"):
            raise invalid(name, "1 is no, 2 is yes")
    for name in _AMOUNTS:
        amount = given.amount(name)
        if amount is not None and amount < 0:
            raise invalid(name, "not below zero")
    for name in (*_DAYS, "safeDays"):
        given.whole(name, 0)
    for name in ("instoreThreshold", "outstoreThreshold"):
        _threshold(given, name)
    return fields


def _threshold(given: Given, name: str) -> Decimal | None:
    amount = given.amount(name)
    if amount is not None and not 0 <= amount <= 1:
        raise invalid(name, "0..1")
    return amount


def _check_shelf_life(given: Given) -> None:
    """Refuse goods that expire but do not say how late they may come in and go out."""
    if given.needed_whole("safeDays") == 0:
        return
    for name in ("instoreThreshold", "outstoreThreshold"):
        if _threshold(given, name) is None:
            raise missing(name)


def update_goods(world: World, given: Given) -> dict[str, Any]:
    """``goods.updateGoodsInfo``: what may change does, what may not makes the update fail."""
    department = access.department(world, given) if given.text("deptNo") else ""
    goods = _goods_of(world, given, department)
    fields = _read(given)
    fixed = [name for name in IMMUTABLE if name in fields and goods.differs(name, fields[name])]
    if fixed and world.switches["immutable"] == "error":
        raise EclpRefusalError(f"{fixed[0]}不允许修改", f"{fixed[0]} cannot be modified")
    if fixed and world.switches["immutable"] == "false":
        return {"updateResult": False}
    goods.fields.update({name: value for name, value in fields.items() if name in MUTABLE})
    goods.updated = world.now
    return {"updateResult": True}


def _goods_of(world: World, given: Given, department: str) -> Goods:
    number = given.text("goodsNo")
    if number:
        goods = world.goods.by_no.get(number)
        own = {one.no for one in world.master.own()}
        if (
            goods is None
            or goods.department not in own
            or department
            not in (
                "",
                goods.department,
            )
        ):
            raise unknown("商品", number)
        return goods
    department = access.department(world, given)
    isv_no = given.needed("isvGoodsNo")
    found = world.goods.find(department, isv_no=isv_no)
    if found is None:
        raise unknown("商品", isv_no)
    return found


def query_goods(world: World, given: Given) -> dict[str, Any]:
    """``goods.queryGoodsInfo``: by numbers, by barcodes, or page by page."""
    kind = given.needed_whole("queryType", 1, 2)
    page, size = given.pages(("pageNo", "pageSize"), 100, MOST_ROWS)
    found = page_of(_found(world, given), page, size)
    rows = [_row(goods) for goods in found]
    if kind == 2:
        numbers = ("goodsNo", "isvGoodsNo")
        rows = [{name: row[name] for name in numbers} for row in rows]
    return {"goodsInfoList": told(world.switches, given.call, "商品", rows, "isvGoodsNo")}


def query_goods_by_time(world: World, given: Given) -> dict[str, Any]:
    """``goods.queryGoodsByPageAndTime``: the same, and by when it was last changed."""
    first, last = given.moment("updateTimeStart"), given.moment("updateTimeEnd")
    page, size = given.pages(("pageNo", "pageSize"), 100, MOST_ROWS)
    found = [
        goods
        for goods in _found(world, given)
        if (first is None or first <= goods.updated) and (last is None or goods.updated <= last)
    ]
    rows = [_row(goods) for goods in page_of(found, page, size)]
    told_rows = told(world.switches, given.call, "商品", rows, "isvGoodsNo")
    return {"result": {"resultList": told_rows, "recordCount": len(found)}}


def _found(world: World, given: Given) -> list[Goods]:
    department = access.department(world, given)
    cap = world.switches.number("key_cap")
    numbers = set(given.keys("goodsNos", cap))
    isv_numbers = set(given.keys("isvGoodsNos", cap))
    barcodes = set(given.keys("barcodes", cap))
    return [
        goods
        for goods in world.goods
        if goods.department == department
        and goods.created <= world.horizon
        and (not numbers or goods.no in numbers)
        and (not isv_numbers or goods.isv_no in isv_numbers)
        and (not barcodes or barcodes.intersection(goods.barcodes))
    ]


def _row(goods: Goods) -> Row:
    return {
        **goods.fields,
        "goodsNo": goods.no,
        "isvGoodsNo": goods.isv_no,
        "deptNo": goods.department,
        "spGoodsNo": str(goods.fields.get("spGoodsNo", "")),
        "createTime": text(goods.created),
        "updateTime": text(goods.updated),
    }
