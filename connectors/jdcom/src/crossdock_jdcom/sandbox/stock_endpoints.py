"""Stock: absolute, by a delta, and read back (sheet 4.3)."""

from typing import Any

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_jdcom.sandbox.stock_desk import NO_SUCH_SKU
from crossdock_jdcom.sandbox.wares import MAIN_STORE, Sku
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields, whole
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call, business_fault
from crossdock_jos.sandbox.stamp import millis

FULL = "fullStockIn"


def set_stock(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.ware.stock.sku.set``: nested ``req``, each row on its own, once per number."""
    request = fields.nested("req")
    if request is None:
        raise RouterError("60", "req")
    model = request.text("updateModel")
    number = request.text("stockRfId")
    rows = request.get("skuStocks")
    refusal = _refusal(world, model, number, rows)
    code = business_fault(call.scope)
    if refusal or code:
        return _returned({}, refusal or f"系统繁忙({code})", success=False)
    known = world.desk.answered.get((call.method, number))
    if isinstance(known, dict):
        # Asked again with the same number, nothing is done again (sheet 9).
        return known
    broken = faults_in(call.scope, "partial-batch") is not None
    meter_rows(call.scope, len(rows))
    results = [
        _set_row(world, row, model, fail=broken and place % 2 == 1)
        for place, row in enumerate(rows)
    ]
    answer = _returned(_shown(world, results), "", success=True)
    world.desk.answered[(call.method, number)] = answer
    return answer


def _refusal(world: World, model: str, number: str, rows: Any) -> str:
    """Return why the whole call cannot be done, empty where it can."""
    if model not in (FULL, world.switches["increment_model"]):
        return "updateModel不合法"
    if not number:
        return "stockRfId不能为空"
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return "skuStocks不能为空"
    if len(rows) > world.switches.number("stock_rows"):
        return f"skuStocks不能超过{world.switches.number('stock_rows')}个"
    keys = [(whole(row.get("skuId")), whole(row.get("storeId") or MAIN_STORE)) for row in rows]
    return "sku和仓库不能重复" if len(set(keys)) < len(keys) else ""


def _set_row(world: World, row: dict[str, Any], model: str, *, fail: bool) -> dict[str, Any]:
    sku = world.desk.find(whole(row.get("skuId")))
    store = whole(row.get("storeId") or MAIN_STORE)
    if model == FULL:
        number = whole(row.get("stockNum"))
    else:
        delta = whole(row.get("incrStockNum"))
        before = sku.stores.get(store or MAIN_STORE, 0) if sku is not None else 0
        number = None if delta is None else before + delta
    message = world.desk.refusal(sku, store, number) or ("系统繁忙" if fail else "")
    if not message and sku is not None and store is not None and number is not None:
        world.desk.set(sku, store, number, millis(world.now))
    return {
        "data": whole(row.get("skuId")),
        "storeId": store,
        "success": not message,
        "message": message or "成功",
    }


def _shown(world: World, results: list[dict[str, Any]]) -> dict[str, Any]:
    mode = world.switches["stock_answer"]
    if mode == "missing":
        return {}
    shown = [row for row in results if mode == "all" or not row["success"]]
    return {"updateStockResult": shown}


def _returned(obj: dict[str, Any], message: str, *, success: bool) -> dict[str, Any]:
    return {"returnType": {"success": success, "errorMessage": message, "obj": obj}}


def update_stock(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.stock.write.updateSkuStock``: the legacy absolute write of one SKU."""
    sku = _sku(world, fields)
    store = fields.whole("storeId", MAIN_STORE)
    number = fields.needed_whole("stockNum", -(10**12), 10**12)
    if world.desk.refusal(sku, store, number) or store is None or business_fault(call.scope):
        return {"success": False}
    world.desk.set(sku, store, number, millis(world.now))
    return {"success": True}


def increase_stock(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.stock.write.increaseSkuStock``: a delta, done once per ``stockRfId``."""
    sku = _sku(world, fields)
    store = fields.whole("storeId", MAIN_STORE)
    delta = fields.needed_whole("stockNum", -(10**12), 10**12)
    reference = fields.text("stockRfId")
    key = (call.method, reference)
    if reference and key in world.desk.answered:
        return {"success": True}
    number = sku.stores.get(store or MAIN_STORE, 0) + delta
    if world.desk.refusal(sku, store, number) or store is None:
        return {"success": False}
    world.desk.set(sku, store, number, millis(world.now))
    if reference:
        world.desk.answered[key] = {"success": True}
    return {"success": True}


def _sku(world: World, fields: Fields) -> Sku:
    sku = world.desk.find(fields.needed_whole("skuId"))
    if sku is None:
        raise RouterError("71")
    return sku


def find_stock(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.stock.read.findSkuStock``: the stock of every store."""
    sku = _sku(world, fields)
    wanted = fields.parts("field")
    if len(wanted) > 20:
        raise RouterError("61", "field")
    rows = []
    for row in _store_rows(sku):
        detail = row | {"detailStock": str(row["stockNum"])}
        basics = ("skuId", "storeId", "stockNum")
        rows.append({n: v for n, v in detail.items() if n in basics or n in wanted})
    return {"skuStocks": rows}


def query_stock(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.ware.stock.sku.query``: the same, in the newer envelope."""
    sku = world.desk.find(fields.needed_whole("skuId"))
    if sku is None:
        return _returned({}, NO_SUCH_SKU, success=False)
    obj = {
        "skuId": sku.sku_id,
        "stockModel": fields.whole("stockModel", 0),
        "skuStockInfos": _store_rows(sku),
    }
    return _returned(obj, "", success=True)


def _store_rows(sku: Sku) -> list[dict[str, Any]]:
    return [
        {
            "skuId": sku.sku_id,
            "storeId": store,
            "stockNum": stock,
            "orderBookingNum": sku.booked if store == MAIN_STORE else 0,
            "appBookingNum": 0,
            "orderTransferNum": 0,
        }
        for store, stock in sorted(sku.stores.items())
    ]
