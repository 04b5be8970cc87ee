"""Methods of returns: to the supplier, and from the customer (sheet B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.outbounds import HANDED_OVER, Outbound
from crossdock_jdid_fulfillment.sandbox.reading import Given, pieces, same_length
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
    invalid,
    missing,
)
from crossdock_jdid_fulfillment.sandbox.returns import REFUSED, Return, ReturnLine
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told
from crossdock_jdid_fulfillment.sandbox.stock import GOOD, Place

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
    lines = _lines(world, given, department, "deptGoodsNo")
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


def _lines(
    world: World, given: Given, department: str, name: str, quantities: str = "quantity"
) -> list[ReturnLine]:
    columns = {
        column: given.column(column)
        for column in (name, "isvGoodsNo", quantities, "goodsStatus", "orderLine")
    }
    if not columns[name] and not columns["isvGoodsNo"]:
        raise missing(f"{name}/isvGoodsNo")
    if not columns[quantities]:
        raise missing(quantities)
    same_length(columns)
    goods = access.goods_of_lines(world, department, columns[name], columns["isvGoodsNo"])
    conditions = pieces("goodsStatus", columns["goodsStatus"]) or [GOOD] * len(goods)
    if any(number > 3 for number in conditions):
        raise invalid("goodsStatus", "1 good, 2 damaged, 3 sample")
    numbers = pieces(quantities, columns[quantities])
    return [
        ReturnLine(one.no, one.isv_no, number, condition, str(place))
        for place, (one, number, condition) in enumerate(
            zip(goods, numbers, conditions, strict=True), 1
        )
    ]


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
    rows = [_rts_row(world, one) for one in found if one is not None and _visible(world, one)]
    return {"rtsResultList": told(world.switches, given.call, "退供单", rows, "rtsOrderStatus")}


def _visible(world: World, one: Return) -> bool:
    own = {department.no for department in world.master.own()}
    return one.department in own and bool(one.trail.seen(world.horizon))


def _rts_row(world: World, one: Return) -> Row:
    step = one.trail.seen(world.horizon)[-1]
    done = any(seen.code == 200 for seen in one.trail.seen(world.horizon))
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


# From the customer


def transport_return(world: World, given: Given) -> dict[str, Any]:
    """``rtw.transportRtw``: everything of one outbound comes back; the reason is ``reson``."""
    outbound = access.written_outbound(world, given.needed("eclpSoNo"))
    _, own_no = access.one_of(given, "isvRtwNum", "eclpRtwNo")
    return _customer_return(world, given, outbound, own_no, None, REFUSED)


def add_return(world: World, given: Given) -> dict[str, Any]:
    """``rtw.addRtwOrder``: with lines of its own, with or without an outbound."""
    own_no = given.needed("isvRtwNum", 50)
    order_type = given.whole("orderType", REFUSED, 1, 4)
    number = given.text("eclpSoNo")
    outbound = access.written_outbound(world, number) if number else None
    named = given.column("deptGoodsNo") or given.column("isvGoodsNo")
    if outbound is None or named:
        department = outbound.department if outbound else _owner(world, given)
        lines = _lines(world, given, department, "deptGoodsNo", "planQty")
        return _customer_return(world, given, outbound, own_no, lines, order_type)
    return _customer_return(world, given, outbound, own_no, None, order_type)


def _owner(world: World, given: Given) -> str:
    name, _ = access.one_of(given, "ownerNo", "deptNo")
    return access.department(world, given, name)


def _customer_return(
    world: World,
    given: Given,
    outbound: Outbound | None,
    own_no: str,
    lines: list[ReturnLine] | None,
    order_type: int,
) -> dict[str, Any]:
    department = outbound.department if outbound else _owner(world, given)
    known = world.customer_returns.by_own.get((department, own_no))
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvRtwNum", own_no)
        return {"transportrtw_result": _rtw_verdict(world, world.customer_returns.by_no[known])}
    warehouse = given.text("warehouseNo") or (outbound.warehouse if outbound else "")
    access.warehouse(world, warehouse, department, working=True)
    if outbound is not None:
        lines = _take_back(outbound, lines)
    business = given.whole("orderInType", outbound.so_type if outbound else 1, 1, 2)
    one = Return(
        no=world.numbers.document("ESR" if business == 1 else "EBR"),
        own_no=own_no,
        department=department,
        warehouse=warehouse,
        created=world.now,
        lines=lines or [],
        outbound=outbound.no if outbound else "",
        reason=given.text("reson"),
        order_type=order_type,
    )
    world.customer_returns.accept(one, world.now)
    return {"transportrtw_result": _rtw_verdict(world, one)}


def _take_back(outbound: Outbound, wanted: list[ReturnLine] | None) -> list[ReturnLine]:
    """Return the lines that come back: never more than went out."""
    if not outbound.reached(HANDED_OVER):
        raise EclpRefusalError(
            f"销售出库单[{outbound.no}]未出库", f"outbound [{outbound.no}] has not been shipped"
        )
    if wanted is None:
        wanted = [
            ReturnLine(line.goods, line.isv_no, line.out - line.back)
            for line in outbound.lines
            if line.out > line.back
        ]
    if not wanted:
        raise EclpRefusalError("无可退商品", "nothing is left to be returned")
    left = {line.goods: 0 for line in outbound.lines}
    for shipped in outbound.lines:
        left[shipped.goods] += shipped.out - shipped.back
    for line in wanted:
        left[line.goods] = left.get(line.goods, 0) - line.quantity
    if min(left.values()) < 0:
        raise EclpRefusalError("退货数量大于出库数量", "more is returned than was shipped")
    for line in wanted:
        _mark_back(outbound, line.goods, line.quantity)
    return wanted


def _mark_back(outbound: Outbound, goods: str, quantity: int) -> None:
    for line in outbound.lines:
        if line.goods == goods:
            taken = min(quantity, line.out - line.back)
            line.back += taken
            quantity -= taken


def _rtw_verdict(world: World, one: Return) -> Row:
    return {
        "eclpRtwNo": one.no,
        "isvRtwNum": one.own_no,
        "eclpSoNo": one.outbound,
        "deptNo": one.department,
        "warehouseNo": one.warehouse,
        "reason": one.reason,
        "createTime": text(one.created),
        "status": status(world.switches, one.code),
        "resultCode": "1",
        "msg": "成功",
    }


def cancel_return(world: World, given: Given) -> dict[str, Any]:
    """``rtw.cancelRtwOrder``: the department is ``ownerNo`` here."""
    own_no = given.needed("isvRtwNum")
    department = access.department(world, given, "ownerNo")
    known = world.customer_returns.by_own.get((department, own_no), "")
    one = access.own_return(world, world.customer_returns.by_no.get(known), own_no)
    before = one.ended
    done = world.customer_returns.cancel(one, world.now)
    if done and not before:
        outbound = world.outbounds.by_no.get(one.outbound)
        world.customer_returns.give_back(one, outbound)
    return {
        "rtwResult": {
            "eclpRtwNo": one.no,
            "isvRtwNum": one.own_no,
            "code": 1 if done else 2,
            "msg": "取消成功" if done else "取消失败",
        }
    }


def query_returns(world: World, given: Given) -> dict[str, Any]:
    """``rtw.queryRtw``: by outbound, or by return."""
    name, number = access.one_of(given, "eclpSoNo", "eclpRtwNo")
    if name == "eclpSoNo":
        found = world.customer_returns.of_outbound(number)
    else:
        found = [one for one in world.customer_returns if one.no == number]
    rows = [_rtw_row(world, one) for one in found if _visible(world, one)]
    return {"queryrtw_result": told(world.switches, given.call, "退货入库单", rows, "status")}


def _rtw_row(world: World, one: Return) -> Row:
    step = one.trail.seen(world.horizon)[-1]
    done = any(seen.code == 200 for seen in one.trail.seen(world.horizon))
    return {
        **_rtw_verdict(world, one),
        "status": status(world.switches, step.code),
        "updateTime": text(step.at),
        "source": "1",
        "orderType": str(one.order_type),
        "rtwDetailsModelList": [
            {
                "deptGoodsNo": line.goods,
                "isvGoodsNo": line.isv_no,
                "planQty": line.quantity,
                "realInstoreQty": line.moved if done else 0,
                "goodsStatus": status(world.switches, line.status),
            }
            for line in one.lines
        ],
    }
