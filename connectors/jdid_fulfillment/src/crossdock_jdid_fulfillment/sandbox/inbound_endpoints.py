"""Methods of inbounds, one of them really spelt ``cancalPoOrder`` (sheet B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.inbound_desk import DONE
from crossdock_jdid_fulfillment.sandbox.inbounds import (
    COMPLETED,
    NEW,
    Inbound,
    InboundLine,
)
from crossdock_jdid_fulfillment.sandbox.reading import Given, pieces, same_length
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    duplicate,
    invalid,
    missing,
    too_long,
)
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told
from crossdock_jdid_fulfillment.sandbox.stock import DAMAGED, GOOD, SAMPLE

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

MOST_NUMBERS = 100
_KEPT = {"bizType": None, "poType": None, "poReturnMode": None, "receiveLevel": None,
         "acceptUnQcFlag": None, "waybillNo": None, "inboundRemark": 200}  # fmt: skip
#: Counters of discrepancies that nothing here ever causes.
_NEVER = ("emptyQty", "expiredQty", "errorQty", "barcodeErrorQty")


def add_inbound(world: World, given: Given) -> dict[str, Any]:
    """``po.addPoOrder``: the warehouse is ``whNo`` and goods are ``deptGoodsNo`` here."""
    own_no = given.needed("spPoOrderNo", 50)
    department = access.department(world, given)
    warehouse = access.warehouse(world, given.needed("whNo"), department, working=True).no
    supplier = access.supplier(world, given.needed("supplierNo"), department)
    lines = _lines(world, given, department)
    in_parts = given.whole("multiReceivingFlag", 0, 0, 1) == 1
    known = world.inbounds.by_own.get((department, own_no))
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("spPoOrderNo", own_no)
        return {"poOrderNo": known}
    inbound = Inbound(
        no=world.numbers.document("EPL"),
        own_no=own_no,
        department=department,
        warehouse=warehouse,
        supplier=supplier,
        created=world.now,
        lines=lines,
        in_parts=in_parts,
        fields={name: given.text(name, most) for name, most in _KEPT.items()},
    )
    world.inbounds.accept(inbound, world.now)
    return {"poOrderNo": inbound.no}


def _lines(world: World, given: Given, department: str) -> list[InboundLine]:
    columns = {
        name: given.column(name)
        for name in (
            "deptGoodsNo",
            "isvGoodsNo",
            "numApplication",
            "goodsStatus",
            "orderLine",
            # One JSON object for each line; the commas inside it are written ``_$_``.
            "batAttrListJson",
        )
    }
    if not columns["deptGoodsNo"] and not columns["isvGoodsNo"]:
        raise missing("deptGoodsNo/isvGoodsNo")
    for name in ("numApplication", "goodsStatus"):
        if not columns[name]:
            raise missing(name)
    same_length(columns)
    for code in columns["isvGoodsNo"]:
        if len(code) > 50:
            raise too_long("isvGoodsNo", 50)
    goods = access.goods_of_lines(world, department, columns["deptGoodsNo"], columns["isvGoodsNo"])
    numbers = pieces("numApplication", columns["numApplication"])
    return [
        InboundLine(
            one.no,
            one.isv_no,
            number,
            _condition(word),
            columns["orderLine"][place] if columns["orderLine"] else str(place + 1),
        )
        for place, (one, number, word) in enumerate(
            zip(goods, numbers, columns["goodsStatus"], strict=True)
        )
    ]


def _condition(word: str) -> int:
    """Return a condition from 1, 2 or 3, or from a level (sheet B6, B8)."""
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0
    if number in (GOOD, DAMAGED, SAMPLE):
        return number
    if 100 <= number <= 299:
        return GOOD if number < 200 else DAMAGED
    raise invalid("goodsStatus", "1 good, 2 damaged, 3 sample, or a level")


def cancel_inbound(world: World, given: Given) -> dict[str, Any]:
    """``po.cancalPoOrder``: 2 is a failure."""
    inbound = access.written_inbound(world, given.needed("poOrderNo"))
    code = world.inbounds.cancel(inbound, world.now)
    message = "取消成功" if code == DONE else "取消失败"
    return {"poResult": {"poOrderNo": inbound.no, "code": code, "msg": message}}


def close_inbound(world: World, given: Given) -> dict[str, Any]:
    """``po.closePo``: end an inbound with what has come until now."""
    inbound = access.written_inbound(world, given.needed("poOrderNo"))
    if inbound.ended or inbound.progress == NEW:
        raise EclpRefusalError(
            f"采购单[{inbound.no}]当前状态不允许关单",
            f"inbound [{inbound.no}] cannot be closed now",
        )
    world.inbounds.complete(inbound, world.now)
    return {"poCloseJosResponse": {"poOrderNo": inbound.no, "resultCode": "1", "msg": "成功"}}


def query_inbounds(world: World, given: Given) -> dict[str, Any]:
    """``po.queryPoOrder``: with everything."""
    return _query(world, given, items=True, boxes=True)


def query_inbounds_in_part(world: World, given: Given) -> dict[str, Any]:
    """``po.ext.queryPoOrder``: lines and boxes only where they are asked for."""
    given.truth("queryQcFlag")
    return _query(
        world, given, items=given.truth("queryItemFlag"), boxes=given.truth("queryBoxFlag")
    )


def _query(world: World, given: Given, *, items: bool, boxes: bool) -> dict[str, Any]:
    numbers = given.keys("poOrderNo", MOST_NUMBERS)
    if not numbers:
        raise missing("poOrderNo")
    own = {one.no for one in world.master.own()}
    found = [world.inbounds.by_no.get(number) for number in numbers]
    rows = [
        _row(world, inbound, items=items, boxes=boxes)
        for inbound in found
        if inbound is not None and inbound.department in own and inbound.trail.seen(world.horizon)
    ]
    return {"queryPoModelList": told(world.switches, given.call, "采购单", rows, "poOrderStatus")}


def _row(world: World, inbound: Inbound, *, items: bool, boxes: bool) -> Row:
    seen = inbound.trail.seen(world.horizon)
    completed = next((step.at for step in seen if step.code == COMPLETED), None)
    row: Row = {
        "poOrderNo": inbound.no,
        "isvPoOrderNo": inbound.own_no,
        "deptNo": inbound.department,
        "whNo": inbound.warehouse,
        "supplierNo": inbound.supplier,
        "poOrderStatus": status(world.switches, seen[-1].code),
        "storageStatus": inbound.stored(world.horizon),
        "createTime": text(inbound.created),
        "completeTime": text(completed),
        "operTime": text(seen[-1].at),
        "resultCode": "1",
        "msg": "成功",
        "poBatAttrModelList": [],
        "poItemRejectList": [],
    }
    if items:
        row["poItemModelList"] = [item for line in inbound.lines for item in _items(world, line)]
    if boxes:
        row["poBoxModelList"] = []
    return row


def _items(world: World, line: InboundLine) -> list[Row]:
    """Return a line, and by switch a second row for those of its pieces that are damaged."""
    horizon = world.horizon
    item = {
        "goodsNo": line.goods,
        "isvGoodsNo": line.isv_no,
        "orderLine": line.order_line,
        "numApplication": line.announced,
        "realInstoreQty": str(line.good(horizon)),
        "goodsStatus": status(world.switches, line.status),
        "realGoodsStatus": status(world.switches, line.status),
        "realGoodsLevel": "200" if line.status == DAMAGED else "100",
        "shortQty": line.missing(horizon),
        "damagedQty": line.damaged(horizon),
        "excessQty": line.excess(horizon),
        **dict.fromkeys(_NEVER, 0),
    }
    damaged = item["damagedQty"]
    if world.switches["damaged_receipts"] == "counter" or not damaged:
        return [item]
    spoilt = {
        **item,
        "numApplication": 0,
        "realInstoreQty": str(damaged),
        "realGoodsStatus": status(world.switches, DAMAGED),
        "realGoodsLevel": "200",
        **dict.fromkeys(("shortQty", "damagedQty", "excessQty"), 0),
    }
    return [{**item, "damagedQty": 0}, spoilt]
