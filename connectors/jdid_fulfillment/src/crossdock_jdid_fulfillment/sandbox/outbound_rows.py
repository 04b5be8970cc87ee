"""How outbounds are told (sheet B7)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox.china import text
from crossdock_jdid_fulfillment.sandbox.outbounds import HANDED_OVER, NAMES, PACKED, Outbound
from crossdock_jdid_fulfillment.sandbox.rows import Row, status
from crossdock_jdid_fulfillment.sandbox.trail import Step

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

_BACK = (
    "salesPlatformOrderNo", "salePlatformSource", "salesPlatformCreateTime", "consigneeName",
    "consigneeMobile", "consigneePhone", "consigneeEmail", "consigneePostcode",
    "consigneeAddress", "addressProvince", "addressCity", "addressCounty", "addressTown",
    "consigneeRemark", "expectDate", "orderMark", "receivable", "sellerRemark", "sellerNote",
    "destinationName", "customField",
)  # fmt: skip


def waybill(world: World, outbound: Outbound) -> str:
    """Return the waybills, which are there once the parcels are packed."""
    packed = outbound.trail.has(PACKED, world.horizon)
    return ",".join(outbound.waybills) if packed else ""


def current(world: World, outbound: Outbound) -> Step:
    """Return the status a query sees, or by switch the one before it."""
    seen = outbound.trail.seen(world.horizon)
    behind = world.switches.on("current_behind") and len(seen) > 1
    return seen[-2] if behind else seen[-1]


def history(world: World, outbound: Outbound) -> list[Row]:
    """Return ``orderStatusList``, whose order is not guaranteed."""
    rows = [
        {
            "soStatusCode": status(world.switches, step.code),
            "soStatusName": NAMES[step.code],
            "operateTime": text(step.at),
            "operateUser": "system",
        }
        for step in outbound.trail.seen(world.horizon)
    ]
    if world.switches["history_order"] == "newest":
        rows.reverse()
    elif world.switches["history_order"] == "shuffled":
        random.Random(f"{outbound.no}|{len(rows)}").shuffle(rows)  # noqa: S311  reproducible
    return rows


def packages(world: World, outbound: Outbound) -> list[Row]:
    """Return ``orderPackageList``."""
    if not outbound.trail.has(PACKED, world.horizon):
        return []
    return [
        {"packageNo": parcel.number, "packWeight": parcel.weight} for parcel in outbound.parcels
    ]


def full_row(world: World, outbound: Outbound) -> Row:
    """Return everything about an outbound."""
    shipped = outbound.trail.has(HANDED_OVER, world.horizon)
    parcels = packages(world, outbound)
    return {
        "eclpSoNo": outbound.no,
        "isvUUID": outbound.uuid,
        "shopNo": outbound.shop,
        "departmentNo": outbound.department,
        "warehouseNo": outbound.warehouse,
        "shipperNo": outbound.shipper,
        "shipperName": world.master.shippers[outbound.shipper].name,
        "soType": str(outbound.so_type),
        **{name: outbound.fields.get(name, "") for name in _BACK},
        "pinAccount": world.pin,
        "createTime": text(outbound.created),
        "currentStatus": status(world.switches, current(world, outbound).code),
        "wayBill": waybill(world, outbound),
        "tpWayBill": outbound.fields.get("thirdWayBill", ""),
        "splitFlag": "1" if outbound.children else "0",
        "splitEclpSoNos": ",".join(outbound.children),
        "soWeight": f"{sum(float(parcel['packWeight']) for parcel in parcels):.2f}",
        "orderDetailList": _details(outbound, shipped=shipped),
        "orderPackageList": parcels,
        "orderStatusList": history(world, outbound),
        "batchDetailList": [],
        "orderRejectDetailList": [],
    }


def _details(outbound: Outbound, *, shipped: bool) -> list[Row]:
    return [
        {
            "goodsNo": line.goods,
            # Sheet B7 writes these two as arrays and the others not.
            "isvGoodsNo": [line.isv_no],
            "quantity": line.quantity,
            "realOutQty": [line.out if shipped else 0],
            "price": line.price,
            "orderLine": line.order_line,
        }
        for line in outbound.lines
    ]


def status_row(world: World, outbound: Outbound) -> Row:
    """Return the statuses of an outbound and nothing else."""
    return {
        "eclpSoNo": outbound.no,
        "isvUUID": outbound.uuid,
        "orderStatusList": history(world, outbound),
    }


def short_row(world: World, outbound: Outbound) -> Row:
    """Return what a look-up by our own number tells."""
    step = current(world, outbound)
    return {
        "isvUUID": outbound.uuid,
        "spSoNo": outbound.fields.get("salesPlatformOrderNo", ""),
        "eclpSoNo": outbound.no,
        "wayBill": waybill(world, outbound),
        "mainStatus": status(world.switches, step.code),
        "resultCode": 1,
        "resultMessage": "",
        "operTime": text(step.at),
    }


def pack_row(world: World, outbound: Outbound) -> dict[str, Any]:
    """Return the packages of an outbound."""
    parcels = packages(world, outbound)
    return {
        "eclpSoNo": outbound.no,
        "isvUUID": outbound.uuid,
        "wayBill": waybill(world, outbound),
        "tpWaybill": outbound.fields.get("thirdWayBill", ""),
        "shipperNo": outbound.shipper,
        "shipperName": world.master.shippers[outbound.shipper].name,
        "packCount": len(parcels),
        "orderPackageList": parcels,
    }
