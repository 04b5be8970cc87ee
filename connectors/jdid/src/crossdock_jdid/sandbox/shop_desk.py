"""What both generations do with products and stock (sheet A6)."""

import json
from collections.abc import Sequence
from typing import Any

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_jdid.sandbox.products import DELETED, Sku, Spu
from crossdock_jdid.sandbox.rows import spu_row
from crossdock_jdid.sandbox.verdicts import FAILED, STOCK_SUCCESS, VerdictError, check_fault
from crossdock_jdid.sandbox.world import World
from crossdock_jos.sandbox.business import whole
from crossdock_jos.sandbox.router import Call


def spu_page(world: World, call: Call, page: int | None, size: int | None) -> dict[str, Any]:
    """Return a page of SPUs of every status."""
    check_fault(call)
    most = world.switches.number("ware_page")
    if page is None or size is None or page < 1 or size < 1:
        raise VerdictError("page or size is illegal")
    if size > most and world.switches["over_cap"] == "refuse":
        raise VerdictError(f"size must not be larger than {most}")
    size = min(size, most)
    if faults_in(call.scope, "cursor-loop"):
        page = 1
    ids = world.shelf.listed
    rows = [spu_row(world.shelf.spus[one]) for one in ids[(page - 1) * size : page * size]]
    if world.drifts():
        world.list_spu()
    if faults_in(call.scope, "missing-rows"):
        rows = rows[::2]
    if faults_in(call.scope, "duplicate-rows"):
        rows = [row for row in rows for _ in range(2)]
    if rows and faults_in(call.scope, "poison-row"):
        rows[len(rows) // 2] |= {"spuId": "?", "spuName": None}
    meter_rows(call.scope, len(rows))
    shown: Any = rows or (None if world.switches["empty_model"] == "null" else [])
    return {"totalNum": len(ids), "pageNo": page, "spuInfoVoList": shown}


def one_spu(world: World, call: Call, spu_id: int | None) -> Spu:
    """Return an SPU, or refuse."""
    check_fault(call)
    spu = world.shelf.spus.get(spu_id) if spu_id is not None else None
    if spu is None:
        raise VerdictError("spu does not exist")
    return spu


def one_sku(world: World, call: Call, sku_id: int | None) -> Sku:
    """Return a SKU that is not deleted, or refuse."""
    check_fault(call)
    sku = world.shelf.skus.get(sku_id) if sku_id is not None else None
    if sku is None or world.shelf.spus[sku.spu_id].status == DELETED:
        raise VerdictError("sku does not exist")
    return sku


def listed_rows(value: Any, most: int) -> list[dict[str, Any]]:
    """
    Return the rows of a stock call.

    They come as text with single quotes, as text with double ones, or as a
    true array; all three were used in production (sheet A6).
    """
    if isinstance(value, str):
        for text in (value, value.replace("'", '"')):
            try:
                value = json.loads(text)
                break
            except (ValueError, RecursionError):
                continue
    if not isinstance(value, list) or not value:
        raise VerdictError("parameter check failed: the list is empty or illegal")
    if not all(isinstance(row, dict) for row in value):
        raise VerdictError("parameter check failed: illegal row")
    if len(value) > most:
        raise VerdictError(f"parameter check failed: more than {most} rows")
    return value


def set_stock(world: World, call: Call, value: Any) -> dict[str, Any]:
    """Overwrite stock row by row; the answer is keyed by the SKU id as text."""
    check_fault(call)
    rows = listed_rows(value, world.switches.number("stock_rows"))
    broken = faults_in(call.scope, "partial-batch") is not None
    answer: dict[str, Any] = {}
    for place, row in enumerate(rows):
        sku_id, number = whole(row.get("skuId")), whole(row.get("realNum"))
        sku = world.shelf.skus.get(sku_id) if sku_id is not None else None
        if sku is None:
            why = "sku does not exist"
        elif number is None:
            why = "realNum is illegal"
        elif broken and place % 2:
            why = "system busy"
        else:
            why = world.set_stock(sku, number)
        answer[str(row.get("skuId"))] = {
            "code": FAILED if why else 1,
            "message": why or STOCK_SUCCESS,
            "success": not why,
        }
    meter_rows(call.scope, len(rows))
    return answer


def read_stock(world: World, call: Call, value: Any) -> dict[str, Any]:
    """Return stock keyed by the SKU id as text; unknown ones are left out."""
    check_fault(call)
    ids = [row.get("skuId") if isinstance(row, dict) else row for row in _any_rows(value)]
    found = [world.shelf.skus.get(whole(one) or 0) for one in ids]
    meter_rows(call.scope, len(found))
    rows: dict[str, Any] = {
        str(sku.sku_id): {"skuId": sku.sku_id, "realNum": sku.stock, "lockNum": sku.booked}
        for sku in found
        if sku is not None
    }
    names = list(rows)
    if faults_in(call.scope, "missing-rows"):
        rows = {name: rows[name] for name in names[::2]}
    if names and faults_in(call.scope, "poison-row"):
        rows[names[0]] = {"skuId": "?", "realNum": "?"}
    return rows


def _any_rows(value: Any) -> Sequence[Any]:
    if isinstance(value, str) and not value.strip().startswith("["):
        value = value.split(",")
    elif isinstance(value, str):
        try:
            value = json.loads(value.replace("'", '"'))
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, list) or not value:
        raise VerdictError("parameter check failed: the list is empty or illegal")
    return value
