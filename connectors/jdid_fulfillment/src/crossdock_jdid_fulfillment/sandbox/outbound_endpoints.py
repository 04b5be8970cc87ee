"""Methods of outbounds (sheet B7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access, outbound_rows
from crossdock_jdid_fulfillment.sandbox.ordering import read_outbound
from crossdock_jdid_fulfillment.sandbox.outbound_desk import DONE, IN_PROGRESS, NOT_DONE
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
    invalid,
    missing,
)
from crossdock_jdid_fulfillment.sandbox.rows import Row, told
from crossdock_jos.sandbox.pages import page_of

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

#: Sheet B10: numbers of one look-up.
MOST_NUMBERS = 100
#: Sheet B7: what an order of a seller abroad says of itself.
_OVERSEAS = "10"
_VERDICTS = {DONE: "取消成功", NOT_DONE: "取消失败", IN_PROGRESS: "取消中"}


def add_order(world: World, given: Given) -> dict[str, Any]:
    """``order.addOrder``: at most one outbound for an isvUUID, whatever became of it."""
    outbound = read_outbound(world, given)
    known = world.outbounds.by_uuid.get((outbound.department, outbound.uuid))
    if known:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvUUID", outbound.uuid)
        return {"eclpSoNo": known[0]}
    outbound.no = world.numbers.document("ESL")
    world.outbounds.accept(outbound, world.now)
    return {"eclpSoNo": outbound.no}


def add_order_later(world: World, given: Given) -> dict[str, Any]:
    """``order.asynAddOrder``: checked now, accepted a little later."""
    if given.text("transactionSource") == _OVERSEAS:
        given.needed("countryCode")
    outbound = read_outbound(world, given)
    known = world.outbounds.by_uuid.get((outbound.department, outbound.uuid))
    if known and world.switches["duplicate"] == "error":
        raise duplicate("isvUUID", outbound.uuid)

    def land(at: datetime) -> None:
        if (outbound.department, outbound.uuid) not in world.outbounds.by_uuid:
            outbound.no, outbound.created = world.numbers.document("ESL"), at
            world.outbounds.accept(outbound, at)

    world.agenda.plan(world.now + timedelta(seconds=world.switches.number("asyn_seconds")), land)
    return {"isReceivable": True}


def query_order(world: World, given: Given) -> dict[str, Any]:
    """``order.queryOrder``; of what is not there, nothing, in whichever way that is told."""
    try:
        outbound = access.outbound(world, given.needed("eclpSoNo"))
    except EclpRefusalError:
        if world.switches["empty"] == "error" or not given.text("eclpSoNo"):
            raise
        return {"queryorder_result": None}
    return {"queryorder_result": outbound_rows.full_row(world, outbound)}


def query_status(world: World, given: Given) -> dict[str, Any]:
    """``order.queryOrderStatus``."""
    outbound = access.outbound(world, given.needed("eclpSoNo"))
    return {"queryorderstatus_result": outbound_rows.status_row(world, outbound)}


def query_packs(world: World, given: Given) -> dict[str, Any]:
    """``order.queryOrderPacks``."""
    found = [access.outbound(world, one) for one in given.keys("eclpSoNo", MOST_NUMBERS)]
    if not found:
        raise missing("eclpSoNo")
    rows = [outbound_rows.pack_row(world, outbound) for outbound in found]
    result = told(world.switches, given.call, "包裹", rows, "wayBill")
    return {"queryorderpacks_result": result}


def _own(world: World, department: str, test: Callable[[Outbound], bool]) -> list[Outbound]:
    return [
        outbound
        for outbound in world.outbounds
        if outbound.department == department
        and outbound.trail.seen(world.horizon)
        and test(outbound)
    ]


def find_orders(world: World, given: Given) -> dict[str, Any]:
    """``order.ext.queryOrder``: by our own numbers or by the shop's; each may be several ESL."""
    uuids, sales = given.keys("isvUUID", MOST_NUMBERS), given.keys("spSoNos", MOST_NUMBERS)
    if not uuids and not sales:
        raise missing("isvUUID/spSoNos")
    named = given.text("departmentNo")
    departments = (
        [access.department(world, given, "departmentNo")]
        if named
        else [one.no for one in world.master.own()]
    )
    found = [
        outbound
        for department in departments
        for outbound in _own(
            world,
            department,
            lambda one: one.uuid in uuids or one.fields.get("salesPlatformOrderNo") in sales,
        )
    ]
    rows = [outbound_rows.short_row(world, outbound) for outbound in found]
    result = told(world.switches, given.call, "销售出库单", rows, "eclpSoNo")
    return {"queryorder_result": result}


def _window(given: Given) -> tuple[datetime, datetime]:
    first, last = given.needed_moment("startDate"), given.needed_moment("endDate")
    if last < first:
        raise invalid("endDate", "not before startDate")
    return first, last + timedelta(seconds=1)


def list_by_status(world: World, given: Given) -> dict[str, Any]:
    """``order.queryOrderListByStatus``: numbers of those that came to a status in a window."""
    department, code = access.department(world, given), given.needed_whole("soStatus")
    first, last = _window(given)
    given.needed("pageNo")
    given.needed("pageSize")
    page, size = given.pages(("pageNo", "pageSize"), 100, world.switches.number("list_page"))

    def is_there(outbound: Outbound) -> bool:
        step = outbound_rows.current(world, outbound)
        return step.code == code and first <= step.at < last

    found = page_of(_own(world, department, is_there), page, size)
    rows: list[Row] = [{"no": outbound.no} for outbound in found]
    shown = told(world.switches, given.call, "销售出库单", rows, "no") or []
    numbers = [row.get("v1", row)["no"] for row in shown]
    flat = [one[0] if isinstance(one, list) else one for one in numbers]
    return {"orderQueryResult": {"resultCode": "1", "errMsg": "", "soNoList": flat}}


def list_orders(world: World, given: Given) -> dict[str, Any]:
    """``order.queryOrderList``: outbounds of a shop, by when they were made."""
    department = access.department(world, given)
    shop = access.shop(world, given.needed("shopNo"), department).no
    first, last = _window(given)
    code = given.whole("orderStatus", 0)
    page, size = given.pages(("pageNo", "pageSize"), 100, world.switches.number("list_page"))
    found = _own(
        world,
        department,
        lambda one: (
            one.shop == shop
            and first <= one.created < last
            and code in (0, outbound_rows.current(world, one).code)
        ),
    )
    rows = [outbound_rows.full_row(world, outbound) for outbound in page_of(found, page, size)]
    result = told(world.switches, given.call, "销售出库单", rows, "currentStatus")
    return {"queryordervmi_result": result}


def cancel_order(world: World, given: Given) -> dict[str, Any]:
    """``order.cancelOrder``: 1 cancelled, 2 refused, 3 to be decided."""
    outbound = access.written_outbound(world, given.needed("eclpSoNo"))
    code = world.outbounds.cancel(outbound, world.now)
    return {
        "cancelorder_result": {
            "eclpSoNo": outbound.no,
            "isvUUID": outbound.uuid,
            "code": code,
            "msg": _VERDICTS[code],
        }
    }


def find_number(world: World, given: Given) -> dict[str, Any]:
    """``co.getEclpNoByOutNo``: JD's number for one of ours, whatever ``recepitType`` says."""
    department, number = access.department(world, given), given.needed("outNo", 50)
    given.needed("recepitType")
    known = world.outbounds.by_uuid.get((department, number))
    if not known:
        raise EclpRefusalError(
            f"单号[{number}]不存在", f"there is nothing under the number [{number}]"
        )
    return {"eclpNo": known[0]}
