"""Every call we make, as its method and the text of its parameters, in both generations.

Sheet A6 is the table this follows. Parameters of the newer generation are an
object written as text; those of the older one may be bare positional text, such
as ``1,10`` or ``[123]``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from crossdock_jdid.settings import Dialect
from crossdock_jdid.spans import Span
from crossdock_jos.signing import serialise
from crossdock_jos.timestamps import JAKARTA, wall_clock

#: Order ids per page: the smallest page seen anywhere (sheet A6), which every platform
#: gives. A list that is shorter is whole.
IDS_PER_PAGE = 20

# The key that holds the payload, by API family of the newer generation (sheet A5).
ORDERS = "result"
PRODUCTS = "returnType"
STOCK = "EptRemoteResult"

_EPI_WARES = "com.jd.eptid.warecenter.api.ware.WarePlusClient."
_EPI_STOCK = "epi.ware.openapi.warestock."


@attrs.frozen
class Call:
    """One call, not yet wrapped, signed or sent.

    Args:

        method: the name of what is called.

        params: its parameters, as the text that is sent.

        payload: the key that holds the answer's payload in the newer generation.
    """

    method: str
    params: str
    payload: str = ORDERS


def account() -> Call:
    """Return the call that says who we are, which only the newer generation has."""
    return Call("jingdong.seller.getAccountByPin", "{}", PRODUCTS)


def wares(dialect: Dialect, page: int, size: int) -> Call:
    """Return the call for a page of products (SPU), 1 for the first."""
    if dialect is Dialect.GEN1:
        return Call(_EPI_WARES + "getWareTinyInfoListByVenderId", f"{page},{size}")
    method = "jingdong.seller.product.getWareInfoListByVendorId"
    return Call(method, serialise({"page": page, "size": size}), PRODUCTS)


def skus(dialect: Dialect, spu_id: int) -> Call:
    """Return the call for the SKUs of a product."""
    if dialect is Dialect.GEN1:
        return Call(_EPI_WARES + "getSkuInfoBySpuId", f"[{spu_id}]")
    method = "jingdong.seller.product.getSkuInfoBySpuIdAndVenderId"
    return Call(method, serialise({"spuId": spu_id}), PRODUCTS)


def stock(dialect: Dialect, sku_ids: Sequence[int]) -> Call:
    """Return the call for the quantities of SKUs."""
    rows = [{"skuId": sku_id} for sku_id in sku_ids]
    if dialect is Dialect.GEN1:
        return Call(_EPI_STOCK + "queryWareStockList", serialise({"jsonStr": rows}))
    method = "jingdong.epistock.queryEpiMerchantWareStock"
    return Call(method, serialise({"wareStockQueryListStr": _quoted(rows)}), STOCK)


def update_stock(dialect: Dialect, rows: Sequence[Mapping[str, int]]) -> Call:
    """Return the call that sets quantities; ``realNum`` is absolute."""
    if dialect is Dialect.GEN1:
        return Call(_EPI_STOCK + "updateWareStock", serialise({"jsonStr": list(rows)}))
    method = "jingdong.epistock.updateEpiMerchantWareStock"
    return Call(method, serialise({"wareStockUpdateListStr": _quoted(rows)}), STOCK)


def order_ids(dialect: Dialect, state: int, span: Span, page: int) -> Call:
    """Return the call for a page of the ids of the orders in *state*, 1 for the first.

    The newer generation is asked by the time of their last change, in Jakarta's
    clock; the older one knows only the time of booking, in milliseconds.
    """
    params: dict[str, Any] = {"orderStatus": state}
    if dialect is Dialect.GEN1:
        params |= {
            "startRow": (page - 1) * IDS_PER_PAGE,
            "bookTimeBegin": span.start * 1000,
            "bookTimeEnd": span.end * 1000,
        }
        return Call("epi.popOrder.getOrderIdListByCondition", serialise(params))
    params |= {
        "updateTimeBegin": wall_clock(span.begin, JAKARTA),
        "updateTimeEnd": wall_clock(span.finish, JAKARTA),
        "pageNo": page,
        "pageSize": IDS_PER_PAGE,
    }
    return Call("jingdong.seller.order.getOrderIdListByCondition", serialise(params))


def orders(dialect: Dialect, order_numbers: Sequence[int]) -> Call:
    """Return the call for several orders at once."""
    if dialect is Dialect.GEN1:
        return Call(
            "epi.popOrder.getOrderInfoListForBatch", "[" + ",".join(map(str, order_numbers)) + "]"
        )
    joined = ",".join(map(str, order_numbers))
    method = "jingdong.seller.order.batchGetOrderInfoList"
    return Call(method, serialise({"orderId": joined}))


def order(dialect: Dialect, number: int) -> Call:
    """Return the call for one order."""
    if dialect is Dialect.GEN1:
        return Call("epi.popOrder.getOrderInfoByOrderId", str(number))
    return Call("jingdong.seller.order.getOrderInfoByOrderId", serialise({"orderId": number}))


def print_order(dialect: Dialect, number: int) -> Call:
    """Return the call that prints an order's label, which allots its waybill (sheet A8)."""
    if dialect is Dialect.GEN1:
        return Call("epi.pop.order.print.uat1", f'{number},1,1,"PDF"')
    params = {"orderId": number, "printType": 1, "printNum": 1}
    return Call("jingdong.seller.order.printOrder", serialise(params))


def send_goods(dialect: Dialect, number: int, waybill: str) -> Call:
    """Return the call that tells that an order's parcel was handed over."""
    params: dict[str, Any] = {"orderId": number}
    if waybill:
        params["expressNo"] = waybill
    if dialect is Dialect.GEN1:
        return Call("epi.popOrder.sendGoods.uat", serialise(params))
    return Call("jingdong.seller.order.sendGoodsOpenApi", serialise(params))


def _quoted(rows: Sequence[Mapping[str, int]]) -> str:
    """Return *rows* as the list in single quotes that the stock calls take as text (sheet A6)."""
    text = json.dumps([dict(row) for row in rows], separators=(",", ":"))
    return text.replace('"', "'")
