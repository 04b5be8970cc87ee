"""What returns of both directions share: reading their lines, and who sees them (B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.reading import Given, pieces, same_length
from crossdock_jdid_fulfillment.sandbox.refusals import (
    invalid,
    missing,
)
from crossdock_jdid_fulfillment.sandbox.returns import Return, ReturnLine
from crossdock_jdid_fulfillment.sandbox.stock import GOOD

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World


def read_lines(
    world: World, given: Given, department: str, name: str, quantities: str = "quantity"
) -> list[ReturnLine]:
    """Return the lines of a return, whose goods stand in the column *name*."""
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


def visible(world: World, one: Return) -> bool:
    """Say whether a query of the account sees a return."""
    own = {department.no for department in world.master.own()}
    return one.department in own and bool(one.trail.seen(world.horizon))
