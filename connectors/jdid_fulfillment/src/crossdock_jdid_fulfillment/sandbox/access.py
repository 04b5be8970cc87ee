"""Whose things a call may touch (sheet B3: a department belongs to the token's ``pin``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.inbounds import Inbound
from crossdock_jdid_fulfillment.sandbox.master import ENABLED, Shipper, Shop, Warehouse
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    foreign,
    missing,
    unknown,
)
from crossdock_jdid_fulfillment.sandbox.returns import Return

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World


def department(world: World, given: Given, name: str = "deptNo") -> str:
    """Return the department a call is about; it must be the account's."""
    return _own(world, given.needed(name))


def _own(world: World, number: str) -> str:
    found = world.master.departments.get(number)
    if found is None:
        raise unknown("事业部", number)
    if found.pin != world.pin:
        raise foreign(number)
    return number


def warehouse(world: World, number: str, department: str, *, working: bool = False) -> Warehouse:
    """Return a department's warehouse, which must be enabled where something is sent to it."""
    found = world.master.warehouses.get(number)
    if found is None or found.department != department:
        raise unknown("仓库", number)
    if working and found.status != ENABLED:
        raise EclpRefusalError(f"仓库[{number}]未启用", f"warehouse [{number}] is not enabled")
    return found


def shop(world: World, number: str, department: str) -> Shop:
    """Return a department's shop."""
    found = world.master.shops.get(number)
    if found is None or found.department != department:
        raise unknown("店铺", number)
    return found


def shipper(world: World, number: str) -> Shipper:
    """Return a carrier that is in use."""
    found = world.master.shippers.get(number)
    if found is None or not found.enabled:
        raise unknown("承运商", number)
    return found


def supplier(world: World, number: str, department: str) -> str:
    """Return the number of a department's supplier."""
    found = world.master.suppliers.get(number)
    if found is None or found.department != department:
        raise unknown("供应商", number)
    return number


def goods_of_lines(
    world: World, department: str, numbers: list[str], isv_numbers: list[str]
) -> list[Goods]:
    """Return the goods of each line; where both numbers are given, JD's wins (sheet B3)."""
    found = []
    for place in range(max(len(numbers), len(isv_numbers))):
        no = numbers[place] if numbers else ""
        isv_no = isv_numbers[place] if isv_numbers else ""
        goods = world.goods.find(department, no, isv_no)
        if goods is None:
            raise unknown("商品", no or isv_no)
        found.append(goods)
    return found


def outbound(world: World, number: str) -> Outbound:
    """Return an outbound of the account that queries can see."""
    found = world.outbounds.by_no.get(number)
    if found is None or not found.trail.seen(world.horizon):
        raise unknown("销售出库单", number)
    _own(world, found.department)
    return found


def inbound(world: World, number: str) -> Inbound:
    """Return an inbound of the account that queries can see."""
    found = world.inbounds.by_no.get(number)
    if found is None or not found.trail.seen(world.horizon):
        raise unknown("采购单", number)
    _own(world, found.department)
    return found


def written_outbound(world: World, number: str) -> Outbound:
    """Return an outbound of the account, seen by queries or not yet."""
    found = world.outbounds.by_no.get(number)
    if found is None:
        raise unknown("销售出库单", number)
    _own(world, found.department)
    return found


def written_inbound(world: World, number: str) -> Inbound:
    """Return an inbound of the account, seen by queries or not yet."""
    found = world.inbounds.by_no.get(number)
    if found is None:
        raise unknown("采购单", number)
    _own(world, found.department)
    return found


def own_return(world: World, found: Return | None, number: str) -> Return:
    """Return a return of the account."""
    if found is None:
        raise unknown("退货单", number)
    _own(world, found.department)
    return found


def one_of(given: Given, *names: str) -> tuple[str, str]:
    """Return name and value of the first field that is there; one of them must be."""
    for name in names:
        value = given.text(name)
        if value:
            return name, value
    raise missing("/".join(names))
