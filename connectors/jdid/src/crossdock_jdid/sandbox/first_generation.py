"""Generation 1, "epi": positional text in, JSON text within JSON out (sheet A1, A5, A6)."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs

from crossdock_jdid.sandbox import order_desk, shop_desk
from crossdock_jdid.sandbox.goods import KINDS
from crossdock_jdid.sandbox.jakarta import ZONE, from_millis
from crossdock_jdid.sandbox.order_desk import ROWS, Criteria
from crossdock_jdid.sandbox.rows import order_row, sku_row
from crossdock_jdid.sandbox.verdicts import VerdictError, passed, refused
from crossdock_jdid.sandbox.world import World
from crossdock_jos.sandbox.business import Fields, read_json, whole
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call

Handler = Callable[[World, Any, Call], Any]


def read_parameter(text: str) -> Any:
    """
    Return ``param_json``: JSON, or bare positional text such as ``1,10``.

    Raises:
        RouterError: 63, it is neither.
    """
    if not text.strip():
        return {}
    try:
        return read_json(text)
    except RouterError:
        return read_json(f"[{text}]")


def _positional(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _fields(value: Any) -> Fields:
    if not isinstance(value, dict):
        raise RouterError("62")
    return Fields(value, ZONE)


def _number(value: Any) -> int:
    number = whole(_positional(value)[0] if _positional(value) else None)
    if number is None:
        raise RouterError("61", "param_json")
    return number


def _moment(fields: Fields, name: str) -> datetime | None:
    number = fields.whole(name, None, 0, 253_402_300_799_000)
    return None if number is None else from_millis(number)


def order_ids(world: World, value: Any, call: Call) -> Any:
    """``epi.popOrder.getOrderIdListByCondition``: epoch milliseconds, twenty at a time."""
    fields = _fields(value)
    criteria = Criteria(
        state=fields.whole("orderStatus"),
        booked=(_moment(fields, "bookTimeBegin"), _moment(fields, "bookTimeEnd")),
    )
    first = fields.whole("startRow", 0) or 0
    return order_desk.order_ids(world, call, criteria, first, ROWS)


def order(world: World, value: Any, call: Call) -> Any:
    """``epi.popOrder.getOrderInfoByOrderId``: a bare id."""
    return order_row(order_desk.one_order(world, call, _number(value)))


def orders(world: World, value: Any, call: Call) -> Any:
    """``epi.popOrder.getOrderInfoListForBatch``: the model is JSON text once more."""
    numbers = [whole(one) for one in _positional(value)]
    ids = [one for one in numbers if one is not None]
    found = order_desk.several_orders(world, call, ids)
    return json.dumps([order_row(one) for one in found], ensure_ascii=False)


def print_order(world: World, value: Any, call: Call) -> Any:
    """``epi.pop.order.print.uat1``: positional ``orderId,1,1,"PDF"``."""
    found = order_desk.print_label(world, call, _number(value))
    row = {
        "PDF": order_desk.label_of(found),
        "orderId": found.order_id,
        "preDeliveryId": found.waybill,
        "deliveryId": found.waybill,
    }
    return {"data": [row], "templateId": 1}


def send_goods(world: World, value: Any, call: Call) -> Any:
    """``epi.popOrder.sendGoods.uat``."""
    fields = _fields(value)
    number = fields.text("expressNo")
    found = order_desk.send_goods(world, call, fields.needed_whole("orderId"), number)
    return {"orderId": found.order_id, "expressNo": found.waybill}


def spus(world: World, value: Any, call: Call) -> Any:
    """``...WarePlusClient.getWareTinyInfoListByVenderId``: positional ``page,size``."""
    parts = [whole(one) for one in _positional(value)] + [None, None]
    return shop_desk.spu_page(world, call, parts[0], parts[1])


def skus_of_spu(world: World, value: Any, call: Call) -> Any:
    """``...WarePlusClient.getSkuInfoBySpuId``: ``[spuId]``."""
    spu = shop_desk.one_spu(world, call, _number(value))
    return [sku_row(sku, spu) for sku in world.shelf.family(spu)]


def skus(world: World, value: Any, call: Call) -> Any:
    """``epi.ware.openapi.SkuApi.getSkuBySkuIds``: ids with commas between."""
    found = [world.shelf.skus.get(one) for one in _fields(value).wholes("skuIds")]
    return [sku_row(sku, world.shelf.spus[sku.spu_id]) for sku in found if sku is not None]


def set_stock(world: World, value: Any, call: Call) -> Any:
    """``epi.ware.openapi.warestock.updateWareStock``."""
    return shop_desk.set_stock(world, call, _fields(value).needed("jsonStr"))


def read_stock(world: World, value: Any, call: Call) -> Any:
    """``epi.ware.openapi.warestock.queryWareStockList``."""
    return shop_desk.read_stock(world, call, _fields(value).needed("jsonStr"))


def update_sku(world: World, value: Any, call: Call) -> Any:
    """``epi.ware.openapi.SkuApi.updateSkuInfo``: price or seller code."""
    fields = _fields(value).nested("skuInfo")
    if fields is None:
        raise RouterError("60", "skuInfo")
    sku = shop_desk.one_sku(world, call, fields.needed_whole("skuId"))
    price = fields.whole("jdPrice", sku.price, 1, 999_999_999)
    sku.price = price or sku.price
    if fields.get("sellerSkuId") is not None:
        world.shelf.rename(sku, fields.text("sellerSkuId"))
    return True


def brands(world: World, value: Any, call: Call) -> Any:
    """``epi.popShop.getShopBrandList``."""
    return [{"brandId": kind.brand, "brandName": kind.brand_name} for kind in KINDS]


_WARE = "com.jd.eptid.warecenter.api.ware.WarePlusClient"
METHODS: dict[str, Handler] = {
    "epi.popOrder.getOrderIdListByCondition": order_ids,
    "epi.popOrder.getOrderInfoByOrderId": order,
    "epi.popOrder.getOrderInfoListForBatch": orders,
    "epi.pop.order.print.uat1": print_order,
    "epi.popOrder.sendGoods.uat": send_goods,
    f"{_WARE}.getWareTinyInfoListByVenderId": spus,
    f"{_WARE}.getSkuInfoBySpuId": skus_of_spu,
    "epi.ware.openapi.SkuApi.getSkuBySkuIds": skus,
    "epi.ware.openapi.SkuApi.updateSkuInfo": update_sku,
    "epi.ware.openapi.warestock.updateWareStock": set_stock,
    "epi.ware.openapi.warestock.queryWareStockList": read_stock,
    "epi.popShop.getShopBrandList": brands,
}


def answer(world: World, call: Call) -> dict[str, Any]:
    """Do what an admitted call asks for."""
    value = read_parameter(call.parameters.get("param_json", ""))
    try:
        return passed(world, METHODS[call.method](world, value, call))
    except VerdictError as error:
        return refused(error)


@attrs.frozen
class OpenApiEnvelope:
    """``openapi_code``, ``openapi_msg``, and the rest as JSON text (sheet A5)."""

    def success(self, method: str, inside: Any) -> dict[str, Any]:
        """Wrap what a method answered."""
        text = json.dumps(inside, ensure_ascii=False, separators=(",", ":"))
        return {"openapi_code": 0, "openapi_msg": "success", "openapi_data": text}

    def failure(self, method: str, error: RouterError) -> dict[str, Any]:
        """Wrap a refusal; the gateway's codes are those of the family (decided)."""
        code = int(error.code) if error.code.isdigit() else -1
        return {"openapi_code": code, "openapi_msg": error.en, "openapi_data": ""}
