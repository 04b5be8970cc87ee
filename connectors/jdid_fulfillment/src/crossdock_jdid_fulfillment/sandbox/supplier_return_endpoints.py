"""Methods of returns to the supplier (sheet B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
    invalid,
    missing,
)
from crossdock_jdid_fulfillment.sandbox.return_lines import read_lines, visible
from crossdock_jdid_fulfillment.sandbox.returns import DONE, Return, ReturnLine
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told
from crossdock_jdid_fulfillment.sandbox.stock import Place

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

#: Sheet B10.
MOST_NUMBERS = 50
_PICK_UP, _DELIVERY = 1, 2
_LACK_ALLOWED, _LACK_REFUSED = 1, 2
_TYPES = (1, 2, 6)


def send_to_supplier(world: World, given: Given) -> dict[str, Any]:
    """``rts.isvRtsTransfer``."""
    own_no = given.needed("isvRtsNum", 50)
    department = access.department(world, given)
    warehouse = access.warehouse(world, given.needed("warehouseNo"), department, working=True).no
    if given.needed_whole("deliveryMode", _PICK_UP, _DELIVERY) == _DELIVERY:
        for name in ("province", "city", "county", "address"):
            given.needed(name, 100)
    supplier = given.text("supplierNo")
    if supplier:
        access.supplier(world, supplier, department)
    if given.whole("rtsType", 1) not in _TYPES:
        raise invalid("rtsType", "1, 2 or 6")
    lines = read_lines(world, given, department, "deptGoodsNo")
    if given.whole("allowLack", _LACK_ALLOWED, _LACK_ALLOWED, _LACK_REFUSED) == _LACK_REFUSED:
        _check_stock(world, warehouse, lines)
    known = world.supplier_returns.by_own.get((department, own_no))
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvRtsNum", own_no)
        return {"rtsResult": _rts_verdict(world.supplier_returns.by_no[known], done=True)}
    number = world.numbers.document("EBS")
    one = Return(number, own_no, department, warehouse, world.now, lines, supplier=supplier)
    world.supplier_returns.accept(one, world.now)
    return {"rtsResult": _rts_verdict(one, done=True)}


def _check_stock(world: World, warehouse: str, lines: list[ReturnLine]) -> None:
    wanted: dict[Place, int] = {}
    for line in lines:
        place = Place(warehouse, line.goods, line.status)
        wanted[place] = wanted.get(place, 0) + line.quantity
    for place, number in wanted.items():
        if world.stock.usable(place) < number:
            raise EclpRefusalError("库存不足", f"not enough stock of {place.goods}")


def _rts_verdict(one: Return, *, done: bool) -> Row:
    message = "成功" if done else "失败"
    return {
        "eclpRtsNo": one.no,
        "isvRtsNum": one.own_no,
        "resultCode": 1 if done else 2,
        "msg": message,
        "failMsg": "" if done else message,
    }


def cancel_to_supplier(world: World, given: Given) -> dict[str, Any]:
    """``rts.isvRtsCancel``."""
    number = given.needed("eclpRtsNo")
    one = access.own_return(world, world.supplier_returns.by_no.get(number), number)
    done = world.supplier_returns.cancel(one, world.now)
    return {"rtsResult": _rts_verdict(one, done=done)}


def query_to_supplier(world: World, given: Given) -> dict[str, Any]:
    """``rts.isvRtsQuery``: up to 50 numbers."""
    numbers = given.keys("eclpRtsNo", MOST_NUMBERS)
    if not numbers:
        raise missing("eclpRtsNo")
    found = [world.supplier_returns.by_no.get(number) for number in numbers]
    rows = [_rts_row(world, one) for one in found if one is not None and visible(world, one)]
    return {"rtsResultList": told(world.switches, given.call, "退供单", rows, "rtsOrderStatus")}


def _rts_row(world: World, one: Return) -> Row:
    step = one.trail.seen(world.horizon)[-1]
    done = any(seen.code == DONE for seen in one.trail.seen(world.horizon))
    return {
        "eclpRtsNo": one.no,
        "isvRtsNum": one.own_no,
        "deptNo": one.department,
        "warehouseNo": one.warehouse,
        "supplierNo": one.supplier,
        "rtsOrderStatus": status(world.switches, step.code),
        "createTime": text(one.created),
        "operatorTime": text(step.at),
        "rtsDetailList": [
            {
                "deptGoodsNo": line.goods,
                "isvGoodsNo": line.isv_no,
                "quantity": line.quantity,
                "realQuantity": line.moved if done else 0,
                "goodsStatus": status(world.switches, line.status),
            }
            for line in one.lines
        ],
    }
