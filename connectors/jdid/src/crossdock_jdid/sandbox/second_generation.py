"""Generation 2, "JOS Indonesia": one method each, its payload key by API family (sheet A5, A6)."""

from collections.abc import Callable
from typing import Any

from crossdock_jdid.sandbox import order_desk, shop_desk
from crossdock_jdid.sandbox.goods import KINDS
from crossdock_jdid.sandbox.jakarta import ZONE
from crossdock_jdid.sandbox.order_desk import ROWS, Criteria
from crossdock_jdid.sandbox.products import DELETED, OFFLINE, ONLINE, PUNISHED
from crossdock_jdid.sandbox.rows import order_row, sku_row, spu_detail
from crossdock_jdid.sandbox.verdicts import (
    STOCK_SUCCESS,
    SUCCESS,
    VerdictError,
    passed,
    refused,
)
from crossdock_jdid.sandbox.world import SHOP_ID, SHOP_NAME, World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call

Handler = Callable[[World, Fields, Call], Any]


def account(world: World, fields: Fields, call: Call) -> Any:
    """``jingdong.seller.getAccountByPin``: who am I."""
    return {"venderId": SHOP_ID, "shopId": SHOP_ID, "shopName": SHOP_NAME, "status": 1}


def order_ids(world: World, fields: Fields, call: Call) -> Any:
    """``...order.getOrderIdListByCondition``: by page, or by ``startRow`` twenty at a time."""
    criteria = Criteria(
        state=fields.whole("orderStatus"),
        booked=(fields.moment("bookTimeBegin"), fields.moment("bookTimeEnd")),
        created=(fields.moment("createdTimeBegin"), fields.moment("createdTimeEnd")),
        updated=(fields.moment("updateTimeBegin"), fields.moment("updateTimeEnd")),
    )
    start = fields.whole("startRow")
    if start is not None:
        first, rows = start, ROWS
    else:
        page = fields.whole("pageNo", 1, 1) or 1
        rows = fields.whole("pageSize", ROWS, 1) or ROWS
        most = world.switches.number("order_page")
        if rows > most and world.switches["over_cap"] == "refuse":
            raise VerdictError(f"pageSize must not be larger than {most}")
        rows = min(rows, most)
        first = (page - 1) * rows
    ids = order_desk.order_ids(world, call, criteria, first, rows)
    return ids or (None if world.switches["empty_model"] == "null" else [])


def order(world: World, fields: Fields, call: Call) -> Any:
    """``...order.getOrderInfoByOrderId``."""
    return order_row(order_desk.one_order(world, call, fields.needed_whole("orderId")))


def orders(world: World, fields: Fields, call: Call) -> Any:
    """``...order.batchGetOrderInfoList``: ids with commas between."""
    found = order_desk.several_orders(world, call, fields.wholes("orderId"))
    return [order_row(one) for one in found]


def print_order(world: World, fields: Fields, call: Call) -> Any:
    """``...order.printOrder``: allots the waybill."""
    fields.whole("printType", 1, 1, 9)
    fields.whole("printNum", 1, 1, 99)
    found = order_desk.print_label(world, call, fields.needed_whole("orderId"))
    return {
        "orderId": found.order_id,
        "expressNo": found.waybill,
        "preExpressNo": found.waybill,
        "content": order_desk.label_of(found),
    }


def send_goods(world: World, fields: Fields, call: Call) -> Any:
    """``...order.sendGoodsOpenApi``: the hand-over."""
    number = fields.text("expressNo")
    found = order_desk.send_goods(world, call, fields.needed_whole("orderId"), number)
    return {
        "orderId": found.order_id,
        "expressCompany": found.carrier[1],
        "expressId": found.carrier[0],
        "expressNo": found.waybill,
    }


def spus(world: World, fields: Fields, call: Call) -> Any:
    """``...product.getWareInfoListByVendorId``."""
    return shop_desk.spu_page(world, call, fields.whole("page"), fields.whole("size"))


def skus_of_spu(world: World, fields: Fields, call: Call) -> Any:
    """``...product.getSkuInfoBySpuIdAndVenderId``."""
    spu = shop_desk.one_spu(world, call, fields.needed_whole("spuId"))
    return [sku_row(sku, spu) for sku in world.shelf.family(spu)]


def skus(world: World, fields: Fields, call: Call) -> Any:
    """``...product.sku.read.getSkuBySkuIds``: those there are."""
    found = [world.shelf.skus.get(one) for one in fields.wholes("skuId")]
    if not found:
        raise RouterError("60", "skuId")
    return [sku_row(sku, world.shelf.spus[sku.spu_id]) for sku in found if sku is not None]


def spu_details(world: World, fields: Fields, call: Call) -> Any:
    """``...product.getWareBySpuIds``: description, images, brand and SKUs where asked for."""
    ids = fields.wholes("spuId")
    if not ids:
        raise RouterError("60", "spuId")
    extra = {"description": "spuDescription", "imgUris": "spuImgs", "skuIds": "skuIds"}
    rows = []
    for one in ids:
        spu = world.shelf.spus.get(one)
        if spu is not None:
            row = spu_detail(spu, world.shelf.family(spu))
            rows.append(
                {n: v for n, v in row.items() if n not in extra or fields.whole(extra[n], 0)}
            )
    return rows


def set_stock(world: World, fields: Fields, call: Call) -> Any:
    """``jingdong.epistock.updateEpiMerchantWareStock``: absolute, row by row."""
    return shop_desk.set_stock(world, call, fields.needed("wareStockUpdateListStr"))


def read_stock(world: World, fields: Fields, call: Call) -> Any:
    """``jingdong.epistock.queryEpiMerchantWareStock``."""
    return shop_desk.read_stock(world, call, fields.needed("wareStockQueryListStr"))


def set_code(world: World, fields: Fields, call: Call) -> Any:
    """``...product.sku.write.updateSkuInfo``: the seller's own code."""
    sku = shop_desk.one_sku(world, call, fields.needed_whole("skuId"))
    if fields.whole("spuId", sku.spu_id) != sku.spu_id:
        raise VerdictError("sku is not of this spu")
    world.shelf.rename(sku, fields.text("sellerSkuId") or None)
    return True


def set_price(world: World, fields: Fields, call: Call) -> Any:
    """``jingdong.seller.price.updatePriceBySkuIds``: whole rupiah."""
    sku = shop_desk.one_sku(world, call, fields.needed_whole("skuId"))
    fields.needed("salePrice")
    sku.price = fields.needed_whole("salePrice", 1, 999_999_999)
    return True


def set_status(status: int) -> Handler:
    """``...product.api.write.onShelf`` and ``offShelf``."""

    def handler(world: World, fields: Fields, call: Call) -> Any:
        spu = shop_desk.one_spu(world, call, fields.needed_whole("spuId"))
        if spu.status in (PUNISHED, DELETED):
            raise VerdictError("the state of the spu does not allow it")
        world.shelf.set_status(spu, status)
        return True

    return handler


def categories(world: World, fields: Fields, call: Call) -> Any:
    """``...category.api.read.getAllCategory``."""
    known = {kind.category: kind.category_name for kind in KINDS}
    return [{"catId": one, "catName": name} for one, name in sorted(known.items())]


_ORDER, _PRODUCT = "jingdong.seller.order", "jingdong.seller.product"
_SPU_LIST = f"{_PRODUCT}.getWareInfoListByVendorId"
#: Method to payload key and handler.
METHODS: dict[str, tuple[str, Handler]] = {
    "jingdong.seller.getAccountByPin": ("returnType", account),
    f"{_ORDER}.getOrderIdListByCondition": ("result", order_ids),
    f"{_ORDER}.getOrderInfoByOrderId": ("result", order),
    f"{_ORDER}.batchGetOrderInfoList": ("result", orders),
    f"{_ORDER}.printOrder": ("result", print_order),
    f"{_ORDER}.sendGoodsOpenApi": ("result", send_goods),
    _SPU_LIST: ("returnType", spus),
    f"{_PRODUCT}.getSkuInfoBySpuIdAndVenderId": ("returnType", skus_of_spu),
    f"{_PRODUCT}.sku.read.getSkuBySkuIds": ("returnType", skus),
    f"{_PRODUCT}.getWareBySpuIds": ("returnType", spu_details),
    f"{_PRODUCT}.sku.write.updateSkuInfo": ("returnType", set_code),
    f"{_PRODUCT}.api.write.onShelf": ("returnType", set_status(ONLINE)),
    f"{_PRODUCT}.api.write.offShelf": ("returnType", set_status(OFFLINE)),
    "jingdong.seller.price.updatePriceBySkuIds": ("returnType", set_price),
    "jingdong.seller.category.api.read.getAllCategory": ("returnType", categories),
    "jingdong.epistock.updateEpiMerchantWareStock": ("EptRemoteResult", set_stock),
    "jingdong.epistock.queryEpiMerchantWareStock": ("EptRemoteResult", read_stock),
}


def answer(world: World, call: Call) -> dict[str, Any]:
    """Do what an admitted call asks for."""
    key, handler = METHODS[call.method]
    fields = Fields.from_text(call.parameters.get("360buy_param_json", ""), ZONE)
    try:
        message = STOCK_SUCCESS if key == "EptRemoteResult" else SUCCESS
        verdict = passed(world, handler(world, fields, call), message)
        if key == "EptRemoteResult":
            verdict["code"] = 1
    except VerdictError as error:
        verdict = refused(error)
    if call.method == _SPU_LIST and world.switches["success_key"] == "isSuccess":
        verdict["isSuccess"] = verdict.pop("success")
    return {key: verdict}
