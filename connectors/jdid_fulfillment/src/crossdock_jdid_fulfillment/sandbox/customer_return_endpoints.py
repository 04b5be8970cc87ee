"""Methods of returns from the customer (sheet B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.outbounds import HANDED_OVER, Outbound
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
)
from crossdock_jdid_fulfillment.sandbox.return_lines import read_lines, visible
from crossdock_jdid_fulfillment.sandbox.returns import DONE, REFUSED, Return, ReturnLine
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World


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
        lines = read_lines(world, given, department, "deptGoodsNo", "planQty")
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
    rows = [_rtw_row(world, one) for one in found if visible(world, one)]
    return {"queryrtw_result": told(world.switches, given.call, "退货入库单", rows, "status")}


def _rtw_row(world: World, one: Return) -> Row:
    step = one.trail.seen(world.horizon)[-1]
    done = any(seen.code == DONE for seen in one.trail.seen(world.horizon))
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
