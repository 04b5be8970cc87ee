"""Reading orders (sheet 4.5 and 4.6)."""

from datetime import datetime, timedelta
from typing import Any

from crossdock_jdcom.sandbox.beijing import text
from crossdock_jdcom.sandbox.order_rows import KNOWN_FIELDS, money
from crossdock_jdcom.sandbox.orders import PINYIN, STATES, TO_SHIP, UNPAID, Order
from crossdock_jdcom.sandbox.pages import paging
from crossdock_jdcom.sandbox.verdicts import INVALID_STATE, WRONG_MERCHANT, verdict
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.pages import disturbed, page_of
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call, business_fault

_CREATED_FOR, _MODIFIED_FOR = timedelta(days=730), timedelta(days=92)


def search_orders(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.order.search`` and ``enSearch``: a window of at most a month."""
    wanted = optional_fields(world, fields)
    states = _states(fields)
    fields.needed("page")
    fields.needed("page_size")
    most = world.switches.number("order_page")
    page, size = paging(world, fields, call, ("page", "page_size"), most, most)
    pages = world.switches.number("order_pages")
    if pages and page > pages:
        raise RouterError("61", "page")
    code = business_fault(call.scope) or ("" if states else INVALID_STATE)
    if code:
        answer = verdict(world.switches, code) | {"orderTotal": _total(world, 0)}
        return {"searchorderinfo_result": answer}
    by_creation = fields.whole("dateType", 0) == 1
    first, last = _window(world, fields, states)
    found = _found(world, fields, first, last, states, by_creation=by_creation)
    if fields.whole("sortType", 0) == 1:
        found.reverse()
    shown = page_of(found, page, size)
    encrypted = call.method.endswith("enSearch")
    rows = [world.writer.row(order, wanted, encrypted=encrypted) for order in shown]
    if world.drifts() and found:
        # A remark is enough to move an order to the end of a list by modification.
        world.orders.touch(found[0], world.now)
    rows = disturbed(call, rows, lambda row: row | {"orderId": None, "itemInfoList": "?"})
    result = verdict(world.switches, "") | {"orderTotal": _total(world, len(found))}
    return {"searchorderinfo_result": result | _list(world, rows)}


def optional_fields(world: World, fields: Fields) -> set[str]:
    """Return the fields asked for; none at all is refused (sheet 4.5)."""
    wanted = set(fields.parts("optional_fields"))
    strict = world.switches["unknown_fields"] == "refuse"
    if not wanted or (strict and not wanted <= KNOWN_FIELDS):
        raise RouterError("68")
    return wanted


def _states(fields: Fields) -> set[str]:
    """Return the states asked for, by either family of names; none where one is no state."""
    fields.needed("order_state")
    names = fields.parts("order_state")
    if "ALL" in names:
        return set(STATES)
    states = {PINYIN.get(name, name) for name in names}
    return states if states and states <= set(STATES) else set()


def _window(world: World, fields: Fields, states: set[str]) -> tuple[datetime, datetime]:
    first, last = fields.moment("start_date"), fields.moment("end_date")
    if first is None and last is None:
        if states != {TO_SHIP}:
            raise RouterError("60", "start_date")
        return world.now - timedelta(days=30), world.now
    if first is None or last is None:
        raise RouterError("60", "start_date" if first is None else "end_date")
    longest = timedelta(days=world.switches.number("order_window"))
    if last < first or last - first > longest:
        raise RouterError("61", "end_date")
    return first, last


def _found(
    world: World,
    fields: Fields,
    first: datetime,
    last: datetime,
    states: set[str],
    *,
    by_creation: bool,
) -> list[Order]:
    oldest = world.now - (_CREATED_FOR if by_creation else _MODIFIED_FOR)
    buyers = [
        (attribute, fields.text(name))
        for name, attribute in (
            ("realPin", "pin"),
            ("open_id_buyer", "open_id"),
            ("xid_buyer", "xid"),
        )
        if fields.text(name)
    ]
    if last < oldest:
        return []
    return [
        order
        for order in world.orders.between(max(first, oldest), last, created=by_creation)
        # Unpaid orders have a method of their own.
        if order.state in states
        and order.state != UNPAID
        and all(getattr(order, attribute) == value for attribute, value in buyers)
    ]


def _total(world: World, number: int) -> int | str:
    return str(number) if world.switches["order_total"] == "string" else number


def _list(world: World, rows: list[dict[str, Any]]) -> dict[str, Any]:
    if rows or world.switches["empty_list"] == "array":
        return {"orderInfoList": rows}
    return {} if world.switches["empty_list"] == "missing" else {"orderInfoList": None}


def get_order(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.order.get`` and ``enGet``."""
    wanted = optional_fields(world, fields)
    order = world.orders.find(fields.needed_whole("order_id"))
    code = business_fault(call.scope)
    if order is None or order.state == UNPAID:
        code = code or WRONG_MERCHANT
    elif fields.get("order_state") is not None and order.state not in _states(fields):
        code = code or INVALID_STATE
    if code or order is None:
        return {"orderDetailInfo": verdict(world.switches, code)}
    row = world.writer.row(order, wanted, encrypted=call.method.endswith("enGet"))
    return {"orderDetailInfo": verdict(world.switches, "") | {"orderInfo": row}}


def unpaid_orders(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.order.notPayOrderInfo``."""
    page, size = paging(world, fields, call, ("page", "pageSize"), 100, 20)
    first = fields.moment("startDate") or world.now - timedelta(days=1)
    last = fields.moment("endDate") or world.now
    found = [
        order for order in world.orders.between(first, last, created=True) if order.state == UNPAID
    ]
    rows = [
        {
            "orderId": str(order.order_id),
            "orderStartTime": text(order.created),
            "orderPayment": money(order.payable),
            "pin": order.pin,
            "itemInfoList": [
                {"skuId": str(line.sku_id), "itemTotal": str(line.quantity)}
                for line in order.lines
            ],
        }
        for order in page_of(found, page, size)
    ]
    result = verdict(world.switches, "") | {"orderTotal": len(found), "orderInfoList": rows}
    return {"searchorderinfo_result": result}


def change_remark(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.order.modifyVenderRemark``: a flag and at most 500 characters."""
    order = world.orders.find(fields.needed_whole("order_id"))
    flag = fields.whole("flag", 0, 0, 5)
    remark = fields.text("remark")
    if len(remark) > 500:
        raise RouterError("61", "remark")
    if order is None:
        return {"modifyvenderremark_result": _flat(WRONG_MERCHANT)}
    order.seller_remark, order.seller_flag = remark, flag or 0
    world.orders.touch(order, world.now)
    return {"modifyvenderremark_result": _flat("")}


def _flat(code: str) -> dict[str, Any]:
    return {"success": not code, "numberCode": int(code or 0)}
