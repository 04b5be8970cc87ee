"""Methods of the master data (sheet B4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.master import PLATFORMS, Shop, Supplier
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import duplicate, invalid
from crossdock_jdid_fulfillment.sandbox.rows import Row, status, told

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World


def _chosen(rows: Iterable[Row], key: str, wanted: list[str]) -> list[Row]:
    return [row for row in rows if not wanted or row[key] in wanted]


def query_departments(world: World, given: Given) -> dict[str, Any]:
    """``master.queryDept``: the account's own."""
    rows = [
        {"deptNo": one.no, "deptName": one.name, "status": status(world.switches, 1)}
        for one in world.master.own()
    ]
    found = _chosen(rows, "deptNo", given.keys("deptNos"))
    return {"querydept_result": told(world.switches, given.call, "事业部", found, "deptName")}


def query_warehouses(world: World, given: Given) -> dict[str, Any]:
    """``master.queryWarehouse``: of every status, if none is asked for."""
    wanted = given.whole("status", 0, 1, 3)
    rows = [
        {
            "warehouseNo": one.no,
            "warehouseName": one.name,
            "status": status(world.switches, one.status),
            "contacts": "Kepala Gudang",
            "phone": "0214401234",
            "province": "DKI Jakarta" if one.city.startswith("Jakarta") else "Jawa Barat",
            "city": one.city,
            "county": "",
            "town": "",
            "address": one.address,
        }
        for one in world.master.warehouses_of(access.department(world, given))
        if wanted in (0, one.status)
    ]
    found = _chosen(rows, "warehouseNo", given.keys("warehouseNos"))
    return {"querywarehouse_result": told(world.switches, given.call, "仓库", found, "address")}


def query_shippers(world: World, given: Given) -> dict[str, Any]:
    """``master.queryShipper``: those out of use have status 0."""
    rows = [
        {
            "shipperNo": one.no,
            "shipperName": one.name,
            "contacts": "Layanan Pelanggan",
            "phone": "1500123",
            "status": status(world.switches, int(one.enabled)),
            "isCod": status(world.switches, int(one.cash)),
        }
        for one in world.master.shippers.values()
    ]
    found = _chosen(rows, "shipperNo", given.keys("shipperNos"))
    return {"queryshipper_result": told(world.switches, given.call, "承运商", found, "isCod")}


def query_platforms(world: World, given: Given) -> dict[str, Any]:
    """``master.querySpSource``: sales platforms."""
    rows = [{"spSourceNo": no, "spSourceName": name} for no, name in PLATFORMS.items()]
    found = told(world.switches, given.call, "销售平台", rows, "spSourceName")
    return {"queryspsource_result": found}


def query_shops(world: World, given: Given) -> dict[str, Any]:
    """``master.queryShop``, by either number."""
    department = access.department(world, given)
    rows = [
        {
            "shopNo": one.no,
            "isvShopNo": one.isv_no,
            "deptNo": one.department,
            "shopName": one.name,
            "spSourceNo": one.source,
            "afterSaleContacts": one.contacts,
            "afterSalePhone": one.phone,
            "afterSaleAddress": one.address,
            "status": status(world.switches, 1),
        }
        for one in world.master.shops.values()
        if one.department == department
    ]
    found = _chosen(rows, "shopNo", given.keys("shopNos"))
    found = _chosen(found, "isvShopNo", given.keys("isvShopNos"))
    return {"queryshop_result": told(world.switches, given.call, "店铺", found, "shopName")}


def insert_shop(world: World, given: Given) -> dict[str, Any]:
    """``master.insertShop``."""
    department = access.department(world, given)
    isv_no, source = given.needed("isvShopNo", 50), given.needed("spSourceNo")
    if source not in PLATFORMS:
        raise invalid("spSourceNo", "querySpSource tells which there are")
    name = given.needed("shopName", 100)
    contact = [given.needed(f"afterSale{what}", 200) for what in ("Contacts", "Phone", "Address")]
    known = world.master.shop_with(department, isv_no)
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvShopNo", isv_no)
        return {"insertshop_result": known.no}
    number = world.numbers.master("ESP")
    world.master.shops[number] = Shop(number, isv_no, department, name, source, *contact)
    return {"insertshop_result": number}


def query_suppliers(world: World, given: Given) -> dict[str, Any]:
    """``master.querySupplier``."""
    department = access.department(world, given)
    rows = [
        {
            "eclpSupplierNo": one.no,
            "supplierNo": one.no,
            "isvSupplierNo": one.isv_no,
            "deptNo": one.department,
            "supplierName": one.name,
            "status": status(world.switches, 1),
        }
        for one in world.master.suppliers.values()
        if one.department == department
    ]
    found = _chosen(rows, "supplierNo", given.keys("supplierNos"))
    told_rows = told(world.switches, given.call, "供应商", found, "supplierName")
    return {"querysupplier_result": told_rows}


def add_supplier(world: World, given: Given) -> dict[str, Any]:
    """``master.addSupplier``."""
    department = access.department(world, given)
    isv_no, name = given.needed("isvSupplierNo", 50), given.needed("supplierName", 100)
    known = world.master.supplier_with(department, isv_no)
    if known is not None:
        if world.switches["duplicate"] == "error":
            raise duplicate("isvSupplierNo", isv_no)
        return {"addsupplier_result": known.no}
    number = world.numbers.master("EMS")
    world.master.suppliers[number] = Supplier(number, isv_no, department, name)
    return {"addsupplier_result": number}
